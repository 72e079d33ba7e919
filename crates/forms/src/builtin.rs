//! The catalog files this program was built with. A new kind is its file and one line here.

/// Every file by its path below `catalog/`.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("roles.toml", include_str!("../catalog/roles.toml")),
    ("codes.toml", include_str!("../catalog/codes.toml")),
    ("kinds/hazard.toml", include_str!("../catalog/kinds/hazard.toml")),
];
