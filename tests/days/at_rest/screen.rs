//! The screen that asks for the passphrase before the pages of a locked folder, where there is no
//! terminal to ask at.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use reqwest::redirect::Policy;
use reqwest::{Client, header};
use serde_json::Value;

use super::passphrases::{ZHANG, locked};
use crate::world::Site;

#[test]
fn the_pages_of_a_locked_folder_ask_for_the_passphrase_first() {
    let site = Site::xiangyang();
    let laptop = locked(&site);
    let mut serve = laptop.command(&["serve", "--no-open", "--port", "0", "--json"]);
    let mut program = serve.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let out = program.stdout.take().unwrap();
    BufReader::new(out).read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap();
    let shown = said["open"].as_str().unwrap();
    let (url, word) = shown.split_once("?word=").unwrap();

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let nobody = link::tls::calling(merge::Hash::ZERO).unwrap();
        let client = Client::builder().no_proxy().redirect(Policy::none());
        let client = client.tls_backend_preconfigured(nobody).build().unwrap();
        let asked = client.get(shown).send().await.unwrap();
        assert!(asked.text().await.unwrap().contains("passphrase"));
        for foreign in [url.to_owned(), format!("{url}?word=another")] {
            assert_eq!(client.get(foreign).send().await.unwrap().status(), 403);
        }
        let guess = |passphrase: &str, origin: &str| {
            // As a browser writes a form.
            let passphrase = passphrase.bytes().map(|byte| format!("%{byte:02x}"));
            let form = format!("word={word}&passphrase={}", passphrase.collect::<String>());
            let post = client.post(url).header(header::ORIGIN, origin);
            post.body(form).send()
        };
        let own = url.trim_end_matches('/');
        let elsewhere = guess(ZHANG, "http://elsewhere").await.unwrap();
        assert_eq!(elsewhere.status(), 403, "another page knows the passphrase");
        let wrong = guess("not the passphrase", own).await.unwrap();
        let text = wrong.text().await.unwrap();
        assert!(text.contains("the passphrase is wrong"), "{text}");
        let right = guess(ZHANG, own).await.unwrap();
        assert_eq!(right.status(), 303);
        let pages = right.headers()[header::LOCATION].to_str().unwrap();
        assert!(pages.contains("/open#word="), "{pages}");
        let page = client.get(pages).header(header::ACCEPT, "text/html");
        let page = page.send().await.unwrap();
        assert_eq!(page.status(), 200);
    });
    program.kill().unwrap();
    program.wait().unwrap();
}
