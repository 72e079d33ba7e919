//! Databases of released programs, as they were left: every later program brings their tables
//! forward, reads what they keep, and writes on.
//!
//! A dump is made once, when the tables get a new number: `XUNLU_UPDATE=1` writes the one of the
//! newest tables if it is not there yet. It is never written over.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use store::{Engine, Item};

use crate::cluster::Cluster;
use crate::crowd::is_whole;
use crate::rig::{HERE, Kept, NEXT, Pen, Rig, digest, id, item, open_on};

/// The numbers of all tables there were, the newest last, and the root of the log in their dump.
const DUMPS: [(u32, &str); 1] = [(
    1,
    "814de2217305dbc995b3cd927828ee6c16537584bd0116984a4026ea84dc2050",
)];

fn dump(number: u32) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres/golden");
    folder.join(format!("v{number}.sql"))
}

/// What the programs of every number of tables have written: two laptops, one record that both
/// wrote to, a note, and a file.
fn fill(rig: &Rig) {
    let (store, mut one, mut two) = (rig.open(), Pen::new(1), Pen::new(2));
    let grants = [&one, &two].map(|pen| Item::Grant(pen.grant.clone()));
    store.take(grants.to_vec()).unwrap();
    for (record, bucket) in [(1, HERE), (2, NEXT), (3, HERE)] {
        let words = format!("急弯{record}");
        store
            .take(vec![item(&one.described(record, bucket, &words))])
            .unwrap();
    }
    store
        .take(vec![item(&two.described(1, HERE, "临崖"))])
        .unwrap();
    let (name, value) = ("drill".to_owned(), b"kept".to_vec());
    store.take(vec![Item::Note { name, value }]).unwrap();
    let Engine::Postgres(database) = rig.engine_at() else {
        panic!("a database");
    };
    let photos = database.folder("photos/ab");
    photos.append("abc", &[7; 300]).unwrap();
    database.claim("site", b"office").unwrap();
}

#[test]
fn a_database_of_every_released_program_is_brought_forward_read_and_written_on() {
    let cluster = Cluster::start();
    let newest = DUMPS[DUMPS.len() - 1].0;
    if env::var_os("XUNLU_UPDATE").is_some() && !dump(newest).exists() {
        let rig = Rig::new(Kept::Postgres(cluster.address().leak()));
        fill(&rig);
        let named = format!("ALTER SCHEMA {} RENAME TO golden{newest}", rig.schema);
        let mut admin = cluster.client();
        admin.batch_execute(&named).unwrap();
        let text = cluster.dump(&format!("golden{newest}"));
        fs::create_dir_all(dump(newest).parent().unwrap()).unwrap();
        fs::write(dump(newest), text).unwrap();
        let gone = format!("DROP SCHEMA golden{newest} CASCADE");
        admin.batch_execute(&gone).unwrap();
    }
    for (number, root) in DUMPS {
        let schema = format!("golden{number}");
        let text = fs::read_to_string(dump(number)).unwrap();
        cluster.client().batch_execute(&text).unwrap();
        let own = format!("{} options='-c search_path={schema}'", cluster.address());
        let rig = Rig::at(&own);
        let (one, two, mut three) = (Pen::new(1), Pen::new(2), Pen::new(3));
        let store = rig.open();
        assert_eq!(store.log_size().unwrap(), 7);
        assert_eq!(store.log_root(7).unwrap().unwrap().hash.to_string(), root);
        assert_eq!(store.record(id(1)).unwrap().unwrap().clock().dots.len(), 2);
        assert_eq!(store.feed_head(HERE).unwrap().0, 3);
        assert_eq!(store.note("drill").unwrap(), Some(b"kept".to_vec()));
        let memory = open_on(rig.journal(), Engine::Memory);
        assert_eq!(
            digest(&store, &[&one, &two]),
            digest(&memory, &[&one, &two])
        );
        let Engine::Postgres(database) = rig.engine_at() else {
            panic!("a database");
        };
        let photos = database.folder("photos/ab");
        assert_eq!(photos.read("abc", 0, 1_000).unwrap(), [7; 300]);
        assert_eq!(database.claim("site", b"other").unwrap(), b"office");
        assert!(
            database
                .lease("duty", "a", std::time::Duration::from_secs(9))
                .unwrap()
        );
        // Written on: the pen goes on where it was.
        let grant = Item::Grant(three.grant.clone());
        let more = item(&three.described(1, HERE, "新的"));
        store.take(vec![grant, more]).unwrap();
        assert_eq!(store.feed_head(HERE).unwrap().0, 4);
        is_whole(&rig, 1..=3);
    }
}
