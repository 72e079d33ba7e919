//! An office and the people who work with it, driven through one day after another by dice.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use forms::Catalog;
use merge::Hash;
use places::{DivisionCode, Divisions};
use server::{Office, Parts, Site};
use store::Engine;
use tempfile::TempDir;

use super::dice::Dice;
use super::disk::{Moment, Trouble, VirtualDisk};
use super::fault::{Counters, Fault};
use super::file::Image;
use super::ledger::Ledger;
use super::person::Person;
use super::rogue::Rogue;
use super::sabotage::Sabotage;
use super::stick::Stick;
use super::{ACTIONS_A_DAY, Outcome};

/// When the first day begins: 2026-11-01, milliseconds since 1970.
const START_MS: u64 = 1_793_491_200_000;
/// The longest time between two things that happen, in milliseconds: 15 minutes.
const PAUSE_MS: usize = 15 * 60 * 1000;
/// How many in a hundred things people do are followed by an attempt to sync.
const SYNC: usize = 28;
/// How many in a hundred things people do are followed by something with a stick.
const STICK: usize = 25;
/// Rounds of everybody syncing in which a healed world must become quiet.
const ROUNDS: usize = 4;
/// 襄阳市, two of its counties, and two and one of their townships.
const CITY: u64 = 420_600_000_000;
const GUCHENG: u64 = 420_625_000_000;
const NANZHANG: u64 = 420_624_000_000;
const SHENGKANG: u64 = 420_625_102_000;
const CHENGGUAN: u64 = 420_625_100_000;
const WUAN: u64 = 420_624_101_000;
/// Who there is. Two stations have two laptops, so that two people change one record.
pub(crate) const PEOPLE: &[(u64, &str, &str)] = &[
    (SHENGKANG, "officer", "张伟"),
    (SHENGKANG, "station_lead", "王芳"),
    (CHENGGUAN, "auxiliary", "刘洋"),
    (GUCHENG, "county_coord", "李强"),
    (WUAN, "officer", "陈静"),
    (WUAN, "township_admin", "杨帆"),
    (NANZHANG, "county_coord", "赵磊"),
    (CITY, "city_hq", "孙丽"),
];

static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(|| Arc::new(Catalog::builtin().unwrap()));
static DIVISIONS: LazyLock<Divisions> = LazyLock::new(|| {
    let csv = include_bytes!("../../../crates/places/data/divisions-4206.csv");
    let all = Divisions::from_csv(csv.as_slice()).unwrap();
    let towns = [SHENGKANG, CHENGGUAN, WUAN].map(|code| DivisionCode::new(code).unwrap());
    all.subset(&towns)
});

pub(crate) struct World {
    pub(crate) dice: Dice,
    pub(crate) now_ms: u64,
    pub(crate) people: Vec<Person>,
    pub(crate) rogue: Rogue,
    pub(crate) ledger: Ledger,
    pub(crate) counters: Arc<Counters>,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) blobs: TempDir,
    pub(crate) photo: PathBuf,
    pub(crate) sabotage: Sabotage,
    /// Whether anything may go wrong.
    pub(crate) faults: bool,
    trace: bool,
    site: Site,
    pub(crate) office_disk: Arc<VirtualDisk>,
    /// Whether a fault hit the office in the last request.
    pub(crate) office_was_troubled: bool,
    office: Option<Office>,
    backup: Option<Image>,
    /// How often the office was restored.
    pub(crate) era: u32,
    /// What is being carried about.
    pub(crate) sticks: Vec<Stick>,
    pub(crate) sticks_made: u32,
}

impl World {
    pub(crate) fn new(seed: u64, sabotage: Sabotage, trace: bool) -> Result<World, String> {
        let mut dice = Dice::new(seed);
        let counters = Arc::<Counters>::default();
        let blobs = TempDir::with_prefix("xunlu-sim-").map_err(|e| e.to_string())?;
        let photo = blobs.path().join("弯道.jpg");
        std::fs::write(&photo, [0xff, 0xd8, 0xff, 0xe0]).map_err(|e| e.to_string())?;
        let site = Site {
            secret: Hash(dice.bytes()),
            outside: None,
            suite: merge::Suite::default().number(),
            tickets: Hash(dice.bytes()),
            epoch: dice.number(),
            root: DivisionCode::new(CITY).map_err(|e| e.to_string())?,
            authority: None,
        };
        let mut world = World {
            office_disk: VirtualDisk::new(dice.number(), false, &counters),
            dice,
            now_ms: START_MS,
            people: Vec::new(),
            rogue: Rogue::default(),
            ledger: Ledger::default(),
            counters,
            catalog: CATALOG.clone(),
            blobs,
            photo,
            sabotage,
            faults: true,
            office_was_troubled: false,
            trace,
            site,
            office: None,
            backup: None,
            era: 0,
            sticks: Vec::new(),
            sticks_made: 0,
        };
        world.start_office()?;
        for (unit, role, name) in PEOPLE {
            world.enrol(*unit, role, name)?;
        }
        world.enrol_rogue(SHENGKANG)?;
        Ok(world)
    }

    pub(crate) fn office(&self) -> &Office {
        self.office.as_ref().unwrap()
    }

    pub(crate) fn hit(&self, fault: Fault) {
        self.counters.hit(fault);
    }

    pub(crate) fn tell(&self, what: impl FnOnce() -> String) {
        if self.trace {
            println!("{:>8} s  {}", (self.now_ms - START_MS) / 1000, what());
        }
    }

    fn start_office(&mut self) -> Outcome {
        self.office = None;
        for _ in 0..3 {
            let parts = Parts {
                site: self.site.clone(),
                divisions: DIVISIONS.clone(),
                disk: self.office_disk.clone(),
                engine: Engine::Memory,
                boot: "sim".to_owned(),
                blobs: Arc::new(PathBuf::new()),
                vault: vault::Vault::from_key([1; 32]),
                catalog: self.catalog.clone(),
            };
            match Office::start(parts, &mut |_, _| ()) {
                Ok(office) if !self.office_disk.must_restart() => {
                    self.office = Some(office);
                    return self.receipts_hold();
                }
                Err(failure) if !self.office_disk.was_troubled() => {
                    return Err(format!("the office does not start: {}", failure.text().en));
                }
                _ => {
                    self.office_disk.power_cut();
                    self.office_disk.was_troubled();
                }
            }
        }
        Err("the office does not start".to_owned())
    }

    /// What the office gave a receipt for is there.
    fn receipts_hold(&self) -> Outcome {
        for person in &self.people {
            let device = person.device.id();
            let head = self
                .office()
                .store()
                .head(device)
                .map_err(|e| e.to_string())?;
            if head.seq < person.promised {
                let (there, promised) = (head.seq, person.promised);
                return Err(format!(
                    "the office has {there} of {promised} of {}",
                    person.name
                ));
            }
        }
        Ok(())
    }

    fn cut_office(&mut self) -> Outcome {
        self.hit(Fault::OfficePowerCut);
        self.tell(|| "power cut at the office".to_owned());
        self.office = None;
        self.office_disk.power_cut();
        self.start_office()
    }

    fn kill_office(&mut self) -> Outcome {
        self.hit(Fault::OfficeKilled);
        self.tell(|| "the office killed".to_owned());
        self.office = None;
        self.office_disk.kill();
        self.start_office()?;
        // Then somebody pulls the plug as well.
        if self.faults && self.dice.chance(40) {
            self.cut_office()
        } else {
            Ok(())
        }
    }

    /// Puts an old image of the office's disk in place. Its receipts for what came later are void.
    fn restore_office(&mut self) -> Outcome {
        let Some(image) = self.backup.clone() else {
            return Ok(());
        };
        self.era += 1;
        self.hit(Fault::OfficeRestored);
        self.tell(|| "the office restored from its backup".to_owned());
        self.office = None;
        self.office_disk.restore(&image);
        // As `restore` does: without another epoch a backup put back is a log that was cut.
        self.site.epoch = self.site.epoch.wrapping_add(1);
        self.people
            .iter_mut()
            .for_each(|person| person.promised = 0);
        self.start_office()
    }

    /// What has to be done after a fault hit the office; answers whether one did.
    pub(crate) fn after_office_trouble(&mut self) -> Result<bool, String> {
        let disk = self.office_disk.clone();
        let troubled = disk.was_troubled();
        if !disk.must_restart() {
            return Ok(troubled);
        }
        if self.only_program_ended(&disk) {
            self.kill_office()?;
        } else {
            self.cut_office()?;
        }
        Ok(troubled)
    }

    /// Whether a program that has to restart finds its machine still running. After a failed sync
    /// people do one or the other.
    pub(crate) fn only_program_ended(&mut self, disk: &VirtualDisk) -> bool {
        if disk.is_off() {
            disk.was_killed()
        } else {
            self.dice.chance(50)
        }
    }

    fn trouble(&mut self) -> Trouble {
        let moments = [
            Moment::BeforeWrite,
            Moment::InWrite,
            Moment::BetweenWriteAndSync,
            Moment::BeforeAnswer,
        ];
        let soon = |dice: &mut Dice| u32::try_from(dice.below(3)).unwrap();
        match self.dice.below(6) {
            0 => Trouble::Full {
                appends: 1 + soon(&mut self.dice),
                for_good: self.dice.chance(40),
            },
            1 => Trouble::SyncFails,
            _ => Trouble::End {
                after: soon(&mut self.dice),
                at: *self.dice.pick(&moments),
                killed: self.dice.chance(40),
            },
        }
    }

    /// The power of a laptop will go in its very next save.
    pub(crate) fn arm_cut(&mut self, who: usize) {
        let at = *self
            .dice
            .pick(&[Moment::InWrite, Moment::BetweenWriteAndSync]);
        self.people[who].disk.arm(Trouble::End {
            after: 0,
            at,
            killed: false,
        });
    }

    /// One thing goes wrong, or nothing does.
    fn mishap(&mut self) -> Outcome {
        let who = self.dice.below(self.people.len());
        match self.dice.below(100) {
            0..8 => {
                let trouble = self.trouble();
                self.people[who].disk.arm(trouble);
            }
            8..12 => {
                let trouble = self.trouble();
                self.office_disk.arm(trouble);
            }
            12..14 => self.power_cut(who)?,
            14..17 => self.kill(who)?,
            17..18 => self.cut_office()?,
            18..19 => self.kill_office()?,
            19..24 => {
                let fault = self.people[who].clock.set(&mut self.dice);
                fault.into_iter().for_each(|fault| self.hit(fault));
            }
            24..28 => self.backup = Some(self.office_disk.image()),
            28..30 => self.restore_office()?,
            30..33 => self.rogue_writes()?,
            _ => {}
        }
        Ok(())
    }

    /// Everybody works for some days while things go wrong.
    pub(crate) fn live(&mut self, days: usize) -> Outcome {
        for _ in 0..days * ACTIONS_A_DAY * self.people.len() {
            self.now_ms += self.dice.below(PAUSE_MS) as u64;
            self.mishap()?;
            let who = self.dice.below(self.people.len());
            self.work(who)?;
            if self.dice.chance(SYNC) {
                self.sync(who)?;
            }
            if self.dice.chance(STICK) {
                self.handle_stick(who)?;
            }
        }
        Ok(())
    }

    /// Nothing goes wrong any more, and everybody syncs until nobody learns anything new.
    pub(crate) fn heal(&mut self) -> Outcome {
        self.faults = false;
        self.office_disk.disarm();
        self.people.iter().for_each(|person| person.disk.disarm());
        for round in 0..ROUNDS {
            self.now_ms += PAUSE_MS as u64;
            self.rogue_pushes()?;
            let mut quiet = true;
            for who in 0..self.people.len() {
                let report = self
                    .sync(who)?
                    .ok_or("an exchange was cut in fair weather")?;
                let news = report.pushed + report.held + report.pulled + report.records;
                self.tell(|| format!("round {round}: {who} {report:?}"));
                quiet &= news == 0;
            }
            if quiet {
                return Ok(());
            }
        }
        Err(format!(
            "not quiet after {ROUNDS} rounds of everybody syncing"
        ))
    }
}
