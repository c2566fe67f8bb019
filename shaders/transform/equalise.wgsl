// Equalise: the share of the channel's values that lie below each value.
fn equalise(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    return value + equalise_strength(step, pixel) * (share_below(pixel, 0u, value) - value);
}
