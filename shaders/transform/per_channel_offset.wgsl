// Offset of each channel: its own amount added to every channel.
fn per_channel_offset(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    return value + per_channel_offset_amount(step, pixel);
}
