//! A signer as a vendor's tool would be one: a program that has the office's key in its own memory,
//! and the moods such tools are in.
//!
//! `example-signer FOLDER [SEED [SUITE]]`: the file `mood` in the folder says what is wrong with it,
//! `pid` its process. The suite is `ed25519` if it is not `sm2`.

use std::fs;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sm2::elliptic_curve::group::GroupEncoding;

/// The name every SM2 signer goes by where none was agreed on (GM/T 0009).
const NAME: &str = "1234567812345678";

/// What it signs with.
enum Key {
    Ed25519(SigningKey),
    Sm2(sm2::dsa::SigningKey),
}

impl Key {
    fn of(suite: &str, seed: u8) -> Option<Key> {
        let bytes = [seed; 32];
        match suite {
            "sm2" => sm2::dsa::SigningKey::from_slice(NAME, &bytes)
                .ok()
                .map(Key::Sm2),
            _ => Some(Key::Ed25519(SigningKey::from_bytes(&bytes))),
        }
    }

    fn suite(&self) -> &'static str {
        match self {
            Key::Ed25519(_) => "ed25519",
            Key::Sm2(_) => "sm2",
        }
    }

    fn public(&self) -> Vec<u8> {
        match self {
            Key::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
            Key::Sm2(key) => key.verifying_key().as_affine().to_bytes().to_vec(),
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Key::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Key::Sm2(key) => key.sign(message).to_bytes().to_vec(),
        }
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().unwrap_or_default());
    let seed = args.next().and_then(|seed| seed.parse().ok()).unwrap_or(41);
    let suite = args.next().unwrap_or_default();
    let keys = [seed, 99].map(|seed| Key::of(&suite, seed));
    let [Some(key), Some(foreign)] = keys else {
        return;
    };
    let _ = fs::write(folder.join("pid"), std::process::id().to_string());
    for line in stdin().lock().lines() {
        let ask = line.ok().and_then(|line| serde_json::from_str(&line).ok());
        let answer = answer(&folder, [&key, &foreign], &ask.unwrap_or_default());
        let mut out = stdout().lock();
        if writeln!(out, "{answer}")
            .and_then(|()| out.flush())
            .is_err()
        {
            return;
        }
    }
}

fn answer(folder: &std::path::Path, [key, foreign]: [&Key; 2], ask: &Value) -> Value {
    let mood = fs::read_to_string(folder.join("mood")).unwrap_or_default();
    let asked = folder.join("asked");
    let many = fs::read_to_string(&asked).unwrap_or_default();
    let many = many.parse::<u32>().unwrap_or_default() + 1;
    // Whoever counts reads the number before or the one after.
    let beside = folder.join("asked.new");
    let _ = fs::write(&beside, many.to_string()).and_then(|()| fs::rename(beside, asked));
    match mood.trim() {
        "slow" => sleep(Duration::from_secs(60)),
        "garbage" => return json!("门在左边"),
        "locked" => return json!({ "error": "PIN" }),
        "foreign" => return signed(foreign, ask),
        "dead" => std::process::exit(1),
        // Pulled out in the middle of a signature, and put back.
        "pulled" => {
            let _ = fs::remove_file(folder.join("mood"));
            std::process::exit(1);
        }
        _ => {}
    }
    match ask["ask"].as_str() {
        Some("public") => {
            json!({ "suite": key.suite(), "public": hex(&key.public()) })
        }
        Some("sign") if ask["suite"] == key.suite() => signed(key, ask),
        _ => json!({ "error": "unknown question" }),
    }
}

fn signed(key: &Key, ask: &Value) -> Value {
    let digits = ask["message"].as_str().unwrap_or_default();
    let digits: Vec<u8> = digits.bytes().collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let message: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    let signature = key.sign(&message.unwrap_or_default());
    json!({ "signature": hex(&signature) })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
