//! The pages' API, the same at a laptop and at an office.

pub mod view;
