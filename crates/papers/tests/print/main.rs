//! Documents, printed and read again.

mod cases;
mod county;
mod documents;
mod hostile;
mod offered;
mod world;
