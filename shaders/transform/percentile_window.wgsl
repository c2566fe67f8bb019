// Window by percentiles: a low and a high percentile become black and white.
fn percentile_window(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let black = percentile_window_value(percentile_window_low(step, pixel), step, pixel);
    let white = percentile_window_value(percentile_window_high(step, pixel), step, pixel);
    let stretched = (value - black) / max(white - black, vec4<f32>(1.0 / 32.0));
    return value + percentile_window_strength(step, pixel) * (stretched - value);
}

// The value of this percentile, channel by channel.
fn percentile_window_value(percent: f32, step: u32, pixel: Pixel) -> vec4<f32> {
    let together = percentile_window_together(step, pixel) > 0.5;
    // The first of n values has 1/2n of them below it, the last all but 1/2n.
    let given = percent / 100.0;
    let values = f32(SIZE * SIZE) * select(1.0, f32(CHANNELS), together);
    let share = vec4<f32>(given + (0.5 - given) / values);
    // The last of the levels below the top that have no more than the share below them.
    var level = vec4<u32>(0u);
    for (var jump = 128u; jump > 0u; jump >>= 1u) {
        let tried = level + jump;
        let inside = tried <= vec4<u32>(254u);
        let below = percentile_window_share(min(tried, vec4<u32>(254u)), together, pixel);
        level = select(level, tried, inside & (below <= share));
    }
    let low = percentile_window_share(level, together, pixel);
    let high = percentile_window_share(level + 1u, together, pixel);
    let between = (share - low) / max(high - low, vec4<f32>(1.1754944e-38));
    return (vec4<f32>(level) + clamp(between, vec4<f32>(0.0), vec4<f32>(1.0))) / 255.0;
}

// The share of values below a level: of each channel, or of all channels together.
fn percentile_window_share(level: vec4<u32>, together: bool, pixel: Pixel) -> vec4<f32> {
    if together {
        return vec4<f32>(
            percentile_window_of_all(level.x, pixel),
            percentile_window_of_all(level.y, pixel),
            percentile_window_of_all(level.z, pixel),
            percentile_window_of_all(level.w, pixel),
        );
    }
    let place = level + level_table(pixel, 0u);
    return vec4<f32>(
        statistics[place.x].x,
        statistics[place.y].y,
        statistics[place.z].z,
        statistics[place.w].w,
    );
}

fn percentile_window_of_all(level: u32, pixel: Pixel) -> f32 {
    var sum = 0.0;
    for (var c = 0u; c < CHANNELS; c += 1u) {
        let table = level_table(Pixel(pixel.x, pixel.y, c / 4u, pixel.sample), 0u);
        sum += statistics[table + level][c % 4u];
    }
    return sum / f32(CHANNELS);
}
