//! How things are made: bills of material, routings, work centers, cost and use.

use spoolyard_core::Result;
use spoolyard_core::accounts::Done;
use spoolyard_core::catalog::commands::ProductRef;
use spoolyard_core::db::{ListRequest, Page, Read, Write};
use spoolyard_core::engineering::bom::{self, Bom, BomDetail, BomRef, SaveBom};
use spoolyard_core::engineering::bom_versions::{self, BomComparison, CompareBoms, CopyBom, NewBomVersion};
use spoolyard_core::engineering::centers::{
    self, Resource, SaveResource, SaveWorkCenter, WorkCenter, WorkCenterRef,
};
use spoolyard_core::engineering::cost::{self, CostTree};
use spoolyard_core::engineering::explode::{self, Explode, Explosion, WhereUsedLine};
use spoolyard_core::engineering::routing::{
    self, CopyRouting, Routing, RoutingDetail, RoutingRef, SaveRouting,
};

use super::jobs::NoRequest;

fn list_centers(r: &Read<'_>, _: NoRequest) -> Result<Vec<WorkCenter>> {
    centers::list(r)
}

fn delete_center(w: &Write<'_>, request: WorkCenterRef) -> Result<Done> {
    centers::delete(w, request).map(|()| Done {})
}

commands! {
    read "boms.list" Staff ListRequest => Page<Bom>, "Bills of material, all versions.", bom::list;
    read "boms.get" Staff BomRef => BomDetail, "A bill of material with its lines.", bom::detail;
    write "boms.save" Admin SaveBom => BomDetail, "Makes or changes a bill of material.", bom::save;
    write "boms.new_version" Admin NewBomVersion => BomDetail, "Starts the next version from this one.", bom_versions::start;
    write "boms.activate" Admin BomRef => BomDetail, "Makes this version the one in force.", bom_versions::activate;
    write "boms.deactivate" Admin BomRef => BomDetail, "Takes a version out of force.", bom_versions::deactivate;
    write "boms.copy" Admin CopyBom => BomDetail, "Copies a bill of material to another item.", bom_versions::copy;
    read "boms.compare" Staff CompareBoms => BomComparison, "What differs between two versions.", bom_versions::compare;
    read "boms.explode" Staff Explode => Explosion, "Everything that a quantity needs, at any depth.", explode::explode;
    read "boms.where_used" Staff ProductRef => Vec<WhereUsedLine>, "What an item goes into, at any depth.", explode::where_used;
    read "boms.cost" Admin ProductRef => CostTree, "What an item costs, level by level.", cost::tree;
    read "routings.list" Staff ListRequest => Page<Routing>, "Routings, all versions.", routing::list;
    read "routings.get" Staff RoutingRef => RoutingDetail, "A routing with its operations.", routing::detail;
    write "routings.save" Admin SaveRouting => RoutingDetail, "Makes or changes a routing.", routing::save;
    write "routings.activate" Admin RoutingRef => RoutingDetail, "Makes this version the one in force.", routing::activate;
    write "routings.copy" Admin CopyRouting => RoutingDetail, "Copies a routing to another item.", routing::copy;
    read "work_centers.list" Staff NoRequest => Vec<WorkCenter>, "Work centers.", list_centers;
    write "work_centers.save" Admin SaveWorkCenter => WorkCenter, "Makes or changes a work center.", centers::save;
    write "work_centers.delete" Admin WorkCenterRef => Done, "Deletes a work center that nothing uses.", delete_center;
    read "resources.list" Staff WorkCenterRef => Vec<Resource>, "The machines and stations of a work center.", centers::list_resources;
    write "resources.save" Admin SaveResource => Resource, "Makes or changes a machine or station.", centers::save_resource;
}
