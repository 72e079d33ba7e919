//! What the program and the site hold, listed: kinds, figures, reports, units.

use forms::Lang;

use crate::tables::table;

/// The units of a site.
pub(crate) fn units(rows: &[Vec<String>], lang: Lang) -> String {
    let heads = match lang {
        Lang::Zh => ["代码", "单位", "类型", "辖区", "所属大队", "推开情况"],
        Lang::En => ["code", "unit", "kind", "answers for", "brigade", "roll-out"],
    };
    let mut shown = table(heads.map(str::to_owned).to_vec());
    for row in rows {
        let word = |cell: &String| match (cell.as_str(), lang) {
            ("pilot", Lang::Zh) => "试点".to_owned(),
            ("active", Lang::Zh) => "已推开".to_owned(),
            ("not_started", Lang::Zh) => "未启动".to_owned(),
            _ => cell.replace(';', "; "),
        };
        shown.add_row(row.iter().map(word));
    }
    let count = rows.len();
    match lang {
        Lang::Zh => format!("{shown}\n{count} 个单位"),
        Lang::En => format!("{shown}\n{count} units"),
    }
}

/// The kinds, figures and reports of the catalog.
pub(crate) fn kinds(catalog: &forms::Catalog, lang: Lang) -> String {
    let heads = |zh: &[&str], en: &[&str]| {
        let heads = if lang == Lang::Zh { zh } else { en };
        table(heads.iter().map(|head| (*head).to_owned()).collect())
    };
    let mut kinds = heads(
        &["编号", "名称", "记录种类", "字段", "状态", "依据"],
        &["no.", "name", "record kind", "fields", "states", "source"],
    );
    for kind in catalog.kinds() {
        kinds.add_row([
            kind.id.to_string(),
            kind.name.clone(),
            kind.label.get(lang).to_owned(),
            kind.fields.len().to_string(),
            kind.states.len().to_string(),
            kind.source.clone(),
        ]);
    }
    let mut reports = heads(&["报表", "名称"], &["report", "title"]);
    for report in catalog.reports() {
        let title = if lang == Lang::Zh {
            &report.zh
        } else {
            &report.en
        };
        reports.add_row([&report.name, title]);
    }
    let blends = catalog.sums().len() + catalog.spreads().len();
    let figures = catalog.measures().len() + blends + catalog.ratios().len();
    let figures = match lang {
        Lang::Zh => format!("统计项 {figures} 个；--json 列出全部字段、状态和统计项"),
        Lang::En => format!("{figures} figures; --json lists every field, state and figure"),
    };
    format!("{kinds}\n\n{reports}\n\n{figures}")
}
