// Bleed-through: a share of the next channel added to each, the last left as it is.
fn bleed_through(step: u32, pixel: Pixel) -> vec4<f32> {
    let value = input[place_of(pixel, pixel.x, pixel.y)];
    var beyond = 0.0;
    if pixel.group + 1u < GROUPS {
        let group = Pixel(pixel.x, pixel.y, pixel.group + 1u, pixel.sample);
        beyond = input[place_of(group, pixel.x, pixel.y)].x;
    }
    let next = vec4<f32>(value.yzw, beyond);
    let place = vec4<u32>(1u, 2u, 3u, 4u) + vec4<u32>(4u * pixel.group);
    // What lies beyond the last channel is no picture.
    let seen = select(vec4<f32>(0.0), next, place < vec4<u32>(CHANNELS));
    return value + bleed_through_share(step, pixel) * seen;
}
