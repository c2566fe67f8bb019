// Debris: up to four discs whose places, sizes and lights are random words of the step.
fn debris(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let count = u32(debris_count(step, pixel));
    let largest = vec2<f32>(debris_radius_x(step, pixel), debris_radius_y(step, pixel));
    var result = value;
    for (var disc = 0u; disc < count; disc += 1u) {
        let bits = field_words(step, disc);
        let middle = vec2<f32>(unit(bits.x), unit(bits.y)) * f32(SIZE) - 0.5;
        let radius = (1.0 + 2.0 * unit(bits.z)) / 3.0 * largest;
        let light = debris_strength(step, pixel) * (0.5 + 0.5 * unit(bits.w));
        let away = length((vec2<f32>(f32(pixel.x), f32(pixel.y)) - middle) / radius);
        result += light * clamp((1.0 - away) * min(radius.x, radius.y) + 0.5, 0.0, 1.0);
    }
    return result;
}
