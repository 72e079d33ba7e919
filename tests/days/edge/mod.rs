//! The edge of a program: who is let near, under which name, how slowly, and how much of it.

mod browsers;
mod flood;
mod impostors;
mod names;
mod siege;
