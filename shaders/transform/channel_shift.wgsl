// Channel shift: one channel moved against the others, linear between pixels.
fn channel_shift(step: u32, pixel: Pixel) -> vec4<f32> {
    let place = vec2<f32>(f32(pixel.x), f32(pixel.y));
    var value = work_at(pixel, vec2<i32>(place));
    let c = min(u32(channel_shift_which(step, pixel) * f32(CHANNELS)), CHANNELS - 1u);
    if CHANNELS > 1u && c / 4u == pixel.group {
        let shift = vec2<f32>(channel_shift_across(step, pixel), channel_shift_down(step, pixel));
        value[c % 4u] = work_between(pixel, place - shift)[c % 4u];
    }
    return value;
}
