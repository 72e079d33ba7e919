//! An invitation, as a laptop reads it: from its file, from a picture, or from what was typed.

use std::fs;
use std::path::Path;

use desk::{Failure, MAX_PAPER, read_at_most, suites};
use merge::{FullKey, Hash, Suite};
use serde::{Deserialize, Serialize};
use sync::typed::{self, Mistyped, Typed};

/// An invitation, as `xunlu-server invite` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// The format of this file.
    pub xunlu_invite: u32,
    /// The server's public key: the laptop trusts this server and no other.
    pub server_key: FullKey,
    /// The secret, good for one device.
    pub code: Hash,
    /// Who is invited, for whoever reads the file; what is typed does not say.
    #[serde(default)]
    pub name: String,
    /// The same as it is typed, with the addresses of the office; empty in older files.
    #[serde(default)]
    typed: String,
    /// What somebody chose to sign with, in place of what the office signs with.
    #[serde(skip)]
    chosen: Option<Suite>,
}

impl Invite {
    /// Reads an invitation: the file of that name, or the text itself where there is no such file.
    ///
    /// # Errors
    /// A text that is neither, with the line that was mistyped.
    pub fn read(file_or_text: &str) -> Result<Invite, Failure> {
        let path = Path::new(file_or_text);
        if fs::exists(path).unwrap_or(false) {
            return Invite::load(path);
        }
        let read = Invite::typed(file_or_text).map_err(|wrong| match wrong {
            Mistyped::Signs(found) => Failure::new(
                "invite",
                format!("没有文件「{file_or_text}」，请检查路径；若是照纸输入，应为四行共 80 个字符（国密服务器的为七行 140 个），现有 {found} 个"),
                format!("there is no file `{file_or_text}`, check the path; if it was typed from paper it has four lines, 80 signs in all (seven lines, 140 signs, from an SM2 office), and these are {found}"),
            ),
            other => mistyped(other),
        });
        read.and_then(Invite::checked)
    }

    /// Takes an invitation whose office this program can verify.
    fn checked(self) -> Result<Invite, Failure> {
        suites::public(&self.server_key)?;
        Ok(self)
    }

    /// Signs in a suite of this name, whatever the office signs in. The office says whether it takes
    /// that.
    ///
    /// # Errors
    /// A name that is none, or a suite this program was built without.
    pub fn signing_in(self, name: Option<&str>) -> Result<Invite, Failure> {
        let chosen = name.map(suites::named).transpose()?;
        Ok(Invite { chosen, ..self })
    }

    /// What the laptop signs in: the office's own suite if nobody chose another.
    ///
    /// # Errors
    /// An office whose suite this program was built without.
    pub fn suite(&self) -> Result<Suite, Failure> {
        let office = || suites::numbered(self.server_key.suite());
        self.chosen.map_or_else(office, Ok)
    }

    /// Reads an invitation that was typed or pasted: the lines, or what its file says. No file is
    /// looked for.
    ///
    /// # Errors
    /// A text that is neither, with the line that was mistyped.
    pub(crate) fn pasted(text: &str) -> Result<Invite, Failure> {
        let file = Invite::of_file(text.as_bytes());
        let read = file.map_or_else(|| Invite::typed(text).map_err(mistyped), Ok);
        read.and_then(Invite::checked)
    }

    /// What an invitation's file says.
    fn of_file(bytes: &[u8]) -> Option<Invite> {
        let invite: Option<Invite> = serde_json::from_slice(bytes).ok();
        invite.filter(|invite| invite.xunlu_invite == 1)
    }

    /// Reads an invitation's file.
    ///
    /// # Errors
    /// A file that is not there or not an invitation.
    pub fn load(path: &Path) -> Result<Invite, Failure> {
        let bytes = read_at_most(path, MAX_PAPER)?;
        let typed = || Invite::typed(std::str::from_utf8(&bytes).ok()?).ok();
        let not_one = || {
            let path = path.display();
            Failure::new(
                "invite",
                format!("{path} 不是邀请文件；请用 xunlu-server invite 生成"),
                format!("{path} is not an invitation; make one with `xunlu-server invite`"),
            )
        };
        let invite = Invite::of_file(&bytes).or_else(typed).ok_or_else(not_one)?;
        match invite.server_key.public() {
            Ok(_) => Ok(invite),
            Err(error) => Err(suites::lacks(&error).unwrap_or_else(not_one)),
        }
    }

    fn typed(text: &str) -> Result<Invite, Mistyped> {
        let read = Typed::read(text)?;
        Ok(Invite {
            xunlu_invite: 1,
            server_key: read.server_key,
            code: typed::code(&read.secret),
            name: String::new(),
            typed: read.to_string(),
            chosen: None,
        })
    }

    /// Where the office can be called, the first to be tried first.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        Typed::read(&self.typed).map_or_else(|_| Vec::new(), |typed| typed.addresses)
    }
}

fn mistyped(wrong: Mistyped) -> Failure {
    match wrong {
        Mistyped::Line(line) => Failure::new(
            "invite_line",
            format!("邀请的第 {line} 行输入有误；请对照纸上核对这一行的二十个字符"),
            format!(
                "line {line} of the invitation was mistyped; compare its twenty signs with the paper"
            ),
        ),
        Mistyped::Newer => Failure::new(
            "invite_newer",
            "这个邀请要用更新的程序读取；请升级巡路客户端",
            "only a newer program reads this invitation; update the agent",
        ),
        Mistyped::Signs(found) => Failure::new(
            "invite",
            format!(
                "这不是邀请：照纸输入应为四行共 80 个字符（国密服务器的为七行 140 个），现有 {found} 个；也可以选择邀请文件"
            ),
            format!(
                "this is no invitation: typed from paper it has four lines, 80 signs in all (seven lines, 140 signs, from an SM2 office), and these are {found}; its file does as well"
            ),
        ),
    }
}
