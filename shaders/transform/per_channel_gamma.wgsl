// Gamma of each channel: a power of the absolute value, with the sign kept.
fn per_channel_gamma(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let exponent = per_channel_gamma_exponent(step, pixel);
    let size = abs(value);
    let power = pow(max(size, vec4<f32>(1e-30)), exponent);
    let bent = sign(value) * select(power, vec4<f32>(0.0), size == vec4<f32>(0.0));
    // pow(v, 1) need not be v on a graphics card.
    return select(bent, value, exponent == vec4<f32>(1.0));
}
