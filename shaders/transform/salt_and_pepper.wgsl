// Salt and pepper: single pixels wholly dark or wholly bright.
fn salt_and_pepper(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let share = salt_and_pepper_share(step, pixel);
    let units = field_units(step, pixel);
    let bright = select(value, vec4<f32>(1.0), units < vec4<f32>(share));
    return select(bright, vec4<f32>(0.0), units < vec4<f32>(0.5 * share));
}
