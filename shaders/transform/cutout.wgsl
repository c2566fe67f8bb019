// Cutout: a box of whole pixels painted in one brightness.
fn cutout(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let place = vec2<f32>(f32(pixel.x), f32(pixel.y));
    let low = vec2<f32>(cutout_left(step, pixel), cutout_top(step, pixel));
    let high = vec2<f32>(cutout_right(step, pixel), cutout_bottom(step, pixel));
    if all(place >= low) && all(place < high) {
        return vec4<f32>(cutout_fill(step, pixel));
    }
    return value;
}
