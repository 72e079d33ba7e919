//! `xunlu-server`: the command line of the office.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
