//! Assembling the WGSL of a pass: straight-line code out of the snippets in `shaders/`.

use super::plan::{Load, Pass};
use super::words::{HEADER, Layout, STEP_HEADER, input_words};
use crate::pipeline::Chain;
use crate::transform::{Border, Entry, Needs, Scope, Stage};
use std::fmt::Write;

const PIXEL: &str = include_str!("../../shaders/common/pixel.wgsl");
const PHILOX: &str = include_str!("../../shaders/common/philox.wgsl");
const RESAMPLE: &str = include_str!("../../shaders/common/resample.wgsl");
const LEVELS: &str = include_str!("../../shaders/common/levels.wgsl");

/// The WGSL of pass `number` of `passes` over views of `channels` channels.
///
/// Settings are not in the text, only which steps there are: a slider never compiles anything.
/// The text itself is the signature by which compiled pipelines are kept.
pub fn assemble(chain: &Chain, passes: &[Pass], number: usize, channels: usize) -> String {
    let layout = Layout::new(chain, channels);
    let pass = &passes[number];
    let mut text = format!(
        "const SIZE = {}u;\nconst CHANNELS = {channels}u;\nconst GROUPS = {}u;\nconst STRIDE = {}u;\nconst BORDER = {}u;\n",
        chain.size,
        layout.groups,
        layout.stride,
        border_number(chain.border),
    );
    text += PIXEL;
    text += PHILOX;
    if matches!(pass.load, Load::Resample(_)) {
        text += RESAMPLE;
    }
    if let Needs::Tables { tiles, .. } = pass.needs {
        let _ = writeln!(text, "const TILES = {tiles}u;");
        text += LEVELS;
    }
    let mut entries: Vec<&Entry> = Vec::new();
    let loaded = if let Load::Neighbourhood { place, .. } = pass.load { Some(place) } else { None };
    for place in loaded.into_iter().chain(pass.points.iter().copied()) {
        let entry = chain.steps[place].entry;
        if !entries.iter().any(|known| known.kind == entry.kind) {
            entries.push(entry);
        }
    }
    for entry in entries {
        accessors(&mut text, entry, layout.groups);
        text += match entry.stage {
            Stage::Point(point) => point.wgsl,
            Stage::Neighbourhood(n) => n.wgsl,
            Stage::Geometry(_) => "",
        };
    }
    text += &main_function(chain, pass, &layout, number + 1 == passes.len());
    text
}

/// The functions by which an entry's snippet reads its inputs, derived from the entry.
fn accessors(text: &mut String, entry: &Entry, groups: usize) {
    let mut at = STEP_HEADER;
    for input in entry.inputs() {
        let name = format!("{}_{}", entry.stem(), input.name);
        // Writing into a String cannot fail.
        let _ = match input.scope {
            Scope::View => {
                writeln!(text, "fn {name}(step: u32, pixel: Pixel) -> f32 {{ return word(step + {at}u); }}")
            }
            Scope::Channel => writeln!(
                text,
                "fn {name}(step: u32, pixel: Pixel) -> vec4<f32> {{ return word4(step + {at}u + 4u * pixel.group); }}"
            ),
        };
        at += input_words(input, groups);
    }
}

fn main_function(chain: &Chain, pass: &Pass, layout: &Layout, last: bool) -> String {
    let mut text = format!(
        "@compute @workgroup_size(8, 8, 1)\nfn main(@builtin(global_invocation_id) id: vec3<u32>) {{\n    \
         if id.x >= SIZE || id.y >= SIZE {{ return; }}\n    \
         let pixel = Pixel(id.x, id.y, id.z % GROUPS, id.z / GROUPS);\n    \
         let base = {HEADER}u + pixel.sample * STRIDE;\n    \
         let here = place_of(pixel, id.x, id.y);\n"
    );
    let _ = match pass.load {
        Load::Resample(segment) => {
            writeln!(text, "    var value = resample(base + {}u, pixel);", layout.segments[segment])
        }
        Load::Read => writeln!(text, "    var value = input[here];"),
        Load::Neighbourhood { place, pass: number } => {
            let function = match chain.steps[place].entry.stage {
                Stage::Neighbourhood(n) => n.passes[number],
                _ => "",
            };
            let at = layout.steps[place];
            writeln!(
                text,
                "    var value = input[here];\n    if words[base + {at}u] != 0u {{ value = {function}(base + {at}u, pixel); }}"
            )
        }
    };
    for &place in &pass.points {
        let (stem, at) = (chain.steps[place].entry.stem(), layout.steps[place]);
        let _ = writeln!(
            text,
            "    if words[base + {at}u] != 0u {{ value = {stem}(value, base + {at}u, pixel); }}"
        );
    }
    if last {
        text += "    value = clamp(value, vec4<f32>(0.0), vec4<f32>(1.0));\n";
    }
    text + "    output[here] = value;\n}\n"
}

fn border_number(border: Border) -> u32 {
    match border {
        Border::Reflect => 0,
        Border::Edge => 1,
        Border::Zero => 2,
    }
}
