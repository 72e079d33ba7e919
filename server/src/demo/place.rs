//! The folder of the demo: everything it writes lies in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use merge::Hash;

use crate::folder::Layout;
use desk::Failure;

/// The demo's folder. A temporary one goes with this value.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// Whether it stays.
    pub(super) kept: bool,
}

impl Folder {
    /// A fresh folder that nobody else may read: it holds keys.
    pub(super) fn temporary() -> Result<Folder, Failure> {
        let mut random = [0; 32];
        desk::fill(&mut random)?;
        let name = format!("xunlu-demo-{}", &Hash(random).to_string()[..12]);
        let path = std::env::temp_dir().join(name);
        make_private(&path).map_err(|error| Failure::file(&path, &error))?;
        Ok(Folder { path, kept: false })
    }

    /// A folder that stays: one that a demo was kept in, or one that is empty or not there yet.
    pub(super) fn kept(path: &Path) -> Result<Folder, Failure> {
        let made = fs::create_dir_all(path).and_then(|()| path.canonicalize());
        let path = made.map_err(|error| Failure::file(path, &error))?;
        let shown = path.display();
        let known = Layout::new(&path.join("office")).site().exists();
        let mut inside = fs::read_dir(&path).map_err(|error| Failure::file(&path, &error))?;
        if !known && inside.next().is_some() {
            return Err(Failure::new(
                "not_empty",
                format!("{shown} 里有别的文件，不是保留的演示；请换一个空文件夹"),
                format!("{shown} holds other files and no demo; choose an empty folder"),
            ));
        }
        Ok(Folder { path, kept: true })
    }

    /// Removes it, unless it is to stay.
    pub(super) fn remove(self) -> Result<(), Failure> {
        if self.kept {
            return Ok(());
        }
        fs::remove_dir_all(&self.path).map_err(|error| Failure::file(&self.path, &error))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}
