//! The two commands: the live demo and every test.

fn main() {}
