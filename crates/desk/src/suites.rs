//! Signature suites in words: which this program has, and what is said of one it lacks.

use std::path::Path;

use forms::Text;
use merge::cbor::Malformed;
use merge::{FullKey, PublicKey, SUITES, Suite, suite_name};
use vault::Cipher;

use crate::Failure;

/// The suite of a name as people type it, if this program can sign with it.
///
/// # Errors
/// A name that is none, or a suite this program was built without.
pub fn named(name: &str) -> Result<Suite, Failure> {
    let mut all = SUITES.iter();
    match all.find(|(_, its)| its.eq_ignore_ascii_case(name)) {
        Some((number, _)) => numbered(*number),
        None => Err(unknown(name)),
    }
}

/// The suite of a number as files keep it, if this program can sign with it.
///
/// # Errors
/// A suite this program was built without.
pub fn numbered(number: u8) -> Result<Suite, Failure> {
    Suite::of(number).ok_or_else(|| lacking(number))
}

/// A key, ready to verify with.
///
/// # Errors
/// A key of a suite this program was built without, or bytes that are none.
pub fn public(key: &FullKey) -> Result<PublicKey, Failure> {
    key.public().map_err(|error| {
        lacks(&error).unwrap_or_else(|| {
            Failure::new(
                "key",
                format!("{key} 不是公钥；请核对文件来源"),
                format!("{key} is no public key; check where the file comes from"),
            )
        })
    })
}

/// What is said of bytes that do not read because this program lacks their suite; nothing if
/// something else is wrong with them.
#[must_use]
pub fn lacks(error: &Malformed) -> Option<Failure> {
    match error {
        Malformed::Suite(number) => Some(lacking(*number)),
        _ => None,
    }
}

/// What a suite is called, with what has to be said whenever it is.
#[must_use]
pub fn label(number: u8) -> Text {
    match suite_name(number) {
        Some("ed25519") => Text::new("Ed25519", "Ed25519"),
        Some("sm2") => Text::new(
            "SM2/SM3（未经国家密码管理局认证）",
            "SM2/SM3 (not certified)",
        ),
        _ => Text::new(format!("{number} 号套件"), format!("suite {number}")),
    }
}

/// The cipher that goes with a suite: its folders are sealed with it.
///
/// # Errors
/// A program that was built with the suite and without the cipher.
pub(crate) fn cipher(suite: Suite) -> Result<Cipher, Failure> {
    let number = suite.number();
    Cipher::of(number).ok_or_else(|| lacking_cipher(number))
}

/// Refuses a folder whose key is not for the cipher of a suite.
pub(crate) fn seals(suite: Suite, has: Cipher, folder: &Path) -> Result<(), Failure> {
    if cipher(suite)? == has {
        return Ok(());
    }
    let (folder, has, wanted) = (
        folder.display(),
        sealing(has.number()),
        sealing(suite.number()),
    );
    Err(Failure::new(
        "suite",
        format!(
            "{folder} 的钥匙用于 {}，而该签名套件用 {} 加密；请换一个空文件夹，或用原来的套件",
            has.zh, wanted.zh
        ),
        format!(
            "the key of {folder} is for {}, and folders of this suite are sealed with {}; choose an empty folder, or the suite it was begun with",
            has.en, wanted.en
        ),
    ))
}

/// What the folders of a suite are sealed with, with what has to be said whenever it is.
fn sealing(number: u8) -> Text {
    match suite_name(number) {
        Some("ed25519") => Text::new("XChaCha20-Poly1305", "XChaCha20-Poly1305"),
        Some("sm2") => Text::new(
            "SM4-GCM/SM3（未经国家密码管理局认证）",
            "SM4-GCM/SM3 (not certified)",
        ),
        _ => Text::new(format!("{number} 号算法"), format!("cipher {number}")),
    }
}

/// That a folder of a suite is sealed, and with what.
#[must_use]
pub fn sealed(number: u8) -> Text {
    let cipher = sealing(number);
    Text::new(
        format!("文件夹加密：{}", cipher.zh),
        format!("the folder is sealed with {}", cipher.en),
    )
}

/// A folder is sealed with a cipher that this program was built without.
pub(crate) fn lacking_cipher(number: u8) -> Failure {
    let cipher = sealing(number);
    Failure::new(
        "suite_missing",
        format!(
            "本文件夹用 {} 加密，本程序编译时没有包含它，未读取任何内容；请换用包含它的程序（编译时加 --features sm）",
            cipher.zh
        ),
        format!(
            "this folder is sealed with {}, which this program was built without; nothing was read; use a program that has it (built with --features sm)",
            cipher.en
        ),
    )
}

fn lacking(number: u8) -> Failure {
    let name = suite_name(number).map(str::to_uppercase);
    let name = name.unwrap_or_else(|| number.to_string());
    Failure::new(
        "suite_missing",
        format!(
            "密钥属于 {name} 签名套件，本程序编译时没有包含它；请换用包含它的程序（编译时加 --features sm）"
        ),
        format!(
            "this key is of suite {name}, which this program was built without; use a program that has it (built with --features sm)"
        ),
    )
}

fn unknown(name: &str) -> Failure {
    let names: Vec<&str> = SUITES.iter().map(|(_, name)| *name).collect();
    let names = names.join(", ");
    Failure::new(
        "suite_unknown",
        format!("没有叫“{name}”的签名套件；可选：{names}"),
        format!("there is no signature suite “{name}”; choose from {names}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_is_there_or_said_to_be_missing_by_its_name() {
        for (number, name) in SUITES {
            match (named(name), Suite::of(*number)) {
                (Ok(suite), there) => assert_eq!(Some(suite), there),
                (Err(no), None) => {
                    assert_eq!(no.code(), "suite_missing");
                    let text = no.text();
                    let name = name.to_uppercase();
                    assert!(
                        text.zh.contains(&name) && text.en.contains(&name),
                        "{text:?}"
                    );
                }
                (Err(no), Some(_)) => panic!("{no:?}"),
            }
        }
        // A folder's cipher goes with the suite, and is called uncertified with it.
        for suite in Suite::ALL {
            assert_eq!(cipher(*suite).unwrap().number(), suite.number());
        }
        let lacks = lacking_cipher(2);
        assert_eq!(lacks.code(), "suite_missing");
        assert!(lacks.text().zh.contains("SM4") && lacks.text().en.contains("not certified"));
        assert_eq!(named("rsa").map_err(|no| no.code()), Err("suite_unknown"));
        assert!(label(2).zh.contains("未经国家密码管理局认证"));
        assert!(label(2).en.contains("not certified"));
    }
}
