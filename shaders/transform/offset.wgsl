// Offset: the same amount added to every value.
fn offset(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    return value + offset_amount(step, pixel);
}
