//! Why a bundle is not taken, said so that a person knows what to do with the stick.

use std::io;

use merge::{Hash, SignFailed};

/// Why a bundle is not read to its end. What was read before is whole and stays.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Some other file.
    #[error("this is no Xunlu bundle; choose a file that ends in .xlb and was exported by Xunlu")]
    NotOne,
    /// Made by a newer program.
    #[error("the bundle has format {0}, this program reads 1; update this program")]
    Format(u8),
    /// It ends too early.
    #[error("the bundle is cut off at byte {at}; copy or export it again")]
    Cut {
        /// Where.
        at: u64,
    },
    /// Bytes are not what was written.
    #[error("the bundle is damaged at byte {at}; copy or export it again")]
    Damaged {
        /// Where the part begins that does not read.
        at: u64,
    },
    /// A signature is not the sender's.
    #[error("the bundle was altered: its signature is not its sender's; export it again")]
    Forged,
    /// Its sender signs in a way this program does not know.
    #[error(
        "the bundle's sender signs in suite {}, which this program was built without; take one built with it",
        named(*.0)
    )]
    Suite(u8),
    /// It is for somebody else.
    #[error("the bundle is for {}, not for here; take it there", short(.to))]
    Elsewhere {
        /// For whom: a public key.
        to: Hash,
    },
    /// Sealed to this key, but not by the rules.
    #[error("the bundle's part {part} does not open; export it again")]
    Sealed {
        /// Which, from 0.
        part: u64,
    },
    /// A part that is no message this program knows.
    #[error(
        "part {part} of the bundle does not read ({what}); update the older of the two programs"
    )]
    Content {
        /// Which, from 0.
        part: u64,
        /// What the decoder says.
        what: String,
    },
    /// The sender's key, which lies outside the program.
    #[error("the signer does not sign: {0}; plug it in or start it, and export again")]
    Signer(#[from] SignFailed),
    /// The medium.
    #[error("the bundle cannot be read or written: {0}")]
    Medium(#[from] io::Error),
}

impl Error {
    /// The sentence in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Error::NotOne => "不是巡路交换包；请选择巡路导出的 .xlb 文件".to_owned(),
            Error::Format(format) => {
                format!("交换包格式为 {format}，本程序只读 1；请升级本程序")
            }
            Error::Cut { at } => format!("交换包在第 {at} 字节处截断；请重新复制或重新导出"),
            Error::Damaged { at } => {
                format!("交换包在第 {at} 字节处损坏；请重新复制或重新导出")
            }
            Error::Forged => "交换包被改动：签名不是发送方的；请重新导出".to_owned(),
            Error::Suite(suite) => format!(
                "交换包发送方的签名套件是 {}，本程序编译时没有包含它；请换用包含它的程序",
                named(*suite)
            ),
            Error::Elsewhere { to } => {
                format!("交换包是给 {} 的，不是给这里的；请拿到那里导入", short(to))
            }
            Error::Sealed { part } => format!("交换包第 {part} 段无法解密；请重新导出"),
            Error::Content { part, what } => {
                format!("交换包第 {part} 段无法读取（{what}）；请升级两端中较旧的程序")
            }
            Error::Signer(error) => {
                format!("签名器没有签名：{}；请插好或启动它，再重新导出", error.zh())
            }
            Error::Medium(error) => format!("交换包无法读写：{error}"),
        }
    }
}

fn named(suite: u8) -> String {
    let name = merge::suite_name(suite).map(str::to_uppercase);
    name.unwrap_or_else(|| suite.to_string())
}

/// The beginning of a key or name, as people compare it.
fn short(hash: &Hash) -> String {
    hash.to_string().chars().take(12).collect()
}
