//! The catalog files this program was built with. A new kind is its file and one line here.

/// Every file by its path below `catalog/`.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("roles.toml", include_str!("../catalog/roles.toml")),
    ("codes.toml", include_str!("../catalog/codes.toml")),
    ("tables.toml", include_str!("../catalog/tables.toml")),
    ("figures.toml", include_str!("../catalog/figures.toml")),
    (
        "kinds/hazard.toml",
        include_str!("../catalog/kinds/hazard.toml"),
    ),
    (
        "kinds/supervision.toml",
        include_str!("../catalog/kinds/supervision.toml"),
    ),
    (
        "kinds/reminder.toml",
        include_str!("../catalog/kinds/reminder.toml"),
    ),
    (
        "kinds/lookback.toml",
        include_str!("../catalog/kinds/lookback.toml"),
    ),
    (
        "kinds/inspection.toml",
        include_str!("../catalog/kinds/inspection.toml"),
    ),
    (
        "kinds/letter.toml",
        include_str!("../catalog/kinds/letter.toml"),
    ),
    (
        "kinds/agreement.toml",
        include_str!("../catalog/kinds/agreement.toml"),
    ),
    (
        "kinds/enforcement.toml",
        include_str!("../catalog/kinds/enforcement.toml"),
    ),
    (
        "kinds/persuasion_log.toml",
        include_str!("../catalog/kinds/persuasion_log.toml"),
    ),
];
