//! Where a server runs, for the commands of its own machine.

use std::fs;
use std::io;

use desk::Failure;
use merge::Hash;
use serde::{Deserialize, Serialize};

use super::{Answer, Command};
use crate::folder::Layout;

/// Where a running server can be spoken to from its own machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) address: String,
    pub(crate) token: String,
    /// The key it shows, where its lines are encrypted.
    #[serde(default)]
    pub(crate) key: Option<Hash>,
}

impl Running {
    /// Where the server of a folder runs, if it does.
    pub(crate) fn of(layout: &Layout) -> Option<Running> {
        serde_json::from_slice(&fs::read(layout.running()).ok()?).ok()
    }

    /// What stands before its address.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.key.is_some() { "https" } else { "http" }
    }

    /// The address on its own machine, of a server that listens everywhere too.
    fn here(&self) -> String {
        self.address
            .replace("0.0.0.0:", "127.0.0.1:")
            .replace("[::]:", "[::1]:")
    }
}

/// Runs a command through the server that has the folder open.
///
/// # Errors
/// Whatever the command refuses, or `in_use` where no server answers.
pub(crate) fn through_server(
    layout: &Layout,
    command: &Command,
    in_use: Failure,
) -> Result<Answer, Failure> {
    let Some(running) = Running::of(layout) else {
        return Err(in_use);
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::file(layout.folder(), &error))?;
    runtime
        .block_on(ask(&running, command))
        .unwrap_or(Err(in_use))
}

/// Asks a running server; `None` if it does not answer.
async fn ask(running: &Running, command: &Command) -> Option<Result<Answer, Failure>> {
    // Without a key none fits, and there is nothing to prove.
    let proved = link::tls::calling(running.key.unwrap_or(Hash::ZERO)).ok()?;
    let client = reqwest::Client::builder().no_proxy();
    let client = client.tls_backend_preconfigured(proved).build().ok()?;
    let body = serde_json::to_vec(command).ok()?;
    let url = format!("{}://{}/v1/local", running.scheme(), running.here());
    let request = client
        .post(url)
        .header("x-xunlu-local", &running.token)
        .body(body);
    let answer = request.send().await.ok()?;
    let good = answer.status().is_success();
    let bytes = answer.bytes().await.ok()?;
    if good {
        return serde_json::from_slice(&bytes).ok().map(Ok);
    }
    let refused: sync::Refused = sync::unpack(&bytes).ok()?;
    Some(Err(Failure::new("refused", refused.zh, refused.en)))
}

/// The address that lets in whoever opens it; of a stopped server, with its host left open.
pub(crate) fn open_address(layout: &Layout, word: &str) -> String {
    match Running::of(layout) {
        Some(running) => format!("{}://{}/open#word={word}", running.scheme(), running.here()),
        None => format!("https://HOST:PORT/open#word={word}"),
    }
}

/// How addresses of a running server begin on its own machine, if others call it by other ones that
/// it does not know.
pub(crate) fn everywhere(layout: &Layout) -> Option<String> {
    let running = Running::of(layout)?;
    let here = running.here();
    (here != running.address).then_some(here)
}

/// Says in the folder where the server can be spoken to; for the folder's owner alone.
pub(crate) fn announce(layout: &Layout, running: &Running) -> io::Result<()> {
    let path = layout.running();
    crate::folder::private(&path.with_extension("new"))?;
    store::disk::replace(&path, &serde_json::to_vec(running)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_server_that_listens_everywhere_has_another_address_for_others() {
        let ground = tempfile::tempdir().unwrap();
        let layout = Layout::new(ground.path());
        let told = |address: &str| {
            let running = Running {
                address: address.to_owned(),
                token: String::new(),
                key: None,
            };
            announce(&layout, &running).unwrap();
            everywhere(&layout)
        };
        assert_eq!(everywhere(&layout), None);
        assert_eq!(told("0.0.0.0:8460").as_deref(), Some("127.0.0.1:8460"));
        assert_eq!(told("[::]:8460").as_deref(), Some("[::1]:8460"));
        assert_eq!(told("10.0.0.5:8460"), None);
        assert_eq!(told("127.0.0.1:8460"), None);
    }
}
