//! Whether a licence expression (SPDX) can be satisfied from a list.

use anyhow::{Result, bail};

/// Whether the expression leaves us a choice that is wholly on the list.
///
/// The old spelling `MIT/Apache-2.0` means `OR`. A licence with an exception has to be on the list
/// in just that form.
pub(super) fn satisfied(expression: &str, allowed: &[String]) -> Result<bool> {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut reader = Reader {
        words: spaced.split_whitespace().collect(),
        at: 0,
        allowed,
    };
    let answer = reader.any()?;
    if reader.at < reader.words.len() {
        bail!(
            "“{}” is not expected in the licence “{expression}”",
            reader.words[reader.at]
        );
    }
    Ok(answer)
}

struct Reader<'a> {
    words: Vec<&'a str>,
    at: usize,
    allowed: &'a [String],
}

impl<'a> Reader<'a> {
    fn take(&mut self, word: &str) -> bool {
        let here = self.words.get(self.at) == Some(&word);
        self.at += usize::from(here);
        here
    }

    fn next(&mut self) -> Result<&'a str> {
        let Some(word) = self.words.get(self.at) else {
            bail!("the licence ends too early")
        };
        self.at += 1;
        Ok(word)
    }

    /// `OR` binds weakest. Both sides are read to the end, so a mistake on either is seen.
    fn any(&mut self) -> Result<bool> {
        let mut answer = self.all()?;
        while self.take("OR") {
            answer |= self.all()?;
        }
        Ok(answer)
    }

    fn all(&mut self) -> Result<bool> {
        let mut answer = self.one()?;
        while self.take("AND") {
            answer &= self.one()?;
        }
        Ok(answer)
    }

    fn one(&mut self) -> Result<bool> {
        if self.take("(") {
            let answer = self.any()?;
            if !self.take(")") {
                bail!("a bracket in the licence is not closed");
            }
            return Ok(answer);
        }
        let name = self.next()?;
        if [")", "OR", "AND", "WITH"].contains(&name) {
            bail!("“{name}” stands where a licence is expected");
        }
        let licence = if self.take("WITH") {
            format!("{name} WITH {}", self.next()?)
        } else {
            name.to_owned()
        };
        Ok(self.allowed.contains(&licence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn satisfied_here(expression: &str) -> Result<bool> {
        let allowed = [
            "MIT",
            "Apache-2.0",
            "Apache-2.0 WITH LLVM-exception",
            "Unicode-3.0",
        ]
        .map(str::to_owned);
        satisfied(expression, &allowed)
    }

    #[test]
    fn one_allowed_choice_is_enough() {
        for good in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0 OR Apache-2.0",
            "GPL-3.0/MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
            "LGPL-2.1-or-later OR (MIT AND Unicode-3.0)",
        ] {
            assert!(satisfied_here(good).unwrap(), "{good}");
        }
    }

    #[test]
    fn every_joined_licence_has_to_be_allowed() {
        for bad in [
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT OR GPL-3.0) AND GPL-3.0",
            "MIT WITH Something-exception",
            "GPL-2.0 OR MIT AND GPL-3.0",
            "mit",
        ] {
            assert!(!satisfied_here(bad).unwrap(), "{bad}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for broken in [
            "", "MIT OR", "(MIT", "MIT)", "MIT MIT", "AND MIT", "MIT WITH",
        ] {
            assert!(satisfied_here(broken).is_err(), "{broken}");
        }
    }
}
