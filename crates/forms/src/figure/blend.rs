//! Figures made of other figures: sums of measures, and in how many places anything was counted.

use serde::Serialize;

use super::{Measure, Ratio};
use crate::catalog::Catalog;
use crate::role::Level;
use crate::words::Text;

/// Measures added up, others taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// The figures that are added.
    pub plus: Vec<String>,
    /// The figures that are taken away.
    pub minus: Vec<String>,
}

/// In how many divisions or things anything was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// Stable English name.
    pub name: String,
    /// What people call it.
    pub label: Text,
    /// What is told apart.
    pub over: Over,
    /// It counts where one of these measures counted anything; none: everywhere.
    pub measures: Vec<String>,
    /// The row of the table `workings` with the number that is needed for each month; else one is
    /// enough.
    pub least: Option<String>,
}

/// What a [`Spread`] tells apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// The divisions of a level.
    Level(Level),
    /// The records a measure counts, by the name they bear there.
    Each(String),
}

/// A figure of any sort.
#[derive(Debug, Clone, Copy)]
pub enum Figure<'a> {
    /// Counted over records.
    Measure(&'a Measure),
    /// Added up.
    Sum(&'a Sum),
    /// Places told apart.
    Spread(&'a Spread),
    /// One in parts of another.
    Ratio(&'a Ratio),
}

impl<'a> Figure<'a> {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'a Text {
        match self {
            Figure::Measure(measure) => &measure.label,
            Figure::Sum(sum) => &sum.label,
            Figure::Spread(spread) => &spread.label,
            Figure::Ratio(ratio) => &ratio.label,
        }
    }

    /// The figures it is made of; none for a measure.
    #[must_use]
    pub fn parts(self) -> Vec<&'a str> {
        let names = |names: &'a [String]| names.iter().map(String::as_str);
        match self {
            Figure::Measure(_) => Vec::new(),
            Figure::Sum(sum) => names(&sum.plus).chain(names(&sum.minus)).collect(),
            Figure::Spread(spread) => {
                let each = match &spread.over {
                    Over::Each(measure) => Some(measure.as_str()),
                    Over::Level(_) => None,
                };
                each.into_iter().chain(names(&spread.measures)).collect()
            }
            Figure::Ratio(ratio) => vec![&ratio.of, &ratio.to],
        }
    }
}

impl Catalog {
    /// The figure of that name.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<Figure<'_>> {
        let measure = self.measure(name).map(Figure::Measure);
        let sum = || self.sums.iter().find(|sum| sum.name == name);
        let spread = || self.spreads.iter().find(|spread| spread.name == name);
        measure
            .or_else(|| sum().map(Figure::Sum))
            .or_else(|| spread().map(Figure::Spread))
            .or_else(|| self.ratio(name).map(Figure::Ratio))
    }

    /// The measures a figure is made of in the end, each once.
    #[must_use]
    pub fn measures_in(&self, name: &str) -> Vec<&Measure> {
        let mut found: Vec<&Measure> = Vec::new();
        let Some(figure) = self.figure(name) else {
            return found;
        };
        if let Figure::Measure(measure) = figure {
            found.push(measure);
        }
        for part in figure.parts() {
            for measure in self.measures_in(part) {
                if !found.iter().any(|known| known.id == measure.id) {
                    found.push(measure);
                }
            }
        }
        found
    }

    /// Sums of measures.
    #[must_use]
    pub fn sums(&self) -> &[Sum] {
        &self.sums
    }

    /// In how many places anything was counted.
    #[must_use]
    pub fn spreads(&self) -> &[Spread] {
        &self.spreads
    }
}
