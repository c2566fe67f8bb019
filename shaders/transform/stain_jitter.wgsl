// Stain jitter: amounts of haematoxylin, eosin and DAB scaled and shifted (Ruifrok and Johnston).
fn stain_jitter(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let factors = vec3<f32>(
        stain_jitter_haematoxylin(step, pixel),
        stain_jitter_eosin(step, pixel),
        stain_jitter_dab(step, pixel),
    );
    let shifts = vec3<f32>(
        stain_jitter_haematoxylin_shift(step, pixel),
        stain_jitter_eosin_shift(step, pixel),
        stain_jitter_dab_shift(step, pixel),
    );
    if all(factors == vec3<f32>(1.0)) && all(shifts == vec3<f32>(0.0)) {
        return value;
    }
    // How much of each stain a unit of density in red, green and blue tells.
    let from_red = vec3<f32>(1.8779827, -1.0076787, -0.5561158);
    let from_green = vec3<f32>(-0.06590806, 1.1347304, -0.1355218);
    let from_blue = vec3<f32>(-0.6019074, -0.4804142, 1.573588);
    let rgb = max(value.rgb, vec3<f32>(1.0 / 255.0));
    let density = -0.4342944819 * log(rgb);
    let stains = density.r * from_red + density.g * from_green + density.b * from_blue;
    // Only what is added to the densities goes back, so that little changes change little.
    let added = (factors - 1.0) * stains + shifts;
    let back = added.x * vec3<f32>(0.65, 0.70, 0.29)
        + added.y * vec3<f32>(0.07, 0.99, 0.11)
        + added.z * vec3<f32>(0.27, 0.57, 0.78);
    return vec4<f32>(rgb * exp(-2.302585093 * back), value.a);
}
