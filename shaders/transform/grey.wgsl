// Grey: red, green and blue moved towards their luma (ITU-R BT.601).
fn grey(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let luma = dot(value.rgb, vec3<f32>(0.299, 0.587, 0.114));
    return vec4<f32>(value.rgb + grey_strength(step, pixel) * (luma - value.rgb), value.a);
}
