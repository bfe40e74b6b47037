//! Parcels: what is ready, what leaves, and what comes back when a parcel is voided.

mod bill;
mod delivery;
mod packing;
mod queries;
mod ship;
mod void;
mod wanted;

pub(super) use bill::billed;
pub use delivery::{DescribeShipment, MarkDelivered, deliver, describe};
pub use queries::{
    Invoice, ReadyLine, ReadyOrder, ShipmentDetail, ShipmentLine, ShipmentRef, ShipmentRow, get, invoices,
    list, ready,
};
pub(super) use queries::{held_by_quality, invoices_of, of_order};
pub use ship::{Ship, ShipLine, ship};
pub use void::{VoidShipment, void};
