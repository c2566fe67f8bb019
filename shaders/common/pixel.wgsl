// Where a shader stands: one thread makes four channels of one pixel of one view.
struct Pixel {
    x: u32,
    y: u32,
    group: u32,   // channels 4 * group to 4 * group + 3
    sample: u32,  // which view of the batch
}

// What the view of this thread drew, and everything else that differs from view to view.
@group(0) @binding(0) var<storage, read> words: array<u32>;
// The picture that this pass reads: the source images, or the views as the last pass left them.
@group(0) @binding(1) var<storage, read> input: array<vec4<f32>>;
// What was measured of the views before this pass, where a step asked for it.
@group(0) @binding(2) var<storage, read> statistics: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4<f32>>;

fn word(at: u32) -> f32 {
    return bitcast<f32>(words[at]);
}

fn word4(at: u32) -> vec4<f32> {
    return vec4<f32>(word(at), word(at + 1u), word(at + 2u), word(at + 3u));
}

// Place of a pixel in the views' buffers: view, group of channels, row, column. The buffers hold a tile of each view,
// mostly all of it: words 2 to 5 say where it begins, across and down, and how wide and high it is.
fn place_of(pixel: Pixel, x: u32, y: u32) -> u32 {
    return ((pixel.sample * GROUPS + pixel.group) * words[5] + (y - words[3])) * words[4] + (x - words[2]);
}

// Pixel `place` of the same view, which must lie inside.
fn work_at(pixel: Pixel, place: vec2<i32>) -> vec4<f32> {
    return input[place_of(pixel, u32(place.x), u32(place.y))];
}

// The same with the view mirrored at its edges.
fn work_mirrored(pixel: Pixel, place: vec2<i32>) -> vec4<f32> {
    return work_at(pixel, vec2<i32>(mirrored(place.x, i32(SIZE)), mirrored(place.y, i32(SIZE))));
}

// Mirrors an index at the edges, the edge pixel repeated.
fn mirrored(index: i32, length: i32) -> i32 {
    var near = index;
    // Divisions are slow, and nearly always for nothing.
    if near < -length || near >= 2 * length {
        let period = 2 * length;
        near = ((near % period) + period) % period;
    }
    near = select(near, -1 - near, near < 0);
    return select(near, 2 * length - 1 - near, near >= length);
}

// The view at a place between its pixels, linear between the four around it.
fn work_between(pixel: Pixel, place: vec2<f32>) -> vec4<f32> {
    let low = floor(place);
    let share = place - low;
    let at = vec2<i32>(low);
    let upper = mix(work_mirrored(pixel, at), work_mirrored(pixel, at + vec2<i32>(1, 0)), share.x);
    let lower = mix(work_mirrored(pixel, at + vec2<i32>(0, 1)), work_mirrored(pixel, at + vec2<i32>(1, 1)), share.x);
    return mix(upper, lower, share.y);
}

// The pixel as it was before the pass that came before this one. Two buffers take turns, so it lies
// where this pass is about to write; for the second pass of a neighbourhood step it is the picture
// before the step.
fn before_last_pass(pixel: Pixel) -> vec4<f32> {
    return output[place_of(pixel, pixel.x, pixel.y)];
}

// Where a pixel lies in the view: -0.5 to 0.5 from edge to edge, across and down.
fn place_in_view(pixel: Pixel) -> vec2<f32> {
    return (vec2<f32>(f32(pixel.x), f32(pixel.y)) + 0.5) / f32(SIZE) - 0.5;
}

// Where the step asked for means.
fn channel_means(pixel: Pixel) -> vec4<f32> {
    return statistics[pixel.sample * GROUPS + pixel.group];
}

// The lower median of the outermost pixels, where the pass asked for the rim.
fn rim_median(pixel: Pixel) -> vec4<f32> {
    return statistics[pixel.sample * GROUPS + pixel.group];
}

// Mean brightness of the view: luma of a colour picture, else the plain mean of all channels.
fn mean_grey(pixel: Pixel) -> f32 {
    if CHANNELS == 3u {
        return dot(statistics[pixel.sample].rgb, vec3<f32>(0.299, 0.587, 0.114));
    }
    var sum = 0.0;
    for (var c = 0u; c < CHANNELS; c += 1u) {
        sum += statistics[pixel.sample * GROUPS + c / 4u][c % 4u];
    }
    return sum / f32(CHANNELS);
}

// The bell-shaped mean along a direction: one half of a Gaussian blur.
fn bell_mean(sigma: f32, pixel: Pixel, direction: vec2<i32>) -> vec4<f32> {
    let reach = i32(ceil(min(4.0 * sigma, 128.0)));
    let place = vec2<i32>(i32(pixel.x), i32(pixel.y));
    // Each weight from the one before: exp(-(i + 1)^2 / 2 s^2) = exp(-i^2 / 2 s^2) exp(-1 / 2 s^2) exp(-i / s^2).
    let square = 1.0 / (sigma * sigma);
    let narrower = exp(-square);
    var fall = exp(-0.5 * square);
    var weight = 1.0;
    var sum = work_at(pixel, place);
    var total = 1.0;
    let along = dot(place, direction);
    if along >= reach && along + reach < i32(SIZE) {
        let here = place_of(pixel, pixel.x, pixel.y);
        let stride = select(words[4], 1u, direction.x == 1);
        for (var i = 1u; i <= u32(reach); i += 1u) {
            weight *= fall;
            fall *= narrower;
            sum += weight * (input[here - i * stride] + input[here + i * stride]);
            total += 2.0 * weight;
        }
    } else {
        for (var i = 1; i <= reach; i += 1) {
            weight *= fall;
            fall *= narrower;
            sum += weight * (work_mirrored(pixel, place - i * direction) + work_mirrored(pixel, place + i * direction));
            total += 2.0 * weight;
        }
    }
    return sum / total;
}
