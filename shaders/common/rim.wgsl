// The lower median of the outermost pixels of every channel: one workgroup a view and group of channels.
// The twin of src/transform/rim.rs.
//
// Bits of floats, turned so that they stand in the order of the floats, are halved 32 times: the answer is
// exact, whatever the values.
@group(0) @binding(0) var<storage, read> words: array<u32>;
@group(0) @binding(1) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4<f32>>;

// Values below the middle, for every halving and channel.
var<workgroup> below: array<atomic<u32>, 128>;

fn ordered(value: vec4<f32>) -> vec4<u32> {
    let bits = bitcast<vec4<u32>>(value);
    let negative = (bits >> vec4<u32>(31u)) != vec4<u32>(0u);
    return bits ^ select(vec4<u32>(0x80000000u), vec4<u32>(0xffffffffu), negative);
}

// Pixel `i` of the frame: the upper row, the lower row, then left and right by turns.
fn rim_place(i: u32, size: u32) -> u32 {
    if i < size {
        return i;
    }
    if i < 2u * size {
        return (size - 1u) * size + (i - size);
    }
    let side = i - 2u * size;
    return (side / 2u + 1u) * size + (side % 2u) * (size - 1u);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let size = words[1];
    let start = workgroup.x * size * size;
    let pixels = select(4u * size - 4u, 1u, size == 1u);
    let middle = (pixels - 1u) / 2u;
    var found = vec4<u32>(0u);
    for (var halving = 0u; halving < 32u; halving += 1u) {
        let tried = found | vec4<u32>(0x80000000u >> halving);
        var lower = vec4<u32>(0u);
        for (var i = lane; i < pixels; i += 64u) {
            let value = ordered(input[start + rim_place(i, size)]);
            lower += select(vec4<u32>(0u), vec4<u32>(1u), value < tried);
        }
        atomicAdd(&below[4u * halving], lower.x);
        atomicAdd(&below[4u * halving + 1u], lower.y);
        atomicAdd(&below[4u * halving + 2u], lower.z);
        atomicAdd(&below[4u * halving + 3u], lower.w);
        workgroupBarrier();
        let all = vec4<u32>(
            atomicLoad(&below[4u * halving]),
            atomicLoad(&below[4u * halving + 1u]),
            atomicLoad(&below[4u * halving + 2u]),
            atomicLoad(&below[4u * halving + 3u]),
        );
        found = select(found, tried, all <= vec4<u32>(middle));
    }
    if lane == 0u {
        let negative = (found >> vec4<u32>(31u)) == vec4<u32>(0u);
        output[workgroup.x] =
            bitcast<vec4<f32>>(found ^ select(vec4<u32>(0x80000000u), vec4<u32>(0xffffffffu), negative));
    }
}
