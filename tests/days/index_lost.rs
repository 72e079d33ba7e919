//! The index may go and the journal may not: what each costs.

use std::fs;

use crate::contract::hazard;
use crate::world::{Dice, Laptop, Site, XIANGYANG, copy, kept};

/// How often the index is damaged somewhere else.
const DAMAGES: u64 = 24;

fn laptop_with(records: u32) -> (Site, Laptop) {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    for round in 0..records {
        hazard(&laptop, &[&format!("description=第{round}条")]);
    }
    (site, laptop)
}

fn everything(laptop: &Laptop) -> String {
    laptop.run(&["list", "--json"]).said()
}

#[test]
fn an_index_that_is_gone_is_folded_again() {
    let (_site, laptop) = laptop_with(3);
    let before = everything(&laptop);
    fs::remove_dir_all(laptop.file("index")).unwrap();
    assert_eq!(everything(&laptop), before);
    laptop.is_sound();
    hazard(&laptop, &[]);
    assert_eq!(laptop.list(&[]).len(), 4);
}

#[test]
fn an_older_index_is_brought_up_to_date() {
    let (site, laptop) = laptop_with(2);
    let old = site.ground().join("old-index");
    copy(&laptop.file("index"), &old);
    let id = hazard(&laptop, &[]);
    laptop.act(&id, "report", &[]);
    laptop.sync();
    let before = everything(&laptop);
    copy(&old, &laptop.file("index"));
    assert_eq!(everything(&laptop), before);
    assert_eq!(laptop.status("unsent"), 0);
    laptop.is_sound();
}

#[test]
fn the_index_of_another_laptop_is_not_believed() {
    let (site, laptop) = laptop_with(2);
    let other = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    hazard(&other, &["description=canary-description"]);
    let before = everything(&laptop);
    copy(&other.file("index"), &laptop.file("index"));
    assert_eq!(everything(&laptop), before);
    laptop.is_sound();
}

#[test]
fn an_index_damaged_anywhere_is_folded_again() {
    let (site, laptop) = laptop_with(8);
    let before = everything(&laptop);
    let whole = site.ground().join("whole-index");
    copy(&laptop.file("index"), &whole);
    let mut dice = Dice::new(5);
    for round in 0..DAMAGES {
        copy(&whole, &laptop.file("index"));
        damage(&laptop, &mut dice);
        assert_eq!(everything(&laptop), before, "damage {round}");
        laptop.is_sound();
    }
}

/// Changes up to 64 bytes in a row of the index's file, somewhere where it holds something.
fn damage(laptop: &Laptop, dice: &mut Dice) {
    let file = laptop.file("index").join("db");
    let mut bytes = fs::read(&file).unwrap();
    let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    let start = used[usize::try_from(dice.below(used.len() as u64)).unwrap()];
    let length = usize::try_from(1 + dice.below(64)).unwrap();
    for byte in bytes.iter_mut().skip(start).take(length) {
        *byte ^= u8::try_from(1 + dice.below(255)).unwrap();
    }
    fs::write(file, bytes).unwrap();
}

#[test]
fn the_index_of_an_office_that_is_gone_is_folded_again() {
    let (site, laptop) = laptop_with(3);
    let id = hazard(&laptop, &[]);
    laptop.act(&id, "report", &[]);
    laptop.sync();
    let table = site.json(&["stats"]);
    site.stop();
    fs::remove_dir_all(site.folder().join("index")).unwrap();
    assert_eq!(site.json(&["stats"]), table);
    site.start();
    assert_eq!(laptop.sync()["pushed"], 0);
}

#[test]
fn a_torn_end_costs_only_what_was_never_acknowledged() {
    let (site, laptop) = laptop_with(2);
    let before = everything(&laptop);
    let then = site.ground().join("then");
    copy(laptop.folder(), &then);
    let whole = fs::read(laptop.journal()).unwrap().len();
    hazard(&laptop, &["description=没写完"]);
    let longer = fs::read(laptop.journal()).unwrap();
    // The record reached the disk in part, so nobody was told it was saved.
    for cut in [
        whole + 1,
        whole + 4,
        whole + 5,
        (whole + longer.len()) / 2,
        longer.len() - 1,
    ] {
        copy(&then, laptop.folder());
        fs::write(laptop.journal(), &longer[..cut]).unwrap();
        assert_eq!(everything(&laptop), before, "cut at {cut}");
        assert_eq!(fs::read(laptop.journal()).unwrap().len(), whole);
        laptop.is_sound();
    }
    hazard(&laptop, &[]);
    assert_eq!(laptop.list(&[]).len(), 3);
    assert_eq!(laptop.sync()["unsent"], 0);
}

#[test]
fn rubbish_after_the_end_costs_nothing() {
    let (_site, laptop) = laptop_with(2);
    let before = everything(&laptop);
    let whole = fs::read(laptop.journal()).unwrap();
    for rubbish in [vec![0; 4096], vec![0xee; 100], whole[..17].to_vec()] {
        fs::write(laptop.journal(), [whole.as_slice(), &rubbish].concat()).unwrap();
        assert_eq!(everything(&laptop), before);
        assert_eq!(fs::read(laptop.journal()).unwrap(), whole);
        laptop.is_sound();
    }
}

#[test]
fn damage_in_the_middle_of_the_journal_is_told_and_nothing_is_overwritten() {
    let (_site, laptop) = laptop_with(4);
    let last = fs::read(laptop.journal()).unwrap().len();
    hazard(&laptop, &[]);
    let whole = fs::read(laptop.journal()).unwrap();
    let mut dice = Dice::new(6);
    for _ in 0..8 {
        let at = usize::try_from(dice.below(last as u64)).unwrap();
        is_told_of_damage(&laptop, &whole, at);
    }
    // With the file put back everything is as it was.
    fs::write(laptop.journal(), &whole).unwrap();
    assert_eq!(laptop.list(&[]).len(), 5);
    laptop.is_sound();
}

/// The last record was acknowledged like every other; the index, which has it, is the witness.
#[test]
fn damage_in_the_last_record_of_the_journal_is_told_and_not_taken_for_a_torn_end() {
    let (_site, laptop) = laptop_with(2);
    let last = fs::read(laptop.journal()).unwrap().len();
    hazard(&laptop, &[]);
    let whole = fs::read(laptop.journal()).unwrap();
    is_told_of_damage(&laptop, &whole, (last + whole.len()) / 2);
}

/// Flips a byte, and every command says in which file and where, and changes nothing.
#[track_caller]
fn is_told_of_damage(laptop: &Laptop, whole: &[u8], at: usize) {
    let mut flipped = whole.to_vec();
    flipped[at] ^= 1;
    let journal = laptop.journal();
    fs::write(&journal, flipped).unwrap();
    let before = kept(laptop.folder());
    let name = journal.file_name().unwrap().to_str().unwrap();
    for args in [&["list"][..], &["add", "hazard"], &["verify"], &["rebuild"]] {
        let told = laptop.refused(args, &[]);
        assert!(told.contains(name), "{at}: {told}");
        let digits = told.split("at byte ").nth(1).unwrap();
        let digits = digits
            .split(|letter: char| !letter.is_ascii_digit())
            .next()
            .unwrap();
        let offset: usize = digits.parse().unwrap();
        assert!(offset <= at, "damage at {at} is told as {offset}");
        assert!(
            kept(laptop.folder()) == before,
            "{args:?} changed a damaged folder"
        );
    }
}
