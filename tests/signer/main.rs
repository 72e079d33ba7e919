//! A signer as a vendor's tool would be one: a program that has the office's key in its own memory,
//! and the moods such tools are in.
//!
//! `example-signer FOLDER [SEED]`: the file `mood` in the folder says what is wrong with it, `pid` its
//! process.

use std::fs;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().unwrap_or_default());
    let seed = args.next().and_then(|seed| seed.parse().ok()).unwrap_or(41);
    let _ = fs::write(folder.join("pid"), std::process::id().to_string());
    for line in stdin().lock().lines() {
        let ask = line.ok().and_then(|line| serde_json::from_str(&line).ok());
        let answer = answer(&folder, seed, &ask.unwrap_or_default());
        let mut out = stdout().lock();
        if writeln!(out, "{answer}")
            .and_then(|()| out.flush())
            .is_err()
        {
            return;
        }
    }
}

fn answer(folder: &std::path::Path, seed: u8, ask: &Value) -> Value {
    let mood = fs::read_to_string(folder.join("mood")).unwrap_or_default();
    let key = SigningKey::from_bytes(&[seed; 32]);
    let asked = folder.join("asked");
    let many = fs::read_to_string(&asked).unwrap_or_default();
    let many = many.parse::<u32>().unwrap_or_default() + 1;
    let _ = fs::write(asked, many.to_string());
    match mood.trim() {
        "slow" => sleep(Duration::from_secs(60)),
        "garbage" => return json!("门在左边"),
        "locked" => return json!({ "error": "PIN" }),
        "foreign" => return signed(&SigningKey::from_bytes(&[99; 32]), ask),
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
            json!({ "suite": "ed25519", "public": hex(&key.verifying_key().to_bytes()) })
        }
        Some("sign") if ask["suite"] == "ed25519" => signed(&key, ask),
        _ => json!({ "error": "unknown question" }),
    }
}

fn signed(key: &SigningKey, ask: &Value) -> Value {
    let digits = ask["message"].as_str().unwrap_or_default();
    let digits: Vec<u8> = digits.bytes().collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let message: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    let signature = key.sign(&message.unwrap_or_default());
    json!({ "signature": hex(&signature.to_bytes()) })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
