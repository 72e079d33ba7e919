//! Commands an office turns down.

use std::path::Path;

use super::{no, office_refuses};
use crate::world::{Laptop, Site, kept, xiangyang_csv};

#[test]
fn a_site_is_set_up_once_and_served_once() {
    let site = Site::xiangyang();
    let divisions = xiangyang_csv();
    let again = ["init", "--divisions", divisions.to_str().unwrap()];
    office_refuses(
        &site,
        &[
            no(&again, "office", "换一个文件夹", "choose another folder"),
            no(
                &["serve", "--listen", "127.0.0.1:0"],
                "office",
                "先关闭那个程序",
                "stop that program first",
            ),
        ],
    );
    site.stop();
    office_refuses(
        &site,
        &[no(
            &again,
            "office",
            "换一个文件夹",
            "choose another folder",
        )],
    );
}

#[test]
fn an_address_in_use_is_refused() {
    let (site, other) = (Site::xiangyang(), Site::xiangyang());
    other.stop();
    let address = site.address();
    office_refuses(
        &other,
        &[no(
            &["serve", "--listen", &address],
            &address,
            "请换端口",
            "another port",
        )],
    );
}

#[test]
fn an_invitation_needs_a_unit_a_fitting_role_a_name_and_a_file() {
    let site = Site::xiangyang();
    let out = site.ground().join("invite.json");
    let out = out.to_str().unwrap();
    let taken = site.invite("420625102", "officer", "张伟");
    let nowhere = site.ground().join("gone").join("invite.json");
    let nowhere = nowhere.to_str().unwrap();
    let invite = |unit, role, name, out| {
        [
            "invite", "--unit", unit, "--role", role, "--name", name, "--out", out,
        ]
    };
    let refused = [
        no(
            &invite("420625999", "officer", "张", out),
            "420625999000",
            "核对代码",
            "check the code",
        ),
        no(
            &invite("镇", "officer", "张", out),
            "镇",
            "6、9 或 12 位",
            "6, 9 or 12 digits",
        ),
        no(
            &invite("420625102", "sheriff", "张", out),
            "sheriff",
            "可用",
            "there are",
        ),
        no(
            &invite("420625", "officer", "张", out),
            "420625000000",
            "请换角色",
            "choose another role",
        ),
        no(
            &invite("420625102", "officer", " ", out),
            "40",
            "姓名应为",
            "a name has",
        ),
        no(
            &invite("420625102", "officer", "张", &taken),
            "invite-",
            "换个文件名",
            "another name",
        ),
        no(
            &invite("420625102", "officer", "张", nowhere),
            "gone",
            "检查路径",
            "check the path",
        ),
    ];
    office_refuses(&site, &refused);
    site.stop();
    office_refuses(&site, &refused);
    assert!(!Path::new(out).exists());
}

#[test]
fn a_question_about_nowhere_or_never_is_refused() {
    let site = Site::xiangyang();
    let refused = [
        no(
            &["stats", "--under", "99"],
            "990000000000",
            "核对代码",
            "check the code",
        ),
        no(
            &["stats", "--under", "东津"],
            "东津",
            "6、9 或 12 位",
            "6, 9 or 12 digits",
        ),
        no(
            &["due", "--under", "420700"],
            "420700000000",
            "核对代码",
            "check the code",
        ),
        no(
            &["due", "--on", "2026-02-30"],
            "2026-02-30",
            "请写成",
            "write it like",
        ),
    ];
    office_refuses(&site, &refused);
    site.stop();
    office_refuses(&site, &refused);
}

#[test]
fn a_folder_that_is_no_laptops_is_refused_and_not_made() {
    let site = Site::xiangyang();
    let laptop: Laptop = site.new_laptop();
    super::laptop_refuses(
        &laptop,
        &[
            no(&["list"], "laptop-", "xunlu-agent init", "xunlu-agent init"),
            no(&["sync"], "laptop-", "xunlu-agent init", "xunlu-agent init"),
            no(
                &["add", "hazard"],
                "laptop-",
                "xunlu-agent init",
                "xunlu-agent init",
            ),
        ],
    );
    assert!(kept(laptop.folder()).is_empty());
}
