//! What happened to an order, as its timeline tells it. Rows are only ever added.

use spoolyard_types::ids::{SalesOrderId, ShipmentId, UserId};
use spoolyard_types::{Date, Timestamp};

use crate::bind;
use crate::db::{Read, Write};
use crate::error::Result;

crate::read_model! {
    /// A row of an order's timeline: of the order itself, or of one of its parcels.
    pub struct OrderEvent {
        /// What kind: `confirmed`, `payment`, `note`, `shipped`, …
        pub event_type: String,
        /// One line.
        pub title: String,
        /// More, where there is more.
        pub description: Option<String>,
        /// What it was before.
        pub old_value: Option<String>,
        /// What it is now.
        pub new_value: Option<String>,
        /// The parcel it speaks of.
        pub shipment_id: Option<ShipmentId>,
        /// Who did it; none for what Spoolyard did by itself.
        pub user_id: Option<UserId>,
        /// Whose name.
        pub user_name: Option<String>,
        /// When.
        pub created_at: Timestamp,
    }
}

/// What is told about an order.
#[derive(Debug, Clone, Default)]
pub struct Told<'t> {
    /// One line, at most 200 characters are kept.
    pub title: String,
    /// More.
    pub description: Option<&'t str>,
    /// What it was before, at most 100 characters are kept.
    pub old: Option<String>,
    /// What it is now, at most 100 characters are kept.
    pub new: Option<String>,
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Adds a row to an order's timeline.
pub(crate) fn tell(w: &Write<'_>, order: SalesOrderId, kind: &str, told: &Told<'_>) -> Result<()> {
    w.insert(
        "INSERT INTO order_events (order_id, event_type, title, description, old_value, new_value, user_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        bind![
            order,
            kind,
            cut(&told.title, 200),
            told.description,
            told.old.as_deref().map(|t| cut(t, 100)),
            told.new.as_deref().map(|t| cut(t, 100)),
            w.actor().user_id,
            w.now()
        ],
    )?;
    Ok(())
}

/// A parcel, as its timeline names it.
pub(super) struct Parcel<'t> {
    pub(super) order: SalesOrderId,
    pub(super) shipment: ShipmentId,
    pub(super) carrier: Option<&'t str>,
    pub(super) tracking: Option<&'t str>,
    pub(super) date: Date,
}

/// Adds a row to a parcel's timeline.
pub(super) fn tell_parcel(
    w: &Write<'_>,
    parcel: &Parcel<'_>,
    kind: &str,
    title: &str,
    description: Option<&str>,
) -> Result<()> {
    w.insert(
        "INSERT INTO shipping_events (order_id, event_type, title, description, tracking_number, carrier, event_date,
             event_timestamp, user_id, created_at, shipment_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?8, ?10)",
        bind![
            parcel.order,
            kind,
            cut(title, 200),
            description,
            parcel.tracking.map(|t| cut(t, 100)),
            parcel.carrier.map(|t| cut(t, 50)),
            parcel.date,
            w.now(),
            w.actor().user_id,
            parcel.shipment
        ],
    )?;
    Ok(())
}

/// The timeline of an order, the newest first.
pub(super) fn timeline(r: &Read<'_>, order: SalesOrderId) -> Result<Vec<OrderEvent>> {
    r.all(
        "SELECT e.event_type, e.title, e.description, e.old_value, e.new_value, NULL AS shipment_id, e.user_id,
             coalesce(nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''), u.email)
                 AS user_name, e.created_at AS created_at, 0 AS kind, e.id AS place
         FROM order_events e LEFT JOIN users u ON u.id = e.user_id WHERE e.order_id = ?1
         UNION ALL
         SELECT e.event_type, e.title, e.description, NULL, e.tracking_number, e.shipment_id, e.user_id,
             coalesce(nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''), u.email),
             e.created_at, 1, e.id
         FROM shipping_events e LEFT JOIN users u ON u.id = e.user_id WHERE e.order_id = ?1
         ORDER BY created_at DESC, kind DESC, place DESC",
        bind![order],
    )
}
