// Resampling by a tent filter that widens where the picture shrinks: bilinear when it does not.
// The twin of src/pipeline/resample.rs.
//
// The words at `at`: the map from view to source indices (6), half widths of the tent across and
// down (2), offset of the picture in `input` counted in vec4, its width and height (3).
fn resample(at: u32, pixel: Pixel) -> vec4<f32> {
    let vx = f32(pixel.x);
    let vy = f32(pixel.y);
    let u = word(at) * vx + (word(at + 1u) * vy + word(at + 2u));
    let v = word(at + 3u) * vx + (word(at + 4u) * vy + word(at + 5u));
    return resample_at(at, u, v, word(at + 6u), word(at + 7u), pixel);
}

// The same at a place and with a tent that are known: what warps end with.
fn resample_at(at: u32, u: f32, v: f32, reach_x: f32, reach_y: f32, pixel: Pixel) -> vec4<f32> {
    let offset = words[at + 8u];
    let width = i32(words[at + 9u]);
    let height = i32(words[at + 10u]);
    let plane = offset + pixel.group * u32(width * height);
    var sum = vec4<f32>(0.0);
    var total = 0.0;
    let last_y = i32(floor(v + reach_y));
    let last_x = i32(floor(u + reach_x));
    for (var y = i32(ceil(v - reach_y)); y <= last_y; y += 1) {
        let weight_y = max(0.0, 1.0 - abs(f32(y) - v) / reach_y);
        for (var x = i32(ceil(u - reach_x)); x <= last_x; x += 1) {
            let weight = weight_y * max(0.0, 1.0 - abs(f32(x) - u) / reach_x);
            sum += weight * bordered(plane, x, y, width, height);
            total += weight;
        }
    }
    return sum / total;
}

// Pixel (x, y) of a picture, with the pipeline's rule for what lies beyond the edge.
fn bordered(plane: u32, x: i32, y: i32, width: i32, height: i32) -> vec4<f32> {
    if BORDER == 2u && (x < 0 || y < 0 || x >= width || y >= height) {
        return vec4<f32>(0.0);
    }
    var inside = vec2<i32>(mirrored(x, width), mirrored(y, height));
    if BORDER == 1u {
        inside = vec2<i32>(clamp(x, 0, width - 1), clamp(y, 0, height - 1));
    }
    return input[plane + u32(inside.y * width + inside.x)];
}
