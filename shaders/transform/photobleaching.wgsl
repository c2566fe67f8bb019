// Photobleaching: every channel times the share of its dye that is left.
fn photobleaching(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    return photobleaching_left(step, pixel) * value;
}
