//! Photobleaching: every channel fades by an amount of its own.

use crate::image::Planes;
use crate::transform::{
    Entry, Frame, Ignores, Input, Needs, Param, Point, Prepare, Prepared, Scope, Setting, Stage, Unit, Values,
};

/// The entry.
pub static ENTRY: Entry = Entry {
    kind: "photobleaching",
    name: "Photobleaching",
    ignores: Ignores::Staining,
    summary: "Fades every channel by an amount of its own, as dyes do under light.",
    encoder_ignores: "how far each dye has faded, and so the ratio between dyes",
    formula: "v'_c = v_c exp(-k_c)",
    source: "first-order fading of a dye, L. Song et al., Photobleaching kinetics of fluorescein in \
             quantitative fluorescence microscopy, Biophysical Journal 68 (1995)",
    params: &[Param {
        name: "exposure",
        label: "Exposure",
        help: "How long a dye was lit, in times after which 37 % of it is left; each channel draws its own.",
        unit: Unit::None,
        scope: Scope::Channel,
        hard: (0.0, 10.0),
        soft: (0.0, 2.0),
        logarithmic: false,
        default: Setting::Uniform { low: 0.0, high: 0.5 },
        identity: Some(0.0),
    }],
    prepare: Some(Prepare { inputs: &[Input { name: "left", scope: Scope::Channel }], compute: shares_left }),
    stage: Stage::Point(Point {
        cpu: apply,
        wgsl: include_str!("../../../shaders/transform/photobleaching.wgsl"),
        needs: Needs::Nothing,
    }),
    discontinuous: false,
    only_channels: None,
};

/// The share of each channel's light that is left.
fn shares_left(values: &Values, _frame: &Frame) -> Values {
    let mut inputs = Values::new();
    inputs.push(values.slot(0).iter().map(|k| libm::expf(-k)));
    inputs
}

fn apply(step: &Prepared, view: &mut Planes) {
    for c in 0..view.channels {
        let left = step.values.of_channel(0, c);
        view.channel_mut(c).iter_mut().for_each(|v| *v *= left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::catalogue::tests::{applied, assert_close, drawn, even};

    #[test]
    fn after_one_unit_37_percent_are_left() {
        assert_close(&drawn(&ENTRY, &[1.0], &even(2, 1, 1.0), 1).data, &[0.367_879_44; 2], 1e-6);
    }

    #[test]
    fn each_channel_fades_by_itself() {
        assert_eq!(applied(&ENTRY, &[&[0.5, 1.0]], &[0.5, 0.5], 2), [0.25, 0.5]);
    }
}
