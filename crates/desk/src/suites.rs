//! Signature suites in words: which this program has, and what is said of one it lacks.

use forms::Text;
use merge::cbor::Malformed;
use merge::{FullKey, PublicKey, SUITES, Suite, suite_name};

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
        assert_eq!(named("rsa").map_err(|no| no.code()), Err("suite_unknown"));
        assert!(label(2).zh.contains("未经国家密码管理局认证"));
        assert!(label(2).en.contains("not certified"));
    }
}
