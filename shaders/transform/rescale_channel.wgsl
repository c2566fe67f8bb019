// Rescale a channel: one channel multiplied by a factor.
fn rescale_channel(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let chosen = min(u32(rescale_channel_which(step, pixel) * f32(CHANNELS)), CHANNELS - 1u);
    let channel = vec4<u32>(0u, 1u, 2u, 3u) + vec4<u32>(4u * pixel.group);
    return select(value, rescale_channel_factor(step, pixel) * value, channel == vec4<u32>(chosen));
}
