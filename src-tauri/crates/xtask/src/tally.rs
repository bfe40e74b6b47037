//! Counts tests from the closing lines of the programs that run them.

/// How many tests passed and failed so far.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Tally {
    /// Listens to one line of output; counts it if it closes a run of tests.
    pub(crate) fn hear(&mut self, line: &str) {
        let plain = without_colours(line);
        let plain = plain.trim();
        // Cargo: `test result: ok. 12 passed; 0 failed; …` · the window: `Tests  3 failed | 12 passed (15)`
        if let Some(counts) = plain.strip_prefix("test result:").or_else(|| plain.strip_prefix("Tests ")) {
            self.passed += number_before(counts, " passed");
            self.failed += number_before(counts, " failed");
        }
        // Node, for the pages: `ℹ pass 12` on a terminal, `# pass 12` elsewhere.
        if let Some(counts) = plain.strip_prefix("ℹ ").or_else(|| plain.strip_prefix("# ")) {
            self.passed += number_after(counts, "pass ");
            self.failed += number_after(counts, "fail ");
        }
    }
}

/// The number that stands right before `word`, or 0.
fn number_before(text: &str, word: &str) -> u32 {
    let Some((before, _)) = text.split_once(word) else { return 0 };
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    before[before.len() - digits..].parse().unwrap_or(0)
}

/// The number that follows `word` at the beginning of the text, or 0.
fn number_after(text: &str, word: &str) -> u32 {
    text.strip_prefix(word).and_then(|number| number.trim().parse().ok()).unwrap_or(0)
}

/// The line without terminal escapes.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // An escape ends at its first letter.
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.hear(line));
        tally
    }

    #[test]
    fn closing_lines_of_each_kind_count_and_others_do_not() {
        let tally = heard(&[
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored",
            "      Tests  1 failed | 40 passed (41)",
            "# tests 8",
            "# pass 6",
            "ℹ pass 1",
            "# fail 1",
            "test a_flow_of_12_passed_orders ... ok",
            " Test Files  9 passed (9)",
        ]);
        assert_eq!(tally, Tally { passed: 61, failed: 5 });
    }

    #[test]
    fn colours_do_not_hide_a_number() {
        assert_eq!(
            heard(&["\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m9 passed\u{1b}[39m"]).passed,
            9
        );
    }
}
