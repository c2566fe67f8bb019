// Colour jitter: brightness, contrast about the mean grey, saturation, hue.
fn colour_jitter(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let bright = colour_jitter_brightness(step, pixel) * value;
    // The mean is linear, so the mean after the change of brightness is known beforehand.
    let mean = colour_jitter_brightness(step, pixel) * mean_grey(pixel);
    let contrasted = bright + (1.0 - colour_jitter_contrast(step, pixel)) * (mean - bright);
    if CHANNELS != 3u {
        return contrasted;
    }
    let luma = dot(contrasted.rgb, vec3<f32>(0.299, 0.587, 0.114));
    var rgb = contrasted.rgb + (1.0 - colour_jitter_saturation(step, pixel)) * (luma - contrasted.rgb);
    let hue = colour_jitter_hue(step, pixel);
    if hue != 0.0 {
        rgb = colour_jitter_turned(clamp(rgb, vec3<f32>(0.0), vec3<f32>(1.0)), hue);
    }
    return vec4<f32>(rgb, contrasted.a);
}

// The colour whose HSV hue is `turns` further round, saturation and value as they were.
fn colour_jitter_turned(rgb: vec3<f32>, turns: f32) -> vec3<f32> {
    let high = max(rgb.r, max(rgb.g, rgb.b));
    let chroma = high - min(rgb.r, min(rgb.g, rgb.b));
    if chroma == 0.0 {
        return rgb;
    }
    var sixths = (rgb.r - rgb.g) / chroma + 4.0;
    if high == rgb.r {
        sixths = (rgb.g - rgb.b) / chroma;
    } else if high == rgb.g {
        sixths = (rgb.b - rgb.r) / chroma + 2.0;
    }
    let k = vec3<f32>(5.0, 3.0, 1.0) + (sixths + 6.0 * turns);
    let wrapped = k - 6.0 * floor(k / 6.0);
    return high - chroma * clamp(min(wrapped, 4.0 - wrapped), vec3<f32>(0.0), vec3<f32>(1.0));
}
