//! Who an office is: its key, its tickets, its epoch, and the place it answers for.

use std::path::Path;

use desk::keys::{self, FolderKey};
use desk::{Failure, MAX_PAPER, fill, read_at_most, suites};
use merge::{Hash, Key, SignFailed, Signer, Suite};
use places::DivisionCode;
use serde::{Deserialize, Serialize};

use crate::authority::Authority;
use crate::folder::Layout;
use crate::signer;

/// The identity of a site. Its file is readable by its owner alone. In a folder that is locked it is
/// sealed; in one that is not, a copy of it that is kept elsewhere makes a lost site again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Site {
    /// The secret half of the office's key, hexadecimal; of its line alone if what signs lies outside.
    pub secret: Hash,
    /// What signs, if that is not the secret above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<signer::Kept>,
    /// The number of the suite it signs in. [`Site::load`] refuses one this program lacks.
    #[serde(default = "first_suite", skip_serializing_if = "is_first_suite")]
    pub suite: u8,
    /// The secret that tickets are proved with.
    pub tickets: Hash,
    /// The epoch of the store; a restored backup gets another.
    pub epoch: u64,
    /// The division the site answers for.
    pub root: DivisionCode,
    /// What signs the certificates that browsers want; a site of an older program makes it when it
    /// first needs it.
    #[serde(default)]
    pub authority: Option<Authority>,
}

/// The file of a site whose folder is locked.
#[derive(Serialize, Deserialize)]
struct Locked {
    /// All of the identity.
    sealed: String,
}

impl Site {
    /// A new site from fresh randomness.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn fresh(root: DivisionCode) -> Result<Site, Failure> {
        Site::signing_in(Suite::default(), root)
    }

    /// A new site that signs in a suite.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn signing_in(suite: Suite, root: DivisionCode) -> Result<Site, Failure> {
        let (mut secret, mut tickets, mut epoch) = ([0; 32], [0; 32], [0; 8]);
        fill(&mut secret)?;
        fill(&mut tickets)?;
        fill(&mut epoch)?;
        let epoch = u64::from_le_bytes(epoch);
        Ok(Site {
            secret: Hash(secret),
            outside: None,
            suite: suite.number(),
            tickets: Hash(tickets),
            epoch,
            root,
            authority: Some(Authority::fresh(root, Vec::new())?),
        })
    }

    /// The same site after its folder was put back from a backup: laptops see that it is behind.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn renewed(self) -> Result<Site, Failure> {
        let mut epoch = [0; 8];
        fill(&mut epoch)?;
        let epoch = u64::from_le_bytes(epoch);
        Ok(Site { epoch, ..self })
    }

    /// The same site with an authority, made and kept now if there was none.
    ///
    /// # Errors
    /// A disk that refuses.
    pub(crate) fn with_authority(mut self, layout: &Layout) -> Result<Site, Failure> {
        if self.authority.is_none() {
            self.authority = Some(Authority::fresh(self.root, Vec::new())?);
            self.save(layout)?;
        }
        Ok(self)
    }

    /// Reads the identity of a site's folder.
    ///
    /// # Errors
    /// A folder that was not set up, or whose file is damaged.
    pub fn load(layout: &Layout) -> Result<Site, Failure> {
        layout.is_set_up()?;
        Site::read(&layout.site(), layout.key())
    }

    /// Reads an identity that is sealed with this key, if it is sealed.
    pub(crate) fn read(path: &Path, key: &FolderKey) -> Result<Site, Failure> {
        let bytes = read_at_most(path, MAX_PAPER)?;
        if let Ok(site) = serde_json::from_slice::<Site>(&bytes) {
            suites::numbered(site.suite)?;
            return Ok(site);
        }
        let site: Option<Site> = match serde_json::from_slice::<Locked>(&bytes) {
            Ok(locked) => keys::open_secrets(&key.get()?, &locked.sealed),
            Err(_) => None,
        };
        let site = site.ok_or_else(|| {
            let path = path.display();
            Failure::new(
                "damaged",
                format!("{path} 已损坏；请从备份恢复该文件"),
                format!("{path} is damaged; restore that file from a backup"),
            )
        })?;
        suites::numbered(site.suite)?;
        Ok(site)
    }

    /// Writes it durably, for the owner alone.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn save(&self, layout: &Layout) -> Result<(), Failure> {
        let path = layout.site();
        let failed = |error| Failure::file(&path, &error);
        let text = if layout.key().needs_passphrase() {
            let sealed = keys::seal_secrets(&layout.key().get()?, self).map_err(failed)?;
            serde_json::to_vec_pretty(&Locked { sealed })
        } else {
            serde_json::to_vec_pretty(self)
        };
        keys::private(&path, &text.unwrap_or_default()).map_err(failed)
    }

    /// The same site, of which a program of that command line signs. One whose key lies outside already
    /// keeps it.
    ///
    /// # Errors
    /// A program that does not sign, or with another key than the site's.
    pub(crate) fn signed_by(mut self, command: &str) -> Result<Site, Failure> {
        let kept = signer::Kept::tried(command, &self.secret.0)?;
        if self.outside.is_some_and(|before| before.key != kept.key) {
            return Err(SignFailed::Foreign.into());
        }
        self.suite = kept.key.suite();
        self.outside = Some(kept);
        Ok(self)
    }

    /// The office's key.
    ///
    /// # Errors
    /// A suite this program was built without.
    pub fn key(&self) -> Result<Signer, Failure> {
        match &self.outside {
            Some(outside) => outside.signer(&self.secret.0),
            None => Ok(Key::of(suites::numbered(self.suite)?, &self.secret.0).into()),
        }
    }
}

fn first_suite() -> u8 {
    Suite::default().number()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_first_suite(number: &u8) -> bool {
    *number == first_suite()
}
