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
    "papers.toml"
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
    "kinds/key_vehicle.toml"
    "kinds/driver.toml"
    "kinds/key_unit.toml"
    "kinds/road_section.toml"
    "kinds/notice_to_owner.toml"
    "kinds/station_point.toml"
    "kinds/person.toml"
    "kinds/equipment.toml"
    "kinds/campaign.toml"
    "kinds/training.toml"
    "kinds/meeting.toml"
    "kinds/publicity.toml"
    "kinds/mass_event.toml"
    "kinds/minor_accident.toml"
    "kinds/duty_shift.toml"
    "kinds/duty_check.toml"
    "kinds/work_order.toml"
    "kinds/quality_check.toml"
    "kinds/bulletin.toml"
    "kinds/assessment.toml"
    "kinds/tip.toml"
    "kinds/accident_stat.toml"
    "kinds/policy_doc.toml"
};
