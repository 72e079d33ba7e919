//! What is wrong is said in one clear line that names the thing and the remedy, and nothing is
//! written.

mod disk;
mod divisions;
mod forms;
mod office;
mod servers;
mod steps;

use std::path::Path;

use crate::world::{Lang, Laptop, Outcome, Site, kept};

/// A command that is turned down, the thing its complaint names and the remedy in both languages.
pub(crate) struct No<'a> {
    args: Vec<&'a str>,
    thing: &'a str,
    zh: &'a str,
    en: &'a str,
}

pub(crate) fn no<'a>(args: &[&'a str], thing: &'a str, zh: &'a str, en: &'a str) -> No<'a> {
    No {
        args: args.to_vec(),
        thing,
        zh,
        en,
    }
}

/// Has each command turned down in both languages, with the folder as it was.
#[track_caller]
fn turned_down(folder: &Path, run: &dyn Fn(Lang, &[&str]) -> Outcome, refusals: &[No<'_>]) {
    for No {
        args,
        thing,
        zh,
        en,
    } in refusals
    {
        for lang in Lang::BOTH {
            let before = kept(folder);
            let outcome = run(lang, args);
            let what = format!("{args:?} {lang:?}: {outcome:?}");
            assert!(!outcome.ok, "it went through: {what}");
            assert_eq!(outcome.out, "", "nothing is printed on stdout: {what}");
            let (word, remedy) = match lang {
                Lang::Zh => ("错误：", zh),
                Lang::En => ("error: ", en),
            };
            assert!(!outcome.err.is_empty(), "it says why: {what}");
            assert!(
                outcome.err.lines().all(|line| line.starts_with(word)),
                "one line each: {what}"
            );
            let named = |line: &str| line.contains(*thing) && line.contains(*remedy);
            assert!(
                outcome.err.lines().any(named),
                "`{thing}` and `{remedy}` are named: {what}"
            );
            assert!(kept(folder) == before, "nothing is written: {what}");
        }
    }
}

/// As [`turned_down`], at a laptop.
#[track_caller]
pub(crate) fn laptop_refuses(laptop: &Laptop, refusals: &[No<'_>]) {
    turned_down(
        laptop.folder(),
        &|lang, args| laptop.ask(lang, args),
        refusals,
    );
}

/// As [`turned_down`], at an office.
#[track_caller]
fn office_refuses(site: &Site, refusals: &[No<'_>]) {
    let run = |lang: Lang, args: &[&str]| site.run(&[args, &["--lang", lang.code()]].concat());
    turned_down(site.folder(), &run, refusals);
}
