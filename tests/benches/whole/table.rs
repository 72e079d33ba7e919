//! The table of figures.

/// Rows of the table.
pub(crate) struct Table {
    records: usize,
    rows: Vec<[String; 4]>,
}

impl Table {
    pub(crate) fn new(records: usize) -> Table {
        Table {
            records,
            rows: Vec::new(),
        }
    }

    /// A figure beside the ceiling measured in the same run.
    pub(crate) fn against(&mut self, what: &str, figure: f64, ceiling: (&str, f64), unit: &str) {
        let (name, top) = ceiling;
        let row = [
            what.to_owned(),
            format!("{} {unit}", round(figure)),
            format!("{} {unit} ({name})", round(top)),
            format!("{:.2}", figure / top),
        ];
        eprintln!("{}", row.join(" | "));
        self.rows.push(row);
    }

    /// A figure that stands alone.
    pub(crate) fn plain(&mut self, what: &str, figure: f64, unit: &str) {
        let row = [
            what.to_owned(),
            format!("{} {unit}", round(figure)),
            "–".into(),
            "–".into(),
        ];
        eprintln!("{}", row.join(" | "));
        self.rows.push(row);
    }

    pub(crate) fn print(&self) {
        println!(
            "\n{} records of 7 operations from {} devices\n",
            self.records,
            crate::workload::DEVICES
        );
        println!("| what | figure | ceiling in the same run | ratio |\n| --- | --- | --- | --- |");
        for row in &self.rows {
            println!("| {} |", row.join(" | "));
        }
    }
}

fn round(figure: f64) -> String {
    match figure {
        f if f >= 100.0 => format!("{f:.0}"),
        f if f >= 10.0 => format!("{f:.1}"),
        f => format!("{f:.2}"),
    }
}

/// The middle of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
