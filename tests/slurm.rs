//! Studies on a real Slurm of one node, which `scripts/slurm-node` starts out of Debian's packages. Prints SKIPPED where
//! these are not installed.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "says where it was skipped")]
#[test] fn x() {}
