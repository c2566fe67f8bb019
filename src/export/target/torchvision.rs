//! `torchvision`: the recipe as Python source for torchvision's transforms v2.

use super::{Form, Make, Target};
use crate::export::counterpart::{Told, torchvision};
use crate::export::python_source::PythonSource;
use crate::transform::Fit;

pub(super) static TARGET: Target = Target {
    name: "torchvision",
    title: "torchvision (Python)",
    help: "Python source with build(size) and TwoViews, for torchvision.transforms.v2",
    form: Form::File { ending: "py" },
    beside: &[],
    make: Make::Pipeline(|recipe| SOURCE.product(recipe)),
};

static SOURCE: PythonSource = PythonSource {
    package: "torchvision",
    imports: "import math\n\nimport torch\nfrom torch.nn import functional\nfrom torchvision.transforms import InterpolationMode\nfrom torchvision.transforms import v2\nfrom torchvision.transforms.v2 import functional as F\n",
    data: "tensors of (channels, height, width), through the intensity window, 0 to 1. Whole numbers of 8 or 16 bits are \
           divided by 255 or 65535.",
    counterpart: torchvision::counterpart,
    list: ("v2.Compose([", "])"),
    begin,
    end: &["End()"],
    pick: |count, steps| Ok(format!("Pick({count}, {})", steps.join(", "))),
    together: |p, steps| format!("v2.RandomApply([{}], p={p:?})", steps.join(", ")),
    classes: include_str!("../../../assets/export/torch_steps.py"),
    two_views: "class TwoViews:\n    \"\"\"Two random versions of a picture, as self-supervised training wants them.\"\"\"\n\n    def __init__(self, size):\n        self.first, self.second = build(size), build_second(size)\n\n    def __call__(self, picture):\n        return self.first(picture), self.second(picture)\n",
};

fn begin(told: &Told) -> Vec<String> {
    let mut lines = vec![
        "v2.ToImage()".to_owned(),
        "v2.ToDtype(torch.float32, scale=True)".to_owned(),
        "v2.ToPureTensor()".to_owned(),
    ];
    if !super::crops_first(told) {
        let input = &told.pipeline.input;
        let value = if input.fit == Fit::Crop { 0.0 } else { input.border_value };
        lines.push(format!("Fit(size, \"{}\", \"{}\", {value:?})", input.fit, input.border));
    }
    lines
}
