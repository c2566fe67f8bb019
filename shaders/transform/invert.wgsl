// Invert: bright becomes dark.
fn invert(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    return 1.0 - value;
}
