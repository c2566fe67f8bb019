//! Augscope: choose random transforms for microscopy images by eye, pretrain an encoder with them,
//! and read how accurate every single class became.
//!
//! The modules, from the ground up; each may use only those above it in this list
//! (a test reads the sources and enforces it):
//!
//! | module | holds |
//! |---|---|
//! | [`job`] | stopping, atomic files, low-priority threads: no domain |
//! | [`image`] | pictures as stored, and the readers of their files |
//! | [`dataset`] | images in classes and groups, the parts they fall into, simulated cells |
//! | [`transform`] | what a random transform is, the random numbers it draws, and the catalogue |
//! | [`pipeline`] | ordered steps, their file, and applying them on the CPU |
//! | [`gpu`] | the same on a graphics card, by generated WGSL |
//! | [`encoder`] | networks as lists of layers, and what runs them |
//! | [`objective`] | what pretraining minimises |
//! | [`train`] | the training loop and its events |
//! | [`evaluate`] | read-outs of an encoder: accuracy per class with intervals |
//! | [`export`] | charts, contact sheets, views as files |
//! | [`run`] | the run folder, and carrying out a run |

pub mod dataset;
pub mod encoder;
pub mod evaluate;
pub mod export;
pub mod gpu;
pub mod image;
pub mod job;
pub mod objective;
pub mod pipeline;
pub mod run;
pub mod train;
pub mod transform;
