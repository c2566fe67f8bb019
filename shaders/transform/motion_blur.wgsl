// Motion blur: the mean of samples along a line, linear between pixels.
fn motion_blur(step: u32, pixel: Pixel) -> vec4<f32> {
    let movement = vec2<f32>(motion_blur_across(step, pixel), motion_blur_down(step, pixel));
    let samples = motion_blur_samples(step, pixel);
    let place = vec2<f32>(f32(pixel.x), f32(pixel.y));
    var sum = vec4<f32>(0.0);
    for (var i = 0.0; i < samples; i += 1.0) {
        let t = (i + 0.5) / samples - 0.5;
        sum += work_between(pixel, place + movement * t);
    }
    return sum / samples;
}
