// Down and up: means of blocks, joined by lines, across and then down.
fn down_and_up_across(step: u32, pixel: Pixel) -> vec4<f32> {
    return down_and_up_along(down_and_up_across_side(step, pixel), pixel, i32(pixel.x), vec2<i32>(1, 0));
}

fn down_and_up_down(step: u32, pixel: Pixel) -> vec4<f32> {
    return down_and_up_along(down_and_up_down_side(step, pixel), pixel, i32(pixel.y), vec2<i32>(0, 1));
}

fn down_and_up_along(side: f32, pixel: Pixel, index: i32, direction: vec2<i32>) -> vec4<f32> {
    let here = vec2<i32>(i32(pixel.x), i32(pixel.y));
    if side <= 1.0 {
        return work_at(pixel, here);
    }
    let half = f32(SIZE) / 2.0;
    let place = (f32(index) + 0.5 - half) / side - 0.5;
    let block = floor(place);
    let share = place - block;
    let start = block * side + half;
    let middle = (block + 1.0) * side + half;
    let end = (block + 2.0) * side + half;
    let last = i32(ceil(end));
    var sum = vec4<f32>(0.0);
    for (var i = i32(floor(start)); i < last; i += 1) {
        let at = f32(i);
        let near = max(0.0, min(middle, at + 1.0) - max(start, at));
        let far = max(0.0, min(end, at + 1.0) - max(middle, at));
        sum += ((1.0 - share) * near + share * far) * work_mirrored(pixel, here + (i - index) * direction);
    }
    return sum / side;
}
