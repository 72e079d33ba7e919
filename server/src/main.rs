//! `xunlu-server`: the command line of the office.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Threads come and go with the laptops, and glibc keeps for each what it has let go of: with 100,000
/// records taken in the server held 671 MB, and with this one 380, at 0.94 of the time an operation.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
