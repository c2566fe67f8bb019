// Drop channel: one channel set to 0, never the spared one.
fn drop_channel(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    if CHANNELS < 2u {
        return value;
    }
    let spared = u32(drop_channel_spare(step, pixel));
    let spares = spared >= 1u && spared <= CHANNELS;
    let count = select(CHANNELS, CHANNELS - 1u, spares);
    var dropped = min(u32(drop_channel_which(step, pixel) * f32(count)), count - 1u);
    // Those behind the spared one move up by one.
    dropped += select(0u, 1u, spares && dropped + 1u >= spared);
    let channel = vec4<u32>(0u, 1u, 2u, 3u) + vec4<u32>(4u * pixel.group);
    return select(value, vec4<f32>(0.0), channel == vec4<u32>(dropped));
}
