//! A piece of a page: marks on a strip of known height, which is never cut.

use super::text::{Ink, Line};

/// Something drawn, placed from the left edge of the text area and the top of its piece.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// A line of text whose baseline lies at `baseline`.
    Text { x: f32, baseline: f32, line: Line },
    /// A filled rectangle: a rule when it is thin.
    Fill { x: f32, y: f32, width: f32, height: f32, ink: Ink },
    /// The company's logo, fitted into the rectangle by whoever made it.
    Logo { x: f32, y: f32, width: f32, height: f32 },
}

/// A strip across the text area.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Piece {
    pub(crate) height: f32,
    pub(crate) marks: Vec<Mark>,
    /// Whether a page may not end between this piece and the next.
    pub(crate) keep_with_next: bool,
}

impl Piece {
    /// Empty space.
    pub(crate) fn space(height: f32) -> Self {
        Self { height, ..Self::default() }
    }

    /// A rule from `x`, with nothing above or below it.
    pub(crate) fn rule(x: f32, width: f32, thickness: f32, ink: Ink) -> Self {
        let mark = Mark::Fill { x, y: 0.0, width, height: thickness, ink };
        Self { height: thickness, marks: vec![mark], keep_with_next: false }
    }

    /// The same piece, bound to the one behind it.
    pub(crate) fn kept(self) -> Self {
        Self { keep_with_next: true, ..self }
    }

    /// Whether it only separates: such a piece is dropped at the top of a page.
    pub(crate) fn is_space(&self) -> bool {
        self.marks.is_empty()
    }
}
