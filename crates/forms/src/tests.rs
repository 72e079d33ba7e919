//! A small catalog, a small place, and what people do there.

mod admit;
mod around;
mod builtin;
mod cases;
mod clocks;
mod counts;
mod create;
mod edit;
mod figures;
mod fixed;
mod flow;
mod guards;
mod ledgers;
mod load;
mod meanwhile;
mod penalties;
mod show;
mod suggest;
mod world;
