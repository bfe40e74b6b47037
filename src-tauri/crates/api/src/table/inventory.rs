//! Stock: places, movements, counts and requests that wait.

use spoolyard_core::Result;
use spoolyard_core::db::{ListRequest, Page, Read};
use spoolyard_core::inventory::{self, *};
use spoolyard_types::ids::TransactionId;

use super::jobs::NoRequest;

fn places(r: &Read<'_>, _: NoRequest) -> Result<Vec<LocationRow>> {
    inventory::locations(r)
}

fn value(r: &Read<'_>, _: NoRequest) -> Result<StockValue> {
    inventory::stock_value(r)
}

commands! {
    read "inventory.stock" Staff ListRequest => Page<StockRow>, "What lies where, and what it is worth.", inventory::stock;
    read "inventory.stock_card" Staff StockCardRequest => StockCard, "Places, lots, holders and what is on its way of one product.", inventory::stock_card;
    read "inventory.value" Admin NoRequest => StockValue, "What all stock is worth, by category.", value;
    read "inventory.movements" Staff ListRequest => Page<MovementRow>, "Movements of stock, the newest first.", inventory::movements;
    read "inventory.waiting" Staff ListRequest => Page<MovementRow>, "Issues that wait for an admin, the oldest first.", inventory::waiting_requests;
    write "inventory.adjust" Staff AdjustStock => MovementRef, "Corrects the book to the shelf.", inventory::adjust_stock;
    write "inventory.issue" Staff IssueStock => IssueOutcome, "Takes goods by hand; what is not there waits for an admin.", inventory::issue_stock;
    write "inventory.transfer" Staff TransferStock => MovementRef, "Moves goods to another place.", inventory::transfer_stock;
    write "inventory.reverse" Admin ReverseMovement => MovementRef, "Undoes a movement with a reversing one.", inventory::reverse_movement;
    write "inventory.approve" Admin MovementRef => MovementRef, "Approves an issue that waits.", inventory::approve_request;
    write "inventory.reject" Admin MovementRef => MovementRef, "Rejects an issue that waits.", inventory::reject_request;
    write "inventory.opening_stock" Admin OpeningStock => Vec<TransactionId>, "Enters what lay there on the first day.", inventory::opening_stock;
    read "inventory.count_sheet" Staff CountSheetRequest => Vec<CountSheetRow>, "What is to be counted at a place.", inventory::count_sheet;
    write "inventory.post_count" Staff PostCount => CountResult, "Posts what was counted at a place.", inventory::post_count;
    read "locations.list" Staff NoRequest => Vec<LocationRow>, "Every place.", places;
    write "locations.save" Admin SaveLocation => LocationRef, "Adds or changes a place.", inventory::save_location;
    write "locations.delete" Admin LocationRef => LocationRef, "Removes a place that nothing ever lay at.", inventory::delete_location;
    read "spools.list" Staff ListRequest => Page<SpoolRow>, "Spools, the newest first.", inventory::spool_list;
    read "spools.get" Staff SpoolRef => SpoolPage, "A spool and what it was used for.", inventory::spool_page;
    write "spools.weigh" Staff WeighSpool => WeighedSpool, "Writes down what the scale shows of a spool.", inventory::weigh_spool;
    write "spools.move" Staff MoveSpool => SpoolRef, "Puts a spool to another place.", inventory::move_spool;
    read "lots.list" Staff ListRequest => Page<LotListRow>, "Lots, the newest first.", inventory::lot_list;
    read "lots.get" Staff LotRef => LotPage, "A lot with its origin, its places and its use.", inventory::lot_page;
    write "lots.quarantine" Staff QuarantineLot => LotRef, "Sets a lot aside.", inventory::quarantine_lot;
    write "lots.release" Admin LotRef => LotRef, "Lets a lot be used again.", inventory::release_lot;
    write "lots.inspect" Staff InspectLot => LotRef, "Writes down what an inspection of a lot found.", inventory::inspect_lot;
}
