//! What the day needs, and what has to be gone when it is over.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use forms::Lang;
use merge::Hash;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::process::Child;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::day::{EVERYBODY, OFFICER, Who};
use super::place::Folder;
use super::start::{self, Pages};
use super::{laptop, tell};
use crate::edge::Limits;
use crate::folder::{self, Layout};
use crate::http::{self, Service};
use crate::local::running::{self, Running};
use crate::local::{self, Answer, Command};
use crate::office::Office;
use crate::sample;
use desk::Failure;

/// The dice of the sample year.
const SEED: u64 = 1;
/// How long requests under way may take when the demo ends.
const LAST_REQUESTS: Duration = Duration::from_secs(3);

/// Everything that is open or running. Nothing is until [`Stage::set_up`].
#[derive(Debug, Default)]
pub(super) struct Stage {
    child: Option<Child>,
    program: PathBuf,
    server: Option<Server>,
    /// The officer's pages.
    pages: Option<Pages>,
    folder: Option<Folder>,
}

#[derive(Debug)]
struct Server {
    office: Arc<Office>,
    layout: Layout,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

impl Stage {
    /// Opens the office and serves it. Answers whether the folder held a demo before; if not, the
    /// laptops are enrolled and empty.
    pub(super) async fn set_up(
        &mut self,
        port: u16,
        keep: Option<&Path>,
        lang: Lang,
    ) -> Result<bool, Failure> {
        self.program = laptop::program()?;
        let folder = match keep {
            Some(path) => Folder::kept(path)?,
            None => Folder::temporary()?,
        };
        let path = self.folder.insert(folder).path.clone();
        let layout = Layout::new(&path.join("office"));
        let resumed = layout.site().exists();
        if !resumed {
            let file = path.join("divisions-4206.csv");
            let written = fs::write(&file, places::XIANGYANG_CSV);
            written.map_err(|error| Failure::file(&file, &error))?;
            folder::init(&layout, &file, None)?;
        }
        self.serve(&layout, port, &path.join("address"), lang)
            .await?;
        tell::opening(self.office()?, self.address()?, &path, resumed, lang)?;
        start::accounts(self.office()?, lang)?;
        if !resumed {
            self.year(lang)?;
            for who in EVERYBODY {
                self.let_in(&who, lang).await?;
            }
        }
        Ok(resumed)
    }

    /// A year of work of other stations, so that boards and maps have something to show.
    fn year(&mut self, lang: Lang) -> Result<(), Failure> {
        let now = merge::Now {
            wall_ms: http::now_ms(),
            offset_min: forms::CHINA_MIN,
        };
        tell::note(
            "正在写入其他派出所一年的工作，约半分钟",
            "writing a year of other stations' work, about half a minute",
            lang,
        )?;
        let filled = sample::fill(self.office()?, now, SEED, &mut |_, _| ())?;
        tell::year(&filled, lang)
    }

    /// Serves the officer's pages and writes the page with one click for each of the three.
    /// Answers the three addresses.
    pub(super) fn welcome(&mut self, show: bool, lang: Lang) -> Result<[String; 3], Failure> {
        let laptop = self.path()?.join(OFFICER.folder);
        let pages = Pages::serve(&self.program, &laptop)?;
        let (office, address) = (self.office()?, self.address()?);
        let (page, open) =
            start::write(office, address, &pages, self.path()?, http::now_ms(), lang)?;
        self.pages = Some(pages);
        if show {
            // Without a browser the printed addresses still stand.
            let _ = open::that_detached(&page);
        }
        Ok(open)
    }

    /// Serves the office; on the port it had before, since the laptops know it by that.
    async fn serve(
        &mut self,
        layout: &Layout,
        port: u16,
        known: &Path,
        lang: Lang,
    ) -> Result<(), Failure> {
        let before = fs::read_to_string(known).ok();
        let before = before.and_then(|text| text.trim().parse::<SocketAddr>().ok());
        let chosen = SocketAddr::from(([127, 0, 0, 1], port));
        let listen = before.filter(|_| port == 0).unwrap_or(chosen);
        let listener = TcpListener::bind(listen).await.map_err(|error| {
            Failure::new(
                "listen",
                format!("无法监听 {listen}（{error}）；请停掉占用它的程序，或用 --port 换端口"),
                format!("cannot listen on {listen} ({error}); stop what uses it, or choose another with --port"),
            )
        })?;
        let address = listener
            .local_addr()
            .map_err(|error| Failure::file(known, &error))?;
        match before {
            None => fs::write(known, address.to_string())
                .map_err(|error| Failure::file(known, &error))?,
            Some(before) if before != address => tell::moved(before, lang)?,
            Some(_) => {}
        }
        let office = Arc::new(Office::open(layout, &mut |_, _| {})?);
        let mut token = [0; 32];
        desk::fill(&mut token)?;
        let running = Running {
            address: address.to_string(),
            token: Hash(token).to_string(),
            key: None,
        };
        running::announce(layout, &running)
            .map_err(|error| Failure::file(&layout.running(), &error))?;
        let service = Arc::new(Service::new(
            office.clone(),
            layout.clone(),
            running.token,
            Limits::default(),
        ));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(http::run(listener, service, async move {
            let _ = stopped.await;
        }));
        self.server = Some(Server {
            office,
            layout: layout.clone(),
            address,
            stop,
            task,
        });
        Ok(())
    }

    /// An invitation from the office, carried to a fresh laptop and used there.
    async fn let_in(&mut self, who: &Who, lang: Lang) -> Result<(), Failure> {
        let unit = who.unit.parse().map_err(Failure::from)?;
        let invite = Command::Invite {
            unit,
            also: Vec::new(),
            role: who.role.to_owned(),
            name: who.name(lang).to_owned(),
            addresses: Vec::new(),
            // It stands beside the office on the same table.
            approved: true,
        };
        let Answer::Invited(invitation) = local::run(self.office()?, &invite, &mut |_, _| {})?
        else {
            return Ok(());
        };
        let file = self.path()?.join(format!("{}.invite.json", who.folder));
        let text = serde_json::to_vec_pretty(&invitation).unwrap_or_default();
        folder::private(&file)
            .and_then(|()| fs::write(&file, text))
            .map_err(|error| Failure::file(&file, &error))?;
        let server = format!("http://{}", self.address()?);
        let invite = file.display().to_string();
        let args = [
            "init",
            "--no-passphrase",
            "--invite",
            &invite,
            "--server",
            &server,
        ];
        let enrolled = self.laptop(who, &args.map(str::to_owned), lang).await?;
        tell::let_in(who, &enrolled, lang)
    }

    /// Runs a command on somebody's laptop.
    pub(super) async fn laptop(
        &mut self,
        who: &Who,
        args: &[String],
        lang: Lang,
    ) -> Result<Value, Failure> {
        let data = self.path()?.join(who.folder).display().to_string();
        let args: Vec<String> = args
            .iter()
            .cloned()
            .chain(["--data".to_owned(), data])
            .collect();
        laptop::run(&mut self.child, &self.program, &args, lang).await
    }

    /// The open office.
    pub(super) fn office(&self) -> Result<&Office, Failure> {
        Ok(&*self.server()?.office)
    }

    /// Where the laptops find it.
    fn address(&self) -> Result<SocketAddr, Failure> {
        Ok(self.server()?.address)
    }

    /// The demo's folder.
    pub(super) fn path(&self) -> Result<&Path, Failure> {
        let folder = self.folder.as_ref();
        folder
            .map(|folder| folder.path.as_path())
            .ok_or_else(closed)
    }

    fn server(&self) -> Result<&Server, Failure> {
        self.server.as_ref().ok_or_else(closed)
    }

    /// Whether the folder stays.
    pub(super) fn is_kept(&self) -> bool {
        self.folder.as_ref().is_some_and(|folder| folder.kept)
    }

    /// Says how to try the programs by hand.
    pub(super) fn how_to_go_on(&self, once: bool, lang: Lang) -> Result<(), Failure> {
        let address = (!once).then_some(self.address()?);
        tell::how_to_go_on(&self.program, self.path()?, address, self.is_kept(), lang)
    }

    /// Serves until somebody asks this process to stop, or the service fails.
    pub(super) async fn serve_on(&mut self) -> Result<(), Failure> {
        let Some(server) = &mut self.server else {
            return Err(closed());
        };
        let folder = server.layout.folder();
        match (&mut server.task).await {
            Ok(served) => served.map_err(|error| Failure::file(folder, &error)),
            Err(_) => Err(closed()),
        }
    }

    /// Ends what runs, closes what is open, and removes the folder unless it is to stay.
    pub(super) async fn clear(self, lang: Lang) -> Result<(), Failure> {
        if let Some(mut child) = self.child {
            // Killed and waited for: a file it still wrote would outlive the folder.
            let _ = child.kill().await;
        }
        drop(self.pages);
        let mut closed = Ok(());
        if let Some(server) = self.server {
            let Server {
                office,
                layout,
                stop,
                task,
                ..
            } = server;
            let _ = stop.send(());
            let abort = task.abort_handle();
            if !task.is_finished() && tokio::time::timeout(LAST_REQUESTS, task).await.is_err() {
                abort.abort();
            }
            let _ = fs::remove_file(layout.running());
            // A request that outlived the listener still holds it; the journal is whole all the same.
            closed = Arc::into_inner(office).map_or(Ok(()), Office::close);
        }
        let Some(folder) = self.folder else {
            return closed;
        };
        let (path, kept) = (folder.path.clone(), folder.kept);
        folder.remove()?;
        // Whoever closed the output does not wait for this line.
        let _ = tell::cleared(&path, kept, lang);
        closed
    }
}

fn closed() -> Failure {
    Failure::new(
        "closed",
        "演示用的服务器已停止；请重新运行演示",
        "the demo's office has ended; run the demo again",
    )
}
