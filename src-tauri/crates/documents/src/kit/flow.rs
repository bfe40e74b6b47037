//! Deals pieces onto pages.
//!
//! A page ends between pieces only, never behind one that must keep with the next, and repeats the headings of the
//! table it interrupted.

use super::piece::Piece;

/// What a document is made of, from top to bottom.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    headings: Vec<Piece>,
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    piece: Piece,
    /// The table it belongs to: an index into `headings`.
    table: Option<usize>,
}

/// A piece and how far below the top of the page's body it lies.
#[derive(Debug, PartialEq)]
pub(crate) struct Placed {
    pub(crate) y: f32,
    pub(crate) piece: Piece,
}

impl Flow {
    /// Adds pieces that stand for themselves.
    pub(crate) fn add(&mut self, pieces: impl IntoIterator<Item = Piece>) {
        self.steps.extend(pieces.into_iter().map(|piece| Step { piece, table: None }));
    }

    /// Adds a table: its headings stand before the first row and again on each page that continues it.
    pub(crate) fn add_table(&mut self, headings: Piece, rows: impl IntoIterator<Item = Piece>) {
        let table = Some(self.headings.len());
        self.headings.push(headings);
        self.steps.extend(rows.into_iter().map(|piece| Step { piece, table }));
    }

    /// Binds the last piece to what follows it, so that what follows is never alone on a page.
    pub(crate) fn keep_last_with_next(&mut self) {
        if let Some(last) = self.steps.last_mut() {
            last.piece.keep_with_next = true;
        }
    }

    /// The pages, at least one; `body_height` tells the room on each, counted from 0.
    pub(crate) fn pages(self, body_height: impl Fn(usize) -> f32) -> Vec<Vec<Placed>> {
        let mut dealer = Dealer { headings: &self.headings, pages: vec![Vec::new()], y: 0.0, table: None };
        let mut rest = self.steps.as_slice();
        while !rest.is_empty() {
            let bound =
                rest.iter().position(|step| !step.piece.keep_with_next).map_or(rest.len(), |last| last + 1);
            let (group, behind) = rest.split_at(bound);
            dealer.deal(group, &body_height);
            rest = behind;
        }
        dealer.pages
    }
}

struct Dealer<'a> {
    headings: &'a [Piece],
    pages: Vec<Vec<Placed>>,
    y: f32,
    table: Option<usize>,
}

impl Dealer<'_> {
    /// Places a group that belongs together, on one page if any page can hold it.
    fn deal(&mut self, group: &[Step], body_height: &impl Fn(usize) -> f32) {
        let page = self.pages.len() - 1;
        let fits_here = self.y + self.height_of(group, self.table) <= body_height(page) + 0.01;
        if !fits_here && self.y > 0.0 {
            let whole = self.height_of(group, None);
            if whole <= body_height(page + 1) + 0.01 {
                self.turn_page();
            } else if group.len() > 1 {
                for step in group {
                    self.deal(std::slice::from_ref(step), body_height);
                }
                return;
            } else {
                self.turn_page();
            }
        } else if !fits_here && group.len() > 1 {
            for step in group {
                self.deal(std::slice::from_ref(step), body_height);
            }
            return;
        }
        for step in group {
            self.place(step);
        }
    }

    /// How tall the group is with the headings it needs when `open` is the table above it.
    fn height_of(&self, group: &[Step], open: Option<usize>) -> f32 {
        let mut open = open;
        let mut height = 0.0;
        for step in group {
            if let Some(headings) = step.table.filter(|table| open != Some(*table)) {
                height += self.headings[headings].height;
            }
            open = step.table;
            height += step.piece.height;
        }
        height
    }

    fn place(&mut self, step: &Step) {
        if let Some(headings) = step.table.filter(|table| self.table != Some(*table)) {
            let piece = self.headings[headings].clone();
            self.put(piece);
        }
        self.table = step.table;
        if self.y > 0.0 || !step.piece.is_space() {
            self.put(step.piece.clone());
        }
    }

    fn put(&mut self, piece: Piece) {
        let height = piece.height;
        if let Some(page) = self.pages.last_mut() {
            page.push(Placed { y: self.y, piece });
        }
        self.y += height;
    }

    fn turn_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = 0.0;
        self.table = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::text::Ink;

    fn row(height: f32) -> Piece {
        Piece { height, ..Piece::rule(0.0, 1.0, height, Ink::Rule) }
    }

    fn heights(pages: &[Vec<Placed>]) -> Vec<Vec<f32>> {
        pages.iter().map(|page| page.iter().map(|placed| placed.piece.height).collect()).collect()
    }

    #[test]
    fn nothing_is_one_empty_page() {
        assert_eq!(Flow::default().pages(|_| 100.0).len(), 1);
    }

    #[test]
    fn headings_come_again_on_each_page_that_goes_on() {
        let mut flow = Flow::default();
        flow.add([row(30.0)]);
        flow.add_table(row(10.0), vec![row(20.0); 9]);
        let pages = flow.pages(|page| if page == 0 { 100.0 } else { 90.0 });
        assert_eq!(
            heights(&pages),
            [vec![30.0, 10.0, 20.0, 20.0, 20.0], vec![10.0, 20.0, 20.0, 20.0, 20.0], vec![10.0, 20.0, 20.0]]
        );
    }

    #[test]
    fn headings_are_never_left_without_a_row() {
        let mut flow = Flow::default();
        flow.add([row(75.0)]);
        flow.add_table(row(10.0), vec![row(20.0); 2]);
        assert_eq!(heights(&flow.pages(|_| 100.0)), [vec![75.0], vec![10.0, 20.0, 20.0]]);
    }

    #[test]
    fn totals_take_the_last_row_with_them() {
        let mut flow = Flow::default();
        flow.add_table(row(10.0), vec![row(20.0); 4]);
        flow.keep_last_with_next();
        flow.add([row(5.0).kept(), row(6.0)]);
        assert_eq!(
            heights(&flow.pages(|_| 100.0)),
            [vec![10.0, 20.0, 20.0, 20.0], vec![10.0, 20.0, 5.0, 6.0]]
        );
    }

    #[test]
    fn space_is_dropped_at_the_top_of_a_page_and_giants_go_on() {
        let mut flow = Flow::default();
        flow.add([row(90.0), Piece::space(20.0), row(40.0)]);
        flow.add([row(70.0).kept(), row(70.0).kept(), row(70.0)]);
        let pages = flow.pages(|_| 100.0);
        assert_eq!(heights(&pages), [vec![90.0], vec![40.0], vec![70.0], vec![70.0], vec![70.0]]);
    }
}
