//! The table: a column for each size, and beside it what became of each cost.

/// Beyond this factor a cost does not count as flat.
const FLAT: f64 = 1.5;

/// What was measured at one size.
pub(crate) struct Column {
    records: usize,
    cells: Vec<Cell>,
}

struct Cell {
    what: String,
    figure: String,
    /// What grows where it costs more; none where only the figure is told.
    cost: Option<f64>,
}

impl Column {
    pub(crate) fn new(records: usize) -> Column {
        Column {
            records,
            cells: Vec::new(),
        }
    }

    /// A figure that tells a cost.
    pub(crate) fn cost(&mut self, what: impl Into<String>, cost: f64, figure: String) {
        self.cell(what.into(), figure, Some(cost));
    }

    /// A figure beside them.
    pub(crate) fn beside(&mut self, what: &str, figure: String) {
        self.cell(what.to_owned(), figure, None);
    }

    fn cell(&mut self, what: String, figure: String, cost: Option<f64>) {
        eprintln!("{} | {what} | {figure}", self.records);
        self.cells.push(Cell { what, figure, cost });
    }
}

pub(crate) fn print(columns: &[Column]) {
    let mut heads = vec!["what".to_owned()];
    for (place, column) in columns.iter().enumerate() {
        heads.push(format!("{} records", column.records));
        if place > 0 {
            heads.push("factor".to_owned());
        }
    }
    println!("\n| {} |", heads.join(" | "));
    println!("|{}", " --- |".repeat(heads.len()));
    let first = columns.first().map_or(&[][..], |column| &column.cells);
    for (row, cell) in first.iter().enumerate() {
        let mut line = vec![cell.what.clone()];
        let mut before = None;
        for (place, column) in columns.iter().enumerate() {
            let cell = &column.cells[row];
            line.push(cell.figure.clone());
            if place > 0 {
                line.push(factor(before, cell.cost));
            }
            before = cell.cost;
        }
        println!("| {} |", line.join(" | "));
    }
    println!("\nA factor up to {FLAT} counts as flat.");
}

fn factor(before: Option<f64>, now: Option<f64>) -> String {
    let Some((before, now)) = before.zip(now) else {
        return "–".to_owned();
    };
    let factor = now / before;
    let word = if factor <= FLAT { "flat" } else { "grows" };
    format!("{factor:.2}, {word}")
}

/// The least, the middle, that of 95 in 100, and the most of some figures.
pub(crate) fn spread(mut figures: Vec<f64>) -> [f64; 4] {
    figures.sort_by(f64::total_cmp);
    let last = figures.len() - 1;
    [0.0, 0.5, 0.95, 1.0].map(|share| figures[(last as f64 * share).round() as usize])
}
