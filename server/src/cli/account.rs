//! `account`: who may work at the office's own pages.

use std::path::PathBuf;

use clap::Subcommand;
use forms::Lang;
use serde_json::json;

use super::args::{Data, Unit};
use super::run::ask;
use crate::local::{self, Answer};
use crate::local::{accounts, running};
use desk::{Failure, keys};

/// What to do with accounts.
#[derive(Debug, Subcommand)]
#[command(after_help = "示例 / Examples:\n  \
    xunlu-server account add 王芳 --unit 420625 --role county_coord --data /srv/xunlu\n  \
    xunlu-server account passphrase 王芳 --data /srv/xunlu\n  \
    xunlu-server account link 王芳 --hours 2 --data /srv/xunlu")]
pub(crate) enum Account {
    /// 开账号；再用 passphrase 设口令或用 link 给链接。 / Open an account; then set a passphrase or give a link.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server account add 王芳 --unit 420625 --role county_coord --data /srv/xunlu"
    )]
    Add {
        /// 姓名，也是登录名。 / The person's name, to sign in with.
        name: String,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        unit: Unit,
        /// 角色，如 county_coord、city_hq。 / The role.
        #[arg(long)]
        role: String,
    },
    /// 设口令：键盘输入，或由管道、文件给出。 / Set the passphrase: typed, piped, or from a file.
    #[command(after_help = "示例 / Examples:\n  \
        xunlu-server account passphrase 王芳 --data /srv/xunlu\n  \
        xunlu-server account passphrase 王芳 --file 口令.txt --data /srv/xunlu")]
    Passphrase {
        /// 账号。 / The account.
        name: String,
        #[command(flatten)]
        data: Data,
        /// 从文件读口令。 / Read the passphrase from a file.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// 生成登录链接；谁打开谁就登录，勿转发。 / Make a link that signs in whoever opens it: pass it to nobody else.
    #[command(
        after_help = "示例 / Example:\n  xunlu-server account link 王芳 --hours 2 --data /srv/xunlu"
    )]
    Link {
        /// 账号。 / The account.
        name: String,
        #[command(flatten)]
        data: Data,
        /// 几小时内有效。 / Good for so many hours.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=24 * 7))]
        hours: u32,
    },
    /// 停用账号；所写记录不变。 / Close an account; what was written at it stays.
    #[command(after_help = "示例 / Example:\n  xunlu-server account close 王芳 --data /srv/xunlu")]
    Close {
        /// 账号。 / The account.
        name: String,
        #[command(flatten)]
        data: Data,
    },
    /// 列出账号。 / List the accounts.
    #[command(after_help = "示例 / Example:\n  xunlu-server account list --data /srv/xunlu")]
    List {
        #[command(flatten)]
        data: Data,
    },
}

pub(super) fn run(what: &Account, json: bool, lang: Lang) -> Result<(), Failure> {
    let (data, command) = match what {
        Account::Add {
            name,
            data,
            unit,
            role,
        } => {
            let (unit, also) = unit.read(data.layout(lang)?)?;
            let command = accounts::Account::Add {
                unit,
                also,
                role: role.clone(),
                name: name.clone(),
            };
            (data, command)
        }
        Account::Passphrase { name, data, file } => {
            let passphrase = keys::typed(file.as_deref(), lang)?.to_string();
            let name = name.clone();
            (data, accounts::Account::Passphrase { name, passphrase })
        }
        Account::Link { name, data, hours } => {
            let (name, hours) = (name.clone(), *hours);
            (data, accounts::Account::Link { name, hours })
        }
        Account::Close { name, data } => (data, accounts::Account::Close { name: name.clone() }),
        Account::List { data } => (data, accounts::Account::List),
    };
    let layout = data.layout(lang)?;
    let answer = ask(layout, &local::Command::Account(command), lang)?;
    let answer = match answer {
        Answer::Link(word) => Answer::Link(running::open_address(layout, &word)),
        other => other,
    };
    show(&answer, json, lang);
    let link = matches!(answer, Answer::Link(_)) && !json;
    if let Some(here) = link.then(|| running::everywhere(layout)).flatten() {
        say!(
            "{}",
            match lang {
                Lang::Zh => format!("在别的电脑上打开时，把 {here} 换成那里够得着的本机地址"),
                Lang::En => format!(
                    "to open it on another computer, put this machine's address there in place of {here}"
                ),
            }
        );
    }
    Ok(())
}

fn show(answer: &Answer, json: bool, lang: Lang) {
    match answer {
        Answer::Link(link) if json => say!("{}", json!({ "open": link })),
        Answer::Link(link) => say!(
            "{}",
            match lang {
                Lang::Zh => format!("谁打开谁就登录，请只交给本人：\n{link}"),
                Lang::En =>
                    format!("this signs in whoever opens it, give it to nobody else:\n{link}"),
            }
        ),
        Answer::Accounts(accounts) if json => say!("{}", json!(accounts)),
        Answer::Accounts(accounts) => {
            for account in accounts {
                let state = match (account.closed, account.has_passphrase, lang) {
                    (true, _, Lang::Zh) => "已停用",
                    (true, _, Lang::En) => "closed",
                    (false, true, Lang::Zh) => "已设口令",
                    (false, true, Lang::En) => "passphrase set",
                    (false, false, Lang::Zh) => "未设口令",
                    (false, false, Lang::En) => "no passphrase",
                };
                let (name, role, unit) = (&account.name, &account.role, &account.unit.name);
                say!("{name}  {role}  {unit}  {state}");
            }
        }
        _ if json => say!("{}", json!({ "done": true })),
        _ => say!(
            "{}",
            if lang == Lang::Zh {
                "已完成"
            } else {
                "done"
            }
        ),
    }
}
