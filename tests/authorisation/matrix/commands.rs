//! The fourth door again: the command lines. Every command has a row that says what it asks, and
//! whoever names themselves with `--as` may what their account may.

use std::collections::BTreeSet;

use forms::Deed;

use super::Tally;
use crate::oracle::{STRANGE, administers, in_scope, reads, sees_logs};
use crate::world::{World, code};

const DOOR: &str = "command";

/// What a laptop's commands are: its officer's own, judged below by what the desk lets them do.
const LAPTOP: &[&str] = &[
    "init",
    "add",
    "edit",
    "act",
    "list",
    "show",
    "serve",
    "sync",
    "neighbour wait",
    "neighbour meet",
    "export",
    "import",
    "verify-bundle",
    "proposals",
    "clocks",
    "answer",
    "looks",
    "conflicts",
    "resolve",
    "status",
    "backup",
    "restore",
    "verify",
    "rebuild",
    "rekey",
    "wipe",
    "passphrase add",
    "passphrase change",
    "passphrase remove",
    "passphrase list",
    "officer add",
    "officer list",
    "officer remove",
];

/// The office's commands by whose they are, typed from the dictionary: "accounts & devices / policy
/// & keys / logs".
const OFFICE: &[(&str, &[&str])] = &[
    (
        "records",
        &[
            "stats",
            "due",
            "proposals",
            "clocks",
            "report",
            "behind",
            "results",
        ],
    ),
    (
        "accounts",
        &[
            "account add",
            "account passphrase",
            "account link",
            "account close",
            "account list",
        ],
    ),
    (
        "devices",
        &["invite", "transfer", "revoke", "exchange", "export"],
    ),
    ("policy", &["import", "enrolments policy"]),
    (
        "keys",
        &[
            "unlock",
            "invite-office",
            "enrolments list",
            "enrolments approve",
            "enrolments refuse",
            "join",
            "peers status",
            "peers export",
            "peers import",
        ],
    ),
    (
        "logs",
        &["looks", "audit verify", "audit head", "audit witnesses"],
    ),
    (
        "machine",
        &[
            "init",
            "serve",
            "backup",
            "restore",
            "replica",
            "migrate",
            "daily",
            "sample",
            "demo",
            "kinds",
            "verify-bundle",
            "units",
            "rekey",
            "certificate export",
            "certificate names",
            "peers sync",
        ],
    ),
];

/// Whose a group of commands is.
fn may(role: &str, group: &str) -> bool {
    match group {
        "records" => reads(role),
        "accounts" | "devices" => administers(role),
        "policy" | "keys" => role == "sec_admin",
        _ => sees_logs(role),
    }
}

pub(super) fn judge(world: &World, tally: &mut Tally) {
    assert_eq!(
        typed(&agent::cli::commands()),
        LAPTOP.iter().copied().map(str::to_owned).collect()
    );
    let rows: BTreeSet<String> = server::cli::table()
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(
        typed(&server::cli::commands()),
        rows,
        "a command without a row, or a row without a command"
    );
    let known: BTreeSet<String> = OFFICE
        .iter()
        .flat_map(|(_, names)| *names)
        .map(|name| (*name).to_owned())
        .collect();
    assert_eq!(rows, known, "a command without a case");
    for (group, names) in OFFICE {
        for name in *names {
            let (_, asks) = *server::cli::table()
                .iter()
                .find(|(row, _)| row == name)
                .unwrap();
            let Some(asks) = asks else {
                assert_eq!(*group, "machine", "`{name}` asks nothing of anybody");
                continue;
            };
            one(world, (group, name, asks), tally);
        }
    }
}

fn one(world: &World, (group, name, asks): (&str, &str, Deed), tally: &mut Tally) {
    for (who, subject) in world.subjects.iter().enumerate() {
        for seen in world.seen.iter().filter(|seen| seen.node.code != STRANGE) {
            let at = seen.node.code;
            let got = world.office.lets(&subject.name, asks, code(at)).unwrap();
            let want = may(subject.role, group) && in_scope(subject.unit, at);
            tally.case(DOOR, (who, at), name, (got, want));
        }
    }
}

/// Everything that can be typed, from the parser itself.
fn typed(command: &clap::Command) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for sub in command.get_subcommands() {
        let name = sub.get_name();
        if sub.has_subcommands() {
            all.extend(
                typed(sub)
                    .into_iter()
                    .map(|below| format!("{name} {below}")),
            );
        } else {
            all.insert(name.to_owned());
        }
    }
    all
}
