//! What PostgreSQL does with the same bytes when nobody verifies, merges or numbers anything.

use std::collections::BTreeMap;
use std::io::Write;
use std::thread;
use std::time::Instant;

use merge::{Record, RecordId, Sealed};

use crate::cluster::Cluster;

/// Connections that write at the same time.
const CONNECTIONS: usize = 4;

/// Signed operations, in batches as they come.
type Batch = Vec<Vec<u8>>;

/// The same bytes, one batch a transaction, into a table without anything; answers the seconds.
pub(crate) fn copy<'b>(cluster: &Cluster, batches: impl Iterator<Item = &'b Batch>) -> f64 {
    let mut client = cluster.client();
    client
        .batch_execute("CREATE TABLE plain (bytes bytea)")
        .unwrap();
    let begun = Instant::now();
    for batch in batches {
        let mut rows = client.copy_in("COPY plain FROM STDIN BINARY").unwrap();
        let head = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
        rows.write_all(head).unwrap();
        for bytes in batch {
            rows.write_all(&1u16.to_be_bytes()).unwrap();
            let len = u32::try_from(bytes.len()).unwrap();
            rows.write_all(&len.to_be_bytes()).unwrap();
            rows.write_all(bytes).unwrap();
        }
        rows.write_all(&u16::MAX.to_be_bytes()).unwrap();
        rows.finish().unwrap();
    }
    begun.elapsed().as_secs_f64()
}

/// The same bytes appended and the records they make, merged beforehand, put in place of what stood
/// there: two statements a batch, on four connections. No record may be in two shares. Answers the
/// seconds.
pub(crate) fn upsert(cluster: &Cluster, shares: &[Vec<Batch>]) -> f64 {
    let tables = "CREATE TABLE appended (bytes bytea); \
                  CREATE TABLE merged (id bytea PRIMARY KEY, body bytea)";
    cluster.client().batch_execute(tables).unwrap();
    let rows: Vec<Vec<Rows<'_>>> = shares.iter().map(|share| merged(share)).collect();
    let begun = Instant::now();
    thread::scope(|scope| {
        for place in 0..CONNECTIONS {
            let mine = rows.iter().skip(place).step_by(CONNECTIONS).flatten();
            scope.spawn(move || write(cluster, mine));
        }
    });
    begun.elapsed().as_secs_f64()
}

/// What one batch writes: its operations, and the ids and bodies of the records they change.
struct Rows<'b> {
    ops: &'b Batch,
    ids: Vec<Vec<u8>>,
    bodies: Vec<Vec<u8>>,
}

fn merged(share: &[Batch]) -> Vec<Rows<'_>> {
    let mut records: BTreeMap<RecordId, Record> = BTreeMap::new();
    let rows = share.iter().map(|batch| {
        let mut touched = BTreeMap::new();
        for bytes in batch {
            let op = Sealed::open(bytes).unwrap().op;
            if let Some(record) = records.get_mut(&op.record) {
                record.apply(&op).unwrap();
            } else {
                records.insert(op.record, Record::from_op(&op));
            }
            touched.insert(op.record, ());
        }
        let body = |id: &RecordId| records[id].encode();
        Rows {
            ops: batch,
            bodies: touched.keys().map(body).collect(),
            ids: touched.keys().map(|id| id.0.to_vec()).collect(),
        }
    });
    rows.collect()
}

fn write<'r>(cluster: &Cluster, rows: impl Iterator<Item = &'r Rows<'r>>) {
    let mut client = cluster.client();
    let append = client
        .prepare("INSERT INTO appended SELECT unnest($1::bytea[])")
        .unwrap();
    let put = "INSERT INTO merged SELECT * FROM unnest($1::bytea[], $2::bytea[]) \
               ON CONFLICT (id) DO UPDATE SET body = EXCLUDED.body";
    let put = client.prepare(put).unwrap();
    for rows in rows {
        let mut all = client.transaction().unwrap();
        all.execute(&append, &[rows.ops]).unwrap();
        all.execute(&put, &[&rows.ids, &rows.bodies]).unwrap();
        all.commit().unwrap();
    }
}
