//! The store on a real PostgreSQL server: the contract of every engine, many who write at once, and
//! everything that can happen to a database meanwhile.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at the first surprise"
)]

#[path = "../conformance/branches.rs"]
mod branches;
mod cluster;
#[path = "../conformance/contract.rs"]
mod contract;
mod copies;
mod crowd;
mod faults;
#[path = "../conformance/feed.rs"]
mod feed;
mod golden;
mod line;
#[path = "../conformance/lookup.rs"]
mod lookup;
#[path = "../conformance/part.rs"]
mod part;
#[path = "../conformance/random.rs"]
mod random;
#[path = "../conformance/rig.rs"]
mod rig;
mod side_by_side;
#[path = "../conformance/taking.rs"]
mod taking;
mod waits;

use cluster::Cluster;
use rig::{Kept, Rig};

#[test]
fn a_database_keeps_the_contract() {
    let cluster = Cluster::start();
    let address: &'static str = cluster.address().leak();
    contract::keeps(Kept::Postgres(address), Rig::new);
}

impl Rig {
    /// The tables of another rig, by whatever way leads there.
    fn at(address: &str) -> Rig {
        Rig::new(Kept::At(address.to_owned().leak()))
    }

    /// How a program finds these tables.
    fn address(&self, cluster: &Cluster) -> String {
        self.told(cluster, "")
    }

    /// The same, and what else the server is told of the connection.
    fn told(&self, cluster: &Cluster, more: &str) -> String {
        let own = format!("options='-c search_path={} {more}'", self.schema);
        format!("{} {own}", cluster.address())
    }
}
