// Vignette: darker with the square of the distance from the middle.
fn vignette(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let place = place_in_view(pixel);
    return value * (1.0 - vignette_strength(step, pixel) * (2.0 * dot(place, place)));
}
