//! The catalog files this program was built with. A new kind is its file and one line here.

/// A list of `(path below catalog/, text)`.
macro_rules! files {
    ($($path:literal)*) => { &[$(($path, include_str!(concat!("../catalog/", $path)))),*] };
}

/// Every file by its path below `catalog/`.
pub(crate) const FILES: &[(&str, &str)] = files! {
    "roles.toml"
    "tables.toml"
    "reports.toml"
    "codes/field_work.toml"
    "codes/ledgers.toml"
    "codes/work.toml"
    "codes/oversight.toml"
    "figures/field_work.toml"
    "figures/ledgers.toml"
    "figures/work.toml"
    "figures/oversight.toml"
    "kinds/hazard.toml"
    "kinds/supervision.toml"
    "kinds/reminder.toml"
    "kinds/lookback.toml"
    "kinds/inspection.toml"
    "kinds/letter.toml"
    "kinds/agreement.toml"
    "kinds/enforcement.toml"
    "kinds/persuasion_log.toml"
};
