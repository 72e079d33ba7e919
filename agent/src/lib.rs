//! The field laptop.
