//! The progress of what takes long.

use forms::Lang;
use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar that appears only when something takes long, and only for a person.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(lang: Lang, zh: &'static str, en: &'static str) -> Bar {
        let style = ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len} {eta}");
        let bar = ProgressBar::hidden();
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(if lang == Lang::Zh { zh } else { en });
        Bar(bar)
    }

    pub(super) fn count(&mut self, done: u64, all: u64) {
        if self.0.is_hidden() {
            self.0
                .set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        self.0.set_length(all.max(done));
        self.0.set_position(done);
    }

    pub(super) fn bytes(&mut self) -> impl FnMut(u64, u64) {
        |done, all| self.count(done, all)
    }

    pub(super) fn finish(&mut self) {
        self.0.finish_and_clear();
    }
}
