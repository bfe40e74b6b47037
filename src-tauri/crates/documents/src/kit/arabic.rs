//! Joins Arabic letters: each takes the shape that its neighbours ask for, and lam with alef becomes one sign.
//!
//! The shapes are the presentation forms that Unicode keeps for this; a glyph so chosen still stands for the
//! letter that was typed, so that text copied from the PDF is the text that went in. The sign of lam with alef
//! stands for itself, U+FEFB and its kin: readers that turn right-to-left text around would swap two letters.

use super::faces::{self, Glyph};

/// Letters from U+0621 in order, each with its first presentation form and how many it has: two (alone, at the
/// end) or four (at the beginning and in the middle as well).
const FORMS: [(u32, u32, u32); 42] = [
    (0x621, 0xFE80, 1),
    (0x622, 0xFE81, 2),
    (0x623, 0xFE83, 2),
    (0x624, 0xFE85, 2),
    (0x625, 0xFE87, 2),
    (0x626, 0xFE89, 4),
    (0x627, 0xFE8D, 2),
    (0x628, 0xFE8F, 4),
    (0x629, 0xFE93, 2),
    (0x62A, 0xFE95, 4),
    (0x62B, 0xFE99, 4),
    (0x62C, 0xFE9D, 4),
    (0x62D, 0xFEA1, 4),
    (0x62E, 0xFEA5, 4),
    (0x62F, 0xFEA9, 2),
    (0x630, 0xFEAB, 2),
    (0x631, 0xFEAD, 2),
    (0x632, 0xFEAF, 2),
    (0x633, 0xFEB1, 4),
    (0x634, 0xFEB5, 4),
    (0x635, 0xFEB9, 4),
    (0x636, 0xFEBD, 4),
    (0x637, 0xFEC1, 4),
    (0x638, 0xFEC5, 4),
    (0x639, 0xFEC9, 4),
    (0x63A, 0xFECD, 4),
    (0x641, 0xFED1, 4),
    (0x642, 0xFED5, 4),
    (0x643, 0xFED9, 4),
    (0x644, 0xFEDD, 4),
    (0x645, 0xFEE1, 4),
    (0x646, 0xFEE5, 4),
    (0x647, 0xFEE9, 4),
    (0x648, 0xFEED, 2),
    (0x649, 0xFEEF, 2),
    (0x64A, 0xFEF1, 4),
    (0x67E, 0xFB56, 4),
    (0x686, 0xFB7A, 4),
    (0x698, 0xFB8A, 2),
    (0x6A9, 0xFB8E, 4),
    (0x6AF, 0xFB92, 4),
    (0x6CC, 0xFBFC, 4),
];

const LAM: char = '\u{644}';
const TATWEEL: char = '\u{640}';

/// Whether a text has letters that join.
pub(crate) fn joins(glyphs: &[Glyph]) -> bool {
    glyphs.iter().any(|glyph| ('\u{621}'..='\u{6CC}').contains(&glyph.letter))
}

/// The glyphs with every letter in its shape; expects them in the order they are read.
pub(crate) fn joined(glyphs: &[Glyph]) -> Vec<Glyph> {
    let mut shaped = Vec::with_capacity(glyphs.len());
    let mut at = 0;
    while at < glyphs.len() {
        let after_letter = neighbour(glyphs[..at].iter().rev()).is_some_and(reaches_on);
        if let Some(first) = glyphs.get(at + 1).and_then(|next| lam_alef(glyphs[at].letter, next.letter)) {
            shaped.extend(drawn_as(first + u32::from(after_letter), first, glyphs[at]));
            at += 2;
            continue;
        }
        let before_letter =
            neighbour(glyphs[at + 1..].iter()).is_some_and(|next| forms(next) > 1 || next == TATWEEL);
        shaped.push(shape(glyphs[at], after_letter, before_letter));
        at += 1;
    }
    shaped
}

fn shape(glyph: Glyph, after_letter: bool, before_letter: bool) -> Glyph {
    let Some((_, first, count)) = FORMS.iter().find(|(letter, ..)| *letter == u32::from(glyph.letter)) else {
        return glyph;
    };
    let form = match (count, after_letter, before_letter) {
        (4, true, true) => 3,
        (4, false, true) => 2,
        (2.., true, _) => 1,
        _ => 0,
    };
    drawn_as(first + form, u32::from(glyph.letter), glyph).unwrap_or(glyph)
}

/// The glyph of one code point, standing for another.
fn drawn_as(form: u32, letter: u32, like: Glyph) -> Option<Glyph> {
    let drawn = faces::glyph(char::from_u32(form)?, like.face == faces::Face::Bold)?;
    Some(Glyph { letter: char::from_u32(letter)?, ..drawn })
}

/// The next letter, past the marks that sit on this one.
fn neighbour<'a>(mut glyphs: impl Iterator<Item = &'a Glyph>) -> Option<char> {
    glyphs.find(|glyph| glyph.advance_em > 0.0).map(|glyph| glyph.letter)
}

fn forms(letter: char) -> u32 {
    FORMS.iter().find(|(known, ..)| *known == u32::from(letter)).map_or(0, |(_, _, count)| *count)
}

fn reaches_on(letter: char) -> bool {
    forms(letter) == 4 || letter == TATWEEL
}

fn lam_alef(lam: char, alef: char) -> Option<u32> {
    match (lam, alef) {
        (LAM, '\u{622}') => Some(0xFEF5),
        (LAM, '\u{623}') => Some(0xFEF7),
        (LAM, '\u{625}') => Some(0xFEF9),
        (LAM, '\u{627}') => Some(0xFEFB),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str) -> Vec<Glyph> {
        text.chars().map(|letter| faces::glyph(letter, false).unwrap()).collect()
    }

    #[test]
    fn letters_take_the_shape_their_neighbours_ask_for() {
        let drawn: Vec<u16> = joined(&glyphs("مرحبا")).iter().map(|glyph| glyph.id).collect();
        let expected: Vec<u16> =
            glyphs("\u{FEE3}\u{FEAE}\u{FEA3}\u{FE92}\u{FE8E}").iter().map(|glyph| glyph.id).collect();
        assert_eq!(drawn, expected);
        let letters: String = joined(&glyphs("مرحبا")).iter().map(|glyph| glyph.letter).collect();
        assert_eq!(letters, "مرحبا");
    }

    #[test]
    fn lam_and_alef_become_one_sign() {
        let word = joined(&glyphs("سلام"));
        assert_eq!(word.len(), 3);
        assert_eq!(word[1].id, glyphs("\u{FEFC}")[0].id);
        assert_eq!(word[1].letter, '\u{FEFB}');
    }

    #[test]
    fn marks_do_not_part_letters() {
        let word = joined(&glyphs("بَب"));
        assert_eq!(word[0].id, glyphs("\u{FE91}")[0].id);
        assert_eq!(word[2].id, glyphs("\u{FE90}")[0].id);
    }
}
