//! Figures by division.

use forms::{Level, Period, Ratio, Text};
use places::DivisionCode;

use super::figure::change;
use super::{Cell, Column, Of, Part, column};
use crate::failure::Failure;
use crate::room::Room;

/// Two rows of figures can be short of their sum by what lies at the upper level itself.
const OWN: (&str, &str) = ("(本级)", "(this level itself)");

/// What gives a figure in a period.
type Asked<'f> = &'f dyn Fn(&str, Period) -> Result<i64, Failure>;

impl Room {
    /// A table: one row for each division directly below, what lies at the level itself, the sum.
    pub(super) fn table(
        &self,
        title: Text,
        names: &[String],
        compare: &[String],
        of: Of<'_>,
    ) -> Result<Part, Failure> {
        let mut rows = Vec::new();
        let below: Vec<DivisionCode> = self.divisions.children(of.under).map(|d| d.code).collect();
        for code in &below {
            let figures = |name: &str, period| self.figure(*code, name, period, of);
            let cells = self.figures_row(names, compare, of.period, &figures)?;
            rows.push(headed(self.division_name(*code), *code, cells));
        }
        let own = |name: &str, period| self.own_figure(&below, name, period, of);
        let cells = self.figures_row(names, compare, of.period, &own)?;
        let counted = |cell: &Cell| match cell {
            Cell::Number { units, .. } => *units != 0,
            Cell::Share { of, to, .. } => *of != 0 || *to != 0,
            Cell::Text(_) => false,
        };
        if !below.is_empty() && cells.iter().any(counted) {
            rows.push(headed(Text::new(OWN.0, OWN.1), of.under, cells));
        }
        let all = |name: &str, period| self.figure(of.under, name, period, of);
        let cells = self.figures_row(names, compare, of.period, &all)?;
        rows.push(headed(Text::new("合计", "total"), of.under, cells));
        Ok(Part {
            columns: self.headings(names, compare),
            ..Part::of(title, rows)
        })
    }

    fn headings(&self, names: &[String], compare: &[String]) -> Vec<Column> {
        let mut columns = place_columns();
        for name in names {
            let label = self.catalog.figure(name).map(|figure| figure.label());
            let label = label.cloned().unwrap_or_default();
            columns.push(Column {
                name: name.clone(),
                label: label.clone(),
            });
            if compare.contains(name) {
                let Text { zh, en } = label;
                columns.push(column(
                    &format!("{name}:yoy"),
                    &format!("{zh}同比"),
                    &format!("{en}, on last year"),
                ));
                columns.push(column(
                    &format!("{name}:previous"),
                    &format!("{zh}环比"),
                    &format!("{en}, on the span before"),
                ));
            }
        }
        columns
    }

    fn figures_row(
        &self,
        names: &[String],
        compare: &[String],
        period: Period,
        figure: Asked<'_>,
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

    fn own_figure(
        &self,
        below: &[DivisionCode],
        name: &str,
        period: Period,
        of: Of<'_>,
    ) -> Result<i64, Failure> {
        let mut own = self.figure(of.under, name, period, of)?;
        for code in below {
            own -= self.figure(*code, name, period, of)?;
        }
        Ok(own)
    }

    pub(super) fn division_name(&self, code: DivisionCode) -> Text {
        let name = self.divisions.get(code).map(|d| d.name.clone());
        let name = name.unwrap_or_default();
        Text::new(name.clone(), name)
    }

    /// In how many divisions of a level anything was counted.
    pub(super) fn coverage(
        &self,
        title: Text,
        level: Level,
        measures: &[String],
        of: Of<'_>,
    ) -> Result<Part, Failure> {
        let mut below: Vec<DivisionCode> =
            self.divisions.children(of.under).map(|d| d.code).collect();
        below.push(of.under);
        let mut rows = Vec::new();
        for code in below {
            let (mut covered, mut all) = (0, 0);
            for division in self.at_level(code, level, of.period) {
                covered += i64::from(self.any_counted(division, measures, of)?);
                all += 1;
            }
            let name = if code == of.under {
                Text::new("合计", "total")
            } else {
                self.division_name(code)
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
        let mut columns = place_columns();
        columns.extend([
            column("all", "总数", "all"),
            column("covered", "有活动", "with activity"),
            column("coverage", "覆盖率", "coverage"),
        ]);
        Ok(Part {
            columns,
            ..Part::of(title, rows)
        })
    }

    fn any_counted(
        &self,
        division: DivisionCode,
        measures: &[String],
        of: Of<'_>,
    ) -> Result<bool, Failure> {
        for name in measures {
            if self.figure(division, name, of.period, of)? != 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The divisions of a level in which none of the measures counted anything, and for how long.
    pub(super) fn missing(
        &self,
        title: Text,
        level: Level,
        measures: &[String],
        idle: bool,
        of: Of<'_>,
    ) -> Result<Part, Failure> {
        let mut rows = Vec::new();
        for code in self.at_level(of.under, level, of.period) {
            if self.any_counted(code, measures, of)? {
                continue;
            }
            let mut cells = vec![
                Cell::count(rows.len() + 1),
                Cell::plain(self.divisions.path_name(code)),
                Cell::plain(code.to_string()),
            ];
            if idle {
                cells.push(self.idle_days(code, measures, of)?);
            }
            rows.push(cells);
        }
        let mut columns = vec![column("serial", "序号", "no.")];
        columns.extend(place_columns());
        if idle {
            columns.push(column("idle_days", "无活动天数", "days without activity"));
        }
        Ok(Part {
            columns,
            ..Part::of(title, rows)
        })
    }

    /// The days from the last on which anything was counted to the period's end.
    fn idle_days(
        &self,
        code: DivisionCode,
        measures: &[String],
        of: Of<'_>,
    ) -> Result<Cell, Failure> {
        let mut last = None;
        for name in measures {
            if let Some(measure) = self.catalog.measure(name) {
                for part in self.divisions.parts_of(code).0 {
                    let counted = self
                        .store
                        .last_counted(part.as_u64(), measure.id, of.period.to);
                    last = last.max(counted?);
                }
            }
        }
        Ok(match last {
            Some(day) => Cell::count(i64::from(of.period.to) - i64::from(day)),
            None => Cell::Text(Text::new("从未", "never")),
        })
    }
}

fn place_columns() -> Vec<Column> {
    vec![
        column("division", "行政区划", "division"),
        column("code", "代码", "code"),
    ]
}

fn headed(name: Text, code: DivisionCode, cells: Vec<Cell>) -> Vec<Cell> {
    let head = [Cell::Text(name), Cell::plain(code.to_string())];
    head.into_iter().chain(cells).collect()
}
