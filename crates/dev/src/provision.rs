//! Programs the gate needs and cargo does not bring.
//!
//! Where this process may install them (root on a system with apt, which is what a build container
//! is), it does; elsewhere it says in one sentence what to install and touches nothing.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What came of asking for a program.
pub(crate) enum Provision {
    /// It was here already.
    Found(PathBuf),
    /// It was installed just now.
    Installed(PathBuf),
    /// It is not here; the sentence says what to install.
    Missing(String),
}

/// Find a program, or install the Debian package that brings it.
pub(crate) fn ensure(program: &str, debian_package: &str) -> Provision {
    ensure_in(program, debian_package, &search_path)
}

fn search_path() -> Vec<PathBuf> {
    env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect()
}

/// The same for a program that lies in one of certain folders, which the package may bring.
pub(crate) fn ensure_in(
    program: &str,
    debian_package: &str,
    folders: &dyn Fn() -> Vec<PathBuf>,
) -> Provision {
    if let Some(file) = find(program, &folders()) {
        return Provision::Found(file);
    }
    if find("apt-get", &search_path()).is_none() || !is_root() {
        return Provision::Missing(advice(program, debian_package));
    }
    if !updated() || !apt(&["install", "-y", "--no-install-recommends", debian_package]) {
        return Provision::Missing(format!(
            "apt-get could not install {debian_package}; {}",
            advice(program, debian_package)
        ));
    }
    match find(program, &folders()) {
        Some(file) => Provision::Installed(file),
        None => Provision::Missing(format!(
            "{debian_package} is installed but brought no {program}: check the search path"
        )),
    }
}

fn advice(program: &str, debian_package: &str) -> String {
    format!(
        "未找到 {program} · {program} was not found: install the package {debian_package} (Debian, \
         Ubuntu, UOS, Kylin: sudo apt-get install {debian_package}) or its like on your system"
    )
}

/// The first executable file of that name in some folders.
fn find(program: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    folders
        .iter()
        .map(|folder| folder.join(&name))
        .find(|file| is_executable(file))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

fn is_root() -> bool {
    let user = Command::new("id").arg("-u").stderr(Stdio::null()).output();
    user.is_ok_and(|user| user.stdout.trim_ascii() == b"0")
}

/// The package lists are fetched once however many programs are missing.
fn updated() -> bool {
    static UPDATED: OnceLock<bool> = OnceLock::new();
    *UPDATED.get_or_init(|| apt(&["update"]))
}

fn apt(args: &[&str]) -> bool {
    Command::new("apt-get")
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_on_the_search_path_is_found() {
        assert!(matches!(ensure("cargo", "cargo"), Provision::Found(_)));
    }

    #[test]
    #[cfg(unix)]
    fn a_file_nobody_may_execute_is_no_program() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("drill");
        std::fs::write(&file, "").unwrap();
        let path = [folder.path().to_owned()];
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(find("drill", &path), None);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(find("drill", &path), Some(file));
    }

    #[test]
    fn the_advice_names_the_program_and_the_package() {
        let sentence = advice("cc", "build-essential");
        assert!(sentence.contains("cc was not found"));
        assert!(sentence.contains("apt-get install build-essential"));
    }
}
