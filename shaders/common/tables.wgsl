// How the values of every channel are spread over 256 levels: one workgroup a view, group of channels and
// tile. The twin of src/transform/levels.rs, read by levels.wgsl.
//
// Before it stand: TILES (across and down), GROUPS, and where among the words of a view lie the STEP that
// asks and what LIMITs the share of a level (0: nothing does).
@group(0) @binding(0) var<storage, read> words: array<u32>;
@group(0) @binding(1) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4<f32>>;

var<workgroup> counts: array<atomic<u32>, 1024>;
var<workgroup> sums: array<vec4<f32>, 256>;

// A value between two levels is split among them.
fn count(channel: u32, level: f32, upper: u32, units: u32) {
    let at = 4u * u32(level) + channel;
    atomicAdd(&counts[at], units - upper);
    atomicAdd(&counts[at + 4u], upper);
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let size = words[1];
    let view = HEADER + (workgroup.y / GROUPS) * words[0];
    let tile = vec2<u32>(workgroup.x % TILES, workgroup.x / TILES);
    let low = tile * size / TILES;
    let extent = (tile + 1u) * size / TILES - low;
    var pixels = extent.x * extent.y;
    if STEP != 0u && words[view + STEP] == 0u {
        pixels = 0u;  // the step leaves this view alone
    }
    let units = min(65536u, 0x80000000u / (size * size));
    for (var i = lane; i < pixels; i += 256u) {
        let place = low + vec2<u32>(i % extent.x, i / extent.x);
        let value = input[(workgroup.y * size + place.y) * size + place.x];
        let at = clamp(value, vec4<f32>(0.0), vec4<f32>(1.0)) * 255.0;
        let level = min(floor(at), vec4<f32>(254.0));
        let upper = vec4<u32>((at - level) * f32(units) + 0.5);
        count(0u, level.x, upper.x, units);
        count(1u, level.y, upper.y, units);
        count(2u, level.z, upper.z, units);
        count(3u, level.w, upper.w, units);
    }
    workgroupBarrier();
    let counted = vec4<u32>(
        atomicLoad(&counts[4u * lane]),
        atomicLoad(&counts[4u * lane + 1u]),
        atomicLoad(&counts[4u * lane + 2u]),
        atomicLoad(&counts[4u * lane + 3u]),
    );
    var share = vec4<f32>(1.0 / 256.0);
    if pixels > 0u {
        share = vec4<f32>(counted) / f32(pixels * units);
    }
    if LIMIT != 0u {
        let kept = min(share, vec4<f32>(bitcast<f32>(words[view + LIMIT]) / 256.0));
        sums[lane] = share - kept;
        workgroupBarrier();
        for (var width = 128u; width > 0u; width >>= 1u) {
            if lane < width {
                sums[lane] += sums[lane + width];
            }
            workgroupBarrier();
        }
        share = kept + sums[0] / 256.0;
        workgroupBarrier();
    }
    sums[lane] = share;
    workgroupBarrier();
    for (var reach = 1u; reach < 256u; reach <<= 1u) {
        var before = vec4<f32>(0.0);
        if lane >= reach {
            before = sums[lane - reach];
        }
        workgroupBarrier();
        sums[lane] += before;
        workgroupBarrier();
    }
    output[(workgroup.y * TILES * TILES + workgroup.x) * 256u + lane] = sums[lane] - 0.5 * share;
}
