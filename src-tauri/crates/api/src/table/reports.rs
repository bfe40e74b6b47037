//! What cuts across capabilities.

use spoolyard_core::Result;
use spoolyard_core::db::Read;
use spoolyard_core::farm::{self, FarmLine};
use spoolyard_core::reports::{self, SearchHits, SearchRequest};

use super::jobs::NoRequest;

fn search(r: &Read<'_>, request: SearchRequest) -> Result<SearchHits> {
    reports::search(r, &request)
}

fn farm_line(r: &Read<'_>, _: NoRequest) -> Result<FarmLine> {
    farm::farm_line(r)
}

commands! {
    read "search.all" Staff SearchRequest => SearchHits, "Any document, item, customer, vendor, printer, lot, spool or piece.", search;
    read "farm.line" Staff NoRequest => FarmLine, "The farm in one line.", farm_line;
}
