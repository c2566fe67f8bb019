use super::*;

fn close(found: [f64; 2], expected: [f64; 2]) {
    for (f, e) in found.iter().zip(&expected) {
        assert!((f - e).abs() < 1e-8, "{found:?} {expected:?}");
    }
}

#[test]
fn wilson_and_clopper_pearson_equal_scipy() {
    // scipy.stats.binomtest(k, n).proportion_ci(method="wilson") and (method="exact")
    close(wilson(0.0, 10.0), [0.0, 0.277_532_799_862_889_26]);
    close(wilson(0.8, 10.0), [0.490_162_471_536_641_8, 0.943_317_848_545_624_8]);
    close(wilson(47.0 / 120.0, 120.0), [0.308_991_969_723_325_6, 0.481_062_183_000_726_84]);
    close(clopper_pearson(10.0, 10.0), [0.691_502_892_181_237_1, 1.0]);
    close(clopper_pearson(8.0, 10.0), [0.443_904_537_692_358_5, 0.974_789_273_673_165_1]);
    close(clopper_pearson(47.0, 120.0), [0.303_856_700_553_551_46, 0.484_956_255_842_915_8]);
}

#[test]
fn korn_graubard_lies_between_every_image_and_every_group_counted_once() {
    let low = |groups, effect| korn_graubard(1.0, 120.0, groups, effect)[0];
    assert!(low(12, Some(1.0)) < clopper_pearson(120.0, 120.0)[0]);
    assert!(low(12, Some(4.0)) < low(12, Some(1.0)));
    assert!(low(12, None) < low(12, Some(4.0)));
    assert!(low(2, None) < 0.2);
    // Independent images: Clopper and Pearson themselves.
    close(korn_graubard(1.0, 30.0, 30, Some(1.0)), clopper_pearson(30.0, 30.0));
}

/// Recalls by group with a between-group deviation of 0.1 around `p`, `size` images a group.
fn grouped(random: &mut Random, groups: usize, size: usize, p: f64) -> Vec<(f64, f64)> {
    (0..groups)
        .map(|_| {
            let shift = 0.1 * 12.0_f64.sqrt() * (random.unit() - 0.5);
            let hits = (0..size).filter(|_| random.unit() < p + shift).count();
            (hits as f64, size as f64)
        })
        .collect()
}

#[test]
fn intervals_cover_the_truth_about_as_often_as_they_say() {
    let mut random = Random::new(3, 0);
    let rounds = 300;
    for groups in [8, 20] {
        let covered = (0..rounds)
            .filter(|_| {
                let tallies = grouped(&mut random, groups, 15, 0.7);
                let [low, high] = bootstrap_share(&tallies, &mut random);
                (low..=high).contains(&0.7)
            })
            .count();
        println!("bootstrap, {groups} groups: {covered} of {rounds}");
        assert!(covered * 100 >= 92 * rounds, "{groups} groups: {covered} of {rounds}");
    }
    let covered = (0..2000)
        .filter(|_| {
            let hits = (0..40).filter(|_| random.unit() < 0.9).count();
            let [low, high] = wilson(hits as f64 / 40.0, 40.0);
            (low..=high).contains(&0.9)
        })
        .count();
    println!("Wilson: {covered} of 2000");
    assert!((1850..=1980).contains(&covered), "Wilson: {covered} of 2000");
}

#[test]
fn grouped_images_get_a_wider_interval_than_independent_ones() {
    let labels = [0; 200];
    let correct: Vec<f64> = (0..200).map(|i| f64::from(u8::from(i / 10 % 3 > 0))).collect();
    let whole: Vec<usize> = (0..200).map(|i| i / 10).collect();
    let alone: Vec<usize> = (0..200).collect();
    let width = |groups: &[usize]| {
        let [low, high] = intervals(&correct, &labels, groups, 1, 0).recall[0].limits().unwrap();
        high - low
    };
    assert!(width(&whole) > 2.0 * width(&alone));
}

#[test]
fn every_class_gets_the_method_it_allows_or_a_reason() {
    // 0: independent; 1: ten groups of two; 2: three groups at 100 %; 3: three groups; 4: one group; 5: absent.
    let mut images: Vec<(usize, usize, f64)> = (0..12).map(|i| (0, i, f64::from(u8::from(i > 4)))).collect();
    images.extend((0..20).map(|i| (1, 100 + i / 2, f64::from(u8::from(i % 3 > 0)))));
    images.extend((0..12).map(|i| (2, 200 + i % 3, 1.0)));
    images.extend((0..12).map(|i| (3, 300 + i % 3, f64::from(u8::from(i > 4)))));
    images.extend((0..12).map(|i| (4, 400, f64::from(u8::from(i > 4)))));
    let labels: Vec<usize> = images.iter().map(|i| i.0).collect();
    let groups: Vec<usize> = images.iter().map(|i| i.1).collect();
    let correct: Vec<f64> = images.iter().map(|i| i.2).collect();
    let found = intervals(&correct, &labels, &groups, 6, 0);
    let method = |class: usize| match &found.recall[class] {
        Interval::Limits(_, method) => (*method).to_owned(),
        Interval::None(reason) => reason.clone(),
    };
    assert_eq!(method(0), "Wilson");
    assert_eq!(method(1), "bootstrap over groups");
    assert_eq!(method(2), "Korn-Graubard");
    assert!(method(3).contains("only 3 groups"));
    assert!(method(4).contains("one group"));
    assert!(method(5).contains("no image"));
    assert!(found.balanced.limits().is_some());
    assert_eq!(found.balanced, intervals(&correct, &labels, &groups, 6, 0).balanced);
}

#[test]
fn all_right_has_an_interval_with_a_width() {
    let labels: Vec<usize> = (0..60).map(|i| i % 3).collect();
    let groups: Vec<usize> = (0..60).map(|i| i / 5).collect();
    let [low, high] = intervals(&[1.0; 60], &labels, &groups, 3, 0).balanced.limits().unwrap();
    assert!(low < 0.98 && high == 1.0);
}

#[test]
fn no_class_vanishes_from_a_resample_even_if_one_group_alone_holds_it() {
    let mut groups: Vec<Tally> = (0..9).map(|_| Tally { classes: vec![(0, 1.0, 2.0)] }).collect();
    groups.push(Tally { classes: vec![(0, 1.0, 2.0), (1, 3.0, 3.0)] });
    let [low, high] = bootstrap_balanced(&groups, 2, &mut Random::new(0, 0)).unwrap();
    assert!((low - 0.75).abs() < 1e-12 && (high - 0.75).abs() < 1e-12);
}
