//! Each command.

use forms::Lang;
use serde_json::json;

use super::account;
use super::acting;
use super::args::{Args, Command, Data, Init, OnDay, code};
use super::audit;
use super::backup;
use super::certificate;
use super::enrolments;
use super::import;
use super::invite;
use super::migrate;
use super::peers;
use super::rekey;
use super::replica;
use super::report;
use super::revoke;
use super::serve;
use super::show;
use super::stick;
use super::transfer;
use super::unlock;
use crate::demo;
use crate::folder::{self, Beginning, Layout};
use crate::http;
use crate::local::{self, Answer};
use crate::office::Office;
use crate::opening::Base;
use desk::keys::{self, Locking};
use desk::terminal::Bar;
use desk::{Failure, suites};

/// Runs what was typed.
pub(crate) fn run(args: &Args, lang: Lang) -> Result<(), Failure> {
    let json = args.json;
    acting::sits(args, lang)?;
    match &args.command {
        Command::Looks { data } => told(data, &local::Command::Looks, json, lang),
        Command::Init(wish) => init(wish, json, lang),
        Command::Invite(args) => invite::run(args, json, lang),
        Command::Enrolments(command) => enrolments::run(command, json, lang),
        Command::Backup { data, to } => backup::back_up(data, to, json, lang),
        Command::Restore { from, data } => backup::restore(from, data, json, lang),
        Command::Serve(args) => serve::run(args, json, lang),
        Command::Replica(args) => replica::run(args, json, lang),
        Command::Migrate(args) => migrate::run(args, json, lang),
        Command::Certificate(what) => certificate::run(what, json, lang),
        Command::Stats(about) => {
            report::about(about, |under| local::Command::Stats { under }, json, lang)
        }
        Command::Due(OnDay { about, on }) => {
            let on = on.clone();
            report::about(about, |under| local::Command::Due { under, on }, json, lang)
        }
        Command::Proposals(OnDay { about, on }) => {
            let on = on.clone();
            let command = |under| local::Command::Proposals { under, on };
            report::about(about, command, json, lang)
        }
        Command::Clocks { about, on } => {
            let on = on.clone();
            let command = |under| local::Command::Clocks { under, on };
            report::about(about, command, json, lang)
        }
        Command::Daily { data } => told(data, &local::Command::Daily, json, lang),
        Command::Report(asked) => report::report(asked, json, lang),
        Command::Results { id, data } => report::results(data, id, json, lang),
        Command::Behind(asked) => report::behind(asked, json, lang),
        Command::Units { data } => report::units(data, json, lang),
        Command::Kinds => report::kinds(json, lang),
        Command::Demo {
            port,
            keep,
            once,
            no_open,
        } => demo::run(*port, keep.as_deref(), *once, !no_open, lang),
        Command::Sample { data, seed } => sample(data.layout(lang)?, *seed, json, lang),
        Command::Account(what) => account::run(what, json, lang),
        Command::Import(args) => import::run(args, json, lang),
        Command::Audit(command) => audit::run(command, json, lang),
        Command::Revoke(args) => revoke::run(args, json, lang),
        Command::Transfer(args) => transfer::run(args, json, lang),
        Command::Unlock(args) => unlock::run(args, json, lang),
        Command::Rekey(args) => rekey::run(args, json, lang),
        Command::InviteOffice(_) | Command::Join(_) | Command::Peers(_) => {
            peers::run(&args.command, json, lang)
        }
        by_stick => stick::run(by_stick, json, lang),
    }
}

/// Asks a site and prints what it answers.
fn told(data: &Data, command: &local::Command, json: bool, lang: Lang) -> Result<(), Failure> {
    let answer = ask(data.layout(lang)?, command, lang)?;
    show::answer(&answer, json, lang)
}

fn init(wish: &Init, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = wish.data.layout(lang)?;
    let city = wish.city.as_deref().map(code).transpose()?;
    let suite = wish.suite.as_deref().map(suites::named).transpose()?;
    let begin = Beginning {
        city,
        identity: wish.identity.as_deref(),
        suite,
        signer: wish.signer.as_deref(),
    };
    let passphrase = keys::offered(wish.data.folder.passphrase_file.as_deref())?;
    let locking = passphrase.map_or(Locking::Open, Locking::Passphrase);
    let base = Base::for_new(layout)?;
    let (site, divisions) = folder::set_up(layout, &wish.divisions, begin, &locking)?;
    if let Some(base) = base {
        base.found(&site, layout)?;
    }
    // The store is made now, so that a full disk shows here and not at the first record.
    Office::open(layout, &mut |_, _| {})?.close()?;
    let (root, count) = (site.root, divisions.len());
    let name = divisions
        .get(root)
        .map(|division| division.name.clone())
        .unwrap_or_default();
    if json {
        say!(
            "{}",
            json!({ "root": root.to_string(), "name": name, "divisions": count, "suite": merge::suite_name(site.suite) })
        );
    } else {
        say!(
            "{}",
            match lang {
                Lang::Zh => format!("已建立站点：{name}（{root}），区划 {count} 个"),
                Lang::En => format!("site set up: {name} ({root}), {count} divisions"),
            }
        );
        if site.suite != merge::Suite::default().number() {
            say!("{}", suites::label(site.suite).get(lang));
            say!("{}", suites::sealed(site.suite).get(lang));
        }
    }
    Ok(())
}

pub(super) fn ask(
    layout: &Layout,
    command: &local::Command,
    lang: Lang,
) -> Result<Answer, Failure> {
    let mut bar = Bar::new(lang, "打开", "opening");
    let answer = local::on_folder(layout, &acting::by(command), &mut bar.bytes());
    bar.finish();
    answer
}

fn sample(layout: &Layout, seed: u64, json: bool, lang: Lang) -> Result<(), Failure> {
    let mut bar = Bar::new(lang, "打开", "opening");
    let office = Office::open(layout, &mut bar.bytes())?;
    bar.finish();
    let mut bar = Bar::new(lang, "写入样例", "writing the sample");
    let now = merge::Now {
        wall_ms: http::now_ms(),
        offset_min: forms::CHINA_MIN,
    };
    let mut told = |done, all| bar.count(done, all);
    let filled = crate::sample::fill(&office, now, seed, &mut told);
    bar.finish();
    office.close()?;
    let crate::sample::Filled {
        records,
        operations,
    } = filled?;
    if json {
        say!(
            "{}",
            json!({ "records": records, "operations": operations })
        );
        return Ok(());
    }
    say!(
        "{}",
        match lang {
            Lang::Zh => format!("已写入样例：记录 {records} 条，操作 {operations} 次"),
            Lang::En => format!("sample written: {records} records, {operations} operations"),
        }
    );
    Ok(())
}
