//! An invitation, as a laptop reads it: from its file, from a picture, or from what was typed.

use std::fs;
use std::path::Path;

use desk::{Failure, MAX_PAPER, read_at_most};
use merge::{Hash, PublicKey};
use serde::{Deserialize, Serialize};
use sync::typed::{self, Mistyped, Typed};

/// An invitation, as `xunlu-server invite` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// The format of this file.
    pub xunlu_invite: u32,
    /// The server's public key: the laptop trusts this server and no other.
    pub server_key: Hash,
    /// The secret, good for one device.
    pub code: Hash,
    /// Who is invited, for whoever reads the file; what is typed does not say.
    #[serde(default)]
    pub name: String,
    /// The same as it is typed, with the addresses of the office; empty in older files.
    #[serde(default)]
    typed: String,
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
        Invite::typed(file_or_text).map_err(|wrong| match wrong {
            Mistyped::Signs(found) => Failure::new(
                "invite",
                format!("没有文件「{file_or_text}」，请检查路径；若是照纸输入，应为四行共 80 个字符，现有 {found} 个"),
                format!("there is no file `{file_or_text}`, check the path; if it was typed from paper it has four lines, 80 signs in all, and these are {found}"),
            ),
            other => mistyped(other),
        })
    }

    /// Reads an invitation that was typed or pasted: the lines, or what its file says. No file is
    /// looked for.
    ///
    /// # Errors
    /// A text that is neither, with the line that was mistyped.
    pub(crate) fn pasted(text: &str) -> Result<Invite, Failure> {
        let file = Invite::of_file(text.as_bytes());
        file.map_or_else(|| Invite::typed(text).map_err(mistyped), Ok)
    }

    /// What an invitation's file says.
    fn of_file(bytes: &[u8]) -> Option<Invite> {
        let invite: Option<Invite> = serde_json::from_slice(bytes).ok();
        invite
            .filter(|invite| invite.xunlu_invite == 1)
            .filter(|invite| PublicKey::from_bytes(&invite.server_key.0).is_ok())
    }

    /// Reads an invitation's file.
    ///
    /// # Errors
    /// A file that is not there or not an invitation.
    pub fn load(path: &Path) -> Result<Invite, Failure> {
        let bytes = read_at_most(path, MAX_PAPER)?;
        let invite: Option<Invite> = serde_json::from_slice(&bytes).ok();
        let typed = || Invite::typed(std::str::from_utf8(&bytes).ok()?).ok();
        invite
            .filter(|invite| invite.xunlu_invite == 1)
            .or_else(typed)
            .filter(|invite| PublicKey::from_bytes(&invite.server_key.0).is_ok())
            .ok_or_else(|| {
                Failure::new(
                    "invite",
                    format!(
                        "{} 不是邀请文件；请用 xunlu-server invite 生成",
                        path.display()
                    ),
                    format!(
                        "{} is not an invitation; make one with `xunlu-server invite`",
                        path.display()
                    ),
                )
            })
    }

    fn typed(text: &str) -> Result<Invite, Mistyped> {
        let read = Typed::read(text)?;
        Ok(Invite {
            xunlu_invite: 1,
            server_key: read.server_key,
            code: typed::code(&read.secret),
            name: String::new(),
            typed: read.to_string(),
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
                "这不是邀请：照纸输入应为四行共 80 个字符，现有 {found} 个；也可以选择邀请文件"
            ),
            format!(
                "this is no invitation: typed from paper it has four lines, 80 signs in all, and these are {found}; its file does as well"
            ),
        ),
    }
}
