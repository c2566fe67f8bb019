// Philox4x32-10 (J. Salmon et al., SC 2011): the twin of src/transform/philox.rs.
fn multiply_high(a: u32, b: u32) -> u32 {
    let a_low = a & 0xffffu;
    let a_high = a >> 16u;
    let b_low = b & 0xffffu;
    let b_high = b >> 16u;
    let low = a_low * b_low;
    let middle = a_high * b_low + (low >> 16u);
    let other = a_low * b_high + (middle & 0xffffu);
    return a_high * b_high + (middle >> 16u) + (other >> 16u);
}

fn philox4x32(first_key: vec2<u32>, first_counter: vec4<u32>) -> vec4<u32> {
    var key = first_key;
    var c = first_counter;
    for (var round = 0u; round < 10u; round += 1u) {
        let a_high = multiply_high(0xD2511F53u, c.x);
        let a_low = 0xD2511F53u * c.x;
        let b_high = multiply_high(0xCD9E8D57u, c.z);
        let b_low = 0xCD9E8D57u * c.z;
        c = vec4<u32>(b_high ^ c.y ^ key.x, b_low, a_high ^ c.w ^ key.y, a_low);
        key += vec2<u32>(0x9E3779B9u, 0xBB67AE85u);
    }
    return c;
}

// A word as a number strictly between 0 and 1 (its upper 23 bits count).
fn unit(bits: u32) -> f32 {
    return (f32(bits >> 9u) + 0.5) * (1.0 / 8388608.0);
}

// Four random words for place `index` of the random field that belongs to a step.
fn field_words(step: u32, index: u32) -> vec4<u32> {
    let key = vec2<u32>(words[step + 1u], words[step + 2u]);
    return philox4x32(key, vec4<u32>(index, words[step + 3u], words[step + 4u], words[step + 5u]));
}

// One number strictly between 0 and 1 for every channel of a pixel.
fn field_units(step: u32, pixel: Pixel) -> vec4<f32> {
    let bits = field_words(step, (pixel.group * SIZE + pixel.y) * SIZE + pixel.x);
    return vec4<f32>(unit(bits.x), unit(bits.y), unit(bits.z), unit(bits.w));
}
