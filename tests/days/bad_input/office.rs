//! Commands an office turns down.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{No, no, office_refuses, turned_down};
use crate::world::{Laptop, Site, kept, run_server, xiangyang_csv};

/// `init` with a file of these bytes, into a folder that must not come to be.
#[track_caller]
fn no_site_from(rows: &[u8], thing: &str, zh: &str, en: &str) {
    let ground = TempDir::new().unwrap();
    let file = ground.path().join("divisions.csv");
    fs::write(&file, rows).unwrap();
    let init = ["init", "--divisions", file.to_str().unwrap()];
    nothing_is_set_up(&ground.path().join("office"), &[no(&init, thing, zh, en)]);
}

#[track_caller]
fn nothing_is_set_up(folder: &Path, refusals: &[No<'_>]) {
    turned_down(
        folder,
        &|lang, args| run_server(folder, lang, args),
        refusals,
    );
    assert!(!folder.exists());
}

const HEAD: &str = "code,name,level,parent\n";
const CITY: &str = "code,name,level,parent\n420600000000,襄阳市,1,\n";

#[test]
fn a_malformed_line_of_divisions_is_named_with_its_number() {
    let of = |head: &str, line: &str| format!("{head}{line}\n").into_bytes();
    no_site_from(
        b"code,name,level\n",
        "parent",
        "首行须写明",
        "first line must name",
    );
    no_site_from(b"", "code", "首行须写明", "first line must name");
    no_site_from(HEAD.as_bytes(), "", "请选择", "choose the file");
    no_site_from(&of(HEAD, "4206,襄阳市"), "2", "逗号", "commas");
    no_site_from(&of(HEAD, "襄阳,襄阳市,1,"), "2", "文本", "as text");
    no_site_from(
        &of(HEAD, "4.206E11,襄阳市,1,"),
        "4.206E11",
        "文本",
        "as text",
    );
    no_site_from(
        &of(HEAD, "420600000000,襄阳市,2,"),
        "420600000000",
        "级别",
        "correct the level",
    );
    no_site_from(
        &of(HEAD, "420600000000,,1,"),
        "420600000000",
        "名称",
        "fill in its name",
    );
    no_site_from(&of(CITY, "420600000000,襄阳市,1,"), "3", "删", "remove one");
    no_site_from(
        &of(CITY, "420625102000,盛康镇,3,420625000000"),
        "420625000000",
        "补",
        "add its line",
    );
    no_site_from(
        &of(CITY, "420625000000,谷城县,2,420700000000"),
        "420700000000",
        "420600000000",
        "write 420600000000",
    );
    no_site_from(
        b"code,name,level,parent\n420600000000,\xcf\xe5\xd1\xf4\xca\xd0,1,\n",
        "2",
        "UTF-8",
        "UTF-8",
    );
}

#[test]
fn a_site_needs_a_file_and_one_city() {
    let ground = TempDir::new().unwrap();
    let office = ground.path().join("office");
    let gone = ground.path().join("gone.csv");
    let two = ground.path().join("two.csv");
    fs::write(&two, format!("{CITY}130600000000,保定市,1,\n")).unwrap();
    let (gone, two, real) = (
        gone.to_str().unwrap(),
        two.to_str().unwrap(),
        xiangyang_csv(),
    );
    let real = real.to_str().unwrap();
    nothing_is_set_up(
        &office,
        &[
            no(
                &["init", "--divisions", gone],
                "gone.csv",
                "检查路径",
                "check the path",
            ),
            no(
                &["init", "--divisions", two],
                "130600000000",
                "--city",
                "--city",
            ),
            no(
                &["init", "--divisions", real, "--city", "4207"],
                "420700000000",
                "核对代码",
                "check the code",
            ),
            no(
                &["init", "--divisions", real, "--city", "abc"],
                "abc",
                "6、9 或 12 位",
                "6, 9 or 12 digits",
            ),
            no(
                &["stats"],
                "office",
                "xunlu-server init",
                "xunlu-server init",
            ),
            no(
                &["serve"],
                "office",
                "xunlu-server init",
                "xunlu-server init",
            ),
        ],
    );
}

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
            "--name",
            "姓名",
            "name",
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
