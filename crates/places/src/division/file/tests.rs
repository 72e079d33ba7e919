use super::*;
use crate::XIANGYANG_CSV;
use proptest::prelude::*;

const HEADER: &str = "code,name,level,parent\n";

fn load(lines: &str) -> Result<Divisions, DivisionError> {
    Divisions::from_csv(format!("{HEADER}{lines}").as_bytes())
}

#[test]
fn xiangyang_goes_through_unchanged() {
    let table = Divisions::from_csv(XIANGYANG_CSV.as_bytes()).unwrap();
    let written = table.to_csv();
    // The source ends its lines with a carriage return, ours do not.
    assert!(written.lines().eq(XIANGYANG_CSV.lines()));
    let again = Divisions::from_csv(written.as_bytes()).unwrap();
    assert!(again == table);
}

/// Made up: rare characters, short codes, columns out of order, a byte order mark, spaces,
/// a comma in a name, validity columns, a city without counties, a parent below its child.
#[test]
fn another_citys_file_with_odd_names_loads() {
    let csv = "\u{feff}note,Name,parent, level ,code,valid_from,valid_to,replaced_by\r\n\
        x,圐圙乡,990101,3,990101200,2001-02-28,2024-02-29,990101100\r\n\
        ,𠔻家市,,1,9901,,,\r\n\
        , 㵲水县 ,990100000000,2,990101,,,\r\n\
        ,\"㙦\"\"头\"\",镇\",990101,3,990101100,2024-03-01,,\r\n\
        ,乙市,,1,9902,,,\r\n\
        ,直管镇,9902,3,990200100,,,\r\n";
    let table = Divisions::from_csv(csv.as_bytes()).unwrap();
    assert_eq!(table.len(), 6);
    assert_eq!(table.roots().count(), 2);
    let old = table.find("圐圙")[0];
    assert_eq!(table.path_name(old.code), "𠔻家市/㵲水县/圐圙乡");
    assert_eq!(old.replaced_by.unwrap().to_string(), "990101100000");
    assert!(!old.is_valid_on("2024-03-01"));
    assert_eq!(table.find("头")[0].name, "㙦\"头\",镇");
    let second = "9902".parse().unwrap();
    assert_eq!(table.children(second).next().unwrap().name, "直管镇");
    let again = Divisions::from_csv(table.to_csv().as_bytes()).unwrap();
    assert_eq!(again, table);
}

#[test]
fn the_top_of_the_file_may_be_at_any_level_and_a_city_may_name_its_province() {
    for lines in [
        "420625,谷城县,2,\n420625102,盛康镇,3,420625\n",
        "4206,襄阳市,1,420000000000\n",
        "42,湖北省,0,\n4206,襄阳市,1,42\n",
    ] {
        let table = load(lines).unwrap();
        assert_eq!(table.roots().count(), 1, "{lines}");
    }
}

#[test]
fn every_malformed_line_is_refused_with_its_number_the_thing_and_the_remedy() {
    let top = "4206,襄阳市,1,\n";
    let long = format!("420625,{},2,4206\n", "长".repeat(NAME_MAX_CHARS + 1));
    let table = [
        (
            "42062,谷城县,2,4206\n",
            "code `42062` is not a division code",
        ),
        ("4206x5,谷城县,2,4206\n", "code `4206x5` is not"),
        ("4.20625E+11,谷城县,2,4206\n", "as text"),
        (",谷城县,2,4206\n", "code `` is not"),
        (
            "420625, ,2,4206\n",
            "division 420625000000 has no name; fill in",
        ),
        (long.as_str(), "longer than 100 characters"),
        ("420625,\"谷\n城\",2,4206\n", "the name `谷 城`"),
        (
            "420600,襄阳市,1,\n",
            "division 420600000000 is already on line 2",
        ),
        (
            "420625,谷城县,3,4206\n",
            "level `3` contradicts division 420625000000",
        ),
        ("420625,谷城县,,4206\n", "level `` contradicts"),
        (
            "420625,谷城县,2,4207\n",
            "parent `4207` contradicts division 420625000000; write 420600000000",
        ),
        ("420625,谷城县,2,\n", "parent `` contradicts"),
        ("420625,谷城县,2,襄阳\n", "parent `襄阳` contradicts"),
        ("42,湖北省,0,43\n", "a province has no parent"),
        (
            "420625102,盛康镇,3,420625\n",
            "parent 420625000000 of division 420625102000 is not in the file; add",
        ),
        (
            "420625102,盛康镇,3,\n",
            "parent `` contradicts division 420625102000; write 420625000000",
        ),
        (
            "420625,谷城县,2\n",
            "it has 3 columns where the first line names 4",
        ),
        ("420625,谷城县,2,4206,\n", "it has 5 columns"),
    ];
    for (line, message) in table {
        let error = load(&format!("{top}{line}")).unwrap_err();
        let english = error.to_string();
        assert!(english.starts_with("division file line 3: "), "{english}");
        assert!(english.contains(message), "{english}");
        assert!(error.zh().contains("第 3 行"), "{}", error.zh());
        assert!(!english.contains('\n') && !error.zh().contains('\n'));
    }
}

#[test]
fn dates_and_replacements_are_checked() {
    let rows = [
        (
            "2024-02-30,,",
            "valid_from `2024-02-30` of division 420600000000 is not a date",
        ),
        (",2023-2-1,", "valid_to `2023-2-1`"),
        (",2100-02-29,", "valid_to `2100-02-29`"),
        ("２０２４-01-01,,", "valid_from"),
        ("2024-01-02,2024-01-01,", "ends before it begins"),
        (",,4206x", "code `4206x`"),
    ];
    for (cells, message) in rows {
        let csv = format!(
            "code,name,level,parent,valid_from,valid_to,replaced_by\n4206,襄阳市,1,,{cells}\n"
        );
        let error = Divisions::from_csv(csv.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    }
    assert!(is_calendar_day("2000-02-29") && is_calendar_day("2024-12-31"));
    assert!(!is_calendar_day("2024-13-01") && !is_calendar_day("2024-00-10"));
}

#[test]
fn a_file_that_is_no_division_table_is_refused_as_a_whole() {
    let error = Divisions::from_csv("code,name,level\n".as_bytes()).unwrap_err();
    assert_eq!(error, DivisionError::NoColumn { column: "parent" });
    assert_eq!(load("").unwrap_err(), DivisionError::Empty);
    let gbk: &[u8] = b"code,name,level,parent\n4206,\xcf\xe5\xd1\xf4\xca\xd0,1,\n";
    let error = Divisions::from_csv(gbk).unwrap_err();
    assert_eq!(
        error,
        DivisionError::Line {
            line: 2,
            fault: LineFault::NotUtf8
        }
    );
}

#[test]
fn a_reader_that_fails_is_reported() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("stick removed"))
        }
    }
    let error = Divisions::from_csv(Broken).unwrap_err();
    assert!(error.to_string().contains("stick removed"), "{error}");
}

fn any_name() -> impl Strategy<Value = String> {
    "[村圐圙𠔻a,\"'# ]{0,6}[镇x\"]"
}

proptest! {
    #[test]
    fn a_table_survives_being_written_and_read(
        cells in prop::collection::btree_map((0..3u8, 1..4u16), any_name(), 1..12),
        dated in any::<bool>(),
    ) {
        let mut csv = "code,name,level,parent,valid_from\n".to_owned();
        for county in 0..3 {
            csv.push_str(&format!("4206{:02},县{county},2,,\n", 10 + county));
        }
        for ((county, town), name) in &cells {
            let from = if dated { "2024-01-01" } else { "" };
            let county = format!("4206{:02}", 10 + county);
            csv.push_str(&format!("{county}{town:03},{},3,{county},{from}\n", field(name)));
        }
        let table = Divisions::from_csv(csv.as_bytes()).unwrap();
        prop_assert_eq!(table.len(), cells.len() + 3);
        let again = Divisions::from_csv(table.to_csv().as_bytes()).unwrap();
        prop_assert_eq!(again, table);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut file = HEADER.as_bytes().to_vec();
        file.extend(bytes);
        let _ = Divisions::from_csv(file.as_slice());
    }
}
