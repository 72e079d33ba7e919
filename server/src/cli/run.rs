//! Each command.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use forms::Lang;
use indicatif::{ProgressBar, ProgressStyle};
use places::DivisionCode;
use serde_json::json;
use store::disk::Lock;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::account;
use super::args::{Args, Command, Data, Init, Serve};
use super::audit;
use super::backup;
use super::certificate;
use super::every_day;
use super::every_few_minutes::Calls;
use super::import;
use super::local::{self, Answer, Running};
use super::peers;
use super::rekey;
use super::report;
use super::revoke;
use super::rights;
use super::show;
use super::stick;
use super::transfer;
use super::unlock;
use crate::demo;
use crate::folder::{self, Layout, Site};
use crate::http::{self, Service};
use crate::import::units;
use crate::office::Office;
use desk::Failure;
use desk::keys::{self, Locking};
use desk::trust::OFFICE;

/// Runs what was typed.
pub(crate) fn run(args: &Args, lang: Lang) -> Result<(), Failure> {
    let json = args.json;
    rights::sits(args, lang)?;
    match &args.command {
        Command::Looks { data } => told(data, &local::Command::Looks, json, lang),
        Command::Init(wish) => init(wish, json, lang),
        Command::Invite {
            data,
            unit,
            also,
            role,
            name,
            out,
        } => {
            let (layout, unit) = (data.layout(lang)?, code(unit)?);
            let command = local::Command::Invite {
                unit,
                also: units::area(layout, unit, codes(also)?)?,
                role: role.clone(),
                name: name.clone(),
            };
            invite(layout, &command, out, json, lang)
        }
        Command::Backup { data, to } => backup::back_up(data, to, json, lang),
        Command::Restore { from, data } => backup::restore(from, data, json, lang),
        Command::InviteOffice(_) | Command::Join(_) | Command::Peers(_) => {
            peers::run(&args.command, json, lang)
        }
        Command::Serve(args) => serve(args, json, lang),
        Command::Certificate(what) => certificate::run(what, json, lang),
        Command::Stats { data, under } => {
            let command = |under| local::Command::Stats { under };
            report::about(data, under.as_deref(), command, json, lang)
        }
        Command::Due { data, under, on } => {
            let on = on.clone();
            let command = |under| local::Command::Due { under, on };
            report::about(data, under.as_deref(), command, json, lang)
        }
        Command::Proposals { data, under, on } => {
            let on = on.clone();
            let command = |under| local::Command::Proposals { under, on };
            report::about(data, under.as_deref(), command, json, lang)
        }
        Command::Clocks { data, under, on } => {
            let on = on.clone();
            let command = |under| local::Command::Clocks { under, on };
            report::about(data, under.as_deref(), command, json, lang)
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
        by_stick => stick::run(by_stick, json, lang),
    }
}

fn codes(typed: &[String]) -> Result<Vec<DivisionCode>, Failure> {
    typed.iter().map(|typed| code(typed)).collect()
}

/// Asks a site and prints what it answers.
fn told(data: &Data, command: &local::Command, json: bool, lang: Lang) -> Result<(), Failure> {
    let answer = ask(data.layout(lang)?, command, lang)?;
    show::answer(&answer, json, lang)
}

pub(super) fn code(text: &str) -> Result<DivisionCode, Failure> {
    Ok(text.parse::<DivisionCode>()?)
}

fn init(wish: &Init, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = wish.data.layout(lang)?;
    let city = wish.city.as_deref().map(code).transpose()?;
    let identity = wish.identity.as_deref();
    let passphrase = keys::offered(wish.data.passphrase_file.as_deref())?;
    let locking = passphrase.map_or(Locking::Open, Locking::Passphrase);
    let (site, divisions) = folder::set_up(layout, &wish.divisions, city, identity, &locking)?;
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
            json!({ "root": root.to_string(), "name": name, "divisions": count })
        );
    } else {
        say!(
            "{}",
            match lang {
                Lang::Zh => format!("已建立站点：{name}（{root}），区划 {count} 个"),
                Lang::En => format!("site set up: {name} ({root}), {count} divisions"),
            }
        );
    }
    Ok(())
}

pub(super) fn ask(
    layout: &Layout,
    command: &local::Command,
    lang: Lang,
) -> Result<Answer, Failure> {
    let bar = bar(lang, "打开", "opening");
    let answer = local::on_folder(layout, &rights::by(command), &mut |done, all| {
        progress(&bar, done, all);
    });
    bar.finish_and_clear();
    answer
}

fn sample(layout: &Layout, seed: u64, json: bool, lang: Lang) -> Result<(), Failure> {
    let bar = bar(lang, "打开", "opening");
    let office = Office::open(layout, &mut |done, all| progress(&bar, done, all))?;
    let now = merge::Now {
        wall_ms: http::now_ms(),
        offset_min: forms::CHINA_MIN,
    };
    let filled = crate::sample::fill(&office, now, seed, &mut |done, all| {
        progress(&bar, done, all);
    });
    bar.finish_and_clear();
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

pub(super) fn invite(
    layout: &Layout,
    command: &local::Command,
    out: &Path,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    if out.exists() {
        let out = out.display();
        return Err(Failure::new(
            "exists",
            format!("{out} 已存在；请换个文件名，以免覆盖另一份邀请"),
            format!("{out} exists; choose another name, it may be another invitation"),
        ));
    }
    // First of all, so that a file that cannot be written leaves no invitation behind.
    let beside = out.with_extension("new");
    folder::private(&beside).map_err(|error| Failure::file(out, &error))?;
    let asked = ask(layout, command, lang);
    let (text, name, role, unit, expires_ms) = match &asked {
        Ok(Answer::Invited(it)) => {
            let text = serde_json::to_vec_pretty(it);
            (text, &it.name, it.role.as_str(), &it.unit, it.expires_ms)
        }
        Ok(Answer::OfficeInvited(it)) => {
            let text = serde_json::to_vec_pretty(it);
            (text, &it.name, OFFICE, &it.unit, it.expires_ms)
        }
        _ => {
            let _ = fs::remove_file(&beside);
            return asked.map(|_| ());
        }
    };
    let text = text.unwrap_or_default();
    store::disk::replace(out, &text).map_err(|error| Failure::file(out, &error))?;
    if json {
        say!(
            "{}",
            json!({ "out": out.display().to_string(), "unit": unit.code, "role": role, "name": name, "expires_ms": expires_ms })
        );
    } else {
        let (out, unit) = (out.display(), &unit.name);
        say!(
            "{}",
            match lang {
                Lang::Zh =>
                    format!("已生成邀请 {out}：{unit} {name}（{role}），72 小时内有效，只能用一次"),
                Lang::En => format!(
                    "invitation {out}: {name} ({role}) at {unit}, good once within 72 hours"
                ),
            }
        );
    }
    Ok(())
}

fn serve(args: &Serve, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = args.data.layout(lang)?;
    if !args.listen.ip().is_loopback() {
        let _lock = Lock::take(layout.folder())?;
        Site::load(layout)?.with_authority(layout)?;
    }
    let bar = bar(lang, "打开", "opening");
    let office = Office::open(layout, &mut |done, all| progress(&bar, done, all))?;
    bar.finish_and_clear();
    if let Some(reason) = &office.opened().rebuilt {
        note!(
            "{}",
            match lang {
                Lang::Zh => format!("提示：索引已由日志重建（{reason}），数据完整"),
                Lang::En => format!(
                    "note: the index was folded again from the journal ({reason}); nothing is lost"
                ),
            }
        );
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::file(layout.folder(), &error))?;
    runtime.block_on(listen_on(layout, Arc::new(office), args, json, lang))
}

async fn listen_on(
    layout: &Layout,
    office: Arc<Office>,
    args: &Serve,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let listen = args.listen;
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        Failure::new(
            "listen",
            format!("无法监听 {listen}（{error}）；请换端口或停掉占用它的程序"),
            format!(
                "cannot listen on {listen} ({error}); choose another port, or stop what uses it"
            ),
        )
    })?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::file(layout.folder(), &error))?;
    // Before anybody can know where it serves, so that whoever does can also stop it.
    let stop = desk::api::stop_asked();
    let mut token = [0; 32];
    desk::fill(&mut token)?;
    let running = Running {
        address: address.to_string(),
        token: merge::Hash(token).to_string(),
        key: (!address.ip().is_loopback()).then(|| merge::Hash(office.key.public().bytes())),
    };
    local::announce(layout, &running).map_err(|error| Failure::file(&layout.running(), &error))?;
    let scheme = running.scheme();
    if json {
        say!(
            "{}",
            json!({ "listening": address.to_string(), "scheme": scheme })
        );
    } else {
        say!(
            "{}",
            match lang {
                Lang::Zh => format!("服务地址 {scheme}://{address}，Ctrl-C 停止"),
                Lang::En => format!("serving on {scheme}://{address}, Ctrl-C stops"),
            }
        );
    }
    let stopped = Arc::new(Notify::new());
    let routine = tokio::spawn(every_day::run(office.clone(), stopped.clone(), lang));
    let calls = Calls::begin(office.clone(), args.peers_every, lang);
    let limits = args.limits.of(args.proxy);
    let service = Service::new(office.clone(), layout.clone(), running.token, limits);
    let service = Arc::new(service);
    let served = http::run(listener, service, stop).await;
    let _ = fs::remove_file(layout.running());
    stopped.notify_one();
    // Whether these ended well or in a panic, the office is closed next.
    let _ = routine.await;
    calls.end().await;
    served.map_err(|error| Failure::file(layout.folder(), &error))?;
    match Arc::into_inner(office) {
        Some(office) => office.close(),
        // A request that outlived the listener still holds it; the journal is whole all the same.
        None => Ok(()),
    }
}

pub(super) fn bar(lang: Lang, zh: &'static str, en: &'static str) -> ProgressBar {
    let bar = ProgressBar::hidden();
    let style = ProgressStyle::with_template("{msg} [{bar:40}] {bytes}/{total_bytes} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(if lang == Lang::Zh { zh } else { en });
    bar
}

pub(super) fn progress(bar: &ProgressBar, done: u64, all: u64) {
    if bar.is_hidden() {
        bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
    }
    bar.set_length(all);
    bar.set_position(done);
}
