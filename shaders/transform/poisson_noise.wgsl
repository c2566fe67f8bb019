// Shot noise: counts of photons from the Poisson distribution.
fn poisson_noise(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
    let photons = poisson_noise_photons(step, pixel);
    let units = field_units(step, pixel);
    var counts = vec4<f32>(0.0);
    for (var c = 0u; c < 4u; c += 1u) {
        if value[c] > 0.0 {
            counts[c] = poisson_noise_counted(photons * value[c], units[c]);
        }
    }
    return select(value, counts / photons, value > vec4<f32>(0.0));
}

// The count at quantile `unit`: summed probabilities up to a mean of 30, above the normal quantile.
fn poisson_noise_counted(mean: f32, unit: f32) -> f32 {
    if mean > 30.0 {
        return max(mean + sqrt(mean) * poisson_noise_normal(unit), 0.0);
    }
    var count = 0.0;
    var probability = exp(-mean);
    var sum = probability;
    while unit > sum && (count < mean || probability > 1e-8) {
        count += 1.0;
        probability *= mean / count;
        sum += probability;
    }
    return count;
}

// The standard normal quantile function (M. Giles, 2012).
fn poisson_noise_normal(p: f32) -> f32 {
    var w = -log(4.0 * p * (1.0 - p));
    var slope = 0.0;
    if w < 5.0 {
        w -= 2.5;
        slope = 2.8102264e-8 * w + 3.4327394e-7;
        slope = slope * w - 3.5233878e-6;
        slope = slope * w - 4.3915065e-6;
        slope = slope * w + 2.1858087e-4;
        slope = slope * w - 1.253725e-3;
        slope = slope * w - 4.1776816e-3;
        slope = slope * w + 0.24664073;
        slope = slope * w + 1.5014094;
    } else {
        w = sqrt(w) - 3.0;
        slope = -2.0021426e-4 * w + 1.0095056e-4;
        slope = slope * w + 1.3493432e-3;
        slope = slope * w - 3.6734284e-3;
        slope = slope * w + 5.7395077e-3;
        slope = slope * w - 7.6224613e-3;
        slope = slope * w + 9.4388705e-3;
        slope = slope * w + 1.001674;
        slope = slope * w + 2.8329768;
    }
    return 1.41421356 * slope * (2.0 * p - 1.0);
}
