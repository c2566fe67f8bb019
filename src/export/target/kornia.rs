//! `kornia`: the recipe as Python source for Kornia's augmentations of batches.

use super::{Form, Make, Target};
use crate::export::counterpart::{Told, kornia};
use crate::export::python_source::PythonSource;
use crate::transform::Fit;

pub(super) static TARGET: Target = Target {
    name: "kornia",
    title: "Kornia (Python)",
    help: "Python source with build(size) and TwoViews, for kornia.augmentation (whole batches, on a graphics card too)",
    form: Form::File { ending: "py" },
    beside: &[],
    make: Make::Pipeline(|recipe| SOURCE.product(recipe)),
};

static SOURCE: PythonSource = PythonSource {
    package: "Kornia",
    imports: "import kornia.augmentation as K\nimport torch\nfrom torch.nn import functional\n",
    data: "float tensors of (batch, channels, height, width), through the intensity window, 0 to 1.",
    counterpart: kornia::counterpart,
    list: ("torch.nn.Sequential(", ")"),
    begin,
    end: &["End()"],
    pick: |count, steps| {
        if count == 1 {
            return Ok(format!("Pick({})", steps.join(", ")));
        }
        Err(format!("a group of which each version gets {count} steps; Kornia chooses for a whole batch"))
    },
    together: |p, steps| {
        if p == 1.0 {
            format!("torch.nn.Sequential({})", steps.join(", "))
        } else {
            format!("Sometimes({p:?}, {})", steps.join(", "))
        }
    },
    classes: include_str!("../../../assets/export/kornia_steps.py"),
    two_views: "class TwoViews(torch.nn.Module):\n    \"\"\"Two random versions of a batch, as self-supervised training wants them.\"\"\"\n\n    def __init__(self, size):\n        super().__init__()\n        self.first, self.second = build(size), build_second(size)\n\n    @torch.no_grad()\n    def forward(self, batch):\n        return self.first(batch), self.second(batch)\n",
};

fn begin(told: &Told) -> Vec<String> {
    if super::crops_first(told) {
        return Vec::new();
    }
    let input = &told.pipeline.input;
    let value = if input.fit == Fit::Crop { 0.0 } else { input.border_value };
    vec![format!("Fit(size, \"{}\", \"{}\", {value:?})", input.fit, input.border)]
}
