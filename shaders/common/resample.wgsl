// Resampling by a tent filter that widens where the picture shrinks: bilinear when it does not.
// The twin of src/pipeline/resample.rs.
//
// The words at `at`: the map from view to source indices (6), half widths of the tent across and
// down (2), offset of the picture in `input` counted in vec4, its width and height (3), the excerpt of it that is
// there (first column and row, columns, rows: 4), and the value beyond its edge for every channel, where the border
// rule has one.
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
    let excerpt = vec4<u32>(words[at + 11u], words[at + 12u], words[at + 13u], words[at + 14u]);
    let plane = offset + pixel.group * excerpt.z * excerpt.w;
    let beyond = beyond_edge(at, pixel);
    // Pixels strictly under the tent.
    let first_x = i32(floor(u - reach_x)) + 1;
    let first_y = i32(floor(v - reach_y)) + 1;
    let last_x = i32(ceil(u + reach_x)) - 1;
    let last_y = i32(ceil(v + reach_y)) - 1;
    let inside = first_x >= 0 && first_y >= 0 && last_x < width && last_y < height;
    let slope_x = 1.0 / reach_x;
    let slope_y = 1.0 / reach_y;
    var sum = vec4<f32>(0.0);
    var total = 0.0;
    for (var y = first_y; y <= last_y; y += 1) {
        let weight_y = max(0.0, 1.0 - abs(f32(y) - v) * slope_y);
        if inside {
            let row = plane + (u32(y) - excerpt.y) * excerpt.z - excerpt.x;
            for (var x = first_x; x <= last_x; x += 1) {
                let weight = weight_y * max(0.0, 1.0 - abs(f32(x) - u) * slope_x);
                sum += weight * input[row + u32(x)];
                total += weight;
            }
        } else {
            for (var x = first_x; x <= last_x; x += 1) {
                let weight = weight_y * max(0.0, 1.0 - abs(f32(x) - u) * slope_x);
                sum += weight * bordered(plane, excerpt, x, y, width, height, beyond);
                total += weight;
            }
        }
    }
    return sum / total;
}

// Pixel (x, y) of a picture, with the pipeline's rule for what lies beyond the edge.
fn bordered(plane: u32, excerpt: vec4<u32>, x: i32, y: i32, width: i32, height: i32, beyond: vec4<f32>) -> vec4<f32> {
    if BORDER == 2u && (x < 0 || y < 0 || x >= width || y >= height) {
        return beyond;
    }
    var inside = vec2<i32>(mirrored(x, width), mirrored(y, height));
    if BORDER == 1u {
        inside = vec2<i32>(clamp(x, 0, width - 1), clamp(y, 0, height - 1));
    }
    return input[plane + (u32(inside.y) - excerpt.y) * excerpt.z + (u32(inside.x) - excerpt.x)];
}
