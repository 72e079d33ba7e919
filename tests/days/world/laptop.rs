//! A laptop in the field.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use desk::keys::FolderKey;
use serde_json::Value;
use tempfile::TempDir;

use super::folder;
use super::program::{Lang, Outcome, finish, program};
use super::said::{opened, said};

/// An enrolled laptop: a folder and the program that works on it.
#[derive(Debug, Clone)]
pub(crate) struct Laptop {
    folder: PathBuf,
    /// Keeps the folder while anybody needs it.
    ground: Arc<TempDir>,
}

impl Laptop {
    pub(crate) fn new(ground: &Arc<TempDir>, name: &str) -> Laptop {
        Laptop {
            folder: ground.path().join(name),
            ground: ground.clone(),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file inside the folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Who it is.
    pub(crate) fn identity(&self) -> agent::Device {
        let layout = agent::Layout::new(&self.folder);
        agent::Device::load(&layout, &layout.device()).unwrap()
    }

    /// What an original says that lies here.
    pub(crate) fn original(&self, sha256: &str) -> Vec<u8> {
        let path = self.file("blobs").join(&sha256[..2]).join(sha256);
        opened(&path, &FolderKey::of(&self.folder).get().unwrap())
    }

    /// The journal's only file.
    pub(crate) fn journal(&self) -> PathBuf {
        let files = folder::files(&self.file("journal"));
        assert_eq!(files.len(), 1, "a short day fits in one file");
        files.into_iter().next().unwrap()
    }

    /// Whether anything that is kept says these words.
    pub(crate) fn holds(&self, words: &str) -> bool {
        let mut said = said(&self.folder).into_iter();
        said.any(|said| contains(&said, words.as_bytes()))
    }

    /// A photo beside the folder.
    pub(crate) fn photo(&self, name: &str) -> String {
        let path = folder::photo(self.ground.path(), name);
        path.to_str().unwrap().to_owned()
    }

    /// The command, not started yet.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = program("xunlu-agent");
        command.args(args).arg("--data").arg(&self.folder);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        finish(self.command(args), &[] as &[&str])
    }

    pub(crate) fn ask(&self, lang: Lang, args: &[&str]) -> Outcome {
        finish(self.command(args), &["--lang", lang.code()])
    }

    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        finish(self.command(args), &["--json"]).json()
    }

    /// What a form is turned down with.
    #[track_caller]
    pub(crate) fn refused(&self, args: &[&str], form: &[&str]) -> String {
        finish(self.command(args), &options(form)).refused()
    }

    #[track_caller]
    fn written(&self, args: &[&str], form: &[&str]) -> String {
        let mut options = options(form);
        options.push("--json".to_owned());
        let written = finish(self.command(args), &options).json();
        written["id"].as_str().unwrap().to_owned()
    }

    /// Records something and answers its id. A form is written `field=value`, a photo
    /// `field=@file`, and `reason=…` is the reason.
    #[track_caller]
    pub(crate) fn add(&self, kind: &str, form: &[&str]) -> String {
        self.written(&["add", kind], form)
    }

    #[track_caller]
    pub(crate) fn edit(&self, id: &str, form: &[&str]) {
        assert_eq!(self.written(&["edit", id], form), id);
    }

    #[track_caller]
    pub(crate) fn act(&self, id: &str, event: &str, form: &[&str]) {
        assert_eq!(self.written(&["act", id, event], form), id);
    }

    /// A record as programs see it.
    #[track_caller]
    pub(crate) fn show(&self, id: &str) -> Value {
        self.json(&["show", id])
    }

    /// A record to the last byte; which of its photos have arrived here is no part of it.
    #[track_caller]
    pub(crate) fn shown(&self, id: &str) -> String {
        let mut shown = self.show(id);
        shown.as_object_mut().unwrap().remove("travelling");
        shown.to_string()
    }

    /// One field of a record.
    #[track_caller]
    pub(crate) fn field(&self, id: &str, field: &str) -> Value {
        self.show(id)["fields"][field].clone()
    }

    #[track_caller]
    pub(crate) fn state(&self, id: &str) -> String {
        self.show(id)["status"].as_str().unwrap().to_owned()
    }

    /// The ids of the records that fit.
    #[track_caller]
    pub(crate) fn list(&self, args: &[&str]) -> Vec<String> {
        let found = self.json(&[&["list"], args].concat());
        let rows = found.as_array().unwrap().iter();
        rows.map(|row| row["id"].as_str().unwrap().to_owned())
            .collect()
    }

    #[track_caller]
    pub(crate) fn sync(&self) -> Value {
        self.json(&["sync"])
    }

    #[track_caller]
    pub(crate) fn status(&self, what: &str) -> Value {
        self.json(&["status"])[what].clone()
    }

    /// The device's own name.
    #[track_caller]
    pub(crate) fn device(&self) -> String {
        self.status("device").as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn conflicts(&self) -> Vec<Value> {
        self.json(&["conflicts"]).as_array().unwrap().clone()
    }

    /// Journal, chain and index agree.
    #[track_caller]
    pub(crate) fn is_sound(&self) {
        let found = self.json(&["verify"]);
        assert_eq!(found["ok"], true, "{found}");
    }
}

fn options(form: &[&str]) -> Vec<String> {
    let mut options = Vec::new();
    for entry in form {
        let (name, value) = entry.split_once('=').unwrap();
        let (option, text) = match value.strip_prefix('@') {
            Some(file) => ("--photo", format!("{name}={file}")),
            None if name == "reason" => ("--reason", value.to_owned()),
            None => ("--set", (*entry).to_owned()),
        };
        options.extend([option.to_owned(), text]);
    }
    options
}

/// Whether some bytes stand in others.
pub(crate) fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}
