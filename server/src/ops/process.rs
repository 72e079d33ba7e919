//! The process itself, read when somebody asks: the names every program of the field uses.

use std::fmt;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use rustix::time::{ClockId, clock_gettime};

/// Reads the process where the system shows it under `/proc`; elsewhere only its age and CPU time.
#[derive(Debug)]
pub(super) struct Process {
    started: f64,
}

impl Process {
    /// Of a process that starts now.
    pub(super) fn begun() -> Process {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Process {
            started: since.map_or(0.0, |since| since.as_secs_f64()),
        }
    }
}

fn show(
    encoder: &mut DescriptorEncoder<'_>,
    (name, help): (&str, &str),
    metric: &impl EncodeMetric,
) -> fmt::Result {
    metric.encode(encoder.encode_descriptor(name, help, None, metric.metric_type())?)
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let spent = clock_gettime(ClockId::ProcessCPUTime);
        let spent = spent.tv_sec as f64 + spent.tv_nsec as f64 / 1e9;
        let help = ("process_cpu_seconds", "CPU time of all threads");
        show(&mut encoder, help, &ConstCounter::new(spent))?;
        let help = ("process_start_time_seconds", "When it started, since 1970");
        show(&mut encoder, help, &ConstGauge::new(self.started))?;
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<i64>().ok()
        };
        if let Some(kib) = number("VmRSS:") {
            let help = ("process_resident_memory_bytes", "Memory in RAM");
            show(&mut encoder, help, &ConstGauge::new(kib * 1024))?;
        }
        if let Some(threads) = number("Threads:") {
            let help = ("process_threads", "Threads");
            show(&mut encoder, help, &ConstGauge::new(threads))?;
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            let open = i64::try_from(open.count()).unwrap_or(i64::MAX);
            let help = ("process_open_fds", "Open files and sockets");
            show(&mut encoder, help, &ConstGauge::new(open))?;
        }
        let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let most = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max open files"));
        if let Some(most) =
            most.and_then(|line| line.split_whitespace().next()?.parse::<i64>().ok())
        {
            let help = ("process_max_fds", "Most files and sockets it may open");
            show(&mut encoder, help, &ConstGauge::new(most))?;
        }
        Ok(())
    }
}
