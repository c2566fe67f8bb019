// Lays the channels of views over each other in colours, and the views beside each other in a texture.
// Twin of Display::composite in src/image/display.rs.

// Views as the chain leaves them: four channels to a vec4, [view][group][row][column].
@group(0) @binding(0) var<storage, read> views: array<vec4<f32>>;
// Two vec4 a channel: colour (0 for a hidden one) and gain, offset.
@group(0) @binding(1) var<storage, read> look: array<vec4<f32>>;
// Side of a view, views in all, views in a row of the texture, channels.
@group(0) @binding(2) var<storage, read> numbers: array<u32>;
@group(0) @binding(3) var atlas: texture_storage_2d<rgba8unorm, write>;

@compute @workgroup_size(8, 8, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let size = numbers[0];
    let columns = numbers[2];
    let channels = numbers[3];
    if (id.x >= size || id.y >= size || id.z >= numbers[1]) {
        return;
    }
    let groups = (channels + 3u) / 4u;
    var sum = vec3<f32>(0.0);
    for (var c = 0u; c < channels; c++) {
        let place = ((id.z * groups + c / 4u) * size + id.y) * size + id.x;
        let shown = look[2u * c + 1u];
        let value = clamp(views[place][c % 4u] * shown.x + shown.y, 0.0, 1.0);
        sum += value * look[2u * c].rgb;
    }
    let corner = vec2<u32>(id.z % columns, id.z / columns) * size;
    textureStore(atlas, corner + id.xy, vec4<f32>(clamp(sum, vec3<f32>(0.0), vec3<f32>(1.0)), 1.0));
}
