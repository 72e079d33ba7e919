//! The live demo.
use std::path::Path;

use forms::Lang;

use crate::failure::Failure;

pub(crate) fn run(_: u16, _: Option<&Path>, _: bool, _: Lang) -> Result<(), Failure> {
    Ok(())
}
