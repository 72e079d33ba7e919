//! Figures of a report: read from maintained totals, never by reading the records.

use forms::{Level, Period, Ratio, Text, day_text};
use places::DivisionCode;

use super::{Cell, Column, Of, Part, column};
use crate::failure::Failure;
use crate::room::Room;

/// Two rows of figures can be short of their sum by what lies at the upper level itself.
const OWN: (&str, &str) = ("(本级)", "(this level itself)");

impl Room {
    /// A table: one row for each division directly below, what lies at the level itself, the sum.
    pub(super) fn table(
        &self,
        title: Text,
        names: &[String],
        compare: &[String],
        of: Of,
    ) -> Result<Part, Failure> {
        let mut columns = vec![
            column("division", "行政区划", "division"),
            column("code", "代码", "code"),
        ];
        for name in names {
            let label = self.figure_label(name);
            if compare.contains(name) {
                let (zh, en) = (&label.zh, &label.en);
                columns.push(column(name, zh, en));
                let (yoy, mom) = (format!("{name}:yoy"), format!("{name}:previous"));
                columns.push(column(
                    &yoy,
                    &format!("{zh}同比"),
                    &format!("{en}, on last year"),
                ));
                columns.push(column(
                    &mom,
                    &format!("{zh}环比"),
                    &format!("{en}, on the span before"),
                ));
            } else {
                columns.push(Column {
                    name: name.clone(),
                    label,
                });
            }
        }
        let mut rows = Vec::new();
        let below: Vec<DivisionCode> = self.divisions.children(of.under).map(|d| d.code).collect();
        for code in &below {
            let name = self.divisions.get(*code).map(|d| d.name.clone());
            let figures = |name: &str, period| self.figure(*code, name, period);
            let cells = self.figures_row(names, compare, of.period, &figures)?;
            rows.push(headed(
                Text::new(name.clone().unwrap_or_default(), name.unwrap_or_default()),
                *code,
                cells,
            ));
        }
        let own = |name: &str, period| self.own_figure(of.under, &below, name, period);
        let cells = self.figures_row(names, compare, of.period, &own)?;
        let counted = |cell: &Cell| matches!(cell, Cell::Number { units, .. } if *units != 0);
        if !below.is_empty() && cells.iter().any(counted) {
            rows.push(headed(Text::new(OWN.0, OWN.1), of.under, cells));
        }
        let all = |name: &str, period| self.figure(of.under, name, period);
        let cells = self.figures_row(names, compare, of.period, &all)?;
        rows.push(headed(Text::new("合计", "total"), of.under, cells));
        Ok(Part {
            title,
            columns,
            rows,
            text: None,
        })
    }

    fn figures_row(
        &self,
        names: &[String],
        compare: &[String],
        period: Period,
        figure: &dyn Fn(&str, Period) -> Result<i64, Failure>,
    ) -> Result<Vec<Cell>, Failure> {
        let mut cells = Vec::new();
        for name in names {
            cells.push(self.cell(name, period, figure)?);
            if compare.contains(name) {
                for other in [period.last_year(), period.previous()] {
                    cells.push(Cell::plain(match other {
                        Some(other) => change(figure(name, period)?, figure(name, other)?),
                        None => "—".to_owned(),
                    }));
                }
            }
        }
        Ok(cells)
    }

    fn cell(
        &self,
        name: &str,
        period: Period,
        figure: &dyn Fn(&str, Period) -> Result<i64, Failure>,
    ) -> Result<Cell, Failure> {
        if let Some(ratio) = self.catalog.ratio(name) {
            let (of, to) = (figure(&ratio.of, period)?, figure(&ratio.to, period)?);
            let text = ratio.text(of, to);
            return Ok(Cell::Share { of, to, text });
        }
        Ok(Cell::Number {
            units: figure(name, period)?,
            decimals: self.catalog.measure(name).map_or(0, |m| m.decimals),
        })
    }

    /// A measure in a division and everything below it.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn figure(
        &self,
        division: DivisionCode,
        name: &str,
        period: Period,
    ) -> Result<i64, Failure> {
        let Some(measure) = self.catalog.measure(name) else {
            return Ok(0);
        };
        Ok(self.store.counted(division.as_u64(), measure.id, period)?)
    }

    fn own_figure(
        &self,
        under: DivisionCode,
        below: &[DivisionCode],
        name: &str,
        period: Period,
    ) -> Result<i64, Failure> {
        let mut own = self.figure(under, name, period)?;
        for code in below {
            own -= self.figure(*code, name, period)?;
        }
        Ok(own)
    }

    fn figure_label(&self, name: &str) -> Text {
        let measure = self.catalog.measure(name).map(|measure| &measure.label);
        let ratio = || self.catalog.ratio(name).map(|ratio| &ratio.label);
        measure.or_else(ratio).cloned().unwrap_or_default()
    }

    /// A figure as a text holds it, or its change from the year before.
    pub(super) fn figure_text(
        &self,
        name: &str,
        what: Option<&str>,
        of: Of,
    ) -> Result<String, Failure> {
        let figure = |name: &str, period| self.figure(of.under, name, period);
        if what.is_some() {
            let Some(year) = of.period.last_year() else {
                return Ok("—".to_owned());
            };
            return Ok(change(figure(name, of.period)?, figure(name, year)?));
        }
        // In a sentence a share stands alone; the figures it is made of are named beside it.
        Ok(match self.cell(name, of.period, &figure)? {
            Cell::Share { text, .. } => text,
            cell => cell.shown(forms::Lang::Zh),
        })
    }

    /// In how many divisions of a level anything was counted.
    pub(super) fn coverage(
        &self,
        title: Text,
        level: Level,
        measures: &[String],
        of: Of,
    ) -> Result<Part, Failure> {
        let mut below: Vec<DivisionCode> =
            self.divisions.children(of.under).map(|d| d.code).collect();
        below.push(of.under);
        let mut rows = Vec::new();
        for code in below {
            let (mut covered, mut all) = (0, 0);
            for division in self.at_level(code, level, of.period) {
                let mut any = false;
                for name in measures {
                    any = any || self.figure(division, name, of.period)? != 0;
                }
                covered += i64::from(any);
                all += 1;
            }
            let name = if code == of.under {
                Text::new("合计", "total")
            } else {
                let name = self.divisions.get(code).map(|d| d.name.clone());
                Text::new(name.clone().unwrap_or_default(), name.unwrap_or_default())
            };
            let cells = vec![
                Cell::count(all),
                Cell::count(covered),
                Cell::Share {
                    of: covered,
                    to: all,
                    text: Ratio::percent(covered, all),
                },
            ];
            rows.push(headed(name, code, cells));
        }
        Ok(Part {
            title,
            columns: vec![
                column("division", "行政区划", "division"),
                column("code", "代码", "code"),
                column("all", "总数", "all"),
                column("covered", "有活动", "with activity"),
                column("coverage", "覆盖率", "coverage"),
            ],
            rows,
            text: None,
        })
    }

    /// The divisions of a level in which a measure counted nothing.
    pub(super) fn missing(
        &self,
        title: Text,
        level: Level,
        measure: &str,
        of: Of,
    ) -> Result<Part, Failure> {
        let mut rows = Vec::new();
        for code in self.at_level(of.under, level, of.period) {
            if self.figure(code, measure, of.period)? == 0 {
                let path = self.divisions.path_name(code);
                let number = Cell::count(rows.len() + 1);
                rows.push(vec![
                    number,
                    Cell::plain(path),
                    Cell::plain(code.to_string()),
                ]);
            }
        }
        Ok(Part {
            title,
            columns: vec![
                column("serial", "序号", "no."),
                column("division", "行政区划", "division"),
                column("code", "代码", "code"),
            ],
            rows,
            text: None,
        })
    }

    /// The divisions of a level in and below one that stand on the period's last day.
    fn at_level(&self, under: DivisionCode, level: Level, period: Period) -> Vec<DivisionCode> {
        let day = day_text(period.to);
        let own = self.divisions.get(under);
        let all = own.into_iter().chain(self.divisions.descendants(under));
        let at = all.filter(|d| Level::of_division(d.code.as_u64()) == level);
        at.filter(|d| d.is_valid_on(&day)).map(|d| d.code).collect()
    }
}

fn headed(name: Text, code: DivisionCode, cells: Vec<Cell>) -> Vec<Cell> {
    let head = [Cell::Text(name), Cell::plain(code.to_string())];
    head.into_iter().chain(cells).collect()
}

/// The change from one figure to another: `+28.31%`, `新增` where there was nothing before.
fn change(now: i64, before: i64) -> String {
    match (now, before) {
        (0, 0) => "—".to_owned(),
        (_, 0) => "新增".to_owned(),
        _ => {
            let text = Ratio::percent(now - before, before);
            if now > before {
                format!("+{text}")
            } else {
                text
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::change;

    #[test]
    fn a_change_names_its_base() {
        for (now, before, text) in [
            (115_000, 89_627, "+28.31%"),
            (50, 100, "-50.00%"),
            (7, 7, "0.00%"),
            (7, 0, "新增"),
            (0, 0, "—"),
            (0, 9, "-100.00%"),
        ] {
            assert_eq!(change(now, before), text);
        }
    }
}
