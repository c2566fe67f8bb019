//! Equivariance against scikit-learn, and what cannot be predicted.

use super::super::made_up::{data, uniform};
use super::*;

fn parameter(name: &str, scale: Scale, values: &[f64]) -> Parameter {
    Parameter { name: name.into(), scale, values: values.iter().map(|&v| vec![v]).collect() }
}

/// Images that move by an angle and by a factor that are drawn.
fn moved() -> (Features, Features, Vec<f64>, Vec<f64>) {
    let (x, _) = data(100, 8, 3, 21, 0.5);
    let angle: Vec<f64> = uniform(22, 100).iter().map(|u| 360.0 * u - 180.0).collect();
    let factor: Vec<f64> = uniform(23, 100).iter().map(|u| (u - 0.5).exp()).collect();
    let mut t = x.data().to_vec();
    for i in 0..100 {
        let row = &mut t[i * 8..(i + 1) * 8];
        row[0] = (f64::from(row[0]) + angle[i].to_radians().sin()) as f32;
        row[1] = (f64::from(row[1]) + angle[i].to_radians().cos()) as f32;
        row[2] = (f64::from(row[2]) * factor[i]) as f32;
    }
    (x, Features::new(100, 8, t).unwrap(), angle, factor)
}

/// With `uniform` and `data` of `made_up.rs`:
/// ```python
/// x, _ = data(100, 8, 3, 21); angle = 360 * uniform(22, 100) - 180; f = np.exp(uniform(23, 100) - .5)
/// t = x.astype(float); t[:, 0] += np.sin(np.radians(angle)); t[:, 1] += np.cos(np.radians(angle)); t[:, 2] *= f
/// P = np.concatenate([x, t.astype(np.float32)], 1).astype(float); fold = np.arange(100) % 5
/// sc = np.stack([np.sin(np.radians(angle)), np.cos(np.radians(angle))], 1)
/// for Y in sc, np.log(f)[:, None], uniform(24, 100)[:, None]:
///     p = np.empty_like(Y)
///     for k in range(5):
///         a = fold != k; X = (P - P[a].mean(0)) / np.sqrt(P[a].var(0).mean())
///         m = RidgeCV(alphas=[1, 10, 100, 1e3, 1e4, 1e5, 1e6]).fit(X[a], Y[a])
///         p[~a] = m.predict(X[~a]).reshape(-1, Y.shape[1])
///     print(r2_score(Y, p, multioutput="variance_weighted"))
/// ```
#[test]
fn equals_scikit_learn() {
    let (x, t, angle, factor) = moved();
    let parameters = [
        (parameter("angle", Scale::Angle, &angle), 0.999_801_767_058_064_5),
        (parameter("factor", Scale::Logarithm, &factor), -0.041_454_447_186_022_54),
        (parameter("nothing", Scale::Plain, &uniform(24, 100)), -0.077_409_588_267_921_77),
    ];
    let fold_of: Vec<usize> = (0..100).map(|i| i % 5).collect();
    let resampling = Resampling::new(&[0; 100], &(0..100).collect::<Vec<_>>(), 1, 0);
    for (parameter, golden) in parameters {
        let columns = parameter.targets().unwrap();
        let part = vec![0; columns.len()];
        let predicted = out_of_fold(&pair(&x, &t).unwrap(), &columns, &part, &fold_of).unwrap();
        let found = figure(&columns, &predicted, &resampling);
        assert!((found.value.unwrap() - golden).abs() < 1e-6, "{found:?} {golden}");
        assert!(found.ci95.unwrap()[0] < golden && golden < found.ci95.unwrap()[1]);
    }
}

/// A feature that is silent in all images but one must not decide what is predicted for that one.
#[test]
fn a_feature_of_a_single_image_does_not_run_away() {
    let (x, t, angle, _) = moved();
    let with_spike = |f: &Features, size: f32| {
        let rows = (0..100).flat_map(|i| {
            f.row(i).iter().copied().chain([match i {
                7 => size,
                _ => 1e-5 * (i % 3) as f32,
            }])
        });
        Features::new(100, 9, rows.collect()).unwrap()
    };
    let (x, t) = (with_spike(&x, 1.0), with_spike(&t, 0.5));
    let alone: Vec<usize> = (0..100).collect();
    let found = equivariance(&x, &t, &[parameter("angle", Scale::Angle, &angle)], &alone, 0).unwrap();
    assert!(found[0].value.unwrap() > 0.95, "{found:?}");
}

#[test]
fn parameters_together_are_as_each_alone() {
    let (x, t, angle, factor) = moved();
    let both = [parameter("angle", Scale::Angle, &angle), parameter("factor", Scale::Logarithm, &factor)];
    let groups: Vec<usize> = (0..100).map(|i| i / 2).collect();
    let together = equivariance(&x, &t, &both, &groups, 5).unwrap();
    for (one, figure) in both.iter().zip(&together) {
        let alone = equivariance(&x, &t, std::slice::from_ref(one), &groups, 5).unwrap();
        assert_eq!(alone, std::slice::from_ref(figure));
    }
    assert!(together[0].value.unwrap() > 0.99 && together[1].value.unwrap() < 0.2);
}

#[test]
fn a_category_is_a_column_for_each_way() {
    let values: Vec<f64> = (0..100).map(|i| f64::from(i % 4)).collect();
    let columns = parameter("quarters", Scale::Category, &values).targets().unwrap();
    assert_eq!(columns.len(), 4);
    assert!((0..100).all(|i| columns.iter().map(|c| c[i]).sum::<f64>() == 1.0));
}

#[test]
fn what_does_not_vary_is_not_defined() {
    let (x, t, _, _) = moved();
    let alone: Vec<usize> = (0..100).collect();
    let fixed =
        [parameter("fixed", Scale::Plain, &[3.0; 100]), parameter("turn", Scale::Angle, &[90.0; 100])];
    for found in equivariance(&x, &t, &fixed, &alone, 0).unwrap() {
        assert!(found.value.is_none() && found.not_defined.unwrap().contains("same in all"));
    }
}

#[test]
fn trouble_with_features_gives_words() {
    let (x, t, angle, _) = moved();
    let angles = [parameter("angle", Scale::Angle, &angle)];
    let alone: Vec<usize> = (0..100).collect();
    let mut holes = t.data().to_vec();
    holes[5] = f32::INFINITY;
    let holes = Features::new(100, 8, holes).unwrap();
    let found = equivariance(&x, &holes, &angles, &alone, 0).unwrap().remove(0);
    assert!(found.not_defined.unwrap().contains("not finite"));
    let found = equivariance(&x, &t, &angles, &[7; 100], 0).unwrap().remove(0);
    assert!(found.not_defined.unwrap().contains("one group"));
    // Features that say nothing predict nothing, but are no trouble.
    let constant = Features::new(100, 8, vec![0.5; 800]).unwrap();
    let found = equivariance(&constant, &constant, &angles, &alone, 0).unwrap().remove(0);
    assert!(found.value.unwrap() <= 0.01, "{found:?}");
    let few = x.subset(&[0, 1, 2]);
    let three = [parameter("angle", Scale::Angle, &angle[..3])];
    let found = equivariance(&few, &few, &three, &[0, 1, 2], 0).unwrap().remove(0);
    assert!(found.not_defined.unwrap().contains("only 3 images"));
    let mut odd = angles[0].clone();
    odd.values[4] = vec![f64::NAN];
    let found = equivariance(&x, &t, &[odd], &alone, 0).unwrap().remove(0);
    assert!(found.not_defined.unwrap().contains("not a finite number"));
    // One value too few is not the same images.
    assert!(equivariance(&x, &t, &three, &alone, 0).is_err());
    assert!(equivariance(&x, &t, &[], &alone, 0).unwrap().is_empty());
}
