// Window jitter: the distance from a new low end, in units of a new window.
fn window_jitter(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    return (value - window_jitter_low(step, pixel)) * window_jitter_factor(step, pixel);
}
