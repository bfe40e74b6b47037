//! A document from its parts: the one way in which all of them are put together.

use chrono::{DateTime, Utc};

use super::flow::Flow;
use super::letterhead::letterhead;
use super::piece::Piece;
use super::sheet::Sheet;
use super::table::{Cell, Heading, empty_row, table};
use super::{blocks, pdf};
use crate::logo::{self, Logo};
use crate::{Company, DocumentError, Format, Party};

/// What a document says of itself, in its head, its foot and its metadata.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// What kind of document this is, for instance `Purchase order`.
    pub(crate) title: &'static str,
    /// Its number.
    pub(crate) number: String,
    /// What a search over many files should find it by.
    pub(crate) subject: String,
    /// When it was made.
    pub(crate) created_at: DateTime<Utc>,
}

/// A document being told, from the letterhead to the last note.
pub(crate) struct Story<'a> {
    company: &'a Company,
    about: About,
    logo: Option<Logo>,
    sheet: Sheet,
    flow: Flow,
}

impl<'a> Story<'a> {
    /// Opens with the letterhead.
    pub(crate) fn new(company: &'a Company, about: About, format: &Format) -> Result<Self, DocumentError> {
        let logo = company.logo.as_deref().map(logo::decode).transpose()?;
        let mut story = Self { company, about, logo, sheet: Sheet::new(format.paper), flow: Flow::default() };
        let (width, height) = story.measure();
        let about = &story.about;
        story.flow.add(letterhead(company, story.logo.as_ref(), about.title, &about.number, width, height));
        Ok(story)
    }

    fn measure(&self) -> (f32, f32) {
        (self.sheet.text_width(), self.sheet.least_body_height())
    }

    /// The parties side by side.
    pub(crate) fn parties(&mut self, parties: &[(&str, &Party)]) {
        let (width, height) = self.measure();
        self.flow.add(blocks::parties(parties, width, height));
    }

    /// Labelled facts; empty ones are left out.
    pub(crate) fn facts(&mut self, facts: &[(&str, String)]) {
        let (width, height) = self.measure();
        self.flow.add(blocks::facts(facts, width, height));
        self.flow.add([Piece::space(4.0)]);
    }

    /// The lines of the document, or `nothing` where there are none.
    pub(crate) fn table(&mut self, headings: &[Heading], rows: &[Vec<Cell>], nothing: &str) {
        let (width, height) = self.measure();
        let laid = table(headings, rows, width, height);
        let rows = if rows.is_empty() { empty_row(nothing, width, height) } else { laid.rows };
        self.flow.add_table(laid.headings, rows);
    }

    /// Sums below the table, never on a page without a row of it.
    pub(crate) fn totals(&mut self, sums: &[(String, String)]) {
        let (width, height) = self.measure();
        self.flow.keep_last_with_next();
        self.flow.add(blocks::totals(sums, width, height));
    }

    /// A labelled paragraph; nothing when it is empty.
    pub(crate) fn notes(&mut self, title: &str, text: Option<&str>) {
        let (width, height) = self.measure();
        self.flow.add(blocks::notes(title, text.unwrap_or_default(), width, height));
    }

    /// Lines to sign on, never alone on a page.
    pub(crate) fn signatures(&mut self, titles: &[&str]) {
        let (width, height) = self.measure();
        self.flow.keep_last_with_next();
        self.flow.add(blocks::signatures(titles, width, height));
    }

    /// Deals the pages and writes the PDF.
    pub(crate) fn print(self) -> Result<Vec<u8>, DocumentError> {
        let sheet = self.sheet;
        let pages = self.flow.pages(|page| sheet.body_height(page));
        pdf::write(&pages, &sheet, &self.about, &self.company.name, self.logo)
    }
}
