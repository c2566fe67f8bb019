//! Every shader that chains are made of is valid WGSL, assembled as a graphics card gets it.

use augscope::gpu::{assemble, plan};
use augscope::pipeline::{Chain, Pipeline, Step};
use augscope::transform::{Entry, catalogue};
use wgpu::naga::front::wgsl::parse_str;
use wgpu::naga::valid::{Capabilities, ValidationFlags, Validator};

/// The shaders of all passes of a chain of `entries`.
fn shaders(entries: &[&'static Entry], channels: usize) -> Vec<String> {
    let mut pipeline = Pipeline::default();
    for entry in entries {
        pipeline.steps.push(Step::new(pipeline.fresh_id(entry.kind), entry));
    }
    let chain = Chain::new(&pipeline, 64);
    let passes = plan(&chain);
    (0..passes.len()).map(|number| assemble(&chain, &passes, number, channels)).collect()
}

/// What is wrong with a shader, for a device that has nothing beyond WebGPU's core.
fn problem(wgsl: &str) -> Option<String> {
    let module = match parse_str(wgsl) {
        Ok(module) => module,
        Err(error) => return Some(error.emit_to_string(wgsl)),
    };
    if !module.entry_points.iter().any(|entry| entry.name == "main") {
        return Some("it has no function main".into());
    }
    let mut validator = Validator::new(ValidationFlags::all(), Capabilities::empty());
    validator.validate(&module).err().map(|error| error.emit_to_string(wgsl))
}

#[test]
fn shaders_of_every_transform_pass_naga() {
    for channels in (1..=8).chain([16]) {
        for entry in catalogue::ALL {
            for (pass, wgsl) in shaders(&[*entry], channels).iter().enumerate() {
                let problem = problem(wgsl);
                assert!(
                    problem.is_none(),
                    "{}, pass {pass}, {channels} channels:\n{}",
                    entry.kind,
                    problem.unwrap()
                );
            }
        }
        for (pass, wgsl) in shaders(catalogue::ALL, channels).iter().enumerate() {
            let problem = problem(wgsl);
            assert!(
                problem.is_none(),
                "whole catalogue, pass {pass}, {channels} channels:\n{}",
                problem.unwrap()
            );
        }
    }
}

#[test]
fn shaders_of_means_and_colours_pass_naga() {
    assert_eq!(problem(include_str!("../../shaders/common/means.wgsl")), None);
    assert_eq!(problem(include_str!("../../shaders/display/composite.wgsl")), None);
}

#[test]
fn a_broken_shader_is_seen() {
    let [good] = &shaders(&[catalogue::find("gain").unwrap()], 3)[..] else { panic!("gain is one pass") };
    assert_eq!(problem(good), None);
    assert!(problem(&good.replace("gain_factor(step, pixel)", "gain_factor(step)")).is_some());
}
