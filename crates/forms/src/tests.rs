//! A small catalog, a small place, and what people do there.

mod admit;
mod around;
mod builtin;
mod cases;
mod clocks;
mod create;
mod edit;
mod fixed;
mod flow;
mod guards;
mod ledgers;
mod load;
mod show;
mod suggest;
mod world;
