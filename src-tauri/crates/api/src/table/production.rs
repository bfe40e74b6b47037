//! Making things.

use spoolyard_core::Result;
use spoolyard_core::db::{ListRequest, Page, Read};
use spoolyard_core::engineering::centers::WorkCenterRef;
use spoolyard_core::production::create::{self, NewWorkOrder, UpdateWorkOrder, WorkOrderRef};
use spoolyard_core::production::finish::{self, CloseShort, CompleteWorkOrder};
use spoolyard_core::production::quality::{self, InspectWorkOrder};
use spoolyard_core::production::queries::{self, QueuedOperation, ScrapReason, WorkOrder, WorkOrderDetail};
use spoolyard_core::production::release;
use spoolyard_core::production::report::{self, ReportWork};
use spoolyard_core::production::serials::{self, SerialRow};
use spoolyard_core::production::split::{self, RemakeWorkOrder, SplitWorkOrder};
use spoolyard_core::production::states::{
    self, CancelWorkOrder, HoldWorkOrder, PauseOperation, SkipOperation, StartOperation,
};
use spoolyard_core::production::substitute::{self, SubstituteMaterial};
use spoolyard_core::production::undo::{self, ReverseReport};

use super::jobs::NoRequest;

fn scrap_reasons(r: &Read<'_>, _: NoRequest) -> Result<Vec<ScrapReason>> {
    queries::scrap_reasons(r)
}

commands! {
    read "work_orders.list" Staff ListRequest => Page<WorkOrder>, "Work orders, newest first.", queries::list;
    read "work_orders.get" Staff WorkOrderRef => WorkOrderDetail, "All that a work order's page shows.", queries::detail;
    write "work_orders.create" Staff NewWorkOrder => WorkOrder, "Writes a work order down.", create::create_work_order;
    write "work_orders.update" Staff UpdateWorkOrder => WorkOrder, "Changes a work order.", create::update;
    write "work_orders.release" Staff WorkOrderRef => WorkOrder, "Lays out operations and reserves materials.", release::release;
    write "work_orders.reserve" Staff WorkOrderRef => WorkOrder, "Reserves what was short.", release::reserve;
    write "work_orders.start" Staff WorkOrderRef => WorkOrder, "Says that work has begun.", states::start;
    write "work_orders.report" Staff ReportWork => WorkOrder, "Reports good, scrap and minutes.", report::report;
    write "work_orders.reverse_report" Staff ReverseReport => WorkOrder, "Undoes a report that was a mistake.", undo::reverse_report;
    write "work_orders.substitute" Staff SubstituteMaterial => WorkOrder, "Takes another material for what is still to be made.", substitute::substitute;
    write "work_orders.complete" Staff CompleteWorkOrder => WorkOrder, "Ends an order with its goods on the shelf.", finish::complete;
    write "work_orders.close_short" Staff CloseShort => WorkOrder, "Ends an order with less than was ordered.", finish::close_short;
    write "work_orders.hold" Staff HoldWorkOrder => WorkOrder, "Stops an order for a while.", states::hold;
    write "work_orders.resume" Staff WorkOrderRef => WorkOrder, "Goes on with an order that was held.", states::resume;
    write "work_orders.cancel" Staff CancelWorkOrder => WorkOrder, "Gives an order up.", states::cancel;
    write "work_orders.split" Staff SplitWorkOrder => WorkOrder, "Moves a part of an order to one of its own.", split::split;
    write "work_orders.remake" Staff RemakeWorkOrder => WorkOrder, "Makes again what was scrapped.", split::remake;
    write "work_orders.inspect" Staff InspectWorkOrder => WorkOrder, "Writes down an inspection.", quality::inspect;
    write "work_orders.start_operation" Staff StartOperation => WorkOrder, "Begins an operation.", states::start_operation;
    write "work_orders.pause_operation" Staff PauseOperation => WorkOrder, "Stops an operation for a while.", states::pause_operation;
    write "work_orders.skip_operation" Staff SkipOperation => WorkOrder, "Leaves an operation out.", states::skip_operation;
    read "work_orders.queue" Staff WorkCenterRef => Vec<QueuedOperation>, "What waits at a work center, in order.", queries::queue;
    read "serials.list" Staff ListRequest => Page<SerialRow>, "Single pieces, the newest first.", serials::list;
    read "scrap_reasons.list" Staff NoRequest => Vec<ScrapReason>, "Why things are scrapped.", scrap_reasons;
}
