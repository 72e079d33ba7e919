//! The six digits that one officer reads to the other.
//!
//! What they are for: that a laptop meets the one its officer means, and none that merely is on the
//! same network. Each side proves that it knows them for this very line, by a hash over them and the
//! keys of the TLS session, so a proof that is overheard or passed on is good for nothing else. A
//! stranger has five guesses out of a million.
//!
//! What they are not for: whoever is called with a proof can try all million codes at leisure. The
//! hash is slow on purpose, hours for all of them, and the digits are good for one meeting. Who may
//! see what does not depend on them: that is the grants' and the keys' duty.

use argon2::Argon2;
use desk::{Failure, fill};

/// How often a wrong code may be given before a new one must be made.
pub const MAX_WRONG: u32 = 5;

/// Proofs of a code for one line: the caller's, and the listener's.
pub(super) struct Proofs {
    pub(super) caller: [u8; 32],
    pub(super) listener: [u8; 32],
}

/// Six digits, new each time.
pub(super) fn make() -> Result<String, Failure> {
    let mut random = [0; 8];
    fill(&mut random)?;
    Ok(format!("{:06}", u64::from_le_bytes(random) % 1_000_000))
}

/// The proofs of a code for the line whose keys are these.
pub(super) fn prove(code: &str, line: &[u8; 32]) -> Result<Proofs, Failure> {
    let mut both = [0; 64];
    let hashed = Argon2::default().hash_password_into(code.as_bytes(), line, &mut both);
    hashed.map_err(|error| {
        Failure::new(
            "code",
            format!("无法核对配对码（{error}）；请关闭其他程序后再试"),
            format!("the code could not be checked ({error}); close other programs and try again"),
        )
    })?;
    let (mut caller, mut listener) = ([0; 32], [0; 32]);
    caller.copy_from_slice(&both[..32]);
    listener.copy_from_slice(&both[32..]);
    Ok(Proofs { caller, listener })
}
