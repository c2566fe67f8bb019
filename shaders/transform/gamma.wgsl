// Gamma: a power of the absolute value, with the sign kept.
fn gamma(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let exponent = gamma_exponent(step, pixel);
    // pow(v, 1) need not be v on a graphics card, and pow(0, e) need not be 0.
    if exponent == 1.0 {
        return value;
    }
    let size = abs(value);
    let power = pow(max(size, vec4<f32>(1e-30)), vec4<f32>(exponent));
    return sign(value) * select(power, vec4<f32>(0.0), size == vec4<f32>(0.0));
}
