//! A small catalog, a small place, and what people do there.

mod admit;
mod builtin;
mod clocks;
mod create;
mod edit;
mod flow;
mod guards;
mod load;
mod show;
mod suggest;
mod world;
