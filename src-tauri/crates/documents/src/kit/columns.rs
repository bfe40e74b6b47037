//! Lines of text side by side: the one arrangement behind table rows, addresses and notes.

use super::piece::{Mark, Piece};
use super::text::{Line, Style, wrap};

/// Towards which edge of its column a line leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A column of wrapped lines, from `x` on.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    x: f32,
    width: f32,
    align: Align,
    lines: Vec<Line>,
}

impl Column {
    pub(crate) fn new(x: f32, width: f32, align: Align) -> Self {
        Self { x, width, align, lines: Vec::new() }
    }

    /// Adds a text below what the column has; an empty text adds nothing.
    pub(crate) fn add(&mut self, text: &str, style: Style) {
        if !text.trim().is_empty() {
            self.lines.extend(wrap(text, style, self.width));
        }
    }

    /// The same column with a text more.
    pub(crate) fn with(mut self, text: &str, style: Style) -> Self {
        self.add(text, style);
        self
    }
}

/// Space above and below the lines of a piece.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Padding {
    pub(crate) above: f32,
    pub(crate) below: f32,
}

/// Sets the columns side by side. That is one piece, unless they are taller than `max_height`: then it is as many
/// as it takes, cut between lines, and no line is lost.
pub(crate) fn side_by_side(columns: &[Column], padding: Padding, max_height: f32) -> Vec<Piece> {
    let room = (max_height - padding.above - padding.below).max(1.0);
    let mut taken = vec![0; columns.len()];
    let mut pieces = Vec::new();
    loop {
        let mut piece = Piece::default();
        let mut tallest: f32 = 0.0;
        for (column, taken) in columns.iter().zip(&mut taken) {
            let (count, height) = fitting(&column.lines[*taken..], room);
            place(column, &column.lines[*taken..*taken + count], padding.above, &mut piece.marks);
            *taken += count;
            tallest = tallest.max(height);
        }
        piece.height = padding.above + tallest + padding.below;
        pieces.push(piece);
        if columns.iter().zip(&taken).all(|(column, taken)| *taken == column.lines.len()) {
            return pieces;
        }
    }
}

/// How many lines fit into the room, at least one if there is any, and how tall they are.
fn fitting(lines: &[Line], room: f32) -> (usize, f32) {
    let mut height = 0.0;
    for (count, line) in lines.iter().enumerate() {
        let taller = height + line.style.leading();
        if count > 0 && taller > room {
            return (count, height);
        }
        height = taller;
    }
    (lines.len(), height)
}

fn place(column: &Column, lines: &[Line], top: f32, marks: &mut Vec<Mark>) {
    let mut y = top;
    for line in lines {
        let slack = match column.align {
            Align::Left => 0.0,
            Align::Right => column.width - line.width,
        };
        marks.push(Mark::Text { x: column.x + slack, baseline: y + line.style.ascent(), line: line.clone() });
        y += line.style.leading();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pieces: &[Piece]) -> Vec<Vec<String>> {
        let text = |mark: &Mark| match mark {
            Mark::Text { line, .. } => Some(line.text()),
            Mark::Fill { .. } | Mark::Logo { .. } => None,
        };
        pieces.iter().map(|piece| piece.marks.iter().filter_map(text).collect()).collect()
    }

    #[test]
    fn the_tallest_column_gives_the_height() {
        let columns = [
            Column::new(0.0, 100.0, Align::Left).with("one\ntwo\nthree", Style::BODY),
            Column::new(100.0, 50.0, Align::Right).with("9", Style::BODY),
        ];
        let pieces = side_by_side(&columns, Padding { above: 4.0, below: 5.0 }, 500.0);
        assert_eq!(pieces.len(), 1);
        assert!((pieces[0].height - (9.0 + 3.0 * Style::BODY.leading())).abs() < 0.01);
        let Mark::Text { x, line, .. } = &pieces[0].marks[3] else { panic!("a text") };
        assert!((x + line.width - 150.0).abs() < 0.01, "figures end at the right edge");
    }

    #[test]
    fn what_is_taller_than_a_page_is_cut_between_lines() {
        let many: Vec<String> = (0..100).map(|n| n.to_string()).collect();
        let columns = [
            Column::new(0.0, 100.0, Align::Left).with(&many.join("\n"), Style::BODY),
            Column::new(100.0, 50.0, Align::Left).with("beside", Style::BODY),
        ];
        let pieces = side_by_side(&columns, Padding::default(), 300.0);
        assert!(pieces.len() > 3);
        assert!(pieces.iter().all(|piece| piece.height <= 300.0));
        let all: Vec<String> = texts(&pieces).concat().into_iter().filter(|text| text != "beside").collect();
        assert_eq!(all, many);
    }
}
