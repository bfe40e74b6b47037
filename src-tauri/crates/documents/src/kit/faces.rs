//! The fonts, and which of them draws a character.
//!
//! They are asked in a fixed order: Noto Sans for text, DejaVu Sans for signs, WenQuanYi Micro Hei for East Asian
//! writing. A font is read when the first character needs it, once in the life of the program.

use std::sync::LazyLock;

use printpdf::ParsedFont;

use crate::DocumentError;

/// One font file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Face {
    Regular,
    Bold,
    Signs,
    EastAsian,
}

impl Face {
    /// The name of the font inside a PDF; its first six letters are the tag that marks a subset.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Regular => "SYTEXT",
            Self::Bold => "SYBOLD",
            Self::Signs => "SYSIGN",
            Self::EastAsian => "SYEAST",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Regular => "Noto Sans",
            Self::Bold => "Noto Sans Bold",
            Self::Signs => "DejaVu Sans",
            Self::EastAsian => "WenQuanYi Micro Hei",
        }
    }

    fn loaded(self) -> Option<&'static Loaded> {
        static REGULAR: LazyLock<Option<Loaded>> =
            LazyLock::new(|| load(include_bytes!("../../../../../assets/fonts/NotoSans-Regular.ttf")));
        static BOLD: LazyLock<Option<Loaded>> =
            LazyLock::new(|| load(include_bytes!("../../../../../assets/fonts/NotoSans-Bold.ttf")));
        static SIGNS: LazyLock<Option<Loaded>> =
            LazyLock::new(|| load(include_bytes!("../../../../../assets/fonts/DejaVuSans-Symbols.ttf")));
        static EAST_ASIAN: LazyLock<Option<Loaded>> =
            LazyLock::new(|| load(include_bytes!("../../../../../assets/fonts/WenQuanYiMicroHei-CJK.ttf")));
        match self {
            Self::Regular => REGULAR.as_ref(),
            Self::Bold => BOLD.as_ref(),
            Self::Signs => SIGNS.as_ref(),
            Self::EastAsian => EAST_ASIAN.as_ref(),
        }
    }

    /// The font as the PDF writer wants it.
    pub(crate) fn font(self) -> Result<&'static ParsedFont, DocumentError> {
        self.loaded().map(|loaded| &loaded.font).ok_or(DocumentError::Font { font: self.name() })
    }
}

#[derive(Debug)]
struct Loaded {
    font: ParsedFont,
    em: f32,
}

fn load(bytes: &[u8]) -> Option<Loaded> {
    let font = ParsedFont::from_bytes(bytes, 0, &mut Vec::new())?;
    let em = f32::from(font.font_metrics.units_per_em);
    (em > 0.0).then_some(Loaded { font, em })
}

/// One character as it will be drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) letter: char,
    pub(crate) face: Face,
    pub(crate) id: u16,
    /// How far it moves the pen, in parts of the font size.
    pub(crate) advance_em: f32,
}

/// The glyph of a character, or nothing when no font has it.
pub(crate) fn glyph(letter: char, bold: bool) -> Option<Glyph> {
    let text = if bold { Face::Bold } else { Face::Regular };
    [text, Face::Signs, Face::EastAsian].into_iter().find_map(|face| glyph_of(face, letter))
}

fn glyph_of(face: Face, letter: char) -> Option<Glyph> {
    let Loaded { font, em } = face.loaded()?;
    let id = font.lookup_glyph_index(u32::from(letter)).filter(|id| *id != 0)?;
    Some(Glyph { letter, face, id, advance_em: f32::from(font.get_horizontal_advance(id)) / em })
}

/// Whether some font has the character.
pub(crate) fn covers(letter: char) -> bool {
    glyph(letter, false).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_draw_the_same_characters() {
        for letter in (0x20..0x3000).filter_map(char::from_u32) {
            let [regular, bold] = [Face::Regular, Face::Bold].map(|face| glyph_of(face, letter).is_some());
            assert_eq!(regular, bold, "{letter:?}");
        }
    }

    #[test]
    fn figures_are_all_as_wide_as_each_other() {
        for bold in [false, true] {
            let widths: Vec<_> =
                "0123456789".chars().map(|digit| glyph(digit, bold).unwrap().advance_em).collect();
            assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}");
        }
    }

    #[test]
    fn every_script_finds_its_face() {
        for (letter, face) in [
            ('A', Face::Regular),
            ('Ω', Face::Regular),
            ('Ж', Face::Regular),
            ('→', Face::Signs),
            ('東', Face::EastAsian),
        ] {
            assert_eq!(glyph(letter, false).map(|glyph| glyph.face), Some(face), "{letter}");
        }
        assert_eq!(glyph('😀', false), None);
    }
}
