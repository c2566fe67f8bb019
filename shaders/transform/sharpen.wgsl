// Sharpen: adds what a Gaussian blur (across, then down) takes away.
fn sharpen_across(step: u32, pixel: Pixel) -> vec4<f32> {
    return bell_mean(sharpen_sigma_x(step, pixel), pixel, vec2<i32>(1, 0));
}

fn sharpen_down(step: u32, pixel: Pixel) -> vec4<f32> {
    let blurred = bell_mean(sharpen_sigma_y(step, pixel), pixel, vec2<i32>(0, 1));
    let value = before_last_pass(pixel);
    return value + sharpen_strength(step, pixel) * (value - blurred);
}
