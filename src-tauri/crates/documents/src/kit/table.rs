//! Tables: columns as wide as what they hold, rows that stay together, headings that come again.

use super::columns::{Align, Column, Padding, side_by_side};
use super::piece::{Mark, Piece};
use super::text::{Ink, Style, one_line};

/// Between two columns.
const GAP: f32 = 11.0;
/// Left and right of the outermost columns, inside the tinted headings.
const INSET: f32 = 5.0;
const HAIRLINE: f32 = 0.4;
/// How much of the table the fitted columns may take together: a description needs the rest to be read.
const FITTED_SHARE: f32 = 0.72;
/// How much of that the columns of words keep, however wide the figures are.
const LEAST_WORD_SHARE: f32 = 0.3;

/// How wide a column is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Width {
    /// As wide as its widest cell, up to this share of the table.
    Fit(f32),
    /// What the others leave over.
    Rest,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heading {
    pub(crate) title: &'static str,
    pub(crate) align: Align,
    pub(crate) width: Width,
}

impl Heading {
    /// Words, from the left.
    pub(crate) const fn words(title: &'static str, width: Width) -> Self {
        Self { title, align: Align::Left, width }
    }

    /// Figures, to the right.
    pub(crate) const fn figures(title: &'static str) -> Self {
        Self { title, align: Align::Right, width: Width::Fit(0.24) }
    }
}

/// What a cell says: texts below each other, each in its style.
pub(crate) type Cell = Vec<(String, Style)>;

/// A cell of one text.
pub(crate) fn cell(text: impl Into<String>) -> Cell {
    vec![(text.into(), Style::BODY)]
}

/// A table ready for the flow.
pub(crate) struct Table {
    pub(crate) headings: Piece,
    pub(crate) rows: Vec<Piece>,
}

/// Lays the table out over `width`; no piece is taller than a page whose text is `page_height` tall.
pub(crate) fn table(headings: &[Heading], rows: &[Vec<Cell>], width: f32, page_height: f32) -> Table {
    let places = places(headings, rows, width);
    let headings = headings_piece(headings, &places, width);
    let max_height = page_height - headings.height;
    let rows = rows.iter().flat_map(|row| row_pieces(row, &places, width, max_height)).collect();
    Table { headings, rows }
}

/// What stands instead of rows where there are none.
pub(crate) fn empty_row(text: &str, width: f32, page_height: f32) -> Vec<Piece> {
    let column = Column::new(INSET, width - 2.0 * INSET, Align::Left)
        .with(text, Style { ink: Ink::Quiet, ..Style::BODY });
    side_by_side(&[column], Padding { above: 9.0, below: 9.0 }, page_height)
}

#[derive(Debug, Clone, Copy)]
struct Place {
    x: f32,
    width: f32,
    align: Align,
}

fn places(headings: &[Heading], rows: &[Vec<Cell>], width: f32) -> Vec<Place> {
    let gaps = GAP * headings.len().saturating_sub(1) as f32 + 2.0 * INSET;
    let widths: Vec<Option<f32>> = headings
        .iter()
        .enumerate()
        .map(|(at, heading)| match heading.width {
            Width::Fit(share) => {
                Some(natural_width(heading, rows.iter().filter_map(|row| row.get(at)), share * width))
            }
            Width::Rest => None,
        })
        .collect();
    let fitted = shared_out(headings, &widths, (width - gaps) * FITTED_SHARE);
    let open = widths.iter().filter(|width| width.is_none()).count().max(1) as f32;
    let left = (width - gaps - fitted.iter().flatten().sum::<f32>()) / open;
    let mut x = INSET;
    headings
        .iter()
        .zip(fitted)
        .map(|(heading, fixed)| {
            let place = Place { x, width: fixed.unwrap_or(left), align: heading.align };
            x += place.width + GAP;
            place
        })
        .collect()
}

/// The widths, narrowed until they take no more than `most` together: columns of words first, which wrap well,
/// and columns of figures only when that is not enough.
fn shared_out(headings: &[Heading], widths: &[Option<f32>], most: f32) -> Vec<Option<f32>> {
    let of = |align: Align| -> Vec<f32> {
        let paired = headings.iter().zip(widths).filter(|(heading, _)| heading.align == align);
        paired.filter_map(|(_, width)| *width).collect()
    };
    let (words, figures) = (of(Align::Left), of(Align::Right));
    let word_room = (most - figures.iter().sum::<f32>()).max(most * LEAST_WORD_SHARE);
    let word_limit = limit(words.clone(), word_room);
    let words_take: f32 = words.iter().map(|width| width.min(word_limit)).sum();
    let figure_limit = limit(figures, most - words_take);
    let narrowed = |(heading, width): (&Heading, &Option<f32>)| {
        width.map(|width| width.min(if heading.align == Align::Left { word_limit } else { figure_limit }))
    };
    headings.iter().zip(widths).map(narrowed).collect()
}

/// The width above which the widest must be narrowed for all to fit into the room.
fn limit(mut widths: Vec<f32>, room: f32) -> f32 {
    widths.sort_by(f32::total_cmp);
    let mut left = room;
    for (at, width) in widths.iter().enumerate() {
        let share = left / (widths.len() - at) as f32;
        if *width > share {
            return share;
        }
        left -= width;
    }
    f32::MAX
}

fn natural_width<'a>(heading: &Heading, cells: impl Iterator<Item = &'a Cell>, most: f32) -> f32 {
    let texts = cells.flatten();
    let widest = texts.map(|(text, style)| one_line(text, *style).width).fold(0.0, f32::max);
    widest.min(most).max(one_line(heading.title, Style::LABEL).width) + 0.5
}

fn headings_piece(headings: &[Heading], places: &[Place], width: f32) -> Piece {
    let columns: Vec<Column> = headings
        .iter()
        .zip(places)
        .map(|(heading, place)| {
            Column::new(place.x, place.width, place.align).with(heading.title, Style::LABEL)
        })
        .collect();
    let mut piece = side_by_side(&columns, Padding { above: 5.0, below: 5.0 }, f32::MAX).swap_remove(0);
    let ground = Mark::Fill { x: 0.0, y: 0.0, width, height: piece.height, ink: Ink::Tint };
    let edge = Mark::Fill { x: 0.0, y: piece.height - 0.8, width, height: 0.8, ink: Ink::Rule };
    piece.marks.splice(0..0, [ground, edge]);
    piece.height += 1.0;
    piece
}

fn row_pieces(row: &[Cell], places: &[Place], width: f32, max_height: f32) -> Vec<Piece> {
    let columns: Vec<Column> = row
        .iter()
        .zip(places)
        .map(|(cell, place)| {
            let column = Column::new(place.x, place.width, place.align);
            cell.iter().fold(column, |column, (text, style)| column.with(text, *style))
        })
        .collect();
    let mut pieces = side_by_side(&columns, Padding { above: 4.0, below: 4.5 }, max_height);
    if let Some(last) = pieces.last_mut() {
        let y = last.height - HAIRLINE;
        last.marks.push(Mark::Fill { x: 0.0, y, width, height: HAIRLINE, ink: Ink::Hairline });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: [Heading; 3] = [
        Heading::words("SKU", Width::Fit(0.25)),
        Heading::words("Description", Width::Rest),
        Heading::figures("Total"),
    ];

    fn row(sku: &str, name: &str, total: &str) -> Vec<Cell> {
        vec![cell(sku), cell(name), cell(total)]
    }

    #[test]
    fn columns_fill_the_width_and_never_overlap() {
        for rows in [
            vec![],
            vec![row("A", "B", "1")],
            vec![row(&"SKU-".repeat(40), &"x".repeat(300), "123,456,789,012,345.67")],
        ] {
            let places = places(&HEADINGS, &rows, 500.0);
            for pair in places.windows(2) {
                assert!(pair[0].x + pair[0].width < pair[1].x, "{places:?}");
            }
            let end = places[2].x + places[2].width;
            assert!((end - (500.0 - INSET)).abs() < 0.1, "{places:?}");
        }
    }

    #[test]
    fn a_row_taller_than_a_page_is_cut_and_no_piece_is_taller_than_the_room() {
        let long = vec![row("A", &"many words in one cell ".repeat(400), "1.00")];
        let laid = table(&HEADINGS, &long, 500.0, 300.0);
        assert!(laid.rows.len() > 2);
        assert!(laid.rows.iter().all(|piece| piece.height + laid.headings.height <= 300.1));
    }
}
