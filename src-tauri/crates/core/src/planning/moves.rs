//! What a run changed, order by order: kept with the run, because the orders themselves move on.

use spoolyard_types::{Date, Quantity};

use super::outcome::{Change, Outcome, Wanted};
use super::view::View;

/// Changes that a run keeps.
const MOST: usize = 500;

crate::stored_enum! {
    /// What a run did to a planned order.
    pub enum RunMoveKind {
        /// It is new.
        Added = "added",
        /// Its dates or its quantity differ.
        Changed = "changed",
        /// Nothing needs it any more.
        Dropped = "dropped",
    }
}

crate::wire! {
    /// A planned order that a run added, changed or dropped.
    pub struct RunMove {
        /// What it did.
        pub kind: RunMoveKind,
        /// The product.
        pub product_id: i64,
        /// Its SKU at that time.
        pub sku: String,
        /// How much it was for.
        pub old_quantity: Option<Quantity>,
        /// When it was due.
        pub old_due: Option<Date>,
        /// How much it is for.
        pub new_quantity: Option<Quantity>,
        /// When it is due.
        pub new_due: Option<Date>,
    }
}

/// What an outcome changes. Orders of which only the reason differs are left out.
pub(super) fn moves(view: &View, outcome: &Outcome) -> Vec<RunMove> {
    let loaded = &view.loaded;
    let before = |item: u32, id: i64| loaded.snapshot.existing.of(item).iter().find(|row| row.id == id);
    let sku =
        |item: u32| loaded.snapshot.items.get(item as usize).map(|row| row.sku.clone()).unwrap_or_default();
    let product = |item: u32| loaded.known.get(item as usize).map_or(0, |known| known.product.get());
    let new = |wanted: &Wanted| (Quantity::from_micros(wanted.order.qty), loaded.date(wanted.order.due));
    let mut out = Vec::new();
    for Change { id, wanted, .. } in &outcome.changed {
        if out.len() == MOST {
            break;
        }
        let Some(old) = before(wanted.order.item, *id) else { continue };
        let was = (Quantity::from_micros(old.qty), Date::new(old.due));
        let is = new(wanted);
        if (was.0, was.1) == (is.0, Some(is.1)) && old.start == wanted.order.start_date() {
            continue;
        }
        out.push(RunMove {
            kind: RunMoveKind::Changed,
            product_id: product(old.item),
            sku: sku(old.item),
            old_quantity: Some(was.0),
            old_due: was.1,
            new_quantity: Some(is.0),
            new_due: Some(is.1),
        });
    }
    for (item, id) in outcome.dropped.iter().take(MOST - out.len()) {
        let Some(old) = before(*item, *id) else { continue };
        out.push(RunMove {
            kind: RunMoveKind::Dropped,
            product_id: product(old.item),
            sku: sku(old.item),
            old_quantity: Some(Quantity::from_micros(old.qty)),
            old_due: Date::new(old.due),
            new_quantity: None,
            new_due: None,
        });
    }
    for place in outcome.added.iter().take(MOST - out.len()) {
        let wanted = outcome.wanted(view, *place);
        let is = new(&wanted);
        out.push(RunMove {
            kind: RunMoveKind::Added,
            product_id: product(wanted.order.item),
            sku: sku(wanted.order.item),
            old_quantity: None,
            old_due: None,
            new_quantity: Some(is.0),
            new_due: Some(is.1),
        });
    }
    out
}
