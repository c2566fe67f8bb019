// Geometry that no matrix describes, on the way from a pixel of the view to the source.
// The twin of src/transform/warp.rs and src/pipeline/warp.rs. The function `way` is written for each chain:
// matrices, and between them the warps below; `bent` tells whether a view got any of the warps.

const NODES = 16u;
// Words of a field before its nodes.
const FIELD_HEADER = 6u;

fn mapped(at: u32, p: vec2<f32>) -> vec2<f32> {
    return vec2<f32>(
        word(at) * p.x + (word(at + 1u) * p.y + word(at + 2u)),
        word(at + 3u) * p.x + (word(at + 4u) * p.y + word(at + 5u)),
    );
}

fn projective(at: u32, p: vec2<f32>) -> vec2<f32> {
    let w = max(word(at + 6u) * p.x + (word(at + 7u) * p.y + 1.0), 0.1);
    return mapped(at, p) / w;
}

// Where a point lies among the nodes of a field.
fn among_nodes(at: u32, p: vec2<f32>) -> vec2<f32> {
    let place = p * vec2<f32>(word(at), word(at + 1u)) + vec2<f32>(word(at + 2u), word(at + 3u));
    return clamp(place, vec2<f32>(word(at + 4u)), vec2<f32>(word(at + 5u)));
}

fn node(at: u32, column: u32, row: u32) -> vec2<f32> {
    let place = at + FIELD_HEADER + 2u * (row * NODES + column);
    return vec2<f32>(word(place), word(place + 1u));
}

// Weights of four nodes by a uniform cubic B-spline, `share` of the way from the second to the third.
fn spline(share: f32) -> vec4<f32> {
    let rest = 1.0 - share;
    let square = share * share;
    let cube = share * share * share;
    return vec4<f32>(
        rest * rest * rest / 6.0,
        (3.0 * cube - 6.0 * square + 4.0) / 6.0,
        (3.0 * square - 3.0 * cube + 3.0 * share + 1.0) / 6.0,
        cube / 6.0,
    );
}

fn cubic_field(at: u32, p: vec2<f32>) -> vec2<f32> {
    let place = among_nodes(at, p);
    let low = min(floor(place), vec2<f32>(word(at + 5u) - 1.0));
    let first = vec2<u32>(low) - 1u;
    let across = spline(place.x - low.x);
    let down = spline(place.y - low.y);
    var moved = vec2<f32>(0.0);
    for (var j = 0u; j < 4u; j += 1u) {
        var line = vec2<f32>(0.0);
        for (var i = 0u; i < 4u; i += 1u) {
            line += across[i] * node(at, first.x + i, first.y + j);
        }
        moved += down[j] * line;
    }
    return p + moved;
}

fn linear_field(at: u32, p: vec2<f32>) -> vec2<f32> {
    let place = among_nodes(at, p);
    let low = min(floor(place), vec2<f32>(word(at + 5u) - 1.0));
    let first = vec2<u32>(low);
    let share = place - low;
    let upper = (1.0 - share.x) * node(at, first.x, first.y) + share.x * node(at, first.x + 1u, first.y);
    let lower = (1.0 - share.x) * node(at, first.x, first.y + 1u) + share.x * node(at, first.x + 1u, first.y + 1u);
    return p + ((1.0 - share.y) * upper + share.y * lower);
}

// Resamples along `way`, by a tent as wide as the source moves from one pixel to the next; `at` is where the
// words of the resampling lie.
fn resample_bent(base: u32, at: u32, pixel: Pixel) -> vec4<f32> {
    let x = f32(pixel.x);
    let y = f32(pixel.y);
    let here = way(base, vec2<f32>(x, y));
    let straight = vec2<f32>(word(at + 6u), word(at + 7u));
    if !bent(base) {
        return resample_at(at, here.x, here.y, straight.x, straight.y, pixel);
    }
    let right = way(base, vec2<f32>(x + 1.0, y)) - here;
    let below = way(base, vec2<f32>(x, y + 1.0)) - here;
    let reach = min(max(sqrt(right * right + below * below), vec2<f32>(1.0)), 8.0 * straight);
    return resample_at(at, here.x, here.y, reach.x, reach.y, pixel);
}
