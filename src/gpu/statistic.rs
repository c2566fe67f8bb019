//! What is measured of the views on the device before a pass: the shader, and how much it leaves behind.

use super::plan::Pass;
use super::words::{HEADER, Layout, input_place};
use crate::pipeline::Chain;
use crate::transform::Needs;

const MEANS: &str = include_str!("../../shaders/common/means.wgsl");
const TABLES: &str = include_str!("../../shaders/common/tables.wgsl");
const RIM: &str = include_str!("../../shaders/common/rim.wgsl");

/// Levels of a table, in `tables.wgsl` and in `transform/levels.rs`.
const LEVELS: usize = 256;

/// vec4 that are left behind for each view and group of four channels.
pub(super) fn length(needs: Needs) -> usize {
    match needs {
        Needs::Nothing => 0,
        Needs::Means | Needs::Rim => 1,
        Needs::Tables { tiles, .. } => tiles * tiles * LEVELS,
    }
}

/// The WGSL that measures what `pass` needs, or `None` where that is nothing.
pub(super) fn shader(chain: &Chain, pass: &Pass, layout: &Layout) -> Option<String> {
    match pass.needs {
        Needs::Nothing => None,
        Needs::Means => Some(MEANS.to_string()),
        Needs::Rim => Some(RIM.to_string()),
        Needs::Tables { tiles, limit } => {
            // Where nothing says otherwise, 0: no view has its first words there.
            let (mut step, mut limit_at) = (0, 0);
            if let Some(&place) = pass.points.first() {
                step = layout.steps[place];
                let entry = chain.steps[place].entry;
                limit_at = limit
                    .and_then(|name| input_place(entry, name, layout.groups))
                    .map_or(0, |offset| step + offset);
            }
            let groups = layout.groups;
            Some(format!(
                "const HEADER = {HEADER}u;\nconst TILES = {tiles}u;\nconst GROUPS = {groups}u;\nconst STEP = {step}u;\nconst LIMIT = {limit_at}u;\n{TABLES}"
            ))
        }
    }
}

/// Workgroups that measure it for `count` pairs of a view and a group of channels.
pub(super) fn workgroups(needs: Needs, count: u32) -> [u32; 3] {
    match needs {
        Needs::Tables { tiles, .. } => [(tiles * tiles) as u32, count, 1],
        _ => [count, 1, 1],
    }
}
