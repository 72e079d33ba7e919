//! Each command, in the order of a day.

use forms::Lang;
use serde_json::json;

use super::args::{Args, Command, Data, Side};
use super::bar::Bar;
use super::{
    backup, check, neighbour, now, officer, passphrase, serve, show, shut, stands, stick, sync,
    today,
};
use crate::device::Layout;
use crate::enrol;
use crate::invite::Invite;
use crate::laptop::{Laptop, Written};
use crate::trace::{self, Lost};
use desk::keys::Locking;
use desk::{Failure, Settle};
use link::Link;
use merge::fingerprint;

/// How many records a person is shown at once.
const SHOWN: usize = 50;

/// Runs what was typed.
pub(crate) fn run(args: &Args, lang: Lang) -> Result<(), Failure> {
    let Args { json, command, .. } = args;
    match command {
        Command::Init {
            data,
            invite,
            server,
            to,
            suite,
            no_passphrase,
            ..
        } => {
            let invite = Invite::read(invite)?.signing_in(suite.as_deref())?;
            let locking = passphrase::locking(data, *no_passphrase, lang)?;
            let known = invite.addresses().into_iter().next();
            match (to, server.as_deref()) {
                (Some(to), server) => {
                    let server = server.or(known.as_deref()).unwrap_or_default();
                    stick::init(data, (&invite, &locking), server, to, *json, lang)
                }
                (None, None) if known.is_none() => Err(no_address()),
                (None, server) => init(data, (&invite, &locking), server, *json, lang),
            }
        }
        Command::Shut(what) => shut::run(what, *json, lang),
        Command::Passphrase { what } => passphrase::run(what, *json, lang),
        Command::Officer { what } => officer::run(what, *json, lang),
        Command::Serve(how) => serve::run(how, *json, lang),
        Command::Rebuild { data } => with(data, lang, |laptop| check::rebuild(laptop, *json, lang)),
        Command::Verify { data } => with(data, lang, |laptop| check::verify(laptop, *json, lang)),
        Command::List {
            data,
            kind,
            conditions,
            limit,
        } => with(data, lang, |laptop| {
            let listed = laptop.desk().list(kind.as_deref(), conditions)?;
            let all = if *json { listed.len() } else { SHOWN };
            show::list(laptop, &listed, limit.unwrap_or(all), *json, lang)
        }),
        Command::Conflicts { data } => with(data, lang, |laptop| {
            show::conflicts(laptop, &laptop.desk().conflicts()?, *json, lang)
        }),
        Command::Show {
            data,
            id,
            history,
            reason,
            ..
        } => with(data, lang, |laptop| {
            show::record(laptop, id, (*history, reason.as_deref()), *json, lang)
        }),
        Command::Looks { data } => with(data, lang, |laptop| {
            show::looks(&laptop.room().looks()?, *json, lang);
            Ok(())
        }),
        Command::Proposals { data } => proposals(data, *json, lang),
        Command::Clocks { data } => clocks(data, *json, lang),
        Command::Status { data } => with(data, lang, |laptop| {
            stands::status(&laptop.status(now())?, *json, lang);
            Ok(())
        }),
        other => carry(other, *json, lang),
    }
}

/// Runs what carries records out of the folder and into it.
fn carry(command: &Command, json: bool, lang: Lang) -> Result<(), Failure> {
    match command {
        Command::Export {
            data,
            to,
            volume_size,
            full,
            no_photos,
            want_photos,
        } => with(data, lang, |laptop| {
            let wish = stick::Wish {
                to,
                limit: *volume_size,
                full: *full,
                photos: !no_photos,
                wanted: want_photos.as_ref().map(Option::as_deref),
            };
            stick::export(laptop, data.layout(lang)?, &wish, json, lang)
        }),
        Command::Import { files, data } => {
            let layout = data.layout(lang)?;
            let admitted = crate::stick::admit(layout, files)?;
            let lost = admitted.and_then(|device| trace::succeed(&data.data, device));
            tell_lost(lost.as_ref(), lang);
            with(data, lang, |laptop| {
                stick::import(laptop, layout, files, json, lang)?;
                let grant = laptop.grant_shown()?;
                if grant.waits && !json {
                    say!("{}", stands::waits(&grant.fingerprint).get(lang));
                }
                Ok(())
            })
        }
        Command::VerifyBundle { file } => stick::verify(file, json, lang),
        Command::Sync {
            data,
            server,
            photos,
        } => with(data, lang, |laptop| {
            let layout = data.layout(lang)?;
            moved(laptop, layout, server.as_deref())?;
            sync::run(laptop, layout, *photos, json, lang)
        }),
        Command::Neighbour { side } => match side {
            Side::Wait { data, listen } => with(data, lang, |laptop| {
                neighbour::wait(laptop, *listen, json, lang)
            })
            .map_err(neighbour::by_the_page),
            Side::Meet {
                data,
                address,
                code,
            } => match address.zip(code.as_deref()) {
                Some((address, code)) => with(data, lang, |laptop| {
                    neighbour::meet(laptop, address, code, json, lang)
                })
                .map_err(neighbour::by_the_page),
                None => neighbour::search(json, lang),
            },
        },
        Command::Backup { data, to } => backup::back_up(data, to, json, lang),
        Command::Restore { from, data } => backup::restore(from, data, json, lang),
        writing => write(writing, json, lang),
    }
}

/// Runs what writes a record.
fn write(command: &Command, json: bool, lang: Lang) -> Result<(), Failure> {
    match command {
        Command::Add { data, kind, form } => save(data, json, lang, |laptop| {
            laptop.add(kind, &form.set, &form.photo, now())
        }),
        Command::Edit { data, id, form } => save(data, json, lang, |laptop| {
            laptop.edit(id, &form.set, &form.photo, now())
        }),
        Command::Act {
            data,
            id,
            event,
            form,
            reason,
        } => save(data, json, lang, |laptop| {
            let reason = reason.as_deref();
            laptop.act(id, event, &form.set, &form.photo, reason, now())
        }),
        Command::Resolve {
            data,
            id,
            field,
            take,
            from,
        } => save(data, json, lang, |laptop| {
            let settle = settle(take.as_ref(), from.as_ref());
            laptop.resolve(id, field, &settle, now())
        }),
        Command::Answer {
            data,
            id,
            cause,
            form,
        } => save(data, json, lang, |laptop| {
            laptop.answer(id, cause.as_deref(), &form.set, &form.photo, now())
        }),
        _ => Ok(()),
    }
}

/// Notes the server's new address, if there is one.
fn moved(laptop: &mut Laptop, layout: &Layout, server: Option<&str>) -> Result<(), Failure> {
    let Some(server) = server else {
        return Ok(());
    };
    Link::open(server, laptop.device().server_key)?;
    laptop.move_to(server, layout)
}

fn settle(take: Option<&String>, from: Option<&String>) -> Settle {
    match (take, from) {
        (Some(value), _) => Settle::Value(value.clone()),
        (None, device) => Settle::Device(device.cloned().unwrap_or_default()),
    }
}

fn proposals(data: &Data, json: bool, lang: Lang) -> Result<(), Failure> {
    with(data, lang, |laptop| {
        let proposed = laptop.desk().proposals(now())?;
        today::proposals(laptop, &proposed, &data.data, json, lang);
        Ok(())
    })
}

fn clocks(data: &Data, json: bool, lang: Lang) -> Result<(), Failure> {
    with(data, lang, |laptop| {
        today::countdowns(laptop, &laptop.desk().countdowns()?, now(), json, lang);
        Ok(())
    })
}

/// Writes something and says that it is saved.
fn save(
    data: &Data,
    json: bool,
    lang: Lang,
    write: impl FnOnce(&mut Laptop) -> Result<Written, Failure>,
) -> Result<(), Failure> {
    with(data, lang, |laptop| {
        let written = write(laptop)?;
        saved(laptop, &written, json, lang);
        Ok(())
    })
}

/// Opens the laptop, works, and ends cleanly whatever the work said.
pub(super) fn with(
    data: &Data,
    lang: Lang,
    work: impl FnOnce(&mut Laptop) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let layout = data.layout(lang)?;
    let mut bar = Bar::new(lang, "打开", "opening");
    let mut laptop = Laptop::open(layout, &mut bar.bytes())?;
    bar.finish();
    let opened = laptop.opened();
    if let Some(reason) = &opened.rebuilt {
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
    // A full disk must keep nobody from working; it is tried again the next time.
    let _ = laptop.expire(layout, now().wall_ms);
    let _ = laptop.heed_revocation(layout);
    let worked = work(&mut laptop);
    // It may have heard of its own revocation meanwhile.
    let _ = laptop.heed_revocation(layout);
    laptop.close()?;
    worked
}

fn init(
    data: &Data,
    (invite, locking): (&Invite, &Locking),
    server: Option<&str>,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let layout = data.layout(lang)?;
    let grant = block_on(enrol::enrol(layout, invite, server, locking))??;
    let terms = &grant.terms;
    let digits = fingerprint(&terms.key);
    let suite = merge::suite_name(terms.key.suite()).unwrap_or_default();
    let lost = trace::succeed(layout.folder(), grant.device);
    if json {
        let unit = terms.unit.to_string();
        say!(
            "{}",
            json!({ "device": grant.device.to_string(), "unit": unit, "role": terms.role, "person": terms.person, "lost": lost, "waits": terms.is_provisional(), "fingerprint": digits, "suite": suite })
        );
    } else {
        passphrase::warn(layout, lang);
        tell_lost(lost.as_ref(), lang);
        say!(
            "{}",
            match lang {
                Lang::Zh => format!(
                    "已登记：{}（{}），单位 {}",
                    terms.person, terms.role, terms.unit
                ),
                Lang::En => format!(
                    "enrolled: {} ({}), unit {}",
                    terms.person, terms.role, terms.unit
                ),
            }
        );
        if let Some(label) = stands::uncertified(suite) {
            say!("{}", label.get(lang));
            say!("{}", desk::suites::sealed(terms.key.suite()).get(lang));
        }
        if terms.is_provisional() {
            say!("{}", stands::waits(&digits).get(lang));
        }
    }
    Ok(())
}

fn no_address() -> Failure {
    Failure::new(
        "address",
        "邀请里没有服务器地址；请加 --server https://主机:端口，没有网络则加 --offline --to 文件",
        "the invitation does not say where the server is; add --server https://host:port, or without a network --offline --to FILE",
    )
}

/// Says what went with the folder that stood here before.
fn tell_lost(lost: Option<&Lost>, lang: Lang) {
    if let Some(lost) = lost {
        note!("{}", lost.text().get(lang));
    }
}

pub(super) fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| {
        Failure::new(
            "system",
            format!("系统资源不足（{error}）；请关闭其他程序后再试"),
            format!("the system is out of resources ({error}); close other programs and try again"),
        )
    })?;
    Ok(runtime.block_on(work))
}

fn saved(laptop: &Laptop, written: &Written, json: bool, lang: Lang) {
    if json {
        let status = laptop
            .desk()
            .find(&written.id.to_string())
            .map(|(record, kind)| laptop.room().catalog.status(kind, &record).state);
        say!(
            "{}",
            json!({
                "id": written.id.to_string(),
                "status": status.ok(),
                "warnings": written.warnings,
            })
        );
        return;
    }
    for warning in &written.warnings {
        let word = if lang == Lang::Zh {
            "注意："
        } else {
            "note: "
        };
        note!("{word}{}", warning.say(lang));
    }
    say!(
        "{} {}",
        if lang == Lang::Zh {
            "已保存"
        } else {
            "saved"
        },
        written.id
    );
}
