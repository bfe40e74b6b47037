//! Parcels: what is ready, what leaves, and what comes back when a parcel is voided.

mod bill;
mod queries;
mod ship;
mod void;

pub(super) use bill::billed;
pub use queries::{
    Invoice, ReadyLine, ReadyOrder, ShipmentDetail, ShipmentLine, ShipmentRef, ShipmentRow, get, invoices,
    list, ready,
};
pub(super) use queries::{held_by_quality, invoices_of, of_order};
pub use ship::{DescribeShipment, MarkDelivered, Ship, ShipLine, deliver, describe, ship};
pub use void::{VoidShipment, void};
