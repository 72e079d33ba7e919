//! Somebody at the office's pages, who reads one dashboard after another.

use std::time::Duration;

use merge::{FullKey, Hash};
use reqwest::Client;

use crate::server::Server;

/// What a coordinator opens at the end of a month.
pub(crate) const DASHBOARDS: [&str; 5] = [
    "today",
    "board",
    "due/ahead?days=30",
    "records?kind=hazard&limit=50",
    "reports/R4",
];

/// Signed in.
pub(crate) struct Reader {
    client: Client,
    url: String,
    cookie: String,
}

impl Reader {
    pub(crate) async fn sign_in(server: &Server, office: FullKey, word: &str) -> Reader {
        let client = Client::builder().no_proxy();
        let client =
            client.tls_backend_preconfigured(link::tls::calling(Hash(office.line())).unwrap());
        let client = client.timeout(Duration::from_secs(60)).build().unwrap();
        let key = serde_json::json!({ "by": "link", "word": word });
        let ask = client.post(format!("{}/api/session", server.url(0)));
        let ask = ask
            .header("content-type", "application/json")
            .body(key.to_string());
        let answer = ask.send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Reader {
            client,
            url: server.url(0).to_owned(),
            cookie,
        }
    }

    /// Opens a page; what went wrong otherwise.
    pub(crate) async fn read(&self, path: &str) -> Result<(), String> {
        let ask = self.client.get(format!("{}/api/{path}", self.url));
        let answer = ask.header("cookie", &self.cookie).send().await;
        let answer = answer.map_err(|_| "line".to_owned())?;
        let status = answer.status();
        answer.bytes().await.map_err(|_| "line".to_owned())?;
        if status.is_success() {
            Ok(())
        } else {
            Err(status.as_u16().to_string())
        }
    }
}
