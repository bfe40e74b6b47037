//! Measures text with the fonts' own widths and wraps it into lines.

use unicode_bidi::BidiInfo;

use super::arabic;
use super::clean::clean;
use super::faces::{self, Glyph};

/// The colours of a document. Few, so that a page stays calm and prints well in grey.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Ink {
    /// Figures, names, all that is read.
    Text,
    /// Labels and second lines.
    Quiet,
    /// Strong rules.
    Rule,
    /// Rules between rows.
    Hairline,
    /// The ground behind a table's headings.
    Tint,
}

impl Ink {
    pub(crate) fn rgb(self) -> (f32, f32, f32) {
        match self {
            Self::Text => (0.09, 0.11, 0.15),
            Self::Quiet => (0.40, 0.44, 0.50),
            Self::Rule => (0.20, 0.25, 0.32),
            Self::Hairline => (0.86, 0.88, 0.90),
            Self::Tint => (0.955, 0.962, 0.97),
        }
    }
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) bold: bool,
    pub(crate) ink: Ink,
}

impl Style {
    pub(crate) const TITLE: Self = Self::regular(20.0);
    pub(crate) const NUMBER: Self = Self::regular(10.5).strong();
    pub(crate) const COMPANY: Self = Self::regular(13.0).strong();
    pub(crate) const BODY: Self = Self::regular(9.0);
    pub(crate) const BODY_STRONG: Self = Self::regular(9.0).strong();
    pub(crate) const TOTAL: Self = Self::regular(11.0).strong();
    pub(crate) const SMALL: Self = Self::regular(7.8).quiet();
    pub(crate) const LABEL: Self = Self::regular(7.2).strong().quiet();

    const fn regular(size: f32) -> Self {
        Self { size, bold: false, ink: Ink::Text }
    }

    const fn strong(self) -> Self {
        Self { bold: true, ..self }
    }

    const fn quiet(self) -> Self {
        Self { ink: Ink::Quiet, ..self }
    }

    /// From one baseline to the next.
    pub(crate) fn leading(self) -> f32 {
        self.size * 1.36
    }

    /// From the top of a line to its baseline.
    pub(crate) fn ascent(self) -> f32 {
        self.size * 1.03
    }
}

/// One line of text, measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) style: Style,
    pub(crate) width: f32,
}

impl Line {
    fn new(glyphs: &[Glyph], style: Style) -> Self {
        let glyphs = in_visual_order(glyphs);
        let width = width_of(&glyphs, style);
        Self { glyphs, style, width }
    }

    #[cfg(test)]
    pub(crate) fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.letter).collect()
    }
}

/// The text on one line however long it is.
pub(crate) fn one_line(text: &str, style: Style) -> Line {
    let cleaned = clean(text).replace('\n', " ");
    Line::new(&glyphs_of(&cleaned, style), style)
}

/// The text on one line no wider than `width`, ending in `…` where it was cut: for running heads that repeat
/// what stands in full elsewhere, never for facts.
pub(crate) fn clipped(text: &str, style: Style, width: f32) -> Line {
    let line = one_line(text, style);
    if line.width <= width {
        return line;
    }
    let mut glyphs = line.glyphs;
    let dots = glyphs_of("…", style);
    let room = width - width_of(&dots, style);
    while !glyphs.is_empty() && width_of(&glyphs, style) > room {
        glyphs.pop();
    }
    glyphs.extend(dots);
    let width = width_of(&glyphs, style);
    Line { glyphs, style, width }
}

/// The text in lines no wider than `width`. Lines break at spaces and between ideographs; a word wider than the
/// line breaks after `-`, `/`, `_`, `.`, `@` and the like if it can, else anywhere.
pub(crate) fn wrap(text: &str, style: Style, width: f32) -> Vec<Line> {
    clean(text).trim_end().split('\n').flat_map(|paragraph| wrap_paragraph(paragraph, style, width)).collect()
}

fn wrap_paragraph(paragraph: &str, style: Style, width: f32) -> Vec<Line> {
    let glyphs = glyphs_of(paragraph.trim_end_matches(' '), style);
    let mut lines = Vec::new();
    let mut start = 0;
    loop {
        let (end, next) = line_end(&glyphs, start, style, width);
        lines.push(Line::new(&glyphs[start..end], style));
        if next >= glyphs.len() {
            return lines;
        }
        start = next;
    }
}

/// Where the line that begins at `start` ends, and where the next begins (behind the spaces of the break).
fn line_end(glyphs: &[Glyph], start: usize, style: Style, width: f32) -> (usize, usize) {
    let limit_em = width / style.size + 1e-3;
    let mut used_em = 0.0;
    let (mut at_space, mut at_sign) = (None, None);
    for (place, glyph) in glyphs.iter().enumerate().skip(start) {
        if place > start && glyph.letter != ' ' {
            let before = glyphs[place - 1];
            if may_break_between(before, *glyph) {
                at_space = Some(place);
            } else if may_split_between(before, *glyph) {
                at_sign = Some(place);
            }
        }
        used_em += glyph.advance_em;
        if used_em > limit_em && glyph.letter != ' ' {
            let next = at_space
                .or(at_sign.filter(|at| *at > start))
                .unwrap_or_else(|| anywhere(glyphs, start, place));
            let end = glyphs[start..next]
                .iter()
                .rposition(|glyph| glyph.letter != ' ')
                .map_or(start, |at| start + at + 1);
            return (end, next);
        }
    }
    (glyphs.len(), glyphs.len())
}

/// The break before `place`, moved so that an accent stays with its letter and every line carries something.
fn anywhere(glyphs: &[Glyph], start: usize, place: usize) -> usize {
    let mut at = place;
    while at > start + 1 && glyphs[at].advance_em == 0.0 {
        at -= 1;
    }
    if at > start {
        return at;
    }
    let behind_marks = glyphs[start + 1..].iter().position(|glyph| glyph.advance_em > 0.0);
    behind_marks.map_or(glyphs.len(), |marks| start + 1 + marks)
}

fn may_break_between(before: Glyph, after: Glyph) -> bool {
    const NEVER_FIRST: &str =
        "、。，．・：；？！」』）］｝〕〉》】ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}”’";
    const NEVER_LAST: &str = "「『（［｛〔〈《【([{“‘";
    if before.letter == ' ' {
        return true;
    }
    (is_ideograph(before.letter) || is_ideograph(after.letter))
        && after.advance_em > 0.0
        && before.letter != '\u{a0}'
        && after.letter != '\u{a0}'
        && !NEVER_FIRST.contains(after.letter)
        && !NEVER_LAST.contains(before.letter)
}

fn may_split_between(before: Glyph, after: Glyph) -> bool {
    "-/_.@,;:\\|+&=?#~–—".contains(before.letter) && after.advance_em > 0.0 && after.letter.is_alphanumeric()
}

fn is_ideograph(letter: char) -> bool {
    matches!(u32::from(letter), 0x2E80..=0xA4CF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF01..=0xFF9F | 0x20000..=0x3FFFF)
}

/// Expects cleaned text; a character that slipped through without a glyph prints as a question mark.
fn glyphs_of(cleaned: &str, style: Style) -> Vec<Glyph> {
    let stand_in = || faces::glyph('?', style.bold);
    let glyphs: Vec<Glyph> =
        cleaned.chars().filter_map(|letter| faces::glyph(letter, style.bold).or_else(stand_in)).collect();
    if arabic::joins(&glyphs) { arabic::joined(&glyphs) } else { glyphs }
}

fn width_of(glyphs: &[Glyph], style: Style) -> f32 {
    glyphs.iter().map(|glyph| glyph.advance_em).sum::<f32>() * style.size
}

/// Letters of right-to-left scripts run backwards on paper; all else stays as it is read.
fn in_visual_order(glyphs: &[Glyph]) -> Vec<Glyph> {
    if !glyphs
        .iter()
        .any(|glyph| matches!(u32::from(glyph.letter), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC))
    {
        return glyphs.to_vec();
    }
    let logical: String = glyphs.iter().map(|glyph| glyph.letter).collect();
    let order = BidiInfo::new(&logical, None);
    let Some(paragraph) = order.paragraphs.first() else { return glyphs.to_vec() };
    let starts: Vec<usize> = logical.char_indices().map(|(at, _)| at).collect();
    let (levels, runs) = order.visual_runs(paragraph, paragraph.range.clone());
    let mut visual = Vec::with_capacity(glyphs.len());
    for run in runs {
        let backwards = levels.get(run.start).is_some_and(unicode_bidi::Level::is_rtl);
        let first = starts.partition_point(|at| *at < run.start);
        let last = starts.partition_point(|at| *at < run.end);
        if backwards {
            visual.extend(glyphs[first..last].iter().rev().map(|glyph| mirrored(*glyph)));
        } else {
            visual.extend_from_slice(&glyphs[first..last]);
        }
    }
    visual
}

fn mirrored(glyph: Glyph) -> Glyph {
    const PAIRS: [&str; 4] = ["()", "[]", "{}", "<>"];
    let partner =
        PAIRS.iter().find(|pair| pair.contains(glyph.letter)).map(|pair| pair.replace(glyph.letter, ""));
    let drawn = partner.as_deref().and_then(|rest| rest.chars().next());
    drawn.and_then(|letter| faces::glyph(letter, glyph.face == faces::Face::Bold)).unwrap_or(glyph)
}

/// A label: small and in capitals, so that it is not taken for what it labels.
pub(crate) fn label(text: &str) -> String {
    text.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: f32) -> Vec<String> {
        let wrapped = wrap(text, Style::BODY, width);
        for line in &wrapped {
            assert!(
                line.width <= width + 0.1
                    || line.glyphs.iter().filter(|glyph| glyph.advance_em > 0.0).count() == 1,
                "{:?} is {} wide",
                line.text(),
                line.width
            );
        }
        wrapped.iter().map(Line::text).collect()
    }

    #[test]
    fn words_wrap_at_spaces_and_nothing_is_lost() {
        let text = "Nozzle, hardened steel, 0.6 mm, for abrasive filament such as carbon fibre nylon";
        let wrapped = lines(text, 120.0);
        assert!(wrapped.len() > 2);
        assert_eq!(wrapped.join(" "), text);
        assert_eq!(lines("short", 120.0), ["short"]);
        assert_eq!(lines("", 120.0), [""]);
        assert_eq!(lines("two\nlines", 120.0), ["two", "lines"]);
    }

    #[test]
    fn a_word_wider_than_the_line_breaks_after_a_sign_first() {
        let wrapped = lines("MAT-PLA-BLACK-1KG-SPOOL-CARDBOARD-2026", 90.0);
        assert!(wrapped.len() > 1);
        assert!(wrapped[..wrapped.len() - 1].iter().all(|line| line.ends_with('-')), "{wrapped:?}");
        let blob = "x".repeat(200);
        assert_eq!(lines(&blob, 90.0).concat(), blob);
    }

    #[test]
    fn ideographs_wrap_between_each_other_but_not_before_a_full_stop() {
        let text = "株式会社東京都千代田区丸の内一丁目、九番一号。";
        let wrapped = lines(text, 60.0);
        assert_eq!(wrapped.concat(), text);
        assert!(wrapped.iter().all(|line| !line.starts_with(['、', '。'])), "{wrapped:?}");
    }

    #[test]
    fn accents_stay_with_their_letter_however_narrow_the_line() {
        let text = "q\u{301}\u{302}q\u{301}q\u{301}";
        let wrapped = lines(text, 1.0);
        assert_eq!(wrapped.concat(), text);
        assert!(wrapped.iter().all(|line| line.starts_with('q')), "{wrapped:?}");
    }

    #[test]
    fn hebrew_runs_backwards_around_its_figures() {
        assert_eq!(one_line("שלום 12", Style::BODY).text(), "12 םולש");
        assert_eq!(one_line("abc (שלום)", Style::BODY).text(), "abc (םולש)");
    }

    #[test]
    fn running_heads_are_clipped_with_dots() {
        let line = clipped(&"Long company name ".repeat(20), Style::SMALL, 100.0);
        assert!(line.width <= 100.0 && line.text().ends_with('…'));
        assert_eq!(clipped("Short", Style::SMALL, 100.0).text(), "Short");
    }
}
