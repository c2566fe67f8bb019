// Drop channel: one channel set to 0.
fn drop_channel(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    if CHANNELS < 2u {
        return value;
    }
    let dropped = min(u32(drop_channel_which(step, pixel) * f32(CHANNELS)), CHANNELS - 1u);
    let channel = vec4<u32>(0u, 1u, 2u, 3u) + vec4<u32>(4u * pixel.group);
    return select(value, vec4<f32>(0.0), channel == vec4<u32>(dropped));
}
