//! `verify` and `rebuild`: whether all is as it should be, and making anew what can be.

use forms::Lang;
use serde_json::json;

use super::show;
use crate::laptop::Laptop;
use desk::Failure;
use desk::terminal::Bar;

pub(super) fn rebuild(laptop: &mut Laptop, json: bool, lang: Lang) -> Result<(), Failure> {
    let mut bar = Bar::new(lang, "重建", "folding");
    let commits = laptop.rebuild(&mut bar.bytes())?;
    bar.finish();
    if json {
        say!("{}", json!({ "commits": commits }));
    } else {
        say!(
            "{}",
            match lang {
                Lang::Zh => format!("已由日志重建索引：{commits} 次提交"),
                Lang::En => format!("folded again from the journal: {commits} commits"),
            }
        );
    }
    Ok(())
}

pub(super) fn verify(laptop: &mut Laptop, json: bool, lang: Lang) -> Result<(), Failure> {
    let mut bar = Bar::new(lang, "核对", "verifying");
    let found = laptop.verify(&mut bar.bytes())?;
    bar.finish();
    if json {
        say!(
            "{}",
            json!({
                "ok": found.problems.is_empty(),
                "commits": found.commits,
                "operations": found.operations,
                "signatures": found.signatures,
                "rows": found.rows,
                "problems": found.problems,
            })
        );
    } else {
        show::verified(&found, lang);
    }
    match found.problems.first() {
        None => Ok(()),
        Some(first) => Err(Failure::new(
            "verify",
            format!(
                "核对发现 {} 处问题，首个：{}；请运行 rebuild，仍有问题请报告管理员",
                found.problems.len(),
                first.text.zh
            ),
            format!(
                "{} problems, the first: {}; run `rebuild`, and tell the administrator if they stay",
                found.problems.len(),
                first.text.en
            ),
        )),
    }
}
