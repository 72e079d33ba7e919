//! Each target: rehearsed, written, and the same file again.

mod ledger;
mod persons;
mod tables;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

const NOW: u64 = 1_790_000_000_000;

struct Site {
    folder: TempDir,
    layout: Layout,
    office: Option<Office>,
}

impl Site {
    fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("4206.csv");
        fs::write(&csv, places::XIANGYANG_CSV).unwrap();
        let layout = Layout::new(&folder.path().join("office"));
        crate::init(&layout, &csv, None).unwrap();
        let office = Some(Office::open(&layout, &mut |_, _| {}).unwrap());
        Site {
            folder,
            layout,
            office,
        }
    }

    fn office(&self) -> &Office {
        self.office.as_ref().unwrap()
    }

    /// Closes and opens, as the next command would.
    fn again(&mut self) {
        self.office.take().unwrap().close().unwrap();
        self.office = Some(Office::open(&self.layout, &mut |_, _| {}).unwrap());
    }

    fn ask(&self, target: Target, text: &str) -> Import {
        let file = self.folder.path().join("import.csv");
        fs::write(&file, text).unwrap();
        Import {
            target,
            file,
            apply: false,
            accept_good: false,
            kind: "hazard".to_owned(),
            role: None,
            name: None,
            code_property: None,
            gcj02: false,
        }
    }

    fn run(&self, ask: &Import) -> Report {
        let mut last = (0, 0);
        let report = self
            .office()
            .import(&self.layout, ask, NOW, &mut |done, all| last = (done, all))
            .unwrap();
        assert_eq!(last.0, last.1, "the bar ends full");
        report
    }

    /// The report of writing a text, which was rehearsed before and changed nothing then.
    fn apply(&mut self, target: Target, text: &str) -> Report {
        let mut ask = self.ask(target, text);
        let before = files(self.layout.folder());
        let rehearsed = self.run(&ask);
        assert!(!rehearsed.applied);
        assert_eq!(
            files(self.layout.folder()),
            before,
            "a rehearsal writes nothing"
        );
        ask.apply = true;
        let report = self.run(&ask);
        assert_eq!(
            report.lines, rehearsed.lines,
            "what was said is what was done"
        );
        self.again();
        report
    }
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() {
            all.push((name, fs::read(&path).unwrap()));
        } else if name == "journal" {
            all.extend(files(&path));
        }
    }
    all.sort();
    all
}

fn whats(report: &Report) -> Vec<What> {
    report.lines.iter().map(|line| line.what).collect()
}

fn notes(report: &Report, at: usize) -> String {
    let notes = report.lines[at].notes.iter();
    notes.map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

use What::{Changed, New, Unchanged, Wrong};
