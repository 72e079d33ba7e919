//! The office's key outside this program: a program beside it that signs.
//!
//! It is asked one line of JSON at a time and answers with one, so that the tool of a UKey or a
//! hardware module becomes a signer by a few lines around it; `SIGNER.md` says which. Whatever it
//! answers is checked before it is used. One that ended is started again once; one that does not
//! answer in time is ended, for an answer that comes late would be taken for that of the next
//! question.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use desk::{Failure, suites};
use merge::{FullKey, Key, Outside, SignFailed, Signature, Signer, Signs, Suite};
use serde::{Deserialize, Serialize};

/// How long the signer may take for one answer: a token that wants a touch gets this long.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest answer of a signer, in bytes.
const MAX_ANSWER: u64 = 4096;
/// Most characters of a wrong answer that are shown.
const SHOWN: usize = 120;
/// The purpose of what a new signer is tried with; nothing else is signed for it.
const TRIAL: &[u8] = b"xunlu/signer/1\0";

/// A signer as the office's folder keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The program and what it is given.
    pub command: Vec<String>,
    /// The office's whole public key, whose signing half is the signer's.
    pub key: FullKey,
}

impl Kept {
    /// Starts the program of a command line, asks it for its key, and lets it sign something.
    ///
    /// # Errors
    /// A program that does not start or answer, or whose key is none of a suite of this program.
    pub(crate) fn tried(command: &str, line: &[u8; 32]) -> Result<Kept, Failure> {
        let command = words(command);
        let process = Process::of(command.clone());
        let (suite, half) = process.public()?;
        let line_key = Key::from_secret(line).public().bytes();
        let key = FullKey::open(&[&line_key[..], &half].concat()).ok();
        let key = key.filter(|key| key.suite() == suite.number() && !key.is_line());
        let key = key.ok_or_else(|| SignFailed::Said(merge::hex_all(&half)))?;
        let kept = Kept { command, key };
        kept.signer(line)?.sign(TRIAL, &key.bytes())?;
        Ok(kept)
    }

    /// What signs; the program is started when it is first asked.
    ///
    /// # Errors
    /// A key of a suite this program was built without, or one that is not this office's.
    pub(crate) fn signer(&self, line: &[u8; 32]) -> Result<Signer, Failure> {
        suites::public(&self.key)?;
        let process = Process::of(self.command.clone());
        let signer = Signer::outside(line, &self.key, Arc::new(process));
        signer.map_err(|error| SignFailed::Content(error).into())
    }
}

/// The words of a command line; what stands in quotes is one word.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for sign in line.chars() {
        match (sign, quote) {
            (_, Some(open)) if sign == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(sign);
                word.get_or_insert_default();
            }
            (_, None) if sign.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(sign),
        }
    }
    words.extend(word);
    words
}

/// A question.
#[derive(Serialize)]
#[serde(tag = "ask", rename_all = "lowercase")]
enum Ask<'a> {
    Public,
    Sign { suite: &'a str, message: String },
}

/// An answer, whatever the question was.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    suite: Option<String>,
    public: Option<String>,
    signature: Option<String>,
    error: Option<String>,
}

/// The program that signs. It is asked by one at a time.
#[derive(Debug)]
struct Process {
    command: Vec<String>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    running: Option<Running>,
    /// When it last failed, and how.
    failed: Option<(Instant, SignFailed)>,
}

impl Process {
    fn of(command: Vec<String>) -> Process {
        let state = Mutex::default();
        Process { command, state }
    }

    /// What it signs with: the suite, and the key as that suite writes it.
    fn public(&self) -> Result<(Suite, Vec<u8>), Failure> {
        let answer = self.ask(&Ask::Public)?;
        let suite = suites::named(&answer.suite.unwrap_or_default())?;
        let digits = answer.public.unwrap_or_default();
        let key = merge::unhex_all(&digits);
        let key = key.ok_or_else(|| SignFailed::Said(shown(&digits)))?;
        Ok((suite, key))
    }

    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, SignFailed> {
        let mut line = serde_json::to_string(ask).unwrap_or_default();
        line.push('\n');
        let came = Instant::now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever waited behind one that it failed is told the same: or each of a hundred laptops
        // would wait for its own turn to wait in vain.
        if let Some((at, why)) = &state.failed
            && *at > came
        {
            return Err(why.clone());
        }
        let answer = state.answer(&self.command, &line);
        if let Err(why) = &answer {
            state.running = None;
            state.failed = Some((Instant::now(), why.clone()));
        }
        match answer? {
            Answer {
                error: Some(why), ..
            } => Err(SignFailed::Said(shown(&why))),
            answer => Ok(answer),
        }
    }
}

impl Outside for Process {
    fn sign(&self, suite: Suite, message: &[u8]) -> Result<Signature, SignFailed> {
        let message = merge::hex_all(message);
        let suite = suite.name();
        let answer = self.ask(&Ask::Sign { suite, message })?;
        let digits = answer.signature.unwrap_or_default();
        let signature = merge::unhex_all(&digits).and_then(|bytes| bytes.try_into().ok());
        signature
            .map(Signature)
            .ok_or_else(|| SignFailed::Said(shown(&digits)))
    }
}

impl State {
    fn answer(&mut self, command: &[String], line: &str) -> Result<Answer, SignFailed> {
        if let Some(running) = &mut self.running {
            match running.ask(line) {
                // It ended since it was last asked, or while it was: it is started again, once.
                Err(SignFailed::Ended) => self.running = None,
                answered => return read(&answered?),
            }
        }
        let running = self.running.insert(Running::start(command)?);
        read(&running.ask(line)?)
    }
}

fn read(line: &str) -> Result<Answer, SignFailed> {
    serde_json::from_str(line).map_err(|_| SignFailed::Said(shown(line)))
}

fn shown(text: &str) -> String {
    let text = text.trim().chars().filter(|sign| !sign.is_control());
    text.take(SHOWN).collect()
}

#[derive(Debug)]
struct Running {
    child: Child,
    asks: SyncSender<String>,
    answers: Receiver<String>,
}

impl Running {
    fn start(command: &[String]) -> Result<Running, SignFailed> {
        let gone = |why: &dyn ToString| SignFailed::Gone(why.to_string());
        let (program, rest) = command.split_first().ok_or_else(|| gone(&"\"\""))?;
        let mut command = Command::new(program);
        command.args(rest).stdin(Stdio::piped());
        // What it complains of stands in the office's own log.
        let started = command.stdout(Stdio::piped()).spawn();
        let mut child = started.map_err(|error| gone(&format!("{program}: {error}")))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (mut input, out) = pipes.ok_or_else(|| gone(program))?;
        // Each end of the pipe has a thread, so that one that reads nothing is as slow as one that
        // writes nothing.
        let (asks, asked) = sync_channel::<String>(1);
        thread::spawn(move || {
            let mut lines = asked.iter();
            lines.try_for_each(|line| input.write_all(line.as_bytes()))
        });
        let (send, answers) = sync_channel(1);
        thread::spawn(move || answer_lines(BufReader::new(out), &send));
        Ok(Running {
            child,
            asks,
            answers,
        })
    }

    fn ask(&mut self, line: &str) -> Result<String, SignFailed> {
        // It said something unasked: nobody could tell whose answer comes next.
        if self.answers.try_recv().is_ok() {
            return Err(SignFailed::Ended);
        }
        let asked = self.asks.send(line.to_owned());
        asked.map_err(|_| SignFailed::Ended)?;
        match self.answers.recv_timeout(PATIENCE) {
            Ok(line) => Ok(line),
            Err(RecvTimeoutError::Timeout) => Err(SignFailed::Slow(PATIENCE.as_secs())),
            Err(RecvTimeoutError::Disconnected) => Err(SignFailed::Ended),
        }
    }
}

/// Hands on line after line until there are no more, or nobody wants them.
fn answer_lines(mut out: impl BufRead, send: &SyncSender<String>) {
    loop {
        let mut line = Vec::new();
        let read = out.by_ref().take(MAX_ANSWER).read_until(b'\n', &mut line);
        let line = String::from_utf8_lossy(&line).into_owned();
        if !read.is_ok_and(|bytes| bytes > 0) || send.send(line).is_err() {
            return;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_read_as_people_write_it() {
        assert_eq!(words("  sign.sh  --slot 2 "), ["sign.sh", "--slot", "2"]);
        assert_eq!(
            words(r#""C:\Program Files\ukey\sign.exe" --label '市支队 1' '' "#),
            [r"C:\Program Files\ukey\sign.exe", "--label", "市支队 1", ""]
        );
        assert!(words("   ").is_empty());
    }

    #[test]
    fn a_program_that_is_not_there_or_ends_at_once_signs_nothing() {
        for command in ["", "/no/such/signer"] {
            let process = Process::of(words(command));
            let failed = process.sign(Suite::Ed25519, b"text").unwrap_err();
            assert!(matches!(failed, SignFailed::Gone(_)), "{command}: {failed}");
        }
        let ended = Process::of(words("true")).sign(Suite::Ed25519, b"text");
        assert_eq!(ended, Err(SignFailed::Ended));
    }

    #[test]
    fn what_does_not_end_or_is_no_answer_is_not_waited_for_longer_than_it_may() {
        // More than a pipe holds, for a program that reads nothing.
        let long = vec![7; 1 << 20];
        let begun = Instant::now();
        let slow = Process::of(words("sleep 60")).sign(Suite::Ed25519, &long);
        assert_eq!(slow, Err(SignFailed::Slow(PATIENCE.as_secs())));
        assert!(begun.elapsed() < PATIENCE * 2);
        // Its own question back, and a line without an end.
        for endless in ["cat", "cat /dev/zero"] {
            let said = Process::of(words(endless)).sign(Suite::Ed25519, b"text");
            assert!(
                matches!(said, Err(SignFailed::Said(_))),
                "{endless}: {said:?}"
            );
        }
    }
}
