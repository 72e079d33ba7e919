//! The command: the report shown, and the exit status it deserves.

use std::path::PathBuf;

use forms::Lang;

use super::args::Data;
use crate::folder::Layout;
use crate::http::now_ms;
use crate::import::{Import, Report, Target, What};
use crate::office::Office;
use desk::Failure;
use desk::terminal::Bar;

/// What may be typed behind `import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 文件内容。 / What the file holds.
    what: Target,
    /// CSV（UTF-8 或 GB18030）或 XLSX；边界为 GeoJSON，底图为 PMTiles 或切片地址。
    /// / CSV (UTF-8 or GB18030) or XLSX; GeoJSON for outlines, PMTiles or a tile address for the base map.
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// 写入；不加则只说明会怎样。 / Write; without it, only say what would happen.
    #[arg(long)]
    apply: bool,
    /// 有误的行除外，其余照写。 / Write the good lines although others are wrong.
    #[arg(long)]
    accept_good: bool,
    /// 台账的记录类型。 / The record kind of a ledger.
    #[arg(long, default_value = "hazard")]
    kind: String,
    /// 以何角色写入；默认按目录选。 / The role that writes; one the catalog admits by default.
    #[arg(long)]
    role: Option<String>,
    /// 以谁的名义写入。 / In whose name.
    #[arg(long)]
    name: Option<String>,
    /// 边界文件中存放区划代码的属性；默认 code 或 adcode。
    /// / The property of outlines that holds the division's code; code or adcode by default.
    #[arg(long, value_name = "NAME")]
    code_property: Option<String>,
    /// 底图或边界采用 GCJ-02 坐标。 / The base map or the outlines are in GCJ-02.
    #[arg(long)]
    gcj02: bool,
}

/// Runs the command.
pub(crate) fn run(args: &Args, json: bool, lang: Lang) -> Result<(), Failure> {
    let ask = Import {
        target: args.what,
        file: args.file.clone(),
        apply: args.apply,
        accept_good: args.accept_good,
        kind: args.kind.clone(),
        role: args.role.clone(),
        name: args.name.clone(),
        code_property: args.code_property.clone(),
        gcj02: args.gcj02,
    };
    show(args.data.layout(lang)?, &ask, json, lang)
}

/// Imports a file into a folder and prints the report.
///
/// # Errors
/// Whatever keeps the file from being imported, and wrong lines that were not accepted: the report
/// has been printed then.
fn show(layout: &Layout, ask: &Import, json: bool, lang: Lang) -> Result<(), Failure> {
    let office = Office::open(layout, &mut |_, _| {})?;
    super::acting::passes(&office, "import")?;
    let mut bar = Bar::new(lang, "导入", "importing");
    let mut told = |done, all| bar.count(done, all);
    let report = office.import(layout, ask, now_ms(), &mut told);
    bar.finish();
    let closed = office.close();
    let report = report?;
    closed?;
    if json {
        say!("{}", report.json());
    } else {
        say!("{}", report.text(lang));
    }
    verdict(ask, &report)
}

/// Whether the command did all that was asked of it.
fn verdict(ask: &Import, report: &Report) -> Result<(), Failure> {
    let wrong = report.count(What::Wrong);
    if wrong == 0 || ask.accept_good {
        return Ok(());
    }
    let (zh, en) = if report.applied || !ask.apply {
        ("", "")
    } else {
        (
            "，整个文件都没有写入",
            ", and nothing of the file was written",
        )
    };
    Err(Failure::new(
        "wrong_lines",
        format!("{wrong} 行有误{zh}；请改正后重试，或加 --accept-good 只导入其余各行"),
        format!("{wrong} lines are wrong{en}; mend them, or import the others with --accept-good"),
    ))
}
