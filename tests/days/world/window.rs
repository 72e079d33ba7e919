//! A browser window without a screen: what the pages ask, asked by hand.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use reqwest::{Client, Method, RequestBuilder, header};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use super::laptop::Laptop;
use super::site::Site;

/// An answer of the pages' API.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// What was answered by a request that had to succeed.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let body = String::from_utf8_lossy(&self.body);
        assert!((200..300).contains(&self.status), "{} {body}", self.status);
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {body}"))
    }

    /// Status and code of a request that had to fail, and that says so in both languages.
    #[track_caller]
    pub(crate) fn refused(&self) -> (u16, String) {
        let problem: Value = serde_json::from_slice(&self.body).unwrap();
        let said = |lang: &str| !problem["text"][lang].as_str().unwrap().is_empty();
        assert!(self.status >= 400 && said("zh") && said("en"), "{problem}");
        (self.status, problem["code"].as_str().unwrap().to_owned())
    }

    /// The fields a refused form complains about.
    #[track_caller]
    pub(crate) fn complaints(&self) -> Vec<String> {
        let problem: Value = serde_json::from_slice(&self.body).unwrap();
        let complaints = problem["complaints"].as_array().unwrap().iter();
        complaints
            .map(|complaint| complaint["field"].as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

/// A window with its own cookies.
#[derive(Debug)]
pub(crate) struct Window {
    url: String,
    cookie: RefCell<Option<String>>,
    /// What the browser keeps for pages of this port, and sends with each of their questions.
    word: String,
    /// Lines on which nobody listens for the answer.
    unheard: RefCell<Vec<TcpStream>>,
    client: Client,
    runtime: Runtime,
    /// The program that serves a laptop's pages; an office serves by itself.
    program: Option<Child>,
}

impl Window {
    /// A window on an address, signed in nowhere.
    pub(crate) fn on(url: &str) -> Window {
        Window {
            url: url.to_owned(),
            cookie: RefCell::new(None),
            word: url.bytes().map(|byte| format!("{byte:02x}")).collect(),
            unheard: RefCell::default(),
            client: Client::builder()
                .no_proxy()
                .tls_backend_preconfigured(link::tls::calling(merge::Hash::ZERO).unwrap())
                .build()
                .unwrap(),
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
            program: None,
        }
    }

    /// The pages of a laptop, served for as long as this window is open, and its officer at them.
    #[track_caller]
    pub(crate) fn of(laptop: &Laptop) -> Window {
        Window::of_at(laptop, "0")
    }

    /// As [`Window::of`], at a port of this machine.
    #[track_caller]
    pub(crate) fn of_at(laptop: &Laptop, port: &str) -> Window {
        let (window, word) = Window::before(laptop, &["--port", port]);
        window
            .sign_in(&json!({ "by": "link", "word": word }))
            .json();
        window
    }

    /// The pages of a laptop with nobody let in yet, and the word of their address.
    #[track_caller]
    pub(crate) fn before(laptop: &Laptop, how: &[&str]) -> (Window, String) {
        let mut command = laptop.command(&["serve", "--no-open", "--json"]);
        let mut child = command.args(how).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let (url, word) = split(said["open"].as_str().unwrap());
        let mut window = Window::on(&url);
        window.program = Some(child);
        (window, word)
    }

    /// The office's pages with an account made for the purpose, entered by its link.
    #[track_caller]
    pub(crate) fn at(site: &Site, unit: &str, role: &str, name: &str) -> Window {
        let add = ["account", "add", name, "--unit", unit, "--role", role];
        site.run(&add).said();
        Window::by_link(site, name)
    }

    /// The office's pages, entered by a link of an account that is there.
    #[track_caller]
    pub(crate) fn by_link(site: &Site, name: &str) -> Window {
        let link = site.json(&["account", "link", name]);
        let (url, word) = split(link["open"].as_str().unwrap());
        let window = Window::on(&url);
        window
            .sign_in(&json!({ "by": "link", "word": word }))
            .json();
        window
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What the browser sends along.
    pub(crate) fn cookie(&self) -> String {
        self.cookie.borrow().clone().unwrap_or_default()
    }

    /// What pages of this port alone know.
    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    /// Signs in with a key, and keeps the cookie.
    pub(crate) fn sign_in(&self, key: &Value) -> Reply {
        let reply = self.post("session", key);
        let cookie = reply.headers.get(header::SET_COOKIE);
        let cookie = cookie.map(|cookie| cookie.to_str().unwrap().to_owned());
        if let Some(cookie) = cookie {
            let pair = cookie.split(';').next().unwrap().to_owned();
            *self.cookie.borrow_mut() = Some(pair);
        }
        reply
    }

    /// A request that may be made stranger before it is sent.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}/{path}", self.url));
        let request = request.header("x-xunlu-window", &self.word);
        match &*self.cookie.borrow() {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    pub(crate) fn send(&self, request: RequestBuilder) -> Reply {
        self.runtime.block_on(async {
            let answer = request.send().await.unwrap();
            Reply {
                status: answer.status().as_u16(),
                headers: answer.headers().clone(),
                body: answer.bytes().await.unwrap().to_vec(),
            }
        })
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, &format!("api/{path}")))
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        let request = self.request(Method::POST, &format!("api/{path}"));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.to_string()))
    }

    /// Sends a form and never reads the answer.
    pub(crate) fn post_unheard(&self, path: &str, body: &Value) {
        let (host, body) = (self.url.trim_start_matches("http://"), body.to_string());
        let cookie = self.cookie.borrow().clone().unwrap_or_default();
        let mut socket = TcpStream::connect(host).unwrap();
        let request = format!(
            "POST /api/{path} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\n\
             x-xunlu-window: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.word,
            body.len()
        );
        socket.write_all(request.as_bytes()).unwrap();
        self.unheard.borrow_mut().push(socket);
    }

    /// Asks until the answer fits.
    #[track_caller]
    pub(crate) fn wait_for(&self, path: &str, fits: impl Fn(&Value) -> bool) {
        for _ in 0..600 {
            if fits(&self.get(path).json()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("{path} does not become what it should");
    }

    /// Sends one form several times at once, and answers the ids of what was saved.
    pub(crate) fn post_together(&self, path: &str, body: &Value, times: usize) -> Vec<String> {
        let request = || {
            let request = self.request(Method::POST, &format!("api/{path}"));
            let request = request.header(header::CONTENT_TYPE, "application/json");
            request.body(body.to_string())
        };
        self.runtime.block_on(async {
            let sent: Vec<_> = (0..times).map(|_| tokio::spawn(request().send())).collect();
            let mut ids = Vec::new();
            for answer in sent {
                let answer = answer.await.unwrap().unwrap().bytes().await.unwrap();
                let saved: Value = serde_json::from_slice(&answer).unwrap();
                ids.push(saved["id"].as_str().unwrap().to_owned());
            }
            ids
        })
    }

    /// Sends a file and answers what a form says of it.
    #[track_caller]
    pub(crate) fn upload(&self, bytes: &[u8]) -> Value {
        let request = self.request(Method::POST, "api/files");
        let request = request.header("x-name", "%E5%BC%AF%E9%81%93.jpg");
        self.send(request.body(bytes.to_vec())).json()
    }

    /// Saves a form that had to be right, and answers the record's id.
    #[track_caller]
    pub(crate) fn save(&self, form: &Value) -> String {
        self.post("save", form).json()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Starts an exchange and waits for its end.
    #[track_caller]
    pub(crate) fn sync(&self) {
        self.post("sync", &json!({})).json();
        for _ in 0..600 {
            let sync = self.get("standing").json()["sync"].clone();
            if sync["running"] == false {
                assert_eq!(sync["problem"], Value::Null);
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("the exchange does not end");
    }

    /// Ends the program behind the pages as Ctrl-C does; it must end well.
    pub(crate) fn close(mut self) {
        let mut child = self.program.take().unwrap();
        let mut kill = std::process::Command::new("kill");
        let asked = kill.args(["-TERM", &child.id().to_string()]).status();
        assert!(asked.unwrap().success());
        assert!(child.wait().unwrap().success());
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Some(child) = &mut self.program {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The address and the word of a link.
fn split(open: &str) -> (String, String) {
    let (url, word) = open.split_once("/open#word=").unwrap();
    (url.to_owned(), word.to_owned())
}
