// Gain of each channel: every channel times its own factor.
fn per_channel_gain(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    return per_channel_gain_factor(step, pixel) * value;
}
