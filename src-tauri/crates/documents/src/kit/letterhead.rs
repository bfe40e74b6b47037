//! The head of the first page: who writes, and what this is.

use super::columns::{Align, Column, Padding, side_by_side};
use super::piece::{Mark, Piece};
use super::text::{Ink, Style};
use crate::Company;
use crate::logo::Logo;

/// The box a logo is fitted into.
const LOGO_BOX: (f32, f32) = (170.0, 50.0);

/// Company on the left, the document's name and number on the right, a rule below.
pub(crate) fn letterhead(
    company: &Company,
    logo: Option<&Logo>,
    title: &str,
    number: &str,
    width: f32,
    page_height: f32,
) -> Vec<Piece> {
    let left_width = width * 0.56;
    let right_width = width * 0.42;
    let mut left = Column::new(0.0, left_width, Align::Left);
    left.add(&company.name, if logo.is_some() { Style::NUMBER } else { Style::COMPANY });
    for line in &company.address {
        left.add(line, Style::SMALL);
    }
    // The website has a line of its own: all three in one broke behind a dot.
    left.add(&joined(&[&company.phone, &company.email]), Style::SMALL);
    left.add(&joined(&[&company.website]), Style::SMALL);
    if let Some(tax_id) = &company.tax_id {
        left.add(&format!("Tax ID {tax_id}"), Style::SMALL);
    }
    let right = Column::new(width - right_width, right_width, Align::Right)
        .with(title, Style::TITLE)
        .with(number, Style::NUMBER);

    let mut pieces = Vec::new();
    match logo {
        Some(logo) => pieces.extend(with_logo(logo, &left, &right, page_height)),
        None => pieces.extend(side_by_side(&[left, right], Padding { above: 0.0, below: 12.0 }, page_height)),
    }
    pieces.push(Piece::rule(0.0, width, 0.8, Ink::Rule).kept());
    pieces.push(Piece::space(14.0));
    pieces
}

/// The logo with the title beside it, and the company's address below.
fn with_logo(logo: &Logo, left: &Column, right: &Column, page_height: f32) -> Vec<Piece> {
    let (width, height) = fitted(logo);
    let mut pieces = side_by_side(std::slice::from_ref(right), Padding::default(), page_height);
    if let Some(first) = pieces.first_mut() {
        first.marks.push(Mark::Logo { x: 0.0, y: 0.0, width, height });
        first.height = first.height.max(height);
    }
    pieces.push(Piece::space(8.0));
    pieces.extend(side_by_side(std::slice::from_ref(left), Padding { above: 0.0, below: 12.0 }, page_height));
    pieces
}

fn fitted(logo: &Logo) -> (f32, f32) {
    let (width_px, height_px) = (logo.width_px as f32, logo.height_px as f32);
    let scale = (LOGO_BOX.0 / width_px).min(LOGO_BOX.1 / height_px);
    (width_px * scale, height_px * scale)
}

fn joined(ways: &[&Option<String>]) -> String {
    let given: Vec<&str> =
        ways.iter().copied().flatten().map(|way| way.trim()).filter(|way| !way.is_empty()).collect();
    given.join("  ·  ")
}
