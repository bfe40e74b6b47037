//! What the list of files and the page of one file read, and what a person changes of them.

use serde_json::Value;
use spoolyard_types::ids::{PrintFileId, PrintPlateId, PrinterId, ProductId, SalesOrderId};
use spoolyard_types::{Code, Quantity, Text, Timestamp};

use super::plates::PrintFileRef;
use super::{PrintFileKind, reading};
use crate::bind;
use crate::db::{Field, Kind, ListRequest, ListSpec, Page, Read, Search, Write};
use crate::error::{Result, not_found, refuse_field};

crate::read_model! {
    /// A file in the library.
    pub struct PrintFileRow {
        /// Its row.
        pub id: PrintFileId,
        /// What it is called.
        pub name: String,
        /// How it is written.
        pub kind: PrintFileKind,
        /// Its size in bytes.
        pub size: i64,
        /// The program that sliced it.
        pub slicer: Option<String>,
        /// How many plates it holds.
        pub plates: i64,
        /// Its first plate.
        pub plate_id: PrintPlateId,
        /// Whether that plate has a picture.
        pub has_picture: bool,
        /// Minutes of all plates.
        pub print_minutes: Option<i64>,
        /// Grams of all plates.
        pub material_grams: Option<Quantity>,
        /// Materials, like `PLA, PETG`.
        pub materials: Option<String>,
        /// The nozzle it was sliced for, in millimetres.
        pub nozzle_mm: Option<Quantity>,
        /// The printer it was sliced for.
        pub printer_model: Option<String>,
        /// The item that it makes.
        pub product_id: Option<ProductId>,
        /// That item's SKU.
        pub sku: Option<String>,
        /// That item's name.
        pub product_name: Option<String>,
        /// The order that it is for.
        pub sales_order_id: Option<SalesOrderId>,
        /// That order's number.
        pub order_number: Option<String>,
        /// Anything else.
        pub note: Option<String>,
        /// When it was last printed.
        pub last_printed_at: Option<Timestamp>,
        /// How often it was printed well.
        pub printed: i64,
        /// On how many printers it lies.
        pub printers: i64,
        /// When it came.
        pub created_at: Timestamp,
    }

    /// A plate of a file.
    pub struct PlateRow {
        /// Its row.
        pub id: PrintPlateId,
        /// Its number in the file, from 1.
        pub number: i64,
        /// Minutes that the slicer says.
        pub print_minutes: Option<i64>,
        /// Grams that the slicer says.
        pub material_grams: Option<Quantity>,
        /// Its layers.
        pub layers: Option<i64>,
        /// The nozzle it was sliced for, in millimetres.
        pub nozzle_mm: Option<Quantity>,
        /// The printer it was sliced for.
        pub printer_model: Option<String>,
        /// The build plate it was sliced for.
        pub bed_type: Option<String>,
        /// Height of the print in millimetres.
        pub height_mm: Option<Quantity>,
        /// The space it takes: `{min: [x, y, z], max: [x, y, z]}` in millimetres.
        #[ts(type = "{ min: [string, string, string]; max: [string, string, string] } | null")]
        #[serde(rename = "box")]
        pub box_json: Option<Value>,
        /// Its filaments.
        #[ts(type = "Array<{ filament: number; material: string | null; colour: string | null; grams: string | null; profile: string | null }>")]
        #[serde(rename = "filaments")]
        pub slots_json: Value,
        /// What was odd about it.
        #[ts(type = "string[]")]
        #[serde(rename = "warnings")]
        pub warnings_json: Value,
        /// Whether it has a picture.
        pub has_picture: bool,
    }

    /// A file on a printer.
    pub struct FileOnPrinter {
        /// Which printer.
        pub printer_id: PrinterId,
        /// That printer's code.
        pub printer_code: String,
        /// Where it lies there.
        pub path: String,
        /// When it was put or seen there.
        pub seen_at: Timestamp,
    }
}

crate::wire! {
    /// A file with its plates.
    pub struct PrintFile {
        /// The file.
        pub file: PrintFileRow,
        /// Its plates by number.
        pub plates: Vec<PlateRow>,
        /// Where it lies.
        pub lies_on: Vec<FileOnPrinter>,
        /// Why it cannot be deleted now; none when it can.
        pub delete_refusal: Option<String>,
    }

    /// A file as its form saves it.
    pub struct UpdatePrintFile {
        /// Which one.
        pub id: PrintFileId,
        /// What it is called, with its ending.
        pub name: Text<255>,
        /// The item that it makes.
        #[serde(default)]
        #[ts(optional)]
        pub product_id: Option<ProductId>,
        /// The order that it is for.
        #[serde(default)]
        #[ts(optional)]
        pub sales_order_id: Option<SalesOrderId>,
        /// Anything else.
        #[serde(default)]
        #[ts(optional)]
        pub note: Option<Text<2000>>,
    }
}

const MINUTES: &str = "(SELECT sum(x.print_minutes) FROM print_plates AS x WHERE x.print_file_id = f.id)";

const GRAMS: &str = "(SELECT sum(x.material_grams) FROM print_plates AS x WHERE x.print_file_id = f.id)";

const LAST_PRINTED: &str =
    "(SELECT max(j.started_at) FROM print_jobs AS j JOIN print_plates AS x ON x.id = j.print_plate_id
     WHERE x.print_file_id = f.id)";

const LIST: ListSpec = ListSpec {
    select: "f.id AS id, f.name AS name, f.kind AS kind, f.size AS size, f.slicer AS slicer,
         (SELECT count(*) FROM print_plates AS x WHERE x.print_file_id = f.id) AS plates, p.id AS plate_id,
         p.picture_sha256 IS NOT NULL AS has_picture,
         (SELECT sum(x.print_minutes) FROM print_plates AS x WHERE x.print_file_id = f.id) AS print_minutes,
         (SELECT sum(x.material_grams) FROM print_plates AS x WHERE x.print_file_id = f.id) AS material_grams,
         (SELECT group_concat(DISTINCT s.value ->> '$.material') FROM print_plates AS x, json_each(x.slots_json) AS s
          WHERE x.print_file_id = f.id) AS materials,
         p.nozzle_mm AS nozzle_mm, p.printer_model AS printer_model, f.product_id AS product_id, pr.sku AS sku,
         pr.name AS product_name, f.sales_order_id AS sales_order_id, so.order_number AS order_number, f.note AS note,
         (SELECT max(j.started_at) FROM print_jobs AS j JOIN print_plates AS x ON x.id = j.print_plate_id
          WHERE x.print_file_id = f.id) AS last_printed_at,
         (SELECT count(*) FROM print_jobs AS j JOIN print_plates AS x ON x.id = j.print_plate_id
          WHERE x.print_file_id = f.id AND j.status = 'completed') AS printed,
         (SELECT count(*) FROM printer_files AS c WHERE c.print_file_id = f.id) AS printers, f.created_at AS created_at",
    from: "print_files AS f
         JOIN print_plates AS p ON p.id = (SELECT x.id FROM print_plates AS x WHERE x.print_file_id = f.id ORDER BY x.number LIMIT 1)
         LEFT JOIN products AS pr ON pr.id = f.product_id LEFT JOIN sales_orders AS so ON so.id = f.sales_order_id",
    always: "f.deleted_at IS NULL",
    id: "f.id",
    fields: &[
        Field::new("id", "f.id", Kind::Integer),
        Field::new("name", "f.name", Kind::Text),
        Field::new("kind", "f.kind", Kind::Text),
        Field::new("size", "f.size", Kind::Integer),
        Field::nullable("slicer", "f.slicer", Kind::Text),
        Field::nullable("print_minutes", MINUTES, Kind::Integer),
        Field::nullable("material_grams", GRAMS, Kind::Decimal),
        Field::nullable("nozzle_mm", "p.nozzle_mm", Kind::Decimal),
        Field::nullable("printer_model", "p.printer_model", Kind::Text),
        Field::nullable("product_id", "f.product_id", Kind::Integer),
        Field::nullable("sku", "pr.sku", Kind::Text),
        Field::nullable("sales_order_id", "f.sales_order_id", Kind::Integer),
        Field::nullable("order_number", "so.order_number", Kind::Text),
        Field::nullable("last_printed_at", LAST_PRINTED, Kind::Timestamp),
        Field::new("created_at", "f.created_at", Kind::Timestamp),
    ],
    search: Some(Search { table: "print_files_fts", rowid: "f.id" }),
    order: ("created_at", true),
};

/// The library, the latest first.
///
/// # Errors
/// As [`Read::list`].
pub fn print_files(r: &Read<'_>, req: &ListRequest) -> Result<Page<PrintFileRow>> {
    r.list(&LIST, req)
}

pub(super) fn file_row(r: &Read<'_>, id: PrintFileId) -> Result<PrintFileRow> {
    let sql = format!("SELECT {} FROM {} WHERE f.id = ?1 AND {}", LIST.select, LIST.from, LIST.always);
    r.maybe(&sql, bind![id])?.ok_or_else(|| not_found("print file", id))
}

/// A file with its plates and where it lies.
///
/// # Errors
/// [`Code::NotFound`].
pub fn print_file(r: &Read<'_>, req: PrintFileRef) -> Result<PrintFile> {
    let file = file_row(r, req.id)?;
    let plates = r.all(
        "SELECT id, number, print_minutes, material_grams, layers, nozzle_mm, printer_model, bed_type, height_mm, box_json,
             slots_json, warnings_json, picture_sha256 IS NOT NULL AS has_picture
         FROM print_plates WHERE print_file_id = ?1 ORDER BY number",
        bind![req.id],
    )?;
    let lies_on = r.all(
        "SELECT c.printer_id, p.code AS printer_code, c.path, c.seen_at
         FROM printer_files AS c JOIN printers AS p ON p.id = c.printer_id
         WHERE c.print_file_id = ?1 ORDER BY p.code, c.path LIMIT 500",
        bind![req.id],
    )?;
    let delete_refusal = super::removing::refusal(r, &file)?;
    Ok(PrintFile { file, plates, lies_on, delete_refusal })
}

/// Refuses an item or order that is not there.
pub(super) fn must_belong(
    r: &Read<'_>,
    product: Option<ProductId>,
    order: Option<SalesOrderId>,
) -> Result<()> {
    if let Some(id) = product
        && r.value::<i64>("SELECT id FROM products WHERE id = ?1", bind![id])?.is_none()
    {
        return Err(not_found("item", id));
    }
    if let Some(id) = order
        && r.value::<i64>("SELECT id FROM sales_orders WHERE id = ?1", bind![id])?.is_none()
    {
        return Err(not_found("sales order", id));
    }
    Ok(())
}

/// Renames a file and says what it is for. Its ending stays: printers judge a file by it.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::InvalidValue`] for a name with another ending, or with a folder in it.
pub fn update_print_file(w: &Write<'_>, req: UpdatePrintFile) -> Result<PrintFile> {
    let known = file_row(w, req.id)?;
    let name = req.name.trim();
    let is_same_kind = reading::kind_by_name(name).is_ok_and(|kind| kind == known.kind);
    if !is_same_kind || name.contains(['/', '\\']) {
        let text = format!(
            "Keep the ending of {}, and leave folders out: printers judge a file by its name.",
            known.name
        );
        return Err(refuse_field(Code::InvalidValue, "name", text));
    }
    must_belong(w, req.product_id, req.sales_order_id)?;
    w.execute(
        "UPDATE print_files SET name = ?2, product_id = ?3, sales_order_id = ?4, note = ?5, updated_at = ?6 WHERE id = ?1",
        bind![req.id, name, req.product_id, req.sales_order_id, req.note, w.now()],
    )?;
    w.about("print_file", req.id.get(), Some(&name.chars().take(50).collect::<String>()));
    print_file(w, PrintFileRef { id: req.id })
}
