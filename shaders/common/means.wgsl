// Mean of every channel of every view: one workgroup a view and group of channels.
@group(0) @binding(0) var<storage, read> words: array<u32>;
@group(0) @binding(1) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4<f32>>;

var<workgroup> partial: array<vec4<f32>, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let area = words[1] * words[1];
    let start = workgroup.x * area;
    var sum = vec4<f32>(0.0);
    for (var i = lane; i < area; i += 64u) {
        sum += input[start + i];
    }
    partial[lane] = sum;
    workgroupBarrier();
    for (var width = 32u; width > 0u; width >>= 1u) {
        if lane < width {
            partial[lane] += partial[lane + width];
        }
        workgroupBarrier();
    }
    if lane == 0u {
        output[workgroup.x] = partial[0] / f32(area);
    }
}
