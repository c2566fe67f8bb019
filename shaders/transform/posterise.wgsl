// Posterise: the nearest of a few levels of brightness.
fn posterise(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let steps = posterise_levels(step, pixel) - 1.0;
    return floor(value * steps + 0.5) / steps;
}
