//! Every kernel variant that this processor has against sums written out in 64 bits.

use super::conv::Conv;
use super::kernels::{Kernels, available};
use super::on_planes;
use super::shape::ConvShape;
use crate::encoder::test_values::made;
use candle_core::{Device, Tensor};

/// Calls `work` with every tap of every window: positions in result, input and weights.
fn each_product(
    [n, ci, h, w]: [usize; 4],
    [co, kernel, stride, padding]: [usize; 4],
    mut work: impl FnMut(usize, usize, usize),
) -> [usize; 2] {
    let shape = ConvShape { height: h, width: w, inputs: ci, outputs: co, kernel, stride, padding };
    let (rows, columns) = (shape.out_height(), shape.out_width());
    for (image, o) in (0..n).flat_map(|n| (0..co).map(move |o| (n, o))) {
        for (y, x) in (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x))) {
            for (ky, kx) in (0..kernel).flat_map(|y| (0..kernel).map(move |x| (y, x))) {
                let (sy, sx) = (y * stride + ky, x * stride + kx);
                if sy < padding || sx < padding || sy - padding >= h || sx - padding >= w {
                    continue;
                }
                for i in 0..ci {
                    work(
                        ((image * co + o) * rows + y) * columns + x,
                        ((image * ci + i) * h + sy - padding) * w + sx - padding,
                        ((o * ci + i) * kernel + ky) * kernel + kx,
                    );
                }
            }
        }
    }
    [rows, columns]
}

fn values(t: &Tensor) -> Vec<f32> {
    t.flatten_all().unwrap().to_vec1().unwrap()
}

fn close(what: &str, found: &Tensor, wanted: &[f64]) {
    let scale = wanted.iter().fold(1e-3_f64, |m, v| m.max(v.abs()));
    for (index, (found, wanted)) in values(found).iter().zip(wanted).enumerate() {
        assert!((*found as f64 - wanted).abs() <= 1e-5 * scale, "{what}[{index}]: {found}, not {wanted}");
    }
}

fn convolution(kernels: &Kernels, images: [usize; 4], [co, kernel, stride]: [usize; 3]) {
    let [n, ci, h, w] = images;
    let padding = kernel / 2;
    let what = format!("{} {images:?} -> {co}, {kernel} x {kernel} / {stride}", kernels.name);
    let (x, weight) = (made(1, &images), made(2, &[co, ci, kernel, kernel]));
    let [y, dx, dw] = on_planes::conv(kernels, [&x, &weight], [stride, padding], |y| made(9, y.dims()));
    let (xs, ws, gs) = (values(&x), values(&weight), values(&made(9, y.dims())));
    let mut wanted = [vec![0.0_f64; gs.len()], vec![0.0; n * ci * h * w], vec![0.0; ws.len()]];
    each_product(images, [co, kernel, stride, padding], |at, from, tap| {
        wanted[0][at] += xs[from] as f64 * ws[tap] as f64;
        wanted[1][from] += gs[at] as f64 * ws[tap] as f64;
        wanted[2][tap] += gs[at] as f64 * xs[from] as f64;
    });
    close(&what, &y, &wanted[0]);
    close(&format!("{what}, gradient of the input"), &dx, &wanted[1]);
    close(&format!("{what}, gradient of the weights"), &dw, &wanted[2]);
}

#[test]
fn convolutions_of_all_kinds() {
    for kernels in available() {
        for channels in [1, 3, 5, 7, 32, 96] {
            for (kernel, stride) in [(1, 1), (1, 2), (3, 1), (3, 2), (7, 2)] {
                convolution(&kernels, [3, channels, 7, 6], [5, kernel, stride]);
            }
            convolution(&kernels, [1, 3, 9, 5], [channels, 3, 1]);
        }
        convolution(&kernels, [1, 2, 5, 5], [3, 7, 1]);
        convolution(&kernels, [64, 3, 6, 5], [7, 3, 1]);
        convolution(&kernels, [64, 7, 4, 4], [33, 3, 2]);
        convolution(&kernels, [2, 40, 12, 13], [48, 3, 1]);
    }
}

#[test]
fn batch_normalisations_agree_between_kernels() {
    let all = available();
    for (shape, relu) in
        [(vec![3, 5, 7, 6], true), (vec![64, 3, 2, 1], false), (vec![2, 96, 3, 3], true), (vec![9, 32], true)]
    {
        let c = shape[1];
        let inputs = [(made(1, &shape) + 0.3).unwrap(), (made(2, &[c]) + 1.5).unwrap(), made(3, &[c])];
        let run = |kernels: &Kernels| {
            let [x, gamma, beta] = &inputs;
            on_planes::norm(kernels, [x, gamma, beta], relu, |y| made(9, y.dims())).0
        };
        let reference = run(all.last().unwrap());
        for kernels in &all {
            for (found, wanted) in run(kernels).iter().zip(&reference) {
                let wanted: Vec<f64> = values(wanted).iter().map(|&v| v as f64).collect();
                close(&format!("{} batch norm {shape:?}", kernels.name), found, &wanted);
            }
        }
    }
}

#[test]
fn the_first_of_equals_is_the_largest_and_what_is_no_number_is_seen() {
    let x = Tensor::new(&[2.0_f32, 2.0, 1.0, f32::NAN], &Device::Cpu).unwrap();
    for kernels in available() {
        let pool = |x: &Tensor| on_planes::pool(&kernels, x, [2, 2, 0], |y| y.ones_like().unwrap());
        let [y, dx] = pool(&x.reshape((1, 2, 1, 2)).unwrap().pad_with_same(2, 0, 1).unwrap());
        let y = values(&y);
        assert!(y[0] == 2.0 && y[1].is_nan(), "{y:?}");
        // As PyTorch: the first of equals, but the last of those that are no number.
        assert_eq!(values(&dx), [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    }
}

#[test]
fn a_layer_that_is_given_up_touches_nothing_else() {
    let shape = ConvShape { height: 8, width: 8, inputs: 4, outputs: 4, kernel: 3, stride: 1, padding: 1 };
    let kernels = super::kernels();
    let conv = Conv::new(shape, 2, false, kernels);
    let stop = crate::job::Stop::new();
    stop.request();
    let mut out = vec![7.0; conv.output_len()];
    let (x, w) = (vec![1.0; conv.input_len()], vec![1.0; shape.weight_len()]);
    conv.forward(kernels, [&x, &w], &mut out, &mut super::aligned::Aligned::default(), &stop);
    assert!(out.iter().all(|&v| v == 7.0));
}
