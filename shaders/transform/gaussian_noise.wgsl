// Gaussian noise: a normal number of its own for every pixel and channel (Box and Muller).
fn gaussian_noise(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let words = field_words(step, (pixel.group * SIZE + pixel.y) * SIZE + pixel.x);
    let first = gaussian_noise_pair(words.x, words.y);
    let second = gaussian_noise_pair(words.z, words.w);
    return value + gaussian_noise_sigma(step, pixel) * vec4<f32>(first, second);
}

fn gaussian_noise_pair(a: u32, b: u32) -> vec2<f32> {
    let radius = sqrt(-2.0 * log(unit(a)));
    let angle = 6.283185307179586 * unit(b);
    return radius * vec2<f32>(cos(angle), sin(angle));
}
