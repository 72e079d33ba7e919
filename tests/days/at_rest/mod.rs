//! A laptop that was stolen: what its disk says to whoever has it, and who can open it.

mod canaries;
mod expiry;
mod looks;
mod passphrases;
mod rekey;
mod screen;
