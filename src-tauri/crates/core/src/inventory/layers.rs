//! Cost layers: which receipts are still on the shelf, for products costed first in, first out.

use spoolyard_types::Quantity;
use spoolyard_types::ids::{ProductId, TransactionId};

use super::costing::Layer;
use crate::bind;
use crate::db::{FromRow, Read, Row, Write, column};
use crate::error::Result;
use spoolyard_types::UnitCost;

impl FromRow for Layer {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: column(row, "id")?,
            received: column(row, "received")?,
            remaining: column(row, "remaining")?,
            value: column(row, "value")?,
        })
    }
}

/// What is left, oldest first; the layer of `first` before all others.
pub(super) fn open(r: &Read<'_>, product: ProductId, first: Option<TransactionId>) -> Result<Vec<Layer>> {
    r.all(
        "SELECT c.id, c.received, c.remaining, t.total_cost AS value
         FROM inventory_cost_layers c JOIN inventory_transactions t ON t.id = c.transaction_id
         WHERE c.product_id = ?1 AND c.remaining > 0
         ORDER BY c.transaction_id IS ?2 DESC, c.id",
        bind![product, first],
    )
}

/// Those that something was taken from, the one taken from last first.
pub(super) fn used(r: &Read<'_>, product: ProductId) -> Result<Vec<Layer>> {
    r.all(
        "SELECT c.id, c.received, c.remaining, t.total_cost AS value
         FROM inventory_cost_layers c JOIN inventory_transactions t ON t.id = c.transaction_id
         WHERE c.product_id = ?1 AND c.remaining < c.received
         ORDER BY c.id DESC LIMIT 200",
        bind![product],
    )
}

pub(super) fn add(
    w: &Write<'_>,
    product: ProductId,
    transaction: TransactionId,
    quantity: Quantity,
    unit_cost: UnitCost,
) -> Result<()> {
    w.insert(
        "INSERT INTO inventory_cost_layers (product_id, transaction_id, received, remaining, unit_cost, created_at)
         VALUES (?1, ?2, ?3, ?3, ?4, ?5)",
        bind![product, transaction, quantity, unit_cost, w.now()],
    )?;
    Ok(())
}

pub(super) fn set_remaining(w: &Write<'_>, layers: &[(i64, Quantity)]) -> Result<()> {
    for (id, remaining) in layers {
        w.execute("UPDATE inventory_cost_layers SET remaining = ?2 WHERE id = ?1", bind![id, remaining])?;
    }
    Ok(())
}
