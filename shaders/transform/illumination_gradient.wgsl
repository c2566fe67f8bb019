// Illumination gradient: a factor that rises linearly across the picture.
fn illumination_gradient(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let slope = vec2<f32>(illumination_gradient_across(step, pixel), illumination_gradient_down(step, pixel));
    return value * (1.0 + dot(slope, place_in_view(pixel)));
}
