//! Where it is: divisions, jurisdictions, roads and stakes, coordinates, near-duplicates.
//!
//! An officer names a place in four ways: by the village it belongs to, by the road it lies on,
//! by the stake beside the road, or by coordinates from a phone. This crate turns each of them
//! from what was typed into one checked value, so that everything above it compares places
//! instead of spellings. It also answers the three questions asked about places: does this unit
//! answer for it, how far is it, and has somebody already reported it.
//!
//! It is pure. It reads no clock, file, socket or environment: a division table comes in as text
//! or as any [`std::io::Read`], dates come in as text. It never draws a map, never guesses a
//! division from coordinates, and never throws the original away silently: a value it had to
//! convert keeps what was entered beside it (outlines of divisions, which are only drawn, are
//! simplified), and what it cannot read it refuses with a sentence
//! that names the thing and the remedy, in Chinese (`zh()`) and in English (`Display`).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod division;
mod road;
mod stake;

mod point;

mod nearby;

mod outline;

mod text;

pub use division::{
    Division, DivisionCode, DivisionError, Divisions, Jurisdiction, Level, LineFault,
    NAME_MAX_CHARS, Unit, XIANGYANG_CSV,
};
pub use nearby::{Limits, Nearness, Spot, near, near_duplicates};
pub use outline::{LonLat, OutlineError, Rings, outline};
pub use point::{Crs, Located, Point, PointError, distance_m};
pub use road::{RoadClass, RoadCode, RoadError, normalise_road_name};
pub use stake::{Stake, StakeError, StakeSpan};
