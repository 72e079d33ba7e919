//! Photos on a stick: the same offers, pieces and words as over a network.

use std::fs;

use desk::api::PAGE_PHOTOS;
use sync::Request;
use sync::bundle::{Part, Reader, Writer};
use sync::photos::PhotoAsk;

use super::pages::bring;
use super::scope::opened;
use super::{carry, enrol, exchange, export, import, on_stick, unsent};
use crate::photos::{Shot, at_office, has, hazard_with, original, shot};
use crate::world::{Laptop, Site, Window, XIANGYANG, contains};

/// A station that never is online, and a photo of more than two chunks that it took.
fn station(site: &Site) -> (Laptop, Shot) {
    let alone = enrol(site, XIANGYANG.township, "officer", "张伟");
    let shot = shot(site.ground(), "路口", 1200, 900);
    assert!(shot.bytes.len() > 512 * 1024, "several chunks");
    hazard_with(&alone, &shot);
    (alone, shot)
}

/// What a bundle to the office says, part by part.
pub(super) fn parts(site: &Site, bundle: &str) -> Vec<Part> {
    let mut reader = Reader::open(fs::File::open(bundle).unwrap()).unwrap();
    reader.unlock(&office_key(site)).unwrap();
    std::iter::from_fn(|| reader.next_part().unwrap()).collect()
}

fn office_key(site: &Site) -> merge::Key {
    let text = fs::read(site.folder().join("site.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let secret: merge::Hash = kept["secret"].as_str().unwrap().parse().unwrap();
    merge::Key::from_secret(&secret.0)
}

/// Writes what a laptop could have said instead.
pub(super) fn say(laptop: &Laptop, parts: &[Part], bundle: &str) {
    let device = laptop.identity();
    let about = (sync::bundle::Purpose::Up, 1, 1_800_000_000_000);
    let (key, office) = (device.key(), device.office().unwrap());
    let mut writer = Writer::start(Vec::new(), &key, &office, about, [9; 32]).unwrap();
    parts.iter().for_each(|part| writer.part(part).unwrap());
    fs::write(bundle, writer.finish(false).unwrap().0).unwrap();
}

fn is_piece(part: &Part) -> bool {
    matches!(part, Part::Request(Request::Photo(PhotoAsk::Piece(_))))
}

#[test]
fn a_photo_carried_by_hand_is_seen_whole_at_the_county_and_the_word_comes_home() {
    let site = Site::xiangyang();
    let (alone, shot) = station(&site);
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    let exported = export(&alone, &up);
    assert_eq!(
        (&exported["photos"], &exported["photo_bytes"]),
        (&1.into(), &shot.bytes.len().into())
    );
    assert_eq!(alone.status("photos_unsent"), 1, "carried is not arrived");
    assert_eq!(exchange(&site, &up, &down)["photos"], 1);
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "李强");
    let seen = county.get(&format!("files/{}", shot.sha256));
    assert!(seen.body == shot.bytes, "the original, byte for byte");

    let home = import(&alone, &down);
    assert_eq!((&home["photos"], &home["pulled"]), (&1.into(), &0.into()));
    assert_eq!(alone.status("photos_unsent"), 0);
    assert!(has(alone.folder(), &shot), "the laptop keeps its own");
    let next = export(&alone, &on_stick(&site, "next.xlb"));
    assert_eq!(next["photos"], 0, "what has arrived is not carried again");
    // Either file once more changes nothing.
    assert_eq!(exchange(&site, &up, &on_stick(&site, "x.xlb"))["photos"], 0);
    import(&alone, &down);
    assert_eq!(alone.status("photos_unsent"), 0);
}

#[test]
fn previews_of_the_others_photos_come_with_their_records_and_none_from_outside() {
    let site = Site::xiangyang();
    let (alone, own) = station(&site);
    let near = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    let far = site.enrol(XIANGYANG.elsewhere, "officer", "赵敏");
    let [theirs, foreign] = ["邻里", "外县"].map(|name| shot(site.ground(), name, 700, 500));
    let id = hazard_with(&near, &theirs);
    hazard_with(&far, &foreign);
    near.sync();
    far.sync();
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    export(&alone, &up);
    exchange(&site, &up, &down);
    let clear = opened(&alone, &down);
    let foreign: merge::Hash = foreign.sha256.parse().unwrap();
    assert!(!contains(&clear, &foreign.0) && !contains(&clear, "赵敏".as_bytes()));
    let home = import(&alone, &down);
    assert_eq!((&home["previews"], &home["pulled"]), (&1.into(), &1.into()));
    assert_eq!(alone.show(&id)["travelling"][&theirs.sha256], "preview");

    // Lost at the laptop, it is asked for and comes again, and by name nothing from outside does.
    fs::remove_dir_all(alone.file("blobs").join("preview")).unwrap();
    let (again, answer) = (on_stick(&site, "again.xlb"), on_stick(&site, "answer.xlb"));
    export(&alone, &again);
    let mut asked = parts(&site, &again);
    asked.push(Part::Request(Request::Photo(PhotoAsk::Previews(vec![
        foreign,
    ]))));
    say(&alone, &asked, &again);
    exchange(&site, &again, &answer);
    assert!(!contains(&opened(&alone, &answer), &foreign.0));
    assert_eq!(import(&alone, &answer)["previews"], 1);
    assert!(has(alone.folder(), &own));
}

#[test]
fn previews_that_do_not_fit_into_one_volume_come_in_several_each_of_use_alone() {
    let site = Site::xiangyang();
    let (alone, _) = station(&site);
    let near = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    for name in ["甲", "乙", "丙", "丁"] {
        hazard_with(&near, &shot(site.ground(), name, 700, 500));
    }
    near.sync();
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    alone.json(&["export", "--full", "--to", &up]);
    let said = site.json(&["exchange", &up, "--to", &down, "--volume-size", "64K"]);
    let files = said["devices"][0]["answer"].as_array().unwrap().iter();
    let files: Vec<&str> = files.map(|file| file.as_str().unwrap()).collect();
    assert!(files.len() > 1, "{said}");
    // The records first; then whatever volume comes.
    let mut shown = import(&alone, files[0])["previews"].as_u64().unwrap();
    for file in files[1..].iter().rev() {
        shown += import(&alone, file)["previews"].as_u64().unwrap();
    }
    assert_eq!(shown, 4);
    assert_eq!(
        (unsent(&alone), alone.status("photos_unsent")),
        (0, 0.into())
    );
}

#[test]
fn an_answer_that_is_lost_costs_the_next_stick_and_no_photo() {
    let site = Site::xiangyang();
    let (alone, shot) = station(&site);
    let (up, lost) = (on_stick(&site, "up.xlb"), on_stick(&site, "lost.xlb"));
    export(&alone, &up);
    exchange(&site, &up, &lost);
    fs::remove_file(&lost).unwrap();
    assert_eq!(alone.status("photos_unsent"), 1);
    // Even a stick without photos asks which have arrived.
    let (small, answer) = (on_stick(&site, "small.xlb"), on_stick(&site, "answer.xlb"));
    let said = alone.json(&["export", "--no-photos", "--to", &small]);
    assert_eq!(
        (&said["photos"], &said["photos_left"]),
        (&0.into(), &1.into())
    );
    exchange(&site, &small, &answer);
    import(&alone, &answer);
    assert_eq!(
        (unsent(&alone), alone.status("photos_unsent")),
        (0, 0.into())
    );
    assert!(at_office(&site, &shot));
}

#[test]
fn a_small_stick_carries_the_operations_and_the_photos_go_another_time() {
    let site = Site::xiangyang();
    let (alone, shot) = station(&site);
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    alone.json(&["export", "--no-photos", "--to", &up]);
    assert!(fs::metadata(&up).unwrap().len() < 16 * 1024);
    assert_eq!(exchange(&site, &up, &down)["kept"], 1);
    import(&alone, &down);
    assert_eq!(
        (unsent(&alone), alone.status("photos_unsent")),
        (0, 1.into())
    );
    assert!(!at_office(&site, &shot));
    carry(&site, &alone, "later");
    assert!(at_office(&site, &shot));
    assert_eq!(alone.status("photos_unsent"), 0);
}

#[test]
fn a_photo_larger_than_a_volume_goes_on_in_the_next_one_and_after_a_cut_at_the_piece() {
    let site = Site::xiangyang();
    let (alone, shot) = station(&site);
    let up = on_stick(&site, "up.xlb");
    let said = alone.json(&["export", "--to", &up, "--volume-size", "64K"]);
    let files = said["files"].as_array().unwrap().iter();
    let files: Vec<&str> = files.map(|file| file.as_str().unwrap()).collect();
    assert!(files.len() > 4 && said["photos"] == 1, "{said}");
    let sizes = files.iter().map(|file| fs::metadata(file).unwrap().len());
    assert!(sizes.clone().all(|size| size < 128 * 1024));

    // The first half of the volumes, the last of them cut in its middle.
    let (half, rest) = files.split_at(files.len() / 2);
    let cut = half[half.len() - 1];
    let whole = fs::read(cut).unwrap();
    fs::write(cut, &whole[..whole.len() * 3 / 4]).unwrap();
    let outcome = site.run(&[&["exchange"], half].concat());
    assert!(outcome.err.contains("cut off at byte"), "{}", outcome.err);
    let partial = site.folder().join("blobs/partial").join(&shot.sha256);
    let arrived = fs::metadata(&partial).unwrap().len();
    assert!(arrived > 64 * 1024, "{arrived}");
    // What follows is of no use yet, which is told; the volume as it was, and then it is.
    let why = site.run(&[&["exchange"], rest].concat()).err;
    assert!(
        why.contains("import that first") && why.contains(&shot.sha256),
        "{why}"
    );
    assert_eq!(fs::metadata(&partial).unwrap().len(), arrived);
    fs::write(cut, &whole).unwrap();
    let down = on_stick(&site, "down.xlb");
    let tail = [&[cut], rest].concat();
    let said = site.json(&[&["exchange"], &tail[..], &["--to", &down]].concat());
    assert_eq!(said["devices"][0]["photos"], 1, "{said}");
    assert!(at_office(&site, &shot));
    import(&alone, &down);
    assert_eq!(alone.status("photos_unsent"), 0);
}

#[test]
fn pieces_of_another_size_fill_what_an_earlier_stick_left_open() {
    let site = Site::xiangyang();
    let (alone, shot) = station(&site);
    let up = on_stick(&site, "up.xlb");
    let said = alone.json(&["export", "--to", &up, "--volume-size", "100K"]);
    let first = said["files"][0].as_str().unwrap();
    site.json(&["exchange", first]);
    let partial = site.folder().join("blobs/partial").join(&shot.sha256);
    let arrived = fs::metadata(&partial).unwrap().len();
    let chunk = 256 * 1024;
    assert!(!arrived.is_multiple_of(chunk), "in the middle of a chunk");
    carry(&site, &alone, "whole");
    assert!(at_office(&site, &shot));
    assert_eq!(alone.status("photos_unsent"), 0);
}

#[test]
fn an_altered_piece_is_named_and_keeps_no_operation_and_no_other_photo_out() {
    let site = Site::xiangyang();
    let (alone, bent) = station(&site);
    let good = shot(site.ground(), "好的", 300, 200);
    hazard_with(&alone, &good);
    let up = on_stick(&site, "up.xlb");
    export(&alone, &up);
    let mut said = parts(&site, &up);
    for part in &mut said {
        if let Part::Request(Request::Photo(PhotoAsk::Piece(piece))) = part
            && piece.sha256.to_string() == bent.sha256
            && piece.at > 0
        {
            piece.bytes[100] ^= 1;
            break;
        }
    }
    say(&alone, &said, &up);
    let outcome = site.run(&["exchange", &up, "--json"]);
    assert!(
        !outcome.ok && outcome.err.contains(&bent.sha256),
        "{}",
        outcome.err
    );
    assert!(
        outcome.err.contains("a piece was altered"),
        "{}",
        outcome.err
    );
    let told: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    let guest = &told["devices"][0];
    assert_eq!((&guest["kept"], &guest["photos"]), (&2.into(), &1.into()));
    assert!(at_office(&site, &good) && !at_office(&site, &bent));
    let partial = site.folder().join("blobs/partial").join(&bent.sha256);
    let arrived = fs::metadata(&partial).unwrap().len();
    assert!(arrived >= 256 * 1024, "what was right is kept");
    carry(&site, &alone, "again");
    assert!(at_office(&site, &bent));
    assert_eq!(alone.status("photos_unsent"), 0);
}

#[test]
fn photos_without_their_record_and_photos_that_are_gone_stop_nothing() {
    let site = Site::xiangyang();
    let (alone, gone) = station(&site);
    let up = on_stick(&site, "up.xlb");
    export(&alone, &up);
    // The photo arrives without the operation that refers to it.
    let mut said = parts(&site, &up);
    said.retain(|part| !matches!(part, Part::Request(Request::Push(_))));
    assert!(said.iter().any(is_piece));
    let early = on_stick(&site, "early.xlb");
    say(&alone, &said, &early);
    let why = site.run(&["exchange", &early]).err;
    assert!(why.contains("no record refers to photo"), "{why}");
    assert!(!at_office(&site, &gone));

    fs::remove_file(original(alone.folder(), &gone.sha256)).unwrap();
    let other = shot(site.ground(), "另一张", 300, 200);
    hazard_with(&alone, &other);
    let (next, down) = (on_stick(&site, "next.xlb"), on_stick(&site, "down.xlb"));
    let exported = export(&alone, &next);
    assert_eq!(
        (&exported["photos"], &exported["photos_lost"]),
        (&1.into(), &1.into())
    );
    assert_eq!(exchange(&site, &next, &down)["kept"], 2);
    import(&alone, &down);
    assert_eq!(
        (unsent(&alone), alone.status("photos_unsent")),
        (0, 1.into())
    );
    assert!(at_office(&site, &other));
}

#[test]
fn an_office_that_lost_its_photos_is_given_them_back_by_two_sticks() {
    let site = Site::xiangyang();
    let (alone, shot) = station(&site);
    carry(&site, &alone, "first");
    site.stop();
    fs::remove_dir_all(site.folder().join("blobs")).unwrap();
    site.start();
    carry(&site, &alone, "told");
    assert_eq!(
        alone.status("photos_unsent"),
        1,
        "the answer says that it lacks"
    );
    carry(&site, &alone, "again");
    assert!(at_office(&site, &shot));
    assert_eq!(alone.status("photos_unsent"), 0);
}

#[test]
fn the_pages_carry_photos_too_and_say_how_many() {
    let site = Site::xiangyang();
    let (alone, shot) = station(&site);
    assert!(PAGE_PHOTOS > shot.bytes.len() as u64);
    let officer = Window::of(&alone);
    let exported = officer.get("stick/export");
    let counted = |name: &str| exported.headers[name].to_str().unwrap().to_owned();
    assert_eq!(
        (counted("xunlu-photos"), counted("xunlu-photos-left")),
        ("1".into(), "0".into())
    );
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "李强");
    let taken = bring(&county, &exported.body).json();
    let line = taken["lines"][0]["zh"].as_str().unwrap();
    assert!(line.contains("新收照片 1 张"), "{line}");
    assert!(county.get(&format!("files/{}", shot.sha256)).body == shot.bytes);
    let answer = county.get(&format!(
        "stick/answer/{}",
        taken["answer"].as_str().unwrap()
    ));
    let taken = bring(&officer, &answer.body).json();
    let line = taken["lines"][0]["en"].as_str().unwrap();
    assert!(line.contains("1 have arrived at the office"), "{line}");
    assert_eq!(officer.get("standing").json()["photos_unsent"], 0);
    officer.close();
}
