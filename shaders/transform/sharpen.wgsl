// Sharpen: adds what a Gaussian blur (across, then down) takes away.
fn sharpen_across(step: u32, pixel: Pixel) -> vec4<f32> {
    return sharpen_along(sharpen_sigma_x(step, pixel), pixel, vec2<i32>(1, 0));
}

fn sharpen_down(step: u32, pixel: Pixel) -> vec4<f32> {
    let blurred = sharpen_along(sharpen_sigma_y(step, pixel), pixel, vec2<i32>(0, 1));
    let value = before_last_pass(pixel);
    return value + sharpen_strength(step, pixel) * (value - blurred);
}

fn sharpen_along(sigma: f32, pixel: Pixel, direction: vec2<i32>) -> vec4<f32> {
    let reach = i32(ceil(min(4.0 * sigma, 128.0)));
    let place = vec2<i32>(i32(pixel.x), i32(pixel.y));
    var sum = work_at(pixel, place);
    var total = 1.0;
    for (var i = 1; i <= reach; i += 1) {
        let z = f32(i) / sigma;
        let weight = exp(-0.5 * z * z);
        sum += weight * (work_mirrored(pixel, place - i * direction) + work_mirrored(pixel, place + i * direction));
        total += 2.0 * weight;
    }
    return sum / total;
}
