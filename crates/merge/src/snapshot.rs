//! A record as bytes: the value the store keeps and the page a fresh replica gets.
//!
//! Every source stands once in a table and every device once in a dictionary, so a record of
//! twenty fields written by one save costs little more than its values.
//!
//! ```text
//! [version, record, bucket, kind,
//!  [device],                                      ascending
//!  [[device, hlc, wall, clock]],                  sources, ascending by dot
//!  clock,                                         of the record: [device, seq, device, seq, …]
//!  {field: [source, value, source, value, …]},
//!  {field: [[item, [source, present, …]]]},
//!  [[source, name, reason / null]],
//!  [attachment], [[device id, seq]]]              the last: what was settled
//! ```
//!
//! Devices and sources are named by their place in the tables. A source's own number is its
//! clock's entry for its device. There is no limit on the number of entries: whatever could be
//! folded can be kept and read back, and every entry takes at least one byte of the input.

mod read;
mod write;

const VERSION: u8 = 1;
/// Elements of the outer array.
const PARTS: usize = 12;

#[cfg(test)]
mod tests {
    use crate::id::{Bucket, RecordId};
    use crate::record::Record;

    #[test]
    fn garbage_is_refused_and_an_empty_record_reads_back() {
        let record = Record::new(RecordId([1; 16]), Bucket(420_625_102_000), 3);
        let bytes = record.encode();
        assert_eq!(Record::decode(&bytes).unwrap().digest(), record.digest());
        assert!(Record::decode(&bytes[..bytes.len() - 1]).is_err());
        assert!(Record::decode(&[0; 32]).is_err());
    }
}
