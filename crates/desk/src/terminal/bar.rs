//! The progress of what takes long.

use forms::Lang;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is told of things that are counted.
const COUNTED: &str = "{msg} [{bar:40}] {pos}/{len} {eta}";
/// What is told of bytes.
const BYTES: &str = "{msg} [{bar:40}] {bytes}/{total_bytes} {eta}";

/// A progress bar that appears only when something takes long, and only for a person.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar with what is being done; nothing is shown of it yet.
    #[must_use]
    pub fn new(lang: Lang, zh: &'static str, en: &'static str) -> Bar {
        let bar = Bar(ProgressBar::hidden());
        bar.styled(COUNTED);
        bar.0.set_message(if lang == Lang::Zh { zh } else { en });
        bar
    }

    fn styled(&self, template: &str) {
        let style = ProgressStyle::with_template(template);
        self.0
            .set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    }

    /// Shows how many are done, of how many.
    pub fn count(&mut self, done: u64, all: u64) {
        if self.0.is_hidden() {
            self.0.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.0.set_length(all.max(done));
        self.0.set_position(done);
    }

    /// Shows what it is told, as a number of bytes done and in all.
    pub fn bytes(&mut self) -> impl FnMut(u64, u64) {
        self.styled(BYTES);
        |done, all| self.count(done, all)
    }

    /// Takes the bar away.
    pub fn finish(&mut self) {
        self.0.finish_and_clear();
    }
}
