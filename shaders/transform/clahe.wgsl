// CLAHE: the share of values below in the four tiles around, linear between their middles.
fn clahe(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let place = (vec2<f32>(f32(pixel.x), f32(pixel.y)) + 0.5) * f32(TILES) / f32(SIZE) - 0.5;
    let low = floor(place);
    let share = place - low;
    let last = vec2<f32>(f32(TILES - 1u));
    let first = vec2<u32>(clamp(low, vec2<f32>(0.0), last));
    let second = vec2<u32>(clamp(low + 1.0, vec2<f32>(0.0), last));
    let upper = mix(
        share_below(pixel, first.y * TILES + first.x, value),
        share_below(pixel, first.y * TILES + second.x, value),
        share.x,
    );
    let lower = mix(
        share_below(pixel, second.y * TILES + first.x, value),
        share_below(pixel, second.y * TILES + second.x, value),
        share.x,
    );
    return value + clahe_strength(step, pixel) * (mix(upper, lower, share.y) - value);
}
