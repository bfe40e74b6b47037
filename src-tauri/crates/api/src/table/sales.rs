//! Customers, orders, parcels, invoices and payments.

use spoolyard_core::Result;
use spoolyard_core::db::{ListRequest, Page, Read};
use spoolyard_core::sales::{
    customers, customers::*, orders, orders::*, payments, payments::*, shipments, shipments::*,
};

use super::jobs::NoRequest;

fn ready(r: &Read<'_>, _: NoRequest) -> Result<Vec<ReadyOrder>> {
    shipments::ready(r)
}

commands! {
    read "customers.list" Staff ListRequest => Page<CustomerRow>, "Customers with what they ordered and owe.", customers::list;
    read "customers.get" Staff CustomerRef => Customer, "One customer.", customers::get;
    write "customers.create" Staff CreateCustomer => Customer, "Adds a customer.", customers::create;
    write "customers.update" Staff UpdateCustomer => Customer, "Changes a customer; orders keep what they were written with.", customers::update;
    write "customers.deactivate" Staff CustomerRef => Customer, "Puts a customer aside.", customers::deactivate;
    write "customers.reactivate" Staff CustomerRef => Customer, "Lets a customer order again.", customers::reactivate;
    write "customers.delete" Admin CustomerRef => CustomerDeleted, "Deletes a customer without history.", customers::delete;
    read "customers.statement" Admin StatementRequest => Statement, "What a customer was invoiced and paid, day by day.", customers::statement;

    read "orders.list" Staff ListRequest => Page<OrderRow>, "Sales orders, the newest first.", orders::list;
    read "orders.get" Staff OrderRef => OrderDetail, "One order with all that belongs to it and what may be done with it.", orders::get;
    write "orders.create" Staff CreateOrder => OrderDetail, "Writes an order as a draft.", orders::create;
    write "orders.update" Staff UpdateOrder => OrderDetail, "Changes an order and its lines in place.", orders::update;
    write "orders.duplicate" Staff OrderRef => OrderDetail, "Writes another draft like it.", orders::duplicate;
    write "orders.confirm" Staff ConfirmOrder => OrderDetail, "Promises an order and holds what is on the shelf for it.", orders::confirm;
    write "orders.reserve" Staff OrderRef => Reserved, "Holds for an order what has become free.", orders::reserve;
    write "orders.cancel" Staff CancelOrder => OrderDetail, "Calls an order off and lets go of what it holds.", orders::cancel;
    write "orders.add_note" Staff NoteOrder => OrderDetail, "Adds a note to an order's timeline.", orders::add_note;

    read "shipments.list" Staff ListRequest => Page<ShipmentRow>, "Parcels, the newest first.", shipments::list;
    read "shipments.get" Staff ShipmentRef => ShipmentDetail, "One parcel and what is in it.", shipments::get;
    read "shipments.ready" Staff NoRequest => Vec<ReadyOrder>, "Orders of which something may leave now.", ready;
    write "shipments.ship" Staff Ship => ShipmentDetail, "Ships part or all of an order and invoices it.", shipments::ship;
    write "shipments.describe" Staff DescribeShipment => ShipmentDetail, "Writes a parcel's carrier and tracking number.", shipments::describe;
    write "shipments.deliver" Staff MarkDelivered => ShipmentDetail, "Notes that a parcel arrived.", shipments::deliver;
    write "shipments.void" Admin VoidShipment => ShipmentDetail, "Undoes a parcel and its invoice.", shipments::void;
    read "invoices.list" Admin ListRequest => Page<Invoice>, "Invoices, the newest first.", shipments::invoices;

    read "payments.list" Admin ListRequest => Page<Payment>, "Payments and refunds, the newest first.", payments::list;
    write "payments.record" Admin RecordPayment => Payment, "Records money that came for an order.", payments::record;
    write "payments.refund" Admin RefundPayment => Payment, "Gives money back.", payments::refund;
    write "payments.void" Admin VoidPayment => Payment, "Takes back a payment that was a mistake.", payments::void;
}
