//! Made-up trouble for every public function of `evaluate`: classes that are missing, one image of a class, empty parts,
//! constant features, rows twice, NaN, 1e30, one group, every image its own. Nothing may panic; what comes is an error in
//! words, or figures that are finite, in their range, and agree with each other; what has no figure has a reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod case;
mod checks;

use augscope::evaluate::difference::{
    Outcomes, RunOutcome, Spread, Weighting, contrasts, equivalence, holm, swap, wells,
};
use augscope::evaluate::interval::{
    Interval, clopper_pearson, design_effect, intervals, korn_graubard, wilson,
};
use augscope::evaluate::plate::{
    Well, WellRole, dose_response, plate_verdict, replicates, robust_z_prime, scores, z_prime,
};
use augscope::evaluate::{
    ClassProbabilities, Embedded, Features, Parameter, Random, ReadoutKind, Reference, Scale, Standardiser,
    adjusted_mutual_information, adjusted_rand_index, assess, assess_folds, assign_folds, batch_effect,
    clusters, collapse, equivariance, kmeans, knn, linear, silhouette, suspects, twins,
};
use augscope::job::Stop;
use case::Case;
use checks::{check_report, figure, finite_in, in_words, ordered, plan, whole};

#[test]
fn reports_are_right_or_refused_in_words() {
    let stop = Stop::new();
    let (mut made, mut refused) = (0, 0);
    for number in 0..240 {
        let mut case = Case::new(number, number % 4 == 0);
        let (train, mut test) = (case.part(0), case.part(1000));
        let what = format!("case {number}");
        if number % 16 == 5 && !test.labels.is_empty() {
            test.labels[0] = case.classes + case.below(3);
            assert!(assess(&train, &test, &case.question(), &stop).is_err(), "{what}");
            assert!(assess_folds(&test, &plan(&test, number), &case.question(), &stop).is_err(), "{what}");
            continue;
        }
        let ready = !train.labels.is_empty() && !test.labels.is_empty();
        if let Some(report) = in_words(assess(&train, &test, &case.question(), &stop), &what) {
            made += 1;
            check_report(&report, &train.labels, &test.labels, &what);
        } else {
            refused += 1;
            assert!(!ready || !whole(&train) || !whole(&test), "{what} was refused");
        }
        match in_words(assess_folds(&test, &plan(&test, number), &case.question(), &stop), &what) {
            Some(report) => check_report(&report, &test.labels, &test.labels, &format!("{what}, folds")),
            None => assert!(test.labels.is_empty() || !whole(&test), "{what}, folds, was refused"),
        }
        for part in [&train, &test] {
            if !part.encoder.data().iter().all(|v| v.is_finite()) {
                assert!(assess(part, part, &case.question(), &stop).is_err(), "{what}: NaN became a number");
                assert!(
                    assess_folds(part, &plan(part, number), &case.question(), &stop).is_err(),
                    "{what}: NaN became a number"
                );
            }
        }
    }
    println!("{made} reports, {refused} refusals");
    assert!(made > 80 && refused > 20);
}

#[test]
fn readouts_of_finite_features_give_a_class_that_exists() {
    for number in 0..150 {
        let mut case = Case::new(1000 + number, false);
        let (train, test) = (case.part(0), case.part(1000));
        let (x, y, g, t) = (&train.encoder, &train.labels, &train.groups, &test.encoder);
        let neighbours = knn(x, y, g, t, case.classes, 0);
        assert_eq!((neighbours.predicted.len(), neighbours.predicted_plain.len()), (t.n(), t.n()));
        assert!(neighbours.predicted.iter().all(|c| *c < case.classes), "case {number}");
        let probe = linear(x, y, g, t, case.classes, 0);
        assert!(probe.predicted.len() == t.n() && probe.predicted.iter().all(|c| *c < case.classes));
        // A class that was not learnt is never given.
        assert!(y.is_empty() || probe.predicted.iter().all(|c| y.contains(c)), "case {number}");
        assert!(y.is_empty() || neighbours.predicted.iter().all(|c| y.contains(c)), "case {number}");
        let folds = assign_folds(y, g, 5, number);
        assert!(folds.len() == y.len() && folds.iter().all(|f| *f < 5));
    }
}

#[test]
fn clusters_agreement_silhouettes_and_ranks_stay_in_range() {
    for number in 0..200 {
        let mut case = Case::new(2000 + number, false);
        let part = case.part(0);
        let what = format!("case {number}");
        let z = Standardiser::fit(&part.encoder).apply(&part.encoder);
        assert!(z.data().iter().all(|v| v.is_finite()), "{what}");
        let found = clusters(&z, &part.labels, number);
        for value in
            [found.ami, found.ari, found.silhouette_labels, found.silhouette_clusters].into_iter().flatten()
        {
            finite_in(value, -1.0, 1.0, &what);
        }
        let k = 1 + case.below(9);
        let groups = kmeans(&part.encoder, k, number);
        assert_eq!(groups.len(), part.labels.len(), "{what}");
        assert!(groups.iter().all(|c| *c < k.max(part.labels.len())), "{what}");
        for (a, b) in [(&groups, &part.labels), (&part.labels, &part.groups), (&groups, &groups)] {
            finite_in(adjusted_mutual_information(a, b), -1.0, 1.0, &what);
            finite_in(adjusted_rand_index(a, b), -1.0, 1.0, &what);
        }
        if let Some(value) = silhouette(&part.encoder, &part.labels) {
            finite_in(value, -1.0, 1.0, &what);
        }
        let found = collapse(&part.encoder, number);
        finite_in(found.rank_me, 0.0, found.features as f64 * (1.0 + 1e-5), &what);
        finite_in(found.spread, 0.0, 1.0 + 1e-6, &what);
        let mut broken = Case::new(2000 + number, true);
        let found = collapse(&broken.part(0).encoder, number);
        assert!(
            found.rank_me.is_finite() && found.spread.is_finite() || found.warning.is_some(),
            "{what}: {found:?}"
        );
    }
}

#[test]
fn limits_hold_what_they_are_limits_of() {
    for number in 0..200 {
        let mut case = Case::new(3000 + number, false);
        let n = case.n();
        let (labels, groups) = (case.labels(n), case.groups(n, 0));
        let kind = case.below(4);
        let correct: Vec<f64> = (0..n)
            .map(|_| match kind {
                0 => 0.0,
                1 => 1.0,
                2 => case.random.unit(),
                _ => f64::from(u8::from(case.random.unit() < 0.7)),
            })
            .collect();
        let found = intervals(&correct, &labels, &groups, case.classes, number);
        assert_eq!((found.recall.len(), found.groups.len()), (case.classes, case.classes));
        for interval in found.recall.iter().chain([&found.balanced]) {
            match interval {
                Interval::Limits(limits, method) => {
                    ordered(*limits, 0.0, 1.0, method);
                    assert!(method.len() > 5);
                }
                Interval::None(why) => assert!(why.len() > 9, "{why}"),
            }
        }
        let (share, images) = (case.random.unit(), 0.5 + 100.0 * case.random.unit());
        ordered(wilson(share, images), 0.0, 1.0, "Wilson");
        ordered(clopper_pearson(share * images, images), 0.0, 1.0, "Clopper-Pearson");
        let effect = (case.below(2) == 0).then(|| 8.0 * case.random.unit());
        ordered(korn_graubard(share, images, 2 + case.below(30), effect), 0.0, 1.0, "Korn-Graubard");
        let tallies: Vec<(f64, f64)> = (0..case.below(6)).map(|_| (case.below(3) as f64, 2.0)).collect();
        assert!(design_effect(&tallies).is_none_or(|e| e.is_finite() && e >= 0.0), "{tallies:?}");
    }
}

#[test]
fn differences_of_recipes_have_figures_or_reasons() {
    for number in 0..120 {
        let mut case = Case::new(4000 + number, false);
        let n = case.n();
        let (labels, groups, names) = (case.labels(n), case.groups(n, 0), case.names());
        let mut runs = Vec::new();
        for recipe in 0..=case.below(3) {
            for _ in 0..case.below(4) {
                let good = case.random.unit();
                let answer = |label: usize, case: &mut Case| match case.below(9) {
                    0 => None,
                    _ if case.random.unit() < good => Some(label),
                    _ => Some(case.below(case.classes)),
                };
                let predicted = labels.iter().map(|l| answer(*l, &mut case)).collect();
                runs.push(RunOutcome::new(recipe, case.below(3) as u64, predicted));
            }
        }
        if number % 10 == 3 {
            // Answers that do not fit.
            runs.push(RunOutcome::new(1, 0, vec![Some(case.classes); n]));
        }
        let outcomes = Outcomes { classes: &names, labels: &labels, groups: &groups, runs: &runs };
        let weighting = if number % 2 == 0 { Weighting::Balanced } else { Weighting::Natural };
        let what = format!("case {number}");
        let Some(all) = in_words(contrasts(&outcomes, weighting, number), &what) else {
            assert!(n == 0 || number % 10 == 3, "{what} was refused");
            continue;
        };
        assert!(number % 10 != 3 || n == 0, "{what}: an unknown class was taken");
        for contrast in all {
            for (class, (_, found)) in contrast.per_class.0.iter().enumerate() {
                let own = labels.iter().filter(|l| **l == class).count();
                assert_eq!((found.n, found.difference.is_some()), (own, own > 0), "{what}");
                for recall in [found.recall_reference, found.recall_other].into_iter().flatten() {
                    finite_in(recall, 0.0, 1.0, &what);
                }
                assert!(
                    found.difference_ci95.is_some() || found.ci_reason.is_some() || !found.why.is_empty(),
                    "{what}"
                );
                for p in [found.p, found.p_crossed, found.p_holm, found.p_equivalence].into_iter().flatten() {
                    finite_in(p, 0.0, 1.0, &what);
                }
                if let (Some(difference), Some(limits)) = (found.difference, found.difference_ci95) {
                    ordered(limits, -1.0, 1.0, &what);
                    finite_in(difference, limits[0], limits[1], &what);
                }
                assert!(!found.why.is_empty(), "{what}: {found:?}");
                let row: f64 = contrast.confusion_difference[class].iter().sum();
                assert!(row.is_finite());
            }
            for limits in
                [contrast.average.difference_ci95, contrast.worst_class.difference_ci95].into_iter().flatten()
            {
                ordered(limits, -1.0, 1.0, &what);
            }
        }
    }
}

#[test]
fn tests_take_any_numbers() {
    for number in 0..200 {
        let mut case = Case::new(5000 + number, true);
        let n = case.below(20);
        let odd = |case: &mut Case| match case.below(12) {
            0 => f64::NAN,
            1 => 0.0,
            2 => 1.0,
            _ => case.random.unit(),
        };
        let p: Vec<f64> = (0..n).map(|_| odd(&mut case)).collect();
        for (adjusted, p) in holm(&p).iter().zip(&p) {
            assert!(adjusted.is_nan() == p.is_nan() && (p.is_nan() || (*p..=1.0).contains(adjusted)));
        }
        let d: Vec<f64> = p.iter().map(|p| p - 0.5).collect();
        let rows: Vec<usize> = (0..n).map(|_| case.below(3)).collect();
        match wells(&d, &rows) {
            Ok(found) => {
                assert!(d.iter().all(|d| d.is_finite()), "NaN became a number");
                finite_in(found.p, 0.0, 1.0, "wells");
                ordered(found.difference_ci95, -1.0, 1.0, "wells");
            }
            Err(why) => assert!(why.to_string().len() > 9),
        }
        let known: Vec<f64> = d.iter().copied().filter(|d| d.is_finite()).collect();
        finite_in(swap(&known, &mut case.random).p, 0.0, 1.0, "swap");
        let spread =
            Spread { error: case.random.unit() * case.below(2) as f64, freedom: 1.0 + case.below(20) as f64 };
        let difference = case.random.unit() - 0.5;
        finite_in(equivalence(difference, &spread, 0.03), 0.0, 1.0, "equivalence");
        finite_in(spread.p(difference), 0.0, 1.0, "t");
        ordered(spread.interval(difference), -1.0, 1.0, "interval");
    }
}

#[test]
fn why_figures_are_defined_or_say_why_not() {
    let stop = Stop::new();
    // The last gave an interval down to -537 once: of draws in which different images were alike.
    for number in (0..120).chain([15_482]) {
        let mut case = Case::new(6000 + number, number % 4 == 0);
        let part = case.part(0);
        let what = format!("case {number}");
        let (x, y, g, classes) = (&part.encoder, &part.labels, &part.groups, case.classes);
        let finite = x.data().iter().all(|v| v.is_finite());
        let changed = {
            let d = case.d;
            case.features(y, d)
        };
        let found = Reference::new(x, y, g, classes, number).unwrap().against(&changed).unwrap();
        for index in found.per_class.iter().chain([&found.all]) {
            for value in [&index.index, &index.within_class] {
                figure(value, -39.0, 1.0, &what);
                assert!(finite || value.value.is_none(), "{what}: NaN became a number");
            }
        }
        let found = batch_effect(x, y, g, classes, number).unwrap();
        for value in found.per_class.iter().chain([&found.auc]) {
            figure(value, 0.0, 1.0, &what);
            assert!(finite || value.value.is_none(), "{what}: NaN became a number");
        }
        let scale = [Scale::Plain, Scale::Angle, Scale::Logarithm, Scale::Category][case.below(4)];
        let (odd, ways) = (case.below(5), 1 + case.below(3));
        let value = |i: usize, case: &mut Case| match odd {
            0 if i == 0 => f64::NAN,
            1 => 2.0,
            2 => case.random.unit() * 1e30,
            _ => case.random.unit() * 360.0,
        };
        let values = (0..y.len()).map(|i| (0..ways).map(|_| value(i, &mut case)).collect()).collect();
        let parameter = Parameter { name: "amount".into(), scale, values };
        for value in in_words(equivariance(x, &changed, &[parameter], g, number), &what).unwrap() {
            figure(&value, -1e12, 1.0, &what);
            assert!(finite || value.value.is_none(), "{what}: NaN became a number");
        }
        match in_words(ClassProbabilities::out_of_fold(x, y, g, classes, number, &stop), &what) {
            None => assert!(!finite, "{what} was refused"),
            Some(p) => {
                assert!(finite, "{what}: NaN became a number");
                for i in (0..p.n()).filter(|&i| p.judged(i)) {
                    finite_in(p.row(i).iter().sum(), 1.0, 1.0, &what);
                    assert!(p.row(i).iter().all(|v| (0.0..=1.0).contains(v)));
                }
                let found = suspects(&p, y, classes);
                for suspect in &found.list {
                    assert!(suspect.label == y[suspect.image] && suspect.says != suspect.label, "{what}");
                    finite_in(suspect.own_probability, 0.0, 1.0, &what);
                }
                let found = twins(x, y, g, &case.names(), &p, number, &stop).unwrap();
                for pair in &found.pairs {
                    figure(&pair.balanced_accuracy, 0.0, 1.0, &what);
                }
            }
        }
        // What does not fit is refused.
        let mut wrong = y.clone();
        if let Some(label) = wrong.first_mut() {
            *label = classes;
            assert!(
                Reference::new(x, &wrong, g, classes, 0).is_err()
                    && batch_effect(x, &wrong, g, classes, 0).is_err()
            );
            assert!(ClassProbabilities::out_of_fold(x, &wrong, g, classes, 0, &stop).is_err());
        }
    }
}

#[test]
fn plates_have_a_verdict_or_words() {
    for number in 0..120 {
        let mut case = Case::new(7000 + number, number % 4 == 0);
        let part = case.part(0);
        let n = part.labels.len();
        let what = format!("case {number}");
        let plate: Vec<Well> = (0..case.below(20))
            .map(|w| Well {
                name: format!("w{w}"),
                role: [WellRole::Negative, WellRole::Positive, WellRole::Treated][case.below(3)],
                treatment: format!("drug {}", case.below(3)),
                dose: match case.below(8) {
                    0 => None,
                    1 => Some(f64::NAN),
                    2 => Some(-1.0),
                    3 => Some(1e300),
                    _ => Some(2.0_f64.powi(case.below(8) as i32 - 1)),
                },
                images: (0..case.below(4)).map(|_| case.below(n + usize::from(number % 7 == 0))).collect(),
            })
            .collect();
        let finite = part.encoder.data().iter().all(|v| v.is_finite());
        if let Some(found) = in_words(plate_verdict(&part.encoder, &plate, number), &what) {
            assert!(finite, "{what}: NaN became a number");
            figure(&found.z_prime, f64::MIN, 1.0, &what);
            figure(&found.robust_z_prime, f64::MIN, 1.0, &what);
            for (_, found) in &found.dose_response.0 {
                check_dose_response(found, &what);
            }
            for (_, found) in &found.replicates.per_treatment.0 {
                assert!(found.map.is_some() != found.not_defined.is_some(), "{what}: {found:?}");
                for value in [found.map, found.chance, found.p].into_iter().flatten() {
                    finite_in(value, 0.0, 1.0, &what);
                }
            }
            assert!(found.wells.iter().filter_map(|w| w.score).all(f64::is_finite), "{what}");
        }
        let odd = |case: &mut Case| match case.below(14) {
            0 => f64::NAN,
            1 => f64::INFINITY,
            2 => 1e300,
            3 => 0.0,
            _ => case.random.unit(),
        };
        let values: [Vec<f64>; 2] = [0; 2].map(|_| (0..case.below(14)).map(|_| odd(&mut case)).collect());
        for found in [z_prime(&values[0], &values[1], number), robust_z_prime(&values[0], &values[1], number)]
        {
            figure(&found, f64::MIN, 1.0, &what);
            let known = values.iter().flatten().all(|v| v.is_finite());
            assert!(known || found.value.is_none(), "{what}: NaN became a number");
        }
        let wells: Vec<(f64, f64)> =
            (0..case.below(40)).map(|_| (2.0_f64.powi(case.below(7) as i32), odd(&mut case))).collect();
        check_dose_response(&dose_response(&wells, number), &what);
        let profiles: Vec<Vec<f64>> =
            plate.iter().map(|_| (0..3).map(|_| case.random.unit()).collect()).collect();
        let roles: Vec<WellRole> = plate.iter().map(|w| w.role).collect();
        match scores(&profiles, &roles) {
            Ok(found) => assert!(found.iter().all(|s| s.is_finite()), "{what}"),
            Err(why) => assert!(why.len() > 9),
        }
        assert!(replicates(&profiles, &plate, number).map.is_none_or(|m| (0.0..=1.0).contains(&m)));
    }
}

fn check_dose_response(found: &augscope::evaluate::plate::DoseResponse, what: &str) {
    figure(&found.ec50, 0.0, f64::MAX, what);
    for value in [found.bottom, found.top, found.hill, found.r2].into_iter().flatten() {
        assert!(value.is_finite(), "{what}: {found:?}");
    }
    if let Some(p) = found.p {
        finite_in(p, 0.0, 1.0, what);
    }
}

/// Labels that have nothing to do with the images: by chance, and the interval says so.
#[test]
fn shuffled_labels_are_recognised_by_chance() {
    let (classes, n, d) = (4, 240, 16);
    let (mut covered, mut all) = (0, 0);
    for number in 0..12 {
        let mut random = Random::new(number, 0x5A0F);
        let mut part = |first: usize| {
            let mut labels: Vec<usize> = (0..n).map(|i| i % classes).collect();
            let data = labels.iter().flat_map(|&l| (0..d).map(move |j| f32::from(u8::from(l == j)) * 2.0));
            let data: Vec<f32> = data.map(|v| v + random.unit() as f32).collect();
            random.shuffle(&mut labels);
            let groups = (0..n).map(|i| first + i / 3).collect();
            Embedded { encoder: Features::new(n, d, data).unwrap(), labels, groups, ..Embedded::default() }
        };
        let (train, test) = (part(0), part(1000));
        let question = Case { random: Random::new(0, 0), classes, d, broken: false }.question();
        let report = assess(&train, &test, &question, &Stop::new()).unwrap();
        assert_eq!(report.baselines.chance, 0.25);
        for kind in [ReadoutKind::KnnEncoder, ReadoutKind::LinearFull] {
            let readout = report.readouts.get(kind).unwrap();
            finite_in(readout.balanced_accuracy.unwrap(), 0.13, 0.37, "accuracy of shuffled labels");
            let [low, high] = readout.balanced_accuracy_ci95.unwrap();
            covered += usize::from((low..=high).contains(&0.25));
            all += 1;
        }
    }
    // 95 % of 24; fewer than 20 come about once in a hundred times.
    assert!(covered >= 20, "{covered} of {all}");
}
