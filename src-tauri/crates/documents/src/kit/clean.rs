//! Makes any text printable without losing what it says.
//!
//! Letters and their accents are composed, control and invisible formatting characters go, every kind of
//! white space becomes a space or a new line, and a character that no font has is written as its code point
//! in brackets: `[U+1F600]`. What comes out has a glyph for each of its characters.

use unicode_normalization::UnicodeNormalization;

use super::faces;

/// The text as it can be printed; `\n` alone separates lines.
pub(crate) fn clean(text: &str) -> String {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return text.to_owned();
    }
    let mut printable = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").nfc() {
        match letter {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => printable.push('\n'),
            '\u{a0}' | '\u{202f}' | '\u{2007}' => printable.push('\u{a0}'),
            _ if letter.is_whitespace() => printable.push(' '),
            _ if letter.is_control() || is_invisible(letter) => {}
            _ if faces::covers(letter) => printable.push(letter),
            _ => printable.push_str(&format!("[U+{:04X}]", u32::from(letter))),
        }
    }
    printable
}

/// The text on one line without control characters, as metadata carries it: there every character is allowed.
pub(crate) fn without_controls(text: &str) -> String {
    let spaced = text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter });
    spaced.filter(|letter| !letter.is_control() && !is_invisible(*letter)).collect()
}

/// Marks that steer layout and draw nothing: joiners, direction marks, selectors of a glyph's variant, tags.
fn is_invisible(letter: char) -> bool {
    matches!(u32::from(letter),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
        | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
        | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn accents_are_composed_and_control_characters_go() {
        assert_eq!(clean("Cafe\u{301}\u{7}\u{200b} A\u{30a}\tB"), "Café Å B");
        assert_eq!(clean("one\r\ntwo\u{2028}three\rfour"), "one\ntwo\nthree\nfour");
        assert_eq!(clean("\u{202e}evil\u{feff}"), "evil");
    }

    #[test]
    fn what_no_font_has_is_named_and_not_boxed() {
        assert_eq!(clean("Spool 😀"), "Spool [U+1F600]");
        assert_eq!(clean("नमः"), "[U+0928][U+092E][U+0903]");
    }

    #[test]
    fn scripts_of_the_shop_pass_untouched() {
        for text in [
            "Αθήνα",
            "Київ",
            "東京都 株式会社",
            "한국어",
            "中文简体",
            "Ø 1.75 ± 0.02 mm → ✓",
            "שלום",
            "Łódź ß ₿ €",
        ] {
            assert_eq!(clean(text), text);
        }
    }
}
