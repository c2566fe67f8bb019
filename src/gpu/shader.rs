//! Assembling the WGSL of a pass: straight-line code out of the snippets in `shaders/`.

use super::plan::{Load, Pass};
use super::words::{HEADER, Layout, STEP_HEADER, WARP_HEADER, input_words};
use crate::pipeline::{Chain, Segment};
use crate::transform::{Border, Entry, Needs, Scope, Stage};
use std::fmt::Write;

const PIXEL: &str = include_str!("../../shaders/common/pixel.wgsl");
const PHILOX: &str = include_str!("../../shaders/common/philox.wgsl");
const RESAMPLE: &str = include_str!("../../shaders/common/resample.wgsl");
const WARP: &str = include_str!("../../shaders/common/warp.wgsl");
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
    if let Load::Resample(segment) = pass.load {
        let beyond = if segment > 0 && chain.border == Border::Background {
            "rim_median(pixel)"
        } else {
            "word4(at + 15u + 4u * pixel.group)"
        };
        let _ = writeln!(text, "fn beyond_edge(at: u32, pixel: Pixel) -> vec4<f32> {{ return {beyond}; }}");
        text += RESAMPLE;
        if let Some(way) = way(chain, segment, &layout) {
            text += WARP;
            text += &way;
        }
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
            Stage::Geometry(_) | Stage::Choice(_) | Stage::Warp(_) => "",
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

/// The functions `way`, from a point of the view to the source by matrices and warps, and `bent`, whether a view
/// got any of the warps. `None` where the segment has no warps: one matrix does.
fn way(chain: &Chain, segment: usize, layout: &Layout) -> Option<String> {
    let Some(Segment::Resample(steps)) = chain.segments.get(segment) else { return None };
    let mut way = format!(
        "fn way(base: u32, point: vec2<f32>) -> vec2<f32> {{\n    var p = mapped(base + {}u, point);\n",
        layout.segments[segment]
    );
    let mut bent = Vec::new();
    // The last step is undone first.
    for &place in steps.iter().rev() {
        let Stage::Warp(warping) = chain.steps[place].entry.stage else { continue };
        let at = layout.warps[place];
        let (map, numbers) = (at + 1, at + WARP_HEADER);
        let _ = writeln!(
            way,
            "    if words[base + {at}u] != 0u {{ p = mapped(base + {map}u, {}(base + {numbers}u, p)); }}",
            warping.shape.function()
        );
        bent.push(format!("words[base + {at}u] != 0u"));
    }
    if bent.is_empty() {
        return None;
    }
    way += "    return p;\n}\n";
    let _ = writeln!(way, "fn bent(base: u32) -> bool {{ return {}; }}", bent.join(" || "));
    Some(way)
}

fn main_function(chain: &Chain, pass: &Pass, layout: &Layout, last: bool) -> String {
    let mut text = format!(
        "@compute @workgroup_size(8, 8, 1)\nfn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) lane: vec3<u32>) {{\n    \
         let id = 8u * group.xy + lane.xy;\n    \
         if id.x >= words[4] || id.y >= words[5] {{ return; }}\n    \
         let pixel = Pixel(words[2] + id.x, words[3] + id.y, group.z % GROUPS, group.z / GROUPS);\n    \
         let base = {HEADER}u + pixel.sample * STRIDE;\n    \
         let here = place_of(pixel, pixel.x, pixel.y);\n"
    );
    let _ = match pass.load {
        Load::Resample(segment) => {
            let (at, bent) = (layout.segments[segment], way(chain, segment, layout).is_some());
            let call = if bent { "resample_bent(base, base" } else { "resample(base" };
            writeln!(text, "    var value = {call} + {at}u, pixel);")
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
        Border::Constant | Border::Background => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::plan;
    use super::*;
    use crate::pipeline::{Pipeline, Step};
    use crate::transform::catalogue;

    fn text(kinds: &[&str]) -> String {
        let mut pipeline = Pipeline::default();
        for kind in kinds {
            let entry = catalogue::find(kind).unwrap();
            pipeline.steps.push(Step::new(pipeline.fresh_id(kind), entry));
        }
        let chain = Chain::new(&pipeline, 32);
        assemble(&chain, &plan(&chain), 0, 3)
    }

    #[test]
    fn only_warps_pay_for_warps() {
        assert!(!text(&["rotate", "crop-with-cell", "gain"]).contains("resample_bent"));
        let warped = text(&["elastic", "rotate", "corner-warp"]);
        // The way goes back from the view, so the last step comes first.
        let way = &warped[warped.find("fn way").unwrap()..];
        assert!(way.find("projective").unwrap() < way.find("cubic_field").unwrap());
        assert!(!way.contains("linear_field"));
    }
}
