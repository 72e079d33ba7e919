//! What is measured, under the names of the field: base units, totals that only grow, and labels
//! whose values this program has chosen.

mod devices;
mod kept;
mod web;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::MetricConstructor;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry};

use super::process::Process;
pub(crate) use devices::{Devices, kind};
pub(crate) use kept::Kept;
pub(super) use web::Seen;
pub(crate) use web::Web;

/// Bounds of durations, in seconds: from a cached page to the end of a browser's patience.
const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// Everything that is measured.
#[derive(Debug)]
pub(crate) struct Meters {
    registry: Registry,
    /// Requests, whoever makes them.
    pub(crate) web: Web,
    /// What devices bring and ask.
    pub(crate) devices: Devices,
    /// What is kept, and the disk below.
    pub(crate) kept: Kept,
}

impl Meters {
    /// Everything at nothing.
    pub(crate) fn begun() -> Meters {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(Process::begun()));
        let ours = registry.sub_registry_with_prefix("xunlu");
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        ours.register("build", "The program", version);
        Meters {
            web: Web::begun(ours),
            devices: Devices::begun(ours),
            kept: Kept::begun(ours),
            registry,
        }
    }

    /// All of it as text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// How the histograms of durations are made.
#[derive(Debug, Clone, Copy)]
struct Seconds;

impl MetricConstructor<Histogram> for Seconds {
    fn new_metric(&self) -> Histogram {
        Histogram::new(SECONDS)
    }
}

/// A metric, registered where it is made.
fn made<M: Metric + Clone>(to: &mut Registry, (name, help): (&str, &str), metric: M) -> M {
    to.register(name, help, metric.clone());
    metric
}
