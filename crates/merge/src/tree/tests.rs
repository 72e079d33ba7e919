//! The tree against the published answers and against its definition.

use super::*;

/// Tiles in memory.
#[derive(Default)]
struct Kept(BTreeMap<(u8, u64), Vec<Hash>>);

impl Tiles for Kept {
    type Error = String;

    fn tile(&self, level: u8, index: u64) -> Result<Vec<Hash>, String> {
        Ok(self.0.get(&(level, index)).cloned().unwrap_or_default())
    }

    fn incomplete(level: u8, index: u64) -> String {
        format!("tile {level}/{index}")
    }
}

/// A log of numbers, written in runs as commits are.
fn log(leaves: impl IntoIterator<Item = Hash>, run: usize) -> Kept {
    let (mut kept, mut size) = (Kept::default(), 0);
    let leaves: Vec<Hash> = leaves.into_iter().collect();
    for run in leaves.chunks(run) {
        let mut growth = Growth::after(size);
        for leaf in run {
            growth.push(*leaf, &kept).unwrap();
        }
        size = growth.size();
        kept.0.extend(growth.tiles().clone());
    }
    kept
}

fn numbers(count: u64) -> Vec<Hash> {
    (0..count).map(|n| leaf(&n.to_be_bytes())).collect()
}

/// MTH of RFC 9162 §2.1.1, straight from its definition.
fn defined(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(&[]),
        [one] => *one,
        many => {
            let mut split = 1;
            while split * 2 < many.len() {
                split *= 2;
            }
            let (left, right) = (defined(&many[..split]), defined(&many[split..]));
            Hash::of(&[&[1], &left.0, &right.0])
        }
    }
}

#[test]
fn the_known_answers_of_certificate_transparency() {
    let entries: [&[u8]; 8] = [
        &[],
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let kept = log(entries.map(leaf), 3);
    for (size, expected) in (0..).zip(roots) {
        assert_eq!(root(&kept, size).unwrap().to_string(), expected, "{size}");
    }
}

#[test]
fn the_root_is_that_of_the_definition_across_tiles_and_levels() {
    let leaves = numbers(4_300);
    for run in [7, 5_000] {
        let kept = log(leaves.clone(), run);
        for size in [0, 1, 63, 64, 65, 127, 128, 4_095, 4_096, 4_097, 4_300] {
            let expected = defined(&leaves[..size]);
            assert_eq!(root(&kept, size as u64).unwrap(), expected, "{size}");
        }
        assert!(root(&kept, 4_301).is_err());
    }
}

#[test]
fn what_a_crash_wrote_beyond_the_size_is_written_again() {
    let mut kept = log(numbers(70), 70);
    let mut growth = Growth::after(60);
    for leaf in numbers(70).into_iter().skip(60) {
        growth.push(leaf, &kept).unwrap();
    }
    let grown = growth.tiles().clone();
    kept.0.extend(grown);
    assert_eq!(root(&kept, 70).unwrap(), defined(&numbers(70)));
}

#[test]
fn every_pair_of_sizes_is_proved_and_nothing_else_is() {
    let leaves = numbers(140);
    let kept = log(leaves.clone(), 11);
    let at = |size: u64| Root {
        size,
        hash: defined(&leaves[..usize::try_from(size).unwrap()]),
    };
    for new in (0..=18).chain(62..=67).chain(127..=130) {
        for old in 0..=new {
            let proof = consistency(&kept, old, new).unwrap();
            assert!(is_consistent(at(old), at(new), &proof), "{old} to {new}");
            let other = Root {
                hash: Hash([7; 32]),
                ..at(old)
            };
            assert!(!is_consistent(other, at(new), &proof), "{old} to {new}");
            let mut longer = proof.clone();
            longer.push(Hash([7; 32]));
            assert!(!is_consistent(at(old), at(new), &longer));
            for turned in 0..proof.len() {
                let mut wrong = proof.clone();
                wrong[turned].0[0] ^= 1;
                assert!(!is_consistent(at(old), at(new), &wrong), "{old} to {new}");
            }
            if let Some((_, shorter)) = proof.split_last() {
                assert!(!is_consistent(at(old), at(new), shorter));
            }
        }
    }
    assert!(!is_consistent(at(9), at(8), &[]));
}

#[test]
fn a_log_that_was_changed_anywhere_before_is_not_consistent() {
    let leaves = numbers(100);
    let seen = Root {
        size: 100,
        hash: defined(&leaves),
    };
    for changed in (0..100).step_by(7) {
        let mut other = numbers(150);
        other[changed] = leaf(b"another");
        let kept = log(other, 150);
        let proof = consistency(&kept, 100, 150).unwrap();
        let new = Root {
            size: 150,
            hash: root(&kept, 150).unwrap(),
        };
        assert!(!is_consistent(seen, new, &proof), "{changed}");
    }
}
