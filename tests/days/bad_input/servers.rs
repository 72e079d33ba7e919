//! No server, the wrong server, and invitations that do not work.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use serde_json::Value;

use super::{laptop_refuses, no};
use crate::contract::hazard;
use crate::world::{Laptop, Site, Tap, XIANGYANG};

/// A page that is no office: a network's login, say. Answers its address.
fn login_page() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for guest in listener.incoming() {
            let mut guest = guest.unwrap();
            let _ = guest.read(&mut [0; 4096]);
            let page = "<html>请先登录</html>";
            let length = page.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{page}"
            );
            let _ = guest.write_all(answer.as_bytes());
        }
    });
    url
}

fn init<'a>(invite: &'a str, url: &'a str) -> [&'a str; 5] {
    ["init", "--invite", invite, "--server", url]
}

#[track_caller]
fn is_not_there(laptop: &Laptop) {
    assert!(
        !laptop.folder().exists(),
        "nothing stays behind of an enrolment that failed"
    );
}

#[test]
fn an_invitation_opens_its_own_office_only() {
    let (site, other) = (Site::xiangyang(), Site::xiangyang());
    let laptop = site.new_laptop();
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let page = login_page();
    let (free, gone) = (other.url(), site.ground().join("gone.json"));
    let photo = laptop.photo("弯道");
    laptop_refuses(
        &laptop,
        &[
            no(
                &init(&invite, &other.url()),
                "",
                "邀请；请核对服务器地址",
                "invitation; check the address",
            ),
            no(
                &init(&invite, &page),
                &page,
                "先登录网络",
                "log in to the network",
            ),
            no(
                &init(&invite, "ftp://office"),
                "ftp://office",
                "http://",
                "https://host:port",
            ),
            no(
                &init(&invite, "谷城"),
                "谷城",
                "http://",
                "https://host:port",
            ),
            no(
                &init(gone.to_str().unwrap(), &free),
                "gone.json",
                "检查路径",
                "check the path",
            ),
            no(
                &init(&photo, &free),
                "弯道.jpg",
                "xunlu-server invite",
                "xunlu-server invite",
            ),
        ],
    );
    is_not_there(&laptop);
    other.kill();
    laptop_refuses(
        &laptop,
        &[no(
            &init(&invite, &free),
            &other.address(),
            "连不上",
            "no server",
        )],
    );
    is_not_there(&laptop);
    // After all that the invitation is still good.
    laptop.run(&init(&invite, &site.url())).said();
}

#[test]
fn an_invitation_is_good_once_and_a_folder_is_set_up_once() {
    let site = Site::xiangyang();
    let laptop = site.new_laptop();
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let url = site.url();
    laptop.run(&init(&invite, &url)).said();
    hazard(&laptop, &[]);
    let twin = site.new_laptop();
    laptop_refuses(
        &twin,
        &[no(
            &init(&invite, &url),
            "",
            "已经用过；请让管理员",
            "used already; ask",
        )],
    );
    is_not_there(&twin);
    let fresh = site.invite(XIANGYANG.township, "officer", "张伟");
    laptop_refuses(
        &laptop,
        &[no(
            &init(&fresh, &url),
            "laptop-",
            "换一个文件夹",
            "another folder",
        )],
    );
    assert_eq!(laptop.list(&[]).len(), 1);
    // The second invitation was not used up by that.
    twin.run(&init(&fresh, &url)).said();
}

#[test]
fn an_invitation_somebody_changed_is_refused() {
    let site = Site::xiangyang();
    let laptop = site.new_laptop();
    let file = site.invite(XIANGYANG.township, "officer", "张伟");
    let invite: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let blank = |value: &Value| match value {
        Value::Array(bytes) => vec![0; bytes.len()].into(),
        _ => "00".repeat(32).into(),
    };
    let mut other_code = invite.clone();
    other_code["code"] = blank(&invite["code"]);
    fs::write(&file, other_code.to_string()).unwrap();
    laptop_refuses(
        &laptop,
        &[no(
            &init(&file, &site.url()),
            "",
            "核对",
            "check the address",
        )],
    );
    is_not_there(&laptop);

    let mut other_key = invite.clone();
    other_key["server_key"] = blank(&invite["server_key"]);
    fs::write(&file, other_key.to_string()).unwrap();
    laptop.run(&init(&file, &site.url())).refused();
    is_not_there(&laptop);
}

#[test]
fn an_answer_that_got_lost_does_not_use_the_invitation_up() {
    let site = Site::xiangyang();
    let tap = Tap::mute(&site.address());
    let laptop = site.new_laptop();
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    laptop.run(&init(&invite, tap.url())).refused();
    laptop.run(&init(&invite, &site.url())).said();
    hazard(&laptop, &[]);
    assert_eq!(laptop.sync()["pushed"], 1);
}

#[test]
fn a_sync_with_nobody_or_with_somebody_else_keeps_everything() {
    let (site, other) = (Site::xiangyang(), Site::xiangyang());
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let id = hazard(&laptop, &[]);
    let address = site.address();
    site.kill();
    laptop_refuses(
        &laptop,
        &[no(
            &["sync"],
            &address,
            "有网络时再同步",
            "when there is a network",
        )],
    );
    // Somebody else's office answers at the address we knew.
    other.kill();
    other.start_at(&address);
    laptop_refuses(
        &laptop,
        &[no(&["sync"], "", "核对服务器地址", "check the address")],
    );
    assert_eq!(laptop.status("unsent"), 1);
    other.kill();
    site.start();
    assert_eq!(laptop.sync()["pushed"], 1);
    assert_eq!(laptop.list(&[]), [id]);
}
