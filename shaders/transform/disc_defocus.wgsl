// Disc defocus: the mean of a disc with an edge one pixel wide.
fn disc_defocus(step: u32, pixel: Pixel) -> vec4<f32> {
    let radius = vec2<f32>(disc_defocus_radius_x(step, pixel), disc_defocus_radius_y(step, pixel));
    let reach = vec2<i32>(i32(disc_defocus_reach_x(step, pixel)), i32(disc_defocus_reach_y(step, pixel)));
    let place = vec2<i32>(i32(pixel.x), i32(pixel.y));
    if max(radius.x, radius.y) <= 0.5 {
        return work_at(pixel, place);
    }
    let narrow = min(radius.x, radius.y);
    var sum = vec4<f32>(0.0);
    var total = 0.0;
    for (var y = -reach.y; y <= reach.y; y += 1) {
        for (var x = -reach.x; x <= reach.x; x += 1) {
            let away = length(vec2<f32>(f32(x), f32(y)) / radius);
            let weight = clamp((1.0 - away) * narrow + 0.5, 0.0, 1.0);
            if weight > 0.0 {
                sum += weight * work_mirrored(pixel, place + vec2<i32>(x, y));
                total += weight;
            }
        }
    }
    return sum / total;
}
