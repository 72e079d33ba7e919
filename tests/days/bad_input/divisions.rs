//! Files of divisions that make no site.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{No, no, turned_down};
use crate::world::{run_server, xiangyang_csv};

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
