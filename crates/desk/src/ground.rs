//! What a form is checked against: divisions and the records kept here.

use forms::{Deed, Ground, Kind, Text};
use merge::{Record, RecordId, Value};
use places::{DivisionCode, Divisions, Level, Located, RoadCode, Stake};
use store::{Store, StoreError};

use crate::room::Desk;

/// Divisions and the records kept here.
#[derive(Debug)]
pub struct Here<'a> {
    divisions: &'a Divisions,
    /// Who sits here; nobody where what is checked is nobody's own.
    desk: Option<Desk<'a>>,
    /// Only what may be read here counts. A step is held against all that is kept: an open listing
    /// forbids to close a hazard wherever it lies.
    seen_only: bool,
    store: &'a Store,
}

impl<'a> Here<'a> {
    /// All divisions of a place: what is checked is nobody's own, such as a ledger's lines.
    #[must_use]
    pub fn everywhere(divisions: &'a Divisions, store: &'a Store) -> Here<'a> {
        Here {
            divisions,
            desk: None,
            seen_only: false,
            store,
        }
    }
}

impl<'a> Desk<'a> {
    /// What a person's writing is checked against.
    pub(crate) fn here(&self) -> Here<'a> {
        Here {
            divisions: &self.room.divisions,
            desk: Some(*self),
            seen_only: false,
            store: &self.room.store,
        }
    }

    /// What a person is shown something from: nothing outside their scope changes it.
    pub(crate) fn view(&self) -> Here<'a> {
        Here {
            seen_only: true,
            ..self.here()
        }
    }
}

/// Records of one beginning that are read one by one; of more, the lines of the area are.
const FEW: usize = 64;

impl Here<'_> {
    /// The first two of the records here that begin so.
    fn beginning(&self, text: &str) -> Result<Vec<RecordId>, StoreError> {
        let found = self.store.starting_with(text, FEW)?;
        let Some(desk) = self.desk else {
            return Ok(found);
        };
        if found.len() < FEW {
            let mut known = Vec::new();
            for id in found {
                let record = self.store.record(id)?;
                known.extend(record.filter(|r| self.knows(r.bucket.0)).map(|r| r.id));
            }
            return Ok(known);
        }
        let (digits, mut known) = (text.replace('-', ""), Vec::new());
        let each = &mut |line: store::Line<'_>| {
            if known.len() < 2 && line.id.to_string().replace('-', "").starts_with(&digits) {
                known.push(line.id);
            }
        };
        self.store.lines(None, &desk.ranges(), &|_, _| true, each)?;
        Ok(known)
    }

    /// Whether whoever sits here may know of a record in that bucket.
    fn knows(&self, bucket: u64) -> bool {
        self.desk.is_none_or(|desk| desk.sees(bucket))
    }
}

impl Ground for Here<'_> {
    fn division(&self, text: &str) -> Result<(u64, String), Text> {
        let code: DivisionCode = text
            .parse()
            .map_err(|e: places::DivisionError| Text::new(e.zh(), e.to_string()))?;
        if let Some(desk) = self.desk.filter(|desk| !desk.may(Deed::Write, code)) {
            let area = &desk.seat.area;
            let area: Vec<String> = area.0.iter().map(ToString::to_string).collect();
            let area = area.join(", ");
            return Err(Text::new(
                format!("{code} 不在本单位辖区（{area}）内；请填写辖区内的区划代码"),
                format!("{code} is outside this unit's area ({area}); give a division inside it"),
            ));
        }
        let division = self
            .divisions
            .require(code)
            .map_err(|error| Text::new(error.zh(), error.to_string()))?;
        // A ledger's lines may be of an earlier day; whoever sits here writes today.
        if self.desk.is_some() && self.divisions.is_gone(code) {
            let now = self.divisions.today(code);
            let name = self.divisions.path_name(now);
            return Err(Text::new(
                format!(
                    "{code} {} 已由 {now}（{name}）接替；请填写 {now}",
                    division.name
                ),
                format!("{code} was replaced by {now} ({name}); give {now}"),
            ));
        }
        Ok((code.as_u64(), division.name.clone()))
    }

    fn stake(&self, text: &str) -> Result<i32, Text> {
        let stake: Result<Stake, _> = text.parse();
        stake
            .map(Stake::metres)
            .map_err(|error| Text::new(error.zh(), error.to_string()))
    }

    fn point(&self, text: &str) -> Result<Value, Text> {
        let located =
            Located::parse(text).map_err(|error| Text::new(error.zh(), error.to_string()))?;
        let int = |number: i32| Value::Int(i64::from(number));
        let mut map = std::collections::BTreeMap::from([
            ("lat_e6".to_owned(), int(located.point.lat_e6())),
            ("lon_e6".to_owned(), int(located.point.lon_e6())),
            ("crs".to_owned(), Value::from("WGS-84")),
        ]);
        if let Some((crs, lat, lon)) = located.original {
            let original = std::collections::BTreeMap::from([
                ("crs".to_owned(), Value::from(crs.name())),
                ("lat_e6".to_owned(), int(lat)),
                ("lon_e6".to_owned(), int(lon)),
            ]);
            map.insert("original".to_owned(), Value::Map(original));
        }
        Ok(Value::Map(map))
    }

    fn road_code(&self, text: &str, division: Option<u64>) -> Result<String, Text> {
        let say = |error: places::RoadError| Text::new(error.zh(), error.to_string());
        let code: RoadCode = text.parse().map_err(say)?;
        let division = division.and_then(|code| DivisionCode::new(code).ok());
        match division.and_then(|code| code.ancestor(Level::County)) {
            Some(county) => Ok(code.qualified(county)),
            None => Ok(code.to_string()),
        }
    }

    fn record(&self, text: &str) -> Result<RecordId, Text> {
        if let Ok(id) = text.parse() {
            return Ok(id);
        }
        // Records nobody here may know of leave no beginning any less unique.
        let found = self.beginning(text).map_err(|error| error.text())?;
        match found.as_slice() {
            [id] => Ok(*id),
            [] => Err(Text::new(
                format!("没有以「{text}」开头的记录；请用 list 查看编号"),
                format!("no record begins with `{text}`; see `list` for the ids"),
            )),
            _ => Err(Text::new(
                format!("「{text}」对应多条记录；请多写几位编号"),
                format!("`{text}` fits several records; write more digits of the id"),
            )),
        }
    }

    fn linked(&self, target: RecordId, kind: &Kind) -> Vec<(RecordId, String)> {
        let linked = self.store.linked(target, kind.id).unwrap_or_default();
        linked
            .into_iter()
            .filter(|listed| !self.seen_only || self.knows(listed.summary.bucket))
            .map(|listed| (listed.id, listed.summary.status))
            .collect()
    }

    fn read(&self, id: RecordId) -> Option<Record> {
        let record = self.store.record(id).ok().flatten();
        record.filter(|record| !self.seen_only || self.knows(record.bucket.0))
    }
}
