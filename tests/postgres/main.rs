//! An office on a database: several processes of it, its moves, and what happens to the database.
//!
//! Each test has a real PostgreSQL server of its own and starts the real programs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    unused_imports,
    reason = "a test may stop at the first surprise; the world has more than these days need"
)]

mod away;
#[path = "../../crates/store/tests/postgres/cluster.rs"]
mod cluster;
mod copies;
mod moves;
mod office;
mod pages;
mod photos;
mod processes;
mod rekey;
mod switch;
mod tail;
#[path = "../days/world/mod.rs"]
mod world;

use std::path::Path;

use office::{hazard, is_sound, office, url, wait_until};

/// The names of originals in a folder of photos.
fn originals(folder: &Path) -> Vec<String> {
    let shelves = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let shelves = shelves.filter(|shelf| shelf.file_name().len() == 2);
    let mut names: Vec<String> = shelves
        .flat_map(|shelf| std::fs::read_dir(shelf.path()).unwrap().flatten())
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
