// Uneven background: a raised cosine added about one place.
fn uneven_background(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let middle = vec2<f32>(uneven_background_x(step, pixel), uneven_background_y(step, pixel)) - 0.5;
    let share = min(length(place_in_view(pixel) - middle) / uneven_background_radius(step, pixel), 1.0);
    return value + uneven_background_amount(step, pixel) * (0.5 + 0.5 * cos(3.14159265 * share));
}
