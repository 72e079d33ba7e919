//! The day as data: who does what, in which order, with which command.

mod office;
mod station;

use forms::Lang;

/// Somebody with a laptop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Who {
    /// The laptop's folder.
    pub(super) folder: &'static str,
    /// The division the unit is named by.
    pub(super) unit: &'static str,
    /// The role in the catalog.
    pub(super) role: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// Post and unit, for the people watching.
    pub(super) post_zh: &'static str,
    pub(super) post_en: &'static str,
}

impl Who {
    /// The person's name.
    pub(super) fn name(&self, lang: Lang) -> &'static str {
        pick(lang, self.zh, self.en)
    }

    /// The person's post and unit.
    pub(super) fn post(&self, lang: Lang) -> &'static str {
        pick(lang, self.post_zh, self.post_en)
    }
}

pub(super) const OFFICER: Who = Who {
    folder: "officer",
    unit: "420625102000",
    role: "officer",
    zh: "周明",
    en: "Zhou Ming",
    post_zh: "盛康派出所民警",
    post_en: "police officer, Shengkang station",
};

pub(super) const LEAD: Who = Who {
    folder: "lead",
    unit: "420625102000",
    role: "station_lead",
    zh: "李建国",
    en: "Li Jianguo",
    post_zh: "盛康派出所所领导，另一台电脑",
    post_en: "station leader, a second laptop of the same station",
};

pub(super) const COUNTY: Who = Who {
    folder: "county",
    unit: "420625000000",
    role: "county_coord",
    zh: "王芳",
    en: "Wang Fang",
    post_zh: "谷城县协调员",
    post_en: "coordinator, Gucheng county",
};

pub(super) const CITY: Who = Who {
    folder: "city",
    unit: "420600000000",
    role: "city_hq",
    zh: "陈伟",
    en: "Chen Wei",
    post_zh: "襄阳市支队",
    post_en: "Xiangyang city headquarters",
};

/// Everybody, in the order they are let in.
pub(super) const EVERYBODY: [Who; 4] = [OFFICER, LEAD, COUNTY, CITY];

/// Who acts in a step.
#[derive(Debug, Clone, Copy)]
pub(super) enum By {
    /// A laptop runs its own program.
    Laptop(Who),
    /// The office shows every deadline of the city, overdue first.
    Deadlines,
    /// All laptops and the office show one record, and it must be the same everywhere.
    Everybody,
}

/// One thing done.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) by: By,
    /// The name under which later steps speak of a new record.
    pub(super) named: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// The commands as a person would type them: each begins a line, and so does each option.
    ///
    /// `<bend>` is a record's id, `<today-5>` a day, `<photo:bend>` a file.
    pub(super) commands: &'static str,
}

/// A part of the day.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    pub(super) steps: &'static [Step],
}

/// The whole day.
pub(super) const DAY: &[Part] = &[
    Part {
        zh: "上午·离线",
        en: "Morning, offline",
        steps: station::MORNING,
    },
    Part {
        zh: "同步",
        en: "Sync",
        steps: station::NOON,
    },
    Part {
        zh: "冲突",
        en: "Conflict",
        steps: station::CONFLICT,
    },
    Part {
        zh: "审核",
        en: "Review",
        steps: office::REVIEW,
    },
    Part {
        zh: "督办",
        en: "Supervision",
        steps: office::SUPERVISION,
    },
    Part {
        zh: "回传",
        en: "Home again",
        steps: office::HOME,
    },
];

/// One of two wordings.
pub(super) fn pick<'t>(lang: Lang, zh: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The commands of a step, each as its words, placeholders still in them.
pub(super) fn commands(text: &str) -> Vec<Vec<&str>> {
    let mut commands: Vec<Vec<&str>> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.starts_with("--"), commands.last_mut()) {
            (true, Some(command)) => {
                // A value may hold spaces; the option before it never does.
                command.extend(line.splitn(2, ' ').map(str::trim));
            }
            _ => commands.push(line.split_whitespace().collect()),
        }
    }
    commands
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn options_stay_whole_and_commands_apart() {
        let text = "
            add hazard
            --set a=b c
            act <x> report
        ";
        let read = commands(text);
        assert_eq!(
            read,
            [
                vec!["add", "hazard", "--set", "a=b c"],
                vec!["act", "<x>", "report"]
            ]
        );
    }

    /// A name is given before it is used, once, and to what an `add` makes.
    #[test]
    fn every_record_is_named_before_it_is_spoken_of() {
        let mut named = BTreeSet::new();
        for step in DAY.iter().flat_map(|part| part.steps) {
            for command in commands(step.commands) {
                if command[0] == "add" && !step.named.is_empty() {
                    assert!(named.insert(step.named), "{} twice", step.named);
                }
                for word in command.iter().flat_map(|word| word.split('<').skip(1)) {
                    let name = word.split('>').next().unwrap();
                    let built_in = ["today", "year", "photo:"];
                    let known = built_in.iter().any(|known| name.starts_with(known));
                    assert!(known || named.contains(name), "<{name}> is not known yet");
                }
            }
        }
    }
}
