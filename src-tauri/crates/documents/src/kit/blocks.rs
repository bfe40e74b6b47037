//! The blocks around a table: parties, facts, totals, notes, and lines to sign on.

use super::columns::{Align, Column, Padding, side_by_side};
use super::piece::{Mark, Piece};
use super::text::{Ink, Style, label, one_line, wrap};
use crate::Party;

/// Between columns of parties and facts.
const GAP: f32 = 18.0;

/// Parties side by side, each under its label.
pub(crate) fn parties(parties: &[(&str, &Party)], width: f32, page_height: f32) -> Vec<Piece> {
    let count = parties.len().max(2) as f32;
    let column_width = (width - GAP * (count - 1.0)) / count;
    let columns: Vec<Column> = parties
        .iter()
        .enumerate()
        .map(|(at, (title, party))| {
            let column = Column::new(at as f32 * (column_width + GAP), column_width, Align::Left);
            party_lines(column.with(&label(title), Style::LABEL), party)
        })
        .collect();
    side_by_side(&columns, Padding { above: 0.0, below: 12.0 }, page_height)
}

fn party_lines(mut column: Column, party: &Party) -> Column {
    column.add(&party.name, Style::BODY_STRONG);
    if let Some(contact) = &party.contact {
        column.add(contact, Style::BODY);
    }
    for line in &party.address {
        column.add(line, Style::BODY);
    }
    for line in [&party.phone, &party.email].into_iter().flatten() {
        column.add(line, Style::SMALL);
    }
    if let Some(tax_id) = &party.tax_id {
        column.add(&format!("Tax ID {tax_id}"), Style::SMALL);
    }
    column
}

/// Short facts in a strip: a label and below it what it says, as many beside each other as four.
pub(crate) fn facts(facts: &[(&str, String)], width: f32, page_height: f32) -> Vec<Piece> {
    const ACROSS: usize = 4;
    let column_width = (width - GAP * (ACROSS - 1) as f32) / ACROSS as f32;
    let said: Vec<_> = facts.iter().filter(|(_, text)| !text.trim().is_empty()).collect();
    said.chunks(ACROSS)
        .flat_map(|strip| {
            let columns: Vec<Column> = strip
                .iter()
                .enumerate()
                .map(|(at, (title, text))| {
                    let column = Column::new(at as f32 * (column_width + GAP), column_width, Align::Left);
                    column.with(&label(title), Style::LABEL).with(text, Style::BODY)
                })
                .collect();
            side_by_side(&columns, Padding { above: 0.0, below: 10.0 }, page_height)
        })
        .collect()
}

/// Sums in the lower right corner, bound together; the last is the one that counts.
pub(crate) fn totals(sums: &[(String, String)], width: f32, page_height: f32) -> Vec<Piece> {
    let figures =
        sums.iter().map(|(_, sum)| one_line(sum, Style::TOTAL).width).fold(72.0, f32::max).min(width * 0.5);
    let block = (figures + 130.0).min(width);
    let left = width - block;
    let mut pieces = vec![Piece::space(6.0).kept()];
    for (at, (title, sum)) in sums.iter().enumerate() {
        let is_last = at + 1 == sums.len();
        let (title_style, sum_style) =
            if is_last { (Style::BODY_STRONG, Style::TOTAL) } else { (Style::BODY, Style::BODY) };
        let columns = [
            Column::new(left, block - figures - 12.0, Align::Left).with(title, title_style),
            Column::new(width - 5.0 - figures, figures, Align::Right).with(sum, sum_style),
        ];
        let above = if is_last { 6.0 } else { 2.0 };
        let mut rows = side_by_side(&columns, Padding { above, below: 2.0 }, page_height);
        if is_last && let Some(row) = rows.first_mut() {
            row.marks.push(Mark::Fill { x: left, y: 2.0, width: block, height: 0.8, ink: Ink::Rule });
        }
        pieces.extend(rows.into_iter().map(|row| if is_last { row } else { row.kept() }));
    }
    pieces
}

/// A paragraph under its label. It may run over pages, but never leaves its label or a single line behind.
pub(crate) fn notes(title: &str, text: &str, width: f32, page_height: f32) -> Vec<Piece> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let lines = wrap(text, Style::BODY, width.min(430.0));
    let heading = Column::new(0.0, width, Align::Left).with(&label(title), Style::LABEL);
    let mut pieces = vec![Piece::space(12.0)];
    pieces.extend(
        side_by_side(&[heading], Padding { above: 0.0, below: 1.0 }, page_height)
            .into_iter()
            .map(Piece::kept),
    );
    let count = lines.len();
    for (at, line) in lines.into_iter().enumerate() {
        let height = line.style.leading();
        let mark = Mark::Text { x: 0.0, baseline: line.style.ascent(), line };
        let keep_with_next = at + 1 < count && (at == 0 || at + 2 == count);
        pieces.push(Piece { height, marks: vec![mark], keep_with_next });
    }
    pieces
}

/// Lines to sign on, side by side, each over its label.
pub(crate) fn signatures(titles: &[&str], width: f32, page_height: f32) -> Vec<Piece> {
    let count = titles.len().max(1) as f32;
    let column_width = (width - GAP * (count - 1.0)) / count;
    let columns: Vec<Column> = titles
        .iter()
        .enumerate()
        .map(|(at, title)| {
            Column::new(at as f32 * (column_width + GAP), column_width, Align::Left).with(title, Style::SMALL)
        })
        .collect();
    let mut pieces = side_by_side(&columns, Padding { above: 34.0, below: 0.0 }, page_height);
    if let Some(piece) = pieces.first_mut() {
        piece.marks.extend((0..titles.len()).map(|at| {
            let x = at as f32 * (column_width + GAP);
            Mark::Fill { x, y: 30.0, width: column_width, height: 0.5, ink: Ink::Quiet }
        }));
    }
    pieces
}
