//! `xunlu-agent`: the command line of the field laptop.

use std::process::ExitCode;

fn main() -> ExitCode {
    agent::cli::main()
}
