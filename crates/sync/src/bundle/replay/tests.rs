use std::convert::Infallible;
use std::io::Cursor;

use merge::{DeviceId, Head, Key};

use super::super::{Purpose, Writer, first_hello};
use super::*;
use crate::message::Pull;

const BUCKET: Bucket = Bucket(420_625_102_000);

fn laptop_key() -> Key {
    Key::from_secret(&[2; 32])
}

fn office_key() -> Key {
    Key::from_secret(&[1; 32])
}

/// A laptop that notes what it is told: where it stands, and what it took from which number on.
#[derive(Default)]
struct Notebook {
    place: Option<Place>,
    taken: Vec<u64>,
    welcomes: usize,
}

impl Replica for Notebook {
    type Error = Infallible;

    fn hello(&mut self) -> Result<Hello, Infallible> {
        Ok(Hello {
            places: self.place.into_iter().collect(),
            ..first_hello()
        })
    }

    fn welcomed(&mut self, _: &Hello, welcome: &Welcome) -> Result<(), Infallible> {
        self.welcomes += 1;
        if welcome.strange.contains(&BUCKET) {
            self.place = None;
        }
        Ok(())
    }

    fn own_after(&self, _: u64, _: usize) -> Result<Vec<Sealed>, Infallible> {
        panic!("a file is not asked to take anything")
    }

    fn kept_in(&self, _: Bucket, _: Option<Dot>, _: usize) -> Result<Vec<Sealed>, Infallible> {
        panic!("a file is not asked to take anything")
    }

    fn pushed(&mut self, _: &[Sealed], _: &Pushed) -> Result<(), Infallible> {
        Ok(())
    }

    fn pulled(
        &mut self,
        segment: &Segment,
        place: Place,
        _: &[ByteVec],
    ) -> Result<u64, Infallible> {
        self.taken.push(segment.from);
        self.place = Some(place);
        Ok(segment.items.len() as u64)
    }

    fn paged(&mut self, _: &Page, _: &[Opening]) -> Result<(), Infallible> {
        Ok(())
    }
}

/// A feed: operation number `n` of an office says so, and offices differ.
fn feed(office: &str, until: u64) -> Vec<FeedItem> {
    let item = |n| FeedItem::Op(format!("{office} {n}").into_bytes().into());
    (1..=until).map(item).collect()
}

fn place(feed: &[FeedItem], seq: u64) -> Place {
    let known = &feed[..usize::try_from(seq).unwrap()];
    Place {
        bucket: BUCKET,
        seq,
        sum: sum(known),
    }
}

/// What an office that stands at `all` says first, at a time.
fn welcome(protocol: u16, all: Place, strange: Option<Bucket>, server_ms: u64) -> Welcome {
    let receipt = Receipt::sign(
        DeviceId([4; 16]),
        Head::default(),
        server_ms,
        1,
        &office_key(),
    )
    .unwrap();
    Welcome {
        protocol,
        server_ms,
        epoch: 1,
        head: Head::default(),
        buckets: vec![all],
        strange: strange.into_iter().collect(),
        gone: Vec::new(),
        receipt: receipt.bytes().to_vec().into(),
        signature: Vec::new().into(),
        rules: None,
        charters: None,
        posting: None,
        log: None,
        revoked: None,
    }
}

/// An answer made at a time to a laptop that stood at `from`, by an office with this feed.
fn answer(feed: &[FeedItem], from: Option<Place>, server_ms: u64) -> Vec<u8> {
    let all = place(feed, feed.len() as u64);
    let hello = Hello {
        places: from.into_iter().collect(),
        ..first_hello()
    };
    let strange = from.filter(|from| from.seq > all.seq || place(feed, from.seq) != *from);
    let strange = strange.map(|place| place.bucket);
    let welcome = welcome(1, all, strange, server_ms);
    let about = (Purpose::Down, 1, server_ms);
    let to = laptop_key().public();
    let mut writer = Writer::start(Vec::new(), office_key(), &to, about, [5; 32]).unwrap();
    super::super::answer(
        &mut writer,
        (&hello, None),
        None,
        &mut |request| match request {
            crate::Request::Hello(_) => Reply::Welcome(welcome.clone()),
            crate::Request::Pull(Pull { places, .. }) => {
                let from = usize::try_from(places[0].seq).unwrap();
                Reply::Pulled(crate::Pulled {
                    segments: vec![Segment {
                        bucket: BUCKET,
                        from: places[0].seq + 1,
                        items: feed[from..].to_vec(),
                        sum: all.sum,
                    }],
                    grants: Vec::new(),
                })
            }
            other => panic!("{other:?}"),
        },
    )
    .unwrap();
    writer.finish(false).unwrap().0
}

fn taken(bundle: &[u8], laptop: &mut Notebook, receipt_ms: Option<u64>) -> Replayed {
    let mut reader = Reader::open(Cursor::new(bundle)).unwrap();
    reader.unlock(&laptop_key()).unwrap();
    let receipt = receipt_ms
        .map(|ms| Receipt::sign(DeviceId([4; 16]), Head::default(), ms, 1, &office_key()).unwrap());
    replay(
        &mut reader,
        laptop,
        receipt.as_ref(),
        &mut |_| {},
        &mut |_| {},
    )
    .unwrap()
}

#[test]
fn what_is_there_already_is_passed_over() {
    let feed = feed("one", 9);
    let mut laptop = Notebook::default();
    let first = answer(&feed[..5], None, 10);
    assert_eq!(taken(&first, &mut laptop, None).report.pulled, 5);
    let again = taken(&first, &mut laptop, Some(10));
    assert_eq!((again.report.pulled, laptop.welcomes), (0, 1));
    // The next answers a question asked before the first came home, and overlaps with it.
    let second = answer(&feed, None, 20);
    taken(&second, &mut laptop, Some(10));
    assert_eq!(laptop.place, Some(place(&feed, 9)));
    // The first once more, by a slow stick.
    let late = taken(&first, &mut laptop, Some(20));
    assert!(late.old && !late.restored);
    assert_eq!(laptop.place, Some(place(&feed, 9)), "nothing moves back");
    assert_eq!(laptop.taken, [1, 1]);
}

#[test]
fn an_answer_that_begins_too_late_names_what_is_missing() {
    let feed = feed("one", 9);
    let mut laptop = Notebook::default();
    let later = answer(&feed, Some(place(&feed, 5)), 20);
    let replayed = taken(&later, &mut laptop, None);
    assert_eq!(replayed.missing, [BUCKET]);
    assert_eq!((laptop.place, laptop.taken.len()), (None, 0));
    taken(&answer(&feed[..5], None, 10), &mut laptop, Some(20));
    assert_eq!(taken(&later, &mut laptop, Some(20)).missing, []);
    assert_eq!(laptop.place, Some(place(&feed, 9)));
}

#[test]
fn a_restored_office_is_noticed_and_its_feed_of_today_holds() {
    let (before, after) = (feed("before", 9), feed("after", 7));
    let mut laptop = Notebook {
        place: Some(place(&before, 9)),
        ..Notebook::default()
    };
    // Asked where it stood, the office no longer knows the place.
    let strange = answer(&after, laptop.place, 20);
    assert!(taken(&strange, &mut laptop, Some(10)).restored);
    assert_eq!(laptop.place, Some(place(&after, 7)));
    // Asked long ago, it does not know of anything strange, but its items are others.
    laptop.place = Some(place(&before, 6));
    let old_question = answer(&after, None, 30);
    assert!(taken(&old_question, &mut laptop, Some(20)).restored);
    assert_eq!(laptop.place, Some(place(&after, 7)));
    // Of before it was restored: not believed against what is newer.
    laptop.place = Some(place(&after, 5));
    let stale = taken(&answer(&before, None, 15), &mut laptop, Some(30));
    assert!(stale.old);
    assert_eq!(laptop.place, Some(place(&after, 5)));
}

#[test]
fn an_answer_in_a_protocol_that_is_not_spoken_here_is_refused() {
    let mut exchange = Exchange::default();
    let mut laptop = Notebook::default();
    exchange.next(&mut laptop).unwrap();
    let newer = crate::SPOKEN.newest + 1;
    let welcome = welcome(newer, place(&[], 0), None, 10);
    let told = exchange.answer(&mut laptop, Reply::Welcome(welcome));
    assert!(matches!(told, Err(SyncError::Protocol(theirs)) if theirs == newer));
    assert_eq!(laptop.welcomes, 0);
}

#[test]
fn a_file_that_answers_nothing_or_in_disorder_is_refused() {
    let about = (Purpose::Down, 1, 0);
    let to = laptop_key().public();
    for parts in [
        vec![],
        vec![
            Part::Answering(first_hello()),
            Part::Answering(first_hello()),
        ],
        vec![Part::Request(crate::Request::Hello(first_hello()))],
    ] {
        let mut writer = Writer::start(Vec::new(), office_key(), &to, about, [5; 32]).unwrap();
        parts.iter().for_each(|part| writer.part(part).unwrap());
        let bundle = writer.finish(false).unwrap().0;
        let mut reader = Reader::open(Cursor::new(bundle)).unwrap();
        reader.unlock(&laptop_key()).unwrap();
        let refused = replay(
            &mut reader,
            &mut Notebook::default(),
            None,
            &mut |_| {},
            &mut |_| {},
        );
        assert!(matches!(refused, Err(Trouble::Sync(SyncError::OutOfTurn))));
    }
}
