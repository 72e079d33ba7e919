//! A small catalog, a small place, and what people do there.

mod admit;
mod builtin;
mod clocks;
mod counts;
mod create;
mod edit;
mod figures;
mod flow;
mod guards;
mod load;
mod penalties;
mod show;
mod world;
