//! Lists of records in a report.

use forms::{Kind, Lang, List, Moment, Period, Sensitivity, Text, day_text};
use merge::Record;
use places::DivisionCode;
use store::{Listed, Query};

use super::{Cell, Column, Filled, Of, Part, mask};
use crate::failure::Failure;
use crate::room::Room;

/// Most rows of one list; a longer one says so in its heading.
const MOST: usize = 20_000;
/// The state of a record nobody counts.
const VOID: &str = "void";

impl Room {
    /// A list of records: by deadline if it asks for one, else in the order of the divisions.
    pub(super) fn listed(&self, list: &List, of: Of) -> Result<Part, Failure> {
        let title = Text::new(&list.zh, &list.en);
        let Some(kind) = self.catalog.kind(&list.kind) else {
            return Ok(Part {
                title,
                columns: Vec::new(),
                rows: Vec::new(),
                text: None,
            });
        };
        let found = self.found(list, kind, of)?;
        self.rows_of(title, kind, &list.columns, found, of)
    }

    /// Records as a part, with these columns; a list that is too long says so in its heading.
    fn rows_of(
        &self,
        mut title: Text,
        kind: &Kind,
        columns: &[String],
        mut found: Vec<Listed>,
        of: Of,
    ) -> Result<Part, Failure> {
        if found.len() > MOST {
            let all = found.len();
            title = Text::new(
                format!("{}（共 {all} 条，列前 {MOST} 条）", title.zh),
                format!("{} ({all} in all, the first {MOST} shown)", title.en),
            );
            found.truncate(MOST);
        }
        let mut rows = Vec::with_capacity(found.len());
        for (at, listed) in found.iter().enumerate() {
            let record = self.store.record(listed.id)?;
            let cell = |name: &String| self.cell_of(name, at, kind, listed, record.as_ref(), of);
            rows.push(columns.iter().map(cell).collect());
        }
        let columns = columns.iter().map(|name| Column {
            name: name.clone(),
            label: label(kind, name),
        });
        Ok(Part {
            title,
            columns: columns.collect(),
            rows,
            text: None,
        })
    }

    /// A list as it stands on a screen, as a report of one part: every field, persons masked.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn sheet_of(
        &self,
        kind: &Kind,
        found: Vec<Listed>,
        under: DivisionCode,
        now: Moment,
    ) -> Result<Filled, Failure> {
        let day = now.day();
        let period = Period::days(day, day);
        let Some(period) = period else {
            return Err(Failure::new("date", "日期无效", "no valid day"));
        };
        let of = Of {
            under,
            period,
            unmasked: false,
        };
        let first = ["serial", "division", "status", "due"].map(str::to_owned);
        let fields = kind.fields.iter().filter(|field| !field.ty.is_photos());
        let fields = fields.map(|field| field.name.clone());
        let columns: Vec<String> = first
            .into_iter()
            .chain(fields.filter(|name| name != "division"))
            .collect();
        let part = self.rows_of(kind.label.clone(), kind, &columns, found, of)?;
        Ok(Filled {
            name: kind.name.clone(),
            title: kind.label.clone(),
            under,
            place: self.divisions.path_name(under),
            period,
            made_on: now.today(),
            parts: vec![part],
        })
    }

    /// The records behind a figure, as a report of one part.
    ///
    /// # Errors
    /// An unknown figure or division, or a store that fails.
    pub fn behind(
        &self,
        figure: &str,
        under: Option<DivisionCode>,
        period: Period,
        now: Moment,
    ) -> Result<Filled, Failure> {
        let Some(measure) = self.catalog.measure(figure) else {
            return Err(no_figure(figure));
        };
        let title = self
            .catalog
            .kind(&measure.kind)
            .map(|kind| kind.title.clone());
        let of_every = ["serial", "division", "status", "due"].map(str::to_owned);
        let list = List {
            zh: measure.label.zh.clone(),
            en: measure.label.en.clone(),
            kind: measure.kind.clone(),
            // What a figure counts is for the figure to say, void or not.
            states: Vec::new(),
            due_within: None,
            measure: Some(figure.to_owned()),
            columns: of_every
                .into_iter()
                .chain(title.unwrap_or_default())
                .collect(),
        };
        let under = self.under(under)?;
        let of = Of {
            under,
            period: period.until(now.day()),
            unmasked: false,
        };
        Ok(Filled {
            name: figure.to_owned(),
            title: measure.label.clone(),
            under,
            place: self.divisions.path_name(under),
            period: of.period,
            made_on: now.today(),
            parts: vec![self.listed(&list, of)?],
        })
    }

    /// The records a figure counted in a division and everything below it.
    ///
    /// # Errors
    /// An unknown figure, or a store that fails.
    pub(crate) fn counted_behind(
        &self,
        figure: &str,
        under: DivisionCode,
        period: Period,
    ) -> Result<Vec<Listed>, Failure> {
        let measure = self.catalog.measure(figure);
        let kind = measure.and_then(|measure| self.catalog.kind(&measure.kind));
        let (Some(measure), Some(kind)) = (measure, kind) else {
            return Err(no_figure(figure));
        };
        let list = List {
            zh: String::new(),
            en: String::new(),
            kind: kind.name.clone(),
            states: Vec::new(),
            due_within: None,
            measure: Some(measure.name.clone()),
            columns: Vec::new(),
        };
        let of = Of {
            under,
            period,
            unmasked: false,
        };
        self.found(&list, kind, of)
    }

    /// What was counted of the records that refer to one, such as the cases and logs of a campaign.
    ///
    /// # Errors
    /// No such record, or a store that fails.
    pub fn results(&self, id: &str, now: Moment) -> Result<Filled, Failure> {
        let found = self.store.starting_with(id, 2)?;
        let one = found.as_slice().first().filter(|_| found.len() == 1);
        let record = one.map(|id| self.store.record(*id)).transpose()?.flatten();
        let Some(record) = record else {
            return Err(Failure::new(
                "no_record",
                format!("没有编号以「{id}」开头的唯一一条记录；请写长一些或核对"),
                format!(
                    "there is no single record whose id begins with `{id}`; write more of it, or check it"
                ),
            ));
        };
        let summary = self.catalog.summary(&record);
        let mut sums = std::collections::BTreeMap::<u16, i64>::new();
        for kind in self.catalog.kinds() {
            for linked in self.store.linked(record.id, kind.id)? {
                for counted in linked.summary.measures {
                    *sums.entry(counted.measure).or_default() += counted.amount;
                }
            }
        }
        let measures = self.catalog.measures().iter();
        let rows = measures.filter_map(|measure| {
            let units = *sums.get(&measure.id)?;
            let decimals = measure.decimals;
            let label = Cell::Text(measure.label.clone());
            Some(vec![label, Cell::Number { units, decimals }])
        });
        let named = |name: &str, zh, en| super::column(name, zh, en);
        let under = DivisionCode::new(summary.bucket)?;
        let day = now.day();
        let Some(period) = Period::days(day, day) else {
            return Err(Failure::new("date", "日期无效", "no valid day"));
        };
        Ok(Filled {
            name: record.id.to_string(),
            title: Text::new(summary.title.clone(), summary.title),
            under,
            place: self.divisions.path_name(under),
            period,
            made_on: now.today(),
            parts: vec![Part {
                title: Text::new("成果", "results"),
                columns: vec![
                    named("measure", "统计项", "figure"),
                    named("amount", "数量", "amount"),
                ],
                rows: rows.collect(),
                text: None,
            }],
        })
    }

    fn found(&self, list: &List, kind: &Kind, of: Of) -> Result<Vec<Listed>, Failure> {
        let measure = list
            .measure
            .as_ref()
            .and_then(|name| self.catalog.measure(name));
        let wanted = |listed: &Listed| {
            let summary = &listed.summary;
            let state = if list.states.is_empty() {
                measure.is_some() || summary.status != VOID
            } else {
                list.states.contains(&summary.status)
            };
            let due = list.due_within.is_none_or(|days| {
                let last = of.period.to.saturating_add(days);
                summary.due.is_some_and(|due| due <= last)
            });
            let counted = measure.is_none_or(|measure| {
                let mut counted = summary.measures.iter();
                counted.any(|c| c.measure == measure.id && c.falls(of.period))
            });
            state && due && counted
        };
        let mut found = Vec::new();
        let query = Query {
            buckets: of.under.range(),
            kind: Some(kind.id),
        };
        self.store.list(&query, &mut |listed| {
            if wanted(&listed) {
                found.push(listed);
            }
            true
        })?;
        if list.due_within.is_some() {
            found.sort_by_key(|listed| (listed.summary.due, listed.id));
        }
        Ok(found)
    }

    fn cell_of(
        &self,
        name: &str,
        at: usize,
        kind: &Kind,
        listed: &Listed,
        record: Option<&Record>,
        of: Of,
    ) -> Cell {
        let summary = &listed.summary;
        let both = |zh, en| Cell::Text(Text::new(zh, en));
        match name {
            "serial" => Cell::count(at + 1),
            "division" => match DivisionCode::new(summary.bucket) {
                Ok(code) => Cell::plain(self.divisions.path_name(code)),
                Err(_) => Cell::plain(""),
            },
            "status" => both(
                self.catalog.status_text(kind, &summary.status, Lang::Zh),
                self.catalog.status_text(kind, &summary.status, Lang::En),
            ),
            "due" => Cell::plain(summary.due.map(day_text).unwrap_or_default()),
            "days_left" => match summary.due {
                Some(due) => Cell::count(due - of.period.to),
                None => Cell::plain(""),
            },
            _ => {
                let text = |lang| self.field_text(name, kind, record?, of, lang);
                both(
                    text(Lang::Zh).unwrap_or_default(),
                    text(Lang::En).unwrap_or_default(),
                )
            }
        }
    }

    /// A field as people read it; several values, rivals included, are shown one after the other.
    fn field_text(
        &self,
        name: &str,
        kind: &Kind,
        record: &Record,
        of: Of,
        lang: Lang,
    ) -> Option<String> {
        let field = kind.field(name)?;
        if field.ty.is_photos() {
            return Some(record.attachments(Some(field.id)).len().to_string());
        }
        let said = record.said(field.id).into_iter().map(|said| said.what);
        let values = said.chain(record.items(field.id));
        let texts = values.map(|value| self.catalog.value_text(field, &value, lang));
        let private = matches!(
            field.sensitivity,
            Sensitivity::Personal | Sensitivity::Sensitive
        );
        let texts = texts.map(|text| match private && !of.unmasked {
            true => mask::mask(&text),
            false => text,
        });
        Some(texts.collect::<Vec<_>>().join("、"))
    }
}

fn label(kind: &Kind, name: &str) -> Text {
    let (zh, en) = match name {
        "serial" => ("序号", "no."),
        "division" => ("行政区划", "division"),
        "status" => ("状态", "status"),
        "due" => ("期限", "due"),
        "days_left" => ("剩余天数", "days left"),
        _ => {
            return kind
                .field(name)
                .map(|f| f.label.clone())
                .unwrap_or_default();
        }
    };
    Text::new(zh, en)
}

fn no_figure(figure: &str) -> Failure {
    Failure::new(
        "figure",
        format!("没有统计项「{figure}」；名称见报表的 --format json 或 kinds --json"),
        format!("there is no figure `{figure}`; see a report's --format json, or kinds --json"),
    )
}
