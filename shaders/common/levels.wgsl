// Reading the tables that tables.wgsl makes: the twin of src/transform/levels.rs. TILES stands before it.

// For each level of a tile (rows after rows) the share of values below it, channel by channel.
fn level_table(pixel: Pixel, tile: u32) -> u32 {
    return ((pixel.sample * GROUPS + pixel.group) * TILES * TILES + tile) * 256u;
}

// The share of a tile's values that lie below `value`.
fn share_below(pixel: Pixel, tile: u32, value: vec4<f32>) -> vec4<f32> {
    let at = clamp(value, vec4<f32>(0.0), vec4<f32>(1.0)) * 255.0;
    let level = min(floor(at), vec4<f32>(254.0));
    let place = vec4<u32>(level) + level_table(pixel, tile);
    let low = vec4<f32>(
        statistics[place.x].x,
        statistics[place.y].y,
        statistics[place.z].z,
        statistics[place.w].w,
    );
    let high = vec4<f32>(
        statistics[place.x + 1u].x,
        statistics[place.y + 1u].y,
        statistics[place.z + 1u].z,
        statistics[place.w + 1u].w,
    );
    return low + (at - level) * (high - low);
}
