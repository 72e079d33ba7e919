//! Files as offices send them.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;

const COLUMNS: [&str; 3] = ["代码", "名称", "日期"];

fn open(name: &str, bytes: &[u8]) -> Result<Sheet, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Sheet::open(&path, &|text| COLUMNS.contains(&text))
}

fn row(line: u64, cells: &[&str]) -> Row {
    let cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
    Row {
        line,
        cells,
        faults: Vec::new(),
    }
}

const TEXT: &str = "代码,名称\r\n420625,谷城县\r\n";

#[test]
fn utf8_with_and_without_a_mark_and_gb18030_read_alike() {
    let marked = format!("\u{feff}{TEXT}");
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(TEXT.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let (gb, _, wrong) = GB18030.encode(TEXT);
    assert!(!wrong && std::str::from_utf8(&gb).is_err());
    for bytes in [TEXT.as_bytes(), marked.as_bytes(), &utf16, &gb] {
        let sheet = open("a.csv", bytes).unwrap();
        assert_eq!(sheet.header, ["代码", "名称"]);
        assert_eq!(sheet.rows, [row(2, &["420625", "谷城县"])]);
    }
}

#[test]
fn the_header_is_found_below_titles_and_lines_keep_their_numbers() {
    let text = "2026年区划表,\n单位：某某,\n名称,代码\n\n\n谷城县,420625\n,\n\"襄\n州区\",420607\n城关镇,420625100\n";
    let sheet = open("a.csv", text.as_bytes()).unwrap();
    assert_eq!(sheet.header, ["名称", "代码"]);
    assert_eq!(
        sheet.rows,
        [
            row(6, &["谷城县", "420625"]),
            row(8, &["襄\n州区", "420607"]),
            row(10, &["城关镇", "420625100"]),
        ]
    );
}

#[test]
fn tabs_separate_where_there_are_no_commas() {
    let sheet = open("a.txt", "代码\t名称\n420625\t谷城县\n".as_bytes()).unwrap();
    assert_eq!(sheet.rows, [row(2, &["420625", "谷城县"])]);
}

#[test]
fn a_workbook_gives_what_its_cells_show() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "隐患台账").unwrap();
    for (at, name) in (0..).zip(COLUMNS) {
        sheet.write(2, at, name).unwrap();
    }
    sheet.write(3, 0, 420_625_102_000_f64).unwrap();
    sheet.write(3, 1, " 盛康镇 ").unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let at = ExcelDateTime::from_ymd(2026, 5, 3).unwrap();
    sheet.write_with_format(3, 2, &at, &date).unwrap();
    sheet.write(5, 0, true).unwrap();
    let at = ExcelDateTime::from_ymd(2026, 5, 3)
        .unwrap()
        .and_hms(14, 30, 0)
        .unwrap();
    sheet.write_with_format(5, 2, &at, &date).unwrap();
    book.add_worksheet().write(0, 0, "另一张表").unwrap();
    let sheet = open("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(sheet.header, COLUMNS);
    assert_eq!(
        sheet.rows,
        [
            row(4, &["420625102000", "盛康镇", "2026-05-03"]),
            row(6, &["是", "", "2026-05-03 14:30"]),
        ]
    );
}

/// A sheet with the three columns and one line below them.
fn ledger(sheet: &mut rust_xlsxwriter::Worksheet) {
    for (at, name) in (0..).zip(COLUMNS) {
        sheet.write(0, at, name).unwrap();
    }
    sheet.write(1, 0, "420625").unwrap();
    sheet.write(1, 1, "谷城县").unwrap();
}

#[test]
fn one_stray_cell_in_the_last_corner_costs_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    ledger(sheet);
    sheet.write(1_048_575, 16_383, "x").unwrap();
    sheet.write(1_048_575, 0, "420626").unwrap();
    let sheet = open("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(
        sheet.rows,
        [row(2, &["420625", "谷城县"]), row(1_048_576, &["420626"])]
    );
}

#[test]
fn the_first_shown_sheet_with_a_header_counts() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "封面").unwrap();
    let hidden = book.add_worksheet();
    ledger(hidden);
    hidden.write(2, 0, "hidden").unwrap();
    hidden.set_hidden(true);
    ledger(book.add_worksheet());
    let sheet = open("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(sheet.rows, [row(2, &["420625", "谷城县"])]);
}

#[test]
fn what_is_merged_over_lines_is_said_of_each() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    ledger(sheet);
    let plain = Format::new();
    sheet.merge_range(2, 0, 4, 0, "420626", &plain).unwrap();
    sheet.write(2, 1, "甲").unwrap();
    sheet.write(4, 1, "乙").unwrap();
    let sheet = open("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let lines: Vec<_> = sheet.rows.iter().skip(1).collect();
    // The line between says nothing of its own, so it is blank.
    assert_eq!(
        lines,
        [&row(3, &["420626", "甲"]), &row(5, &["420626", "乙"])]
    );
}

#[test]
fn sums_and_signatures_are_no_rows() {
    let text = "代码,名称\n420625,谷城县\n合计,1\n,,\n填表人：张伟,审核人：\n";
    let sheet = open("a.csv", text.as_bytes()).unwrap();
    assert_eq!(sheet.rows, [row(2, &["420625", "谷城县"])]);
    assert_eq!(sheet.passed, [3, 5]);
    assert!(sheet.remark().unwrap().zh.contains("3, 5"));
}

#[test]
fn semicolons_separate_where_there_are_no_commas() {
    let sheet = open("a.csv", "代码;名称\n420625;谷城县\n".as_bytes()).unwrap();
    assert_eq!(sheet.rows, [row(2, &["420625", "谷城县"])]);
}

#[test]
fn a_cell_that_cannot_be_believed_says_so() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    ledger(sheet);
    sheet.write(2, 0, 420_625_198_001_011_230_f64).unwrap();
    let unknown = rust_xlsxwriter::Formula::new("=#REF!").set_result("#REF!");
    sheet.write(3, 1, unknown).unwrap();
    sheet.write(4, 0, "420626").unwrap();
    let sheet = open("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let faults: Vec<usize> = sheet.rows.iter().map(|row| row.faults.len()).collect();
    assert_eq!(faults, [0, 1, 1, 0], "{:?}", sheet.rows);
    assert!(sheet.rows[1].faults[0].zh.contains("A 列的数字超过 15 位"));
    assert!(sheet.rows[2].faults[0].en.contains("column B"));
}

#[test]
fn thousands_of_rows_are_read() {
    let mut text = String::from("代码,名称\n");
    (0..5000).for_each(|n| text.push_str(&format!("{n},第{n}\n")));
    let sheet = open("a.csv", text.as_bytes()).unwrap();
    assert_eq!(sheet.rows.len(), 5000);
    assert_eq!(sheet.rows[4999], row(5001, &["4999", "第4999"]));
}

#[test]
fn what_is_no_table_is_refused_with_a_remedy() {
    let code = |name, bytes: &[u8]| open(name, bytes).unwrap_err().code();
    assert_eq!(code("a.csv", b""), "no_header");
    assert_eq!(code("a.csv", b"x,y\n1,2\n"), "no_header");
    assert_eq!(code("a.csv", b"\xff\xff\x80\x80"), "encoding");
    assert_eq!(code("a.xlsx", b"PK\x03\x04 and nothing more"), "workbook");
    assert_eq!(code("a.xls", b"\xd0\xcf\x11\xe0 old"), "old_workbook");
    let nowhere = Path::new("nowhere.csv");
    assert_eq!(Sheet::open(nowhere, &|_| true).unwrap_err().code(), "disk");
}
