//! A laptop that was stolen: what its disk says to whoever has it, and who can open it.

mod canaries;
mod passphrases;
pub(crate) use passphrases::locked;
mod screen;
