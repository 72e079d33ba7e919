//! Which column is which, by the names offices give them.

use super::sheet::Row;

/// A column somebody waits for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Our name for it.
    pub(super) name: &'static str,
    /// Other names it goes by.
    aliases: &'static [&'static str],
    /// No line means anything without it.
    pub(super) needed: bool,
}

const fn needed(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column {
        name,
        aliases,
        needed: true,
    }
}

const fn welcome(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column {
        name,
        aliases,
        needed: false,
    }
}

/// Of divisions.
pub(super) const DIVISIONS: &[Column] = &[
    needed(
        "code",
        &["代码", "区划代码", "行政区划代码", "统计用区划代码"],
    ),
    needed("name", &["名称", "区划名称", "行政区划名称"]),
    welcome("level", &["级别", "层级"]),
    welcome("parent", &["上级", "上级代码", "上级区划"]),
    welcome("valid_from", &["启用日期", "生效日期", "from"]),
    welcome("valid_to", &["停用日期", "失效日期", "to"]),
    welcome("replaced_by", &["变更为", "替代代码", "新代码"]),
];

/// Of units.
pub(super) const UNITS: &[Column] = &[
    needed(
        "code",
        &["unit", "单位代码", "代码", "区划代码", "行政区划"],
    ),
    needed("name", &["单位", "单位名称", "名称"]),
    welcome("kind", &["类型", "单位类型", "单位性质"]),
    welcome("jurisdiction", &["辖区", "管辖区划", "管辖范围", "area"]),
    welcome("brigade", &["上级大队", "所属大队", "联勤大队", "主管大队"]),
    welcome("rollout", &["推开情况", "试点", "试点情况", "推进情况"]),
];

/// Of the official codes of violations.
pub(super) const VIOLATIONS: &[Column] = &[
    needed("key", &["违法行为", "键", "violation"]),
    needed(
        "official_code",
        &["代码", "违法代码", "违法行为代码", "code"],
    ),
    welcome("version", &["版本", "代码版本"]),
    welcome("effective_from", &["启用日期", "生效日期", "施行日期"]),
];

/// Of holidays.
pub(super) const HOLIDAYS: &[Column] = &[
    needed("day", &["日期", "date"]),
    needed("kind", &["类型", "类别", "休班", "休/班", "安排"]),
    welcome("name", &["名称", "节日", "假期", "说明"]),
];

/// Of figures that divisions set for themselves.
pub(super) const FIGURES: &[Column] = &[
    needed("division", &["区划", "区划代码", "行政区划"]),
    needed("table", &["表", "参数表"]),
    needed("row", &["行", "参数", "名称"]),
    needed("column", &["列", "项目"]),
    needed("value", &["值", "数值"]),
    welcome("effective_from", &["启用日期", "生效日期", "施行日期"]),
    welcome("effective_to", &["停用日期", "失效日期"]),
];

/// A name of a column as it is compared: no spaces or stars, one form of brackets, small letters.
pub(super) fn plain(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_whitespace() && *c != '*');
    let kept = kept.map(|c| match c {
        '（' => '(',
        '）' => ')',
        '／' => '/',
        '，' => ',',
        c => c,
    });
    kept.collect::<String>().to_lowercase()
}

fn names(column: &Column, header: &str) -> bool {
    let header = plain(header);
    let mut all = column.aliases.iter().chain([&column.name]);
    all.any(|alias| plain(alias) == header)
}

/// Whether a text names one of the columns.
pub(super) fn known(columns: &[Column], text: &str) -> bool {
    columns.iter().any(|column| names(column, text))
}

/// Where in a row each column stands.
#[derive(Debug)]
pub(super) struct Places {
    at: Vec<(&'static str, Option<usize>)>,
    /// Columns of the file that none of ours is.
    pub(super) ignored: Vec<String>,
    /// Needed columns that the file has not.
    pub(super) missing: Vec<&'static str>,
}

impl Places {
    /// Finds the columns in a header; the first of two that fit counts.
    pub(super) fn of(columns: &[Column], header: &[String]) -> Places {
        let find = |column: &Column| header.iter().position(|name| names(column, name));
        let at: Vec<_> = columns.iter().map(|c| (c.name, find(c))).collect();
        let used = |place: usize| at.iter().any(|(_, found)| *found == Some(place));
        let ignored = header
            .iter()
            .enumerate()
            .filter(|(place, name)| !name.is_empty() && !used(*place))
            .map(|(_, name)| name.clone())
            .collect();
        let missing = columns
            .iter()
            .zip(&at)
            .filter(|(column, (_, found))| column.needed && found.is_none())
            .map(|(column, _)| column.name)
            .collect();
        Places {
            at,
            ignored,
            missing,
        }
    }

    /// Whether the file has that column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.at
            .iter()
            .any(|(known, at)| *known == name && at.is_some())
    }

    /// The cell of a row under that column; empty where there is none.
    pub(super) fn cell<'r>(&self, row: &'r Row, name: &str) -> &'r str {
        let place = self.at.iter().find(|(known, _)| *known == name);
        let cell = place.and_then(|(_, at)| row.cells.get((*at)?));
        cell.map_or("", String::as_str)
    }
}
