// Gaussian blur: a bell-shaped mean along rows, then along columns.
fn gaussian_blur_across(step: u32, pixel: Pixel) -> vec4<f32> {
    return bell_mean(gaussian_blur_sigma_x(step, pixel), pixel, vec2<i32>(1, 0));
}

fn gaussian_blur_down(step: u32, pixel: Pixel) -> vec4<f32> {
    return bell_mean(gaussian_blur_sigma_y(step, pixel), pixel, vec2<i32>(0, 1));
}
