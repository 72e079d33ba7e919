//! `verify`: whether the store is sound, and what exists and is not here.

use forms::Lang;
use serde_json::json;

use super::args::Data;
use super::local::{self, Answer};
use super::run::ask;
use crate::folder::Layout;
use crate::missing::{Checked, Missing};
use desk::Failure;

/// Runs the command. What is missing is told and is no failure: nothing here can mend it.
pub(crate) fn run(data: &Data, json: bool, lang: Lang) -> Result<(), Failure> {
    let layout = Layout::new(&data.data);
    let Answer::Verified(found) = ask(&layout, &local::Command::Verify, lang)? else {
        return Ok(());
    };
    if json {
        let mut told = json!(found);
        told["ok"] = found.problems.is_empty().into();
        say!("{told}");
    } else {
        show(&found, lang);
    }
    let count = found.problems.len();
    match found.problems.first() {
        None => Ok(()),
        Some(first) => Err(Failure::new(
            "verify",
            format!(
                "核对发现 {count} 处问题，首个：{first}；请停止服务，移走 index 文件夹后重新启动，仍有问题请由备份恢复"
            ),
            format!(
                "{count} problems, the first: {first}; stop the service, move the `index` folder away and start again; if they stay, restore from a backup"
            ),
        )),
    }
}

fn show(found: &Checked, lang: Lang) {
    let Checked {
        commits,
        operations,
        signatures,
        rows,
        problems,
        missing,
    } = found;
    let wrong = problems.len();
    match lang {
        Lang::Zh => say!(
            "日志 {commits} 次提交，操作 {operations} 条，签名 {signatures} 个，索引 {rows} 行，问题 {wrong} 处"
        ),
        Lang::En => say!(
            "{commits} commits, {operations} operations, {signatures} signatures, {rows} rows, {wrong} problems"
        ),
    }
    for problem in problems {
        say!("  {problem}");
    }
    match (missing.is_empty(), lang) {
        (true, Lang::Zh) => say!("已知存在的操作都在这里"),
        (true, Lang::En) => say!("every operation known to exist is here"),
        (false, Lang::Zh) => {
            say!("已知存在而这里没有的操作；请让这些人的客户端同步，或用 export --full 导出带来：");
        }
        (false, Lang::En) => say!(
            "operations known to exist that are not here; let these people's laptops sync, or bring an `export --full`:"
        ),
    }
    for one in missing {
        say!("  {}", line(one, lang));
    }
}

fn line(one: &Missing, lang: Lang) -> String {
    let Missing {
        device,
        from,
        through,
        ..
    } = one;
    let who = match (&one.person, lang) {
        (Some(person), _) => person.as_str(),
        (None, Lang::Zh) => "不认识的设备",
        (None, Lang::En) => "an unknown device",
    };
    let unit = one.unit_name.as_ref().or(one.unit.as_ref());
    match (unit, lang) {
        (Some(unit), Lang::Zh) => format!("{who}（{unit}）{device}：第 {from} 至 {through} 号"),
        (Some(unit), Lang::En) => format!("{who} ({unit}) {device}: {from} to {through}"),
        (None, Lang::Zh) => format!("{who} {device}：第 {from} 至 {through} 号"),
        (None, Lang::En) => format!("{who} {device}: {from} to {through}"),
    }
}
