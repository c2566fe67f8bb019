// JPEG: the coefficients of each block of 8 x 8 as whole multiples, and back to pixels. Pass 1 leaves the
// coefficient of a pixel's own place in its block. Where the view cuts a block there is no room for all
// coefficients: pass 1 makes the pixel there at once.
fn jpeg_coefficients(step: u32, pixel: Pixel) -> vec4<f32> {
    let here = vec2<u32>(pixel.x, pixel.y);
    if jpeg_strength(step, pixel) == 0.0 {
        return work_at(pixel, vec2<i32>(here));
    }
    let start = here / 8u * 8u;
    let place = here - start;
    if jpeg_is_cut(start) {
        return jpeg_cut_pixel(step, pixel, start, place);
    }
    let u = place.x;
    let left = vec4<f32>(jpeg_wave(u, 0u), jpeg_wave(u, 1u), jpeg_wave(u, 2u), jpeg_wave(u, 3u));
    let right = vec4<f32>(jpeg_wave(u, 4u), jpeg_wave(u, 5u), jpeg_wave(u, 6u), jpeg_wave(u, 7u));
    var sum = vec4<f32>(0.0);
    for (var y = 0u; y < 8u; y += 1u) {
        let at = start + vec2<u32>(0u, y);
        let row = left.x * jpeg_level(pixel, at)
            + left.y * jpeg_level(pixel, at + vec2<u32>(1u, 0u))
            + left.z * jpeg_level(pixel, at + vec2<u32>(2u, 0u))
            + left.w * jpeg_level(pixel, at + vec2<u32>(3u, 0u))
            + right.x * jpeg_level(pixel, at + vec2<u32>(4u, 0u))
            + right.y * jpeg_level(pixel, at + vec2<u32>(5u, 0u))
            + right.z * jpeg_level(pixel, at + vec2<u32>(6u, 0u))
            + right.w * jpeg_level(pixel, at + vec2<u32>(7u, 0u));
        sum += jpeg_wave(place.y, y) * row;
    }
    return jpeg_multiple(sum, jpeg_step(jpeg_quality(step, pixel), place));
}

fn jpeg_pixels(step: u32, pixel: Pixel) -> vec4<f32> {
    let value = before_last_pass(pixel);
    let strength = jpeg_strength(step, pixel);
    if strength == 0.0 {
        return value;
    }
    let here = vec2<u32>(pixel.x, pixel.y);
    let start = here / 8u * 8u;
    let place = here - start;
    var level = work_at(pixel, vec2<i32>(here));
    if !jpeg_is_cut(start) {
        let x = place.x;
        let left = vec4<f32>(jpeg_wave(0u, x), jpeg_wave(1u, x), jpeg_wave(2u, x), jpeg_wave(3u, x));
        let right = vec4<f32>(jpeg_wave(4u, x), jpeg_wave(5u, x), jpeg_wave(6u, x), jpeg_wave(7u, x));
        level = vec4<f32>(0.0);
        for (var v = 0u; v < 8u; v += 1u) {
            let at = vec2<i32>(start + vec2<u32>(0u, v));
            let row = left.x * work_at(pixel, at)
                + left.y * work_at(pixel, at + vec2<i32>(1, 0))
                + left.z * work_at(pixel, at + vec2<i32>(2, 0))
                + left.w * work_at(pixel, at + vec2<i32>(3, 0))
                + right.x * work_at(pixel, at + vec2<i32>(4, 0))
                + right.y * work_at(pixel, at + vec2<i32>(5, 0))
                + right.z * work_at(pixel, at + vec2<i32>(6, 0))
                + right.w * work_at(pixel, at + vec2<i32>(7, 0));
            level += jpeg_wave(v, place.y) * row;
        }
    }
    let decoded = clamp(level + 128.0, vec4<f32>(0.0), vec4<f32>(255.0)) / 255.0;
    return value + strength * (decoded - value);
}

// The level of one pixel of a block that the view cuts, as pass 2 makes it elsewhere.
fn jpeg_cut_pixel(step: u32, pixel: Pixel, start: vec2<u32>, place: vec2<u32>) -> vec4<f32> {
    var waves: array<f32, 64>;
    var levels: array<vec4<f32>, 64>;
    for (var i = 0u; i < 64u; i += 1u) {
        waves[i] = jpeg_wave(i / 8u, i % 8u);
        levels[i] = jpeg_level(pixel, start + vec2<u32>(i % 8u, i / 8u));
    }
    let quality = jpeg_quality(step, pixel);
    var level = vec4<f32>(0.0);
    for (var u = 0u; u < 8u; u += 1u) {
        // Along the rows for one frequency across, then down for all.
        var column: array<vec4<f32>, 8>;
        for (var y = 0u; y < 8u; y += 1u) {
            var sum = vec4<f32>(0.0);
            for (var x = 0u; x < 8u; x += 1u) {
                sum += waves[8u * u + x] * levels[8u * y + x];
            }
            column[y] = sum;
        }
        for (var v = 0u; v < 8u; v += 1u) {
            var sum = vec4<f32>(0.0);
            for (var y = 0u; y < 8u; y += 1u) {
                sum += waves[8u * v + y] * column[y];
            }
            let multiple = jpeg_multiple(sum, jpeg_step(quality, vec2<u32>(u, v)));
            level += waves[8u * u + place.x] * waves[8u * v + place.y] * multiple;
        }
    }
    return level;
}

fn jpeg_is_cut(start: vec2<u32>) -> bool {
    return start.x + 8u > SIZE || start.y + 8u > SIZE;
}

// A grey level counted from the middle; beyond the view the edge pixel.
fn jpeg_level(pixel: Pixel, at: vec2<u32>) -> vec4<f32> {
    let inside = min(at, vec2<u32>(SIZE - 1u));
    return 255.0 * clamp(work_at(pixel, vec2<i32>(inside)), vec4<f32>(0.0), vec4<f32>(1.0)) - 128.0;
}

// The nearest multiple of `size`; between two a steep line, as on the CPU.
fn jpeg_multiple(coefficient: vec4<f32>, size: f32) -> vec4<f32> {
    let value = coefficient / size;
    let low = floor(value);
    return size * (low + clamp((value - low - 0.5) * 1024.0 + 0.5, vec4<f32>(0.0), vec4<f32>(1.0)));
}

// Wave `frequency` at pixel `place` of a block: an entry of the orthonormal cosine transform.
fn jpeg_wave(frequency: u32, place: u32) -> f32 {
    if frequency == 0u {
        return 0.35355339;
    }
    let sixteenths = ((2u * place + 1u) * frequency) % 32u;
    let folded = min(sixteenths, 32u - sixteenths);
    var value = 0.0;
    switch min(folded, 16u - folded) {
        case 1u: { value = 0.49039264; }
        case 2u: { value = 0.46193977; }
        case 3u: { value = 0.41573481; }
        case 4u: { value = 0.35355339; }
        case 5u: { value = 0.27778512; }
        case 6u: { value = 0.19134172; }
        case 7u: { value = 0.09754516; }
        default: {}
    }
    return select(-value, value, folded <= 8u);
}

// What a coefficient is a multiple of: table K.1 of ITU-T T.81, four numbers to a word, scaled by the quality.
fn jpeg_step(quality: f32, place: vec2<u32>) -> f32 {
    var row = vec2<u32>(0u);
    switch place.y {
        case 0u: { row = vec2<u32>(0x100a0b10u, 0x3d332818u); }
        case 1u: { row = vec2<u32>(0x130e0c0cu, 0x373c3a1au); }
        case 2u: { row = vec2<u32>(0x18100d0eu, 0x38453928u); }
        case 3u: { row = vec2<u32>(0x1d16110eu, 0x3e505733u); }
        case 4u: { row = vec2<u32>(0x38251612u, 0x4d676d44u); }
        case 5u: { row = vec2<u32>(0x40372318u, 0x5c716851u); }
        case 6u: { row = vec2<u32>(0x574e4031u, 0x65787967u); }
        default: { row = vec2<u32>(0x625f5c48u, 0x63676470u); }
    }
    let packed = select(row.y, row.x, place.x < 4u);
    let base = (packed >> (8u * (place.x % 4u))) & 255u;
    let whole = clamp(u32(quality), 1u, 100u);
    let scale = select(200u - 2u * whole, 5000u / whole, whole < 50u);
    return f32(clamp((base * scale + 50u) / 100u, 1u, 255u));
}
