// Shuffle channels: every channel shows another, perhaps of another group of four.
fn shuffle_channels(step: u32, pixel: Pixel) -> vec4<f32> {
    let source = vec4<u32>(shuffle_channels_source(step, pixel));
    return vec4<f32>(
        shuffle_channels_one(source.x, pixel),
        shuffle_channels_one(source.y, pixel),
        shuffle_channels_one(source.z, pixel),
        shuffle_channels_one(source.w, pixel),
    );
}

fn shuffle_channels_one(channel: u32, pixel: Pixel) -> f32 {
    let other = Pixel(pixel.x, pixel.y, channel / 4u, pixel.sample);
    return input[place_of(other, pixel.x, pixel.y)][channel % 4u];
}
