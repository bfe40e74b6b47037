//! The sheet and its margins.

use crate::Paper;

/// Room at the foot of every page for the page number.
const FOOT: f32 = 22.0;
/// Room at the head of every page but the first, for what document this is.
const RUNNING_HEAD: f32 = 28.0;

/// The geometry of a page, in points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) side: f32,
    pub(crate) top: f32,
    pub(crate) bottom: f32,
}

impl Sheet {
    pub(crate) fn new(paper: Paper) -> Self {
        let (width, height) = paper.size_pt();
        Self { width, height, side: 48.0, top: 46.0, bottom: 34.0 }
    }

    /// The width between the margins.
    pub(crate) fn text_width(&self) -> f32 {
        self.width - 2.0 * self.side
    }

    /// How far below the top margin the text of a page begins.
    pub(crate) fn body_top(&self, page: usize) -> f32 {
        if page == 0 { 0.0 } else { RUNNING_HEAD }
    }

    /// The height that text may take on a page.
    pub(crate) fn body_height(&self, page: usize) -> f32 {
        self.height - self.top - self.bottom - FOOT - self.body_top(page)
    }

    /// The height that fits any page.
    pub(crate) fn least_body_height(&self) -> f32 {
        self.body_height(1)
    }
}
