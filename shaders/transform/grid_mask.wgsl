// Grid mask: squares in a regular grid painted in one brightness; an edge may cut a pixel.
fn grid_mask(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let start = vec2<f32>(grid_mask_left(step, pixel), grid_mask_top(step, pixel));
    let low = vec2<f32>(f32(pixel.x), f32(pixel.y));
    let side = grid_mask_side(step, pixel);
    let period = grid_mask_period(step, pixel);
    let hidden = grid_mask_before(low + 1.0 - start, side, period) - grid_mask_before(low - start, side, period);
    return value + hidden.x * hidden.y * (grid_mask_fill(step, pixel) - value);
}

// How much of a line is hidden up to `place`, across and down.
fn grid_mask_before(place: vec2<f32>, side: f32, period: f32) -> vec2<f32> {
    let whole = floor(place / period);
    return whole * side + clamp(place - whole * period, vec2<f32>(0.0), vec2<f32>(side));
}
