//! The end of a world, told without the ids and hashes that chance of the system went into.

use merge::Hash;

use super::World;

impl World {
    /// A digest of everything the office holds: records by the order of their making, writers by
    /// the order of their enrolment.
    pub(crate) fn digest(&self) -> String {
        let mut told = String::new();
        for (number, id) in self.ledger.records.iter().enumerate() {
            let record = self.office().store().record(*id).unwrap().unwrap();
            told += &format!("record {number} in {}\n", record.bucket);
            for field in record.field_ids() {
                let mut said: Vec<String> = record
                    .said(field)
                    .iter()
                    .map(|said| {
                        let dot = said.source.dot;
                        format!("{} {} {:?}", self.number_of(dot.device), dot.seq, said.what)
                    })
                    .collect();
                said.sort_unstable();
                told += &format!("  {field}: {said:?} {:?}\n", record.items(field));
            }
            for event in record.events() {
                told += &format!("  {} {}\n", event.name, event.source.dot.seq);
            }
        }
        Hash::of(&[told.as_bytes()]).to_string()
    }

    fn number_of(&self, device: merge::DeviceId) -> usize {
        let known = self
            .people
            .iter()
            .position(|person| person.device.id() == device);
        known.unwrap_or(self.people.len())
    }
}
