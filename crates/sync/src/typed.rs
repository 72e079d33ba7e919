//! An invitation as a person types it, or a camera reads it: lines of twenty signs, four of them, or
//! seven where the office's key is one of more than 32 bytes.
//!
//! Each line ends in a check sign of its own, so that whoever mistyped one sign, exchanged two of
//! them or two lines is told which line to look at. The signs are digits and letters without I, L, O
//! and U; small letters, spaces and hyphens do not matter.

use std::fmt;

use merge::{FullKey, Hash};

/// The signs.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bytes of the secret: 120 bits, good for one device and three days.
pub const SECRET: usize = 15;
/// Signs of a line without its check sign.
const LINE: usize = 19;
/// Lines of an invitation from an office of the first suite, and from one whose key is longer.
const LINES: [usize; 2] = [4, 7];
/// Bytes of the office's key, short and long.
const KEY: usize = 32;
const LONG_KEY: usize = 65;
/// Signs that are read as one.
const GROUP: usize = 4;
/// Bytes of the key of an office that signs with another Ed25519 key, which lies outside it.
const OUTSIDE_KEY: usize = 64;
/// The format, the first four bits. With the number of lines it says how long the key is.
const FORMAT: u8 = 1;
/// The format of an invitation with a key of [`OUTSIDE_KEY`] bytes.
const FORMAT_OUTSIDE: u8 = 2;

/// What a laptop has to know of an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The office's public key, all of it.
    pub server_key: FullKey,
    /// The secret.
    pub secret: [u8; SECRET],
    /// Where the office can be called, the first to be tried first.
    pub addresses: Vec<String>,
}

/// Why a text is no invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistyped {
    /// There are not as many signs as there should be: so many were found of 80, or of 140.
    Signs(usize),
    /// This line, from 1, is not as it was printed.
    Line(usize),
    /// It is an invitation that only a newer program reads.
    Newer,
}

/// The secret as the office keeps it and an invitation's file carries it.
#[must_use]
pub fn code(secret: &[u8; SECRET]) -> Hash {
    Hash::of(&[b"xunlu/invite-secret/1\0", secret])
}

impl Typed {
    /// The lines, in groups of four signs.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let key = self.server_key.bytes();
        let format = match key.len() {
            OUTSIDE_KEY => FORMAT_OUTSIDE,
            _ => FORMAT,
        };
        let bytes = [&key[..], &self.secret].concat();
        let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let bits = std::iter::once(format).chain(nibbles);
        let bits: Vec<bool> = bits
            .flat_map(|nibble| (0..4).rev().map(move |bit| nibble >> bit & 1 == 1))
            .collect();
        let mut signs: Vec<u8> = bits.chunks(5).map(filled).collect();
        signs.resize(signs.len().next_multiple_of(LINE), 0);
        let mut lines = Vec::new();
        for (at, signs) in signs.chunks(LINE).enumerate() {
            let check = check(at, signs);
            let mut line = String::new();
            for (n, sign) in signs.iter().chain([&check]).enumerate() {
                if n > 0 && n % GROUP == 0 {
                    line.push(' ');
                }
                line.push(char::from(SIGNS[usize::from(*sign & 31)]));
            }
            lines.push(line);
        }
        lines
    }

    /// Reads what was typed: the lines, and addresses before, between or after them.
    ///
    /// # Errors
    /// A text that is none, with the line that is wrong.
    pub fn read(text: &str) -> Result<Typed, Mistyped> {
        let is_address = |word: &&str| word.contains("://");
        let addresses = text.split_whitespace().filter(is_address);
        // A camera reads them in capitals, which take less room in the picture.
        let addresses = addresses.map(str::to_lowercase).collect();
        let signs = text.split_whitespace().filter(|word| !is_address(word));
        let signs: Vec<Option<u8>> = signs
            .flat_map(str::chars)
            .filter(|sign| *sign != '-')
            .map(value)
            .collect();
        if !LINES.iter().any(|lines| signs.len() == lines * (LINE + 1)) {
            return Err(Mistyped::Signs(signs.len()));
        }
        let mut bits = Vec::with_capacity(signs.len() * 5);
        for (at, line) in signs.chunks(LINE + 1).enumerate() {
            let line: Option<Vec<u8>> = line.iter().copied().collect();
            let line = line.ok_or(Mistyped::Line(at + 1))?;
            let (signs, last) = line.split_at(LINE);
            if last != [check(at, signs)] {
                return Err(Mistyped::Line(at + 1));
            }
            let each = signs.iter();
            bits.extend(each.flat_map(|sign| (0..5).rev().map(move |bit| sign >> bit & 1 == 1)));
        }
        let (format, bits) = bits.split_at(4);
        let long = signs.len() > LINES[0] * (LINE + 1);
        let len = match (number(format), long) {
            (FORMAT, false) => KEY,
            (FORMAT, true) => LONG_KEY,
            (FORMAT_OUTSIDE, true) => OUTSIDE_KEY,
            _ => return Err(Mistyped::Newer),
        };
        // What fills the last line up is nothing.
        let bytes: Vec<u8> = bits.chunks_exact(8).map(number).collect();
        let (key, rest) = bytes.split_at(len);
        let secret = rest.first_chunk().copied();
        let key = FullKey::open(key).ok().zip(secret);
        let (server_key, secret) = key.ok_or(Mistyped::Newer)?;
        Ok(Typed {
            server_key,
            secret,
            addresses,
        })
    }
}

impl fmt::Display for Typed {
    /// As a picture carries it: the lines, then the addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let addresses = self.addresses.iter().map(|one| one.to_uppercase());
        let words: Vec<String> = self.lines().into_iter().chain(addresses).collect();
        f.write_str(&words.join("\n"))
    }
}

/// The value of a sign whose last bits may be missing: they are nothing.
fn filled(bits: &[bool]) -> u8 {
    number(bits) << 5_usize.saturating_sub(bits.len())
}

fn number(bits: &[bool]) -> u8 {
    bits.iter()
        .fold(0, |number, bit| number << 1 | u8::from(*bit))
}

/// The value of a sign; those that look like another are read as the other.
fn value(sign: char) -> Option<u8> {
    let sign = match sign.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    let at = SIGNS.iter().position(|known| char::from(*known) == sign)?;
    u8::try_from(at).ok()
}

/// The check sign of a line: its signs as the coefficients of a polynomial over the field of 32, at
/// a root of `x^5 + x^2 + 1`. As the root has 31 different powers, every single wrong sign and
/// every two that were exchanged show.
fn check(line: usize, signs: &[u8]) -> u8 {
    let start = u8::try_from(line + 1).unwrap_or(0);
    let times_root = |sum: u8| {
        let doubled = sum << 1;
        if doubled & 32 == 0 {
            doubled
        } else {
            doubled ^ 0b10_0101
        }
    };
    times_root(signs.iter().fold(start, |sum, sign| times_root(sum) ^ sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> [Typed; 3] {
        let short = sample(FullKey::from(Hash::of(&[b"an office"]).0));
        let key: Vec<u8> = (0..65).map(|at: u8| at.wrapping_mul(29) ^ 5).collect();
        let long = |len| sample(FullKey::open(&key[..len]).unwrap());
        [short, long(65), long(64)]
    }

    fn sample(server_key: FullKey) -> Typed {
        let mut typed = Typed {
            server_key,
            secret: [0; SECRET],
            addresses: vec![
                "https://10.0.0.8:8460".to_owned(),
                "https://xunlu.example".to_owned(),
            ],
        };
        for (at, byte) in typed.secret.iter_mut().enumerate() {
            *byte = u8::try_from(at * 17).unwrap();
        }
        typed
    }

    #[test]
    fn what_is_printed_is_read_however_it_is_typed() {
        for (typed, many) in samples().into_iter().zip([LINES[0], LINES[1], LINES[1]]) {
            let lines = typed.lines();
            assert_eq!(lines.len(), many);
            assert!(lines.iter().all(|line| line.len() == 24), "{lines:?}");
            assert_eq!(Typed::read(&typed.to_string()), Ok(typed.clone()));
            let sloppy = typed.to_string().to_lowercase().replace('0', "o");
            let addresses = Typed::read(&sloppy).unwrap();
            assert_eq!(addresses.server_key, typed.server_key);
            let run_together: String = lines.concat().replace(' ', "-").replace('1', "l");
            let alone = Typed::read(&run_together).unwrap();
            assert_eq!((alone.secret, alone.addresses.len()), (typed.secret, 0));
        }
    }

    #[test]
    fn one_wrong_sign_or_two_exchanged_are_found_in_their_line() {
        let both = samples().map(|typed| typed.lines());
        for (right, (line, text)) in both
            .iter()
            .flat_map(|right| right.iter().enumerate().map(move |one| (right, one)))
        {
            let signs: Vec<char> = text.chars().filter(|sign| *sign != ' ').collect();
            let with = |bent: Vec<char>| {
                let mut lines = right.clone();
                lines[line] = bent.into_iter().collect();
                Typed::read(&lines.join(" "))
            };
            for at in 0..signs.len() {
                for other in SIGNS {
                    let mut bent = signs.clone();
                    bent[at] = char::from(*other);
                    if bent != signs {
                        assert_eq!(with(bent), Err(Mistyped::Line(line + 1)));
                    }
                }
                for to in at + 1..signs.len() {
                    let mut bent = signs.clone();
                    bent.swap(at, to);
                    if bent != signs {
                        assert_eq!(with(bent), Err(Mistyped::Line(line + 1)));
                    }
                }
            }
        }
    }

    #[test]
    fn lines_in_another_order_missing_signs_and_other_letters_are_named() {
        let [one, two, three, four]: [String; 4] = samples()[0].lines().try_into().unwrap();
        let exchanged = [&two, &one, &three, &four].map(String::as_str).join("\n");
        assert_eq!(Typed::read(&exchanged), Err(Mistyped::Line(1)));
        assert_eq!(Typed::read(&one), Err(Mistyped::Signs(20)));
        let [.., long] = samples().map(|typed| typed.lines());
        assert_eq!(
            Typed::read(&long[..6].join(" ")),
            Err(Mistyped::Signs(120)),
            "a line of the longer one is missing"
        );
        assert_eq!(Typed::read("邀请.json"), Err(Mistyped::Signs(7)));
        let bent = [
            &one,
            &two,
            &three,
            &four.replace(' ', "").replacen(|_| true, "U", 1),
        ]
        .map(String::as_str)
        .join(" ");
        assert_eq!(Typed::read(&bent), Err(Mistyped::Line(4)));
    }
}
