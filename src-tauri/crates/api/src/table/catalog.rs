//! What the farm buys and sells: items, categories, units, materials and colours.

use spoolyard_core::Result;
use spoolyard_core::accounts::Done;
use spoolyard_core::catalog::Product;
use spoolyard_core::catalog::alternates::{self, Alternate, SetAlternates};
use spoolyard_core::catalog::categories::{self, Category, DeleteCategory, SaveCategory};
use spoolyard_core::catalog::commands::{self, DeactivateProduct, ProductRef, SaveProduct};
use spoolyard_core::catalog::materials::{
    self, Color, MakeMaterialItem, MaterialColor, MaterialRef, MaterialType, SaveColor, SaveMaterialType,
    SetMaterialColors,
};
use spoolyard_core::catalog::queries::{self, ProductDetail, ProductRow};
use spoolyard_core::catalog::units::{self, ConvertUnits, Converted, SaveUnit, Unit};
use spoolyard_core::db::{ListRequest, Page, Read, Write};
use spoolyard_core::inventory;
use spoolyard_types::Entered;

use super::jobs::NoRequest;

/// Stock that is valued at standard is revalued before its standard changes.
fn save(w: &Write<'_>, request: SaveProduct) -> Result<Product> {
    if let Some(id) = request.id {
        inventory::set_standard_cost(w, id, request.standard_cost.map(Entered::get))?;
    }
    commands::save(w, request)
}

fn delete(w: &Write<'_>, request: ProductRef) -> Result<Done> {
    commands::delete(w, request).map(|()| Done {})
}

fn list_units(r: &Read<'_>, _: NoRequest) -> Result<Vec<Unit>> {
    units::list(r)
}

fn list_categories(r: &Read<'_>, _: NoRequest) -> Result<Vec<Category>> {
    categories::list(r)
}

fn delete_category(w: &Write<'_>, request: DeleteCategory) -> Result<Done> {
    categories::delete(w, request).map(|()| Done {})
}

fn list_materials(r: &Read<'_>, _: NoRequest) -> Result<Vec<MaterialType>> {
    materials::list_materials(r)
}

fn list_colors(r: &Read<'_>, _: NoRequest) -> Result<Vec<Color>> {
    materials::list_colors(r)
}

fn alternates_of(r: &Read<'_>, request: ProductRef) -> Result<Vec<Alternate>> {
    alternates::of(r, request.id)
}

commands! {
    read "items.list" Staff ListRequest => Page<ProductRow>, "Items with their stock.", queries::list;
    read "items.get" Staff ProductRef => ProductDetail, "An item with its stock, structure and use.", queries::detail;
    write "items.save" Admin SaveProduct => Product, "Makes or changes an item.", save;
    write "items.deactivate" Admin DeactivateProduct => Product, "Takes an item out of use; its history stays.", commands::deactivate;
    write "items.reactivate" Admin ProductRef => Product, "Takes an item back into use.", commands::reactivate;
    write "items.delete" Admin ProductRef => Done, "Deletes an item that has no history.", delete;
    read "items.alternates" Staff ProductRef => Vec<Alternate>, "What may stand in for an item.", alternates_of;
    write "items.set_alternates" Admin SetAlternates => Vec<Alternate>, "Says what may stand in for an item.", alternates::set;
    read "units.list" Staff NoRequest => Vec<Unit>, "Units of measure.", list_units;
    read "units.convert" Staff ConvertUnits => Converted, "Converts a quantity between units.", units::converted;
    write "units.save" Admin SaveUnit => Unit, "Makes or changes a unit of measure.", units::save;
    read "categories.list" Staff NoRequest => Vec<Category>, "Categories of items.", list_categories;
    write "categories.save" Admin SaveCategory => Category, "Makes or changes a category.", categories::save;
    write "categories.delete" Admin DeleteCategory => Done, "Deletes a category that nothing uses.", delete_category;
    read "materials.list" Staff NoRequest => Vec<MaterialType>, "Kinds of printing material.", list_materials;
    write "materials.save" Admin SaveMaterialType => MaterialType, "Makes or changes a kind of material.", materials::save_material;
    read "materials.colors" Staff MaterialRef => Vec<MaterialColor>, "The colours a material comes in.", materials::list_material_colors;
    write "materials.set_colors" Admin SetMaterialColors => Vec<MaterialColor>, "Says which colours a material comes in.", materials::set_colors;
    write "materials.make_item" Admin MakeMaterialItem => Product, "Makes the item of a material and a colour.", materials::make_item;
    read "colors.list" Staff NoRequest => Vec<Color>, "Colours.", list_colors;
    write "colors.save" Admin SaveColor => Color, "Makes or changes a colour.", materials::save_color;
}
