//! The commands that count: reports, the records behind a figure, the catalog.

use std::path::Path;

use forms::{Lang, Period};
use places::DivisionCode;
use serde_json::json;

use super::args::{About, Behind, Data, Format, Report, Span};
use super::run::ask;
use super::{lists, show};
use crate::import::units;
use crate::local::{self, Answer};
use crate::tables;
use desk::{self, Asked, Failure, Filled};

/// Prints a report, or writes it to a file.
pub(super) fn report(args: &Report, json: bool, lang: Lang) -> Result<(), Failure> {
    if args.format == Format::Xlsx && args.out.is_none() {
        return Err(Failure::new(
            "out",
            "xlsx 需要文件名；请加 --out 报表.xlsx",
            "xlsx needs a file; add --out report.xlsx",
        ));
    }
    let asked = Asked {
        report: args.report.clone(),
        under: args.about.under()?,
        period: period(&args.span)?,
        unmasked: args.whole,
    };
    let layout = args.about.data.layout(lang)?;
    let reason = args.reason.clone();
    let answer = ask(layout, &local::Command::Report { asked, reason }, lang)?;
    let (Answer::Report(filled), Some(out)) = (&answer, &args.out) else {
        return show::answer(&answer, json || args.format == Format::Json, lang);
    };
    file(filled, args.format, out, lang)?;
    let out = out.display();
    if json {
        say!("{}", json!({ "out": out.to_string() }));
    } else if lang == Lang::Zh {
        say!("已写入 {out}");
    } else {
        say!("written to {out}");
    }
    Ok(())
}

fn file(filled: &Filled, format: Format, out: &Path, lang: Lang) -> Result<(), Failure> {
    let bytes = match format {
        Format::Xlsx => return desk::write_xlsx(filled, out, lang),
        Format::Json => serde_json::to_vec_pretty(filled).unwrap_or_default(),
        Format::Text => tables::report(filled, lang).into_bytes(),
    };
    store::disk::replace(out, &bytes).map_err(|error| Failure::file(out, &error))
}

/// Asks something about a division and everything below it, or about the whole site.
pub(super) fn about(
    about: &About,
    command: impl FnOnce(Option<DivisionCode>) -> local::Command,
    json: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let command = command(about.under()?);
    let answer = ask(about.data.layout(lang)?, &command, lang)?;
    show::answer(&answer, json, lang)
}

/// Lists the records behind a figure.
pub(super) fn behind(args: &Behind, json: bool, lang: Lang) -> Result<(), Failure> {
    let command = local::Command::Behind {
        figure: args.figure.clone(),
        under: args.about.under()?,
        period: period(&args.span)?,
    };
    let answer = ask(args.about.data.layout(lang)?, &command, lang)?;
    show::answer(&answer, json, lang)
}

/// Adds up what refers to a record.
pub(super) fn results(data: &Data, id: &str, json: bool, lang: Lang) -> Result<(), Failure> {
    let command = local::Command::Results(id.to_owned());
    let answer = ask(data.layout(lang)?, &command, lang)?;
    show::answer(&answer, json, lang)
}

/// Lists the units of a site.
pub(super) fn units(data: &Data, json: bool, lang: Lang) -> Result<(), Failure> {
    let rows = units::all(&data.layout(lang)?.units())?;
    if json {
        let unit = |row: &Vec<String>| {
            let pairs = units::HEADER.iter().zip(row);
            let pairs = pairs.map(|(name, cell)| ((*name).to_owned(), json!(cell)));
            serde_json::Value::Object(pairs.collect())
        };
        say!("{}", json!(rows.iter().map(unit).collect::<Vec<_>>()));
    } else {
        say!("{}", lists::units(&rows, lang));
    }
    Ok(())
}

/// Lists what the catalog holds.
pub(super) fn kinds(json: bool, lang: Lang) -> Result<(), Failure> {
    let catalog = desk::catalog()?;
    if json {
        say!("{}", json!(catalog));
    } else {
        say!("{}", lists::kinds(&catalog, lang));
    }
    Ok(())
}

/// The days that were asked for; this year if none were.
fn period(span: &Span) -> Result<Period, Failure> {
    let wrong = |text: &str| {
        Failure::new(
            "period",
            format!(
                "「{text}」不是有效的时段；请写成 --year 2026、--month 2026-11 或 --from 2026-11-01 --to 2026-11-30"
            ),
            format!(
                "`{text}` is no period; write --year 2026, --month 2026-11 or --from 2026-11-01 --to 2026-11-30"
            ),
        )
    };
    if let Some(month) = &span.month {
        let parts = month.split_once('-');
        let numbers = parts.and_then(|(y, m)| Some((y.parse().ok()?, m.parse().ok()?)));
        let period = numbers.and_then(|(year, month)| Period::month(year, month));
        return period.ok_or_else(|| wrong(month));
    }
    if let (Some(from), Some(to)) = (&span.from, &span.to) {
        let days = forms::day_number(from).zip(forms::day_number(to));
        let period = days.and_then(|(from, to)| Period::days(from, to));
        return period.ok_or_else(|| wrong(&format!("{from} … {to}")));
    }
    let year = match span.year {
        Some(year) => Some(year),
        None => local::moment()
            .today()
            .get(..4)
            .and_then(|y| y.parse().ok()),
    };
    year.and_then(Period::year)
        .ok_or_else(|| wrong(&year.map(|y| y.to_string()).unwrap_or_default()))
}
