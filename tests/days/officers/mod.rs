//! Several officers on one laptop, each with a key of their own under their own passphrase.

mod carried;
mod keys;
mod leaving;
mod pages;
mod twins;

use serde_json::Value;

use crate::world::{Laptop, Outcome, Site, XIANGYANG, finish};

const ZHANG: &str = "武当山下的三条岔路口";
const WANG: &str = "汉江边的第七个渡口啊";
const LI: &str = "第三句不容易猜到的话";

/// A laptop and the passphrase of whoever sits down at it.
#[derive(Clone, Copy)]
struct At<'l> {
    laptop: &'l Laptop,
    passphrase: &'static str,
}

impl At<'_> {
    fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = self.laptop.command(args);
        command.env("XUNLU_PASSPHRASE", self.passphrase);
        command
    }

    fn run(&self, args: &[&str]) -> Outcome {
        finish(self.command(args), &[] as &[&str])
    }

    #[track_caller]
    fn json(&self, args: &[&str]) -> Value {
        finish(self.command(args), &["--json"]).json()
    }

    /// Records a hazard. Answers its id.
    #[track_caller]
    fn hazard(&self, words: &str) -> String {
        let said = format!("description={words}");
        let photo = format!("photos_before={}", self.laptop.photo(words));
        let plain = [
            "kinds=sharp_curve",
            "road_class=township",
            "place_text=桥头",
            "bus_route=no",
            &said,
        ];
        let mut form = vec!["add", "hazard", "--photo", &photo];
        form.extend(plain.iter().flat_map(|entry| ["--set", *entry]));
        let written = self.json(&form);
        written["id"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    fn status(&self, what: &str) -> Value {
        self.json(&["status"])[what].clone()
    }

    #[track_caller]
    fn sync(&self) -> Value {
        self.json(&["sync"])
    }

    /// Lets somebody in with a passphrase of their own.
    fn adds(&self, invite: &str, passphrase: &str) -> Outcome {
        let mut command = self.command(&["officer", "add", "--invite", invite]);
        command.env("XUNLU_NEW_PASSPHRASE", passphrase);
        finish(command, &[] as &[&str])
    }

    /// Whether the folder is opened and somebody may work with it.
    fn works(&self) -> bool {
        self.run(&["list"]).ok
    }
}

fn at<'l>(laptop: &'l Laptop, passphrase: &'static str) -> At<'l> {
    At { laptop, passphrase }
}

/// A laptop that 张伟 has locked with a passphrase of his own.
fn alone(site: &Site) -> Laptop {
    crate::at_rest::locked(site)
}

/// The laptop that 张伟 and 王芳 share.
fn shared(site: &Site) -> Laptop {
    let laptop = alone(site);
    let invite = site.invite(XIANGYANG.township, "station_lead", "王芳");
    at(&laptop, ZHANG).adds(&invite, WANG).said();
    laptop
}

/// What somebody sees who fetches everything from the office now.
fn county(site: &Site) -> Laptop {
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    county.sync();
    county
}

/// Who made a record, and with which device, as its history has it there.
fn author(there: &Laptop, id: &str) -> (String, String) {
    let told = there.json(&["show", id, "--history"]);
    let first = &told["history"][0];
    let text = |what: &str| first[what].as_str().unwrap_or_default().to_owned();
    (text("by"), text("device"))
}
