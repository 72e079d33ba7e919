//! Documents, printed and read again.

mod county;
mod documents;
mod hostile;
mod offered;
mod world;
