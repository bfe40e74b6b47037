//! Places: warehouses, zones and bins.

use spoolyard_types::ids::LocationId;
use spoolyard_types::{Code, Quantity, Text};

use super::store;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, refuse, refuse_field};

crate::stored_enum! {
    /// What kind of place.
    pub enum LocationType {
        /// A building or a room.
        Warehouse = "warehouse",
        /// A part of it.
        Zone = "zone",
        /// A shelf, a box, a slot.
        Bin = "bin",
    }
}

crate::read_model! {
    /// A place.
    pub struct LocationRow {
        /// Its row.
        pub id: LocationId,
        /// Its name.
        pub name: String,
        /// Its short code.
        pub code: Option<String>,
        /// What kind of place.
        pub location_type: Option<LocationType>,
        /// The place it is part of.
        pub parent_id: Option<LocationId>,
        /// Whether goods may go there.
        pub active: bool,
        /// Whether what lies there may be promised.
        pub is_nettable: bool,
        /// Where goods go when nobody says where.
        pub is_default: bool,
        /// How many products lie there.
        pub products: u32,
    }
}

crate::wire! {
    /// A place, as a form saves it. Without `id` it is a new one.
    pub struct SaveLocation {
        /// Which place.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<LocationId>,
        /// Its name.
        pub name: Text<100>,
        /// Its short code.
        #[serde(default)]
        #[ts(optional)]
        pub code: Option<Text<50>>,
        /// What kind of place.
        #[serde(default)]
        #[ts(optional)]
        pub location_type: Option<LocationType>,
        /// The place it is part of.
        #[serde(default)]
        #[ts(optional)]
        pub parent_id: Option<LocationId>,
        /// Whether goods may go there.
        pub active: bool,
        /// Whether what lies there may be promised: not what is in quarantine or came back.
        pub is_nettable: bool,
    }

    /// Which place.
    pub struct LocationRef {
        /// Its row.
        pub id: LocationId,
    }
}

/// Every place, by name.
///
/// # Errors
/// When the store cannot be read.
pub fn locations(r: &Read<'_>) -> Result<Vec<LocationRow>> {
    r.all(
        "SELECT l.id, l.name, l.code, l.type AS location_type, l.parent_id, l.active, l.is_nettable,
             coalesce(l.id = c.default_location_id, 0) AS is_default,
             (SELECT count(*) FROM inventory i WHERE i.location_id = l.id AND i.on_hand_quantity > 0) AS products
         FROM inventory_locations l LEFT JOIN company_settings c ON c.id = 1
         ORDER BY l.name COLLATE NOCASE, l.id",
        [],
    )
}

/// Adds or changes a place.
///
/// # Errors
/// [`Code::AlreadyExists`] for a code that is taken, [`Code::InUse`] when goods or orders still need it,
/// [`Code::InvalidValue`] for a place inside itself, [`Code::NotFound`].
pub fn save_location(w: &Write<'_>, req: SaveLocation) -> Result<LocationRef> {
    if let Some(code) = &req.code {
        let taken: Option<LocationId> = w.value(
            "SELECT id FROM inventory_locations WHERE code = ?1 COLLATE NOCASE AND id IS NOT ?2",
            bind![code, req.id],
        )?;
        if taken.is_some() {
            let text = format!("Another location has the code {code}. Choose one of its own.");
            return Err(refuse_field(Code::AlreadyExists, "code", text));
        }
    }
    if let Some(parent) = req.parent_id {
        store::place(w, parent)?;
    }
    let id = match req.id {
        None => LocationId(w.insert(
            "INSERT INTO inventory_locations (name, code, type, parent_id, active, is_nettable, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
            bind![req.name, req.code, req.location_type, req.parent_id, req.active, req.is_nettable, w.now()],
        )?),
        Some(id) => {
            store::place(w, id)?;
            not_inside_itself(w, id, req.parent_id)?;
            if !req.active {
                may_close(w, id, &req.name)?;
            }
            w.execute(
                "UPDATE inventory_locations SET name = ?2, code = ?3, type = ?4, parent_id = ?5, active = ?6,
                     is_nettable = ?7, updated_at = ?8
                 WHERE id = ?1",
                bind![id, req.name, req.code, req.location_type, req.parent_id, req.active, req.is_nettable, w.now()],
            )?;
            id
        }
    };
    w.about("inventory_location", id.get(), Some(&req.name));
    Ok(LocationRef { id })
}

fn not_inside_itself(w: &Write<'_>, id: LocationId, parent: Option<LocationId>) -> Result<()> {
    let Some(parent) = parent else { return Ok(()) };
    let inside: Option<bool> = w.value(
        "WITH RECURSIVE up (id) AS (
             SELECT ?2 UNION SELECT l.parent_id FROM inventory_locations l JOIN up ON l.id = up.id
             WHERE l.parent_id IS NOT NULL)
         SELECT EXISTS (SELECT 1 FROM up WHERE id = ?1)",
        bind![id, parent],
    )?;
    if inside == Some(true) {
        let text = "A location cannot lie inside itself. Choose another parent.";
        return Err(refuse_field(Code::InvalidValue, "parent_id", text));
    }
    Ok(())
}

fn may_close(w: &Write<'_>, id: LocationId, name: &str) -> Result<()> {
    let lying: Option<Quantity> = w.value(
        "SELECT coalesce(sum(on_hand_quantity), 0) FROM inventory WHERE location_id = ?1",
        bind![id],
    )?;
    if lying.is_some_and(Quantity::is_positive) {
        let text =
            format!("There is still stock at {name}. Transfer it first, then deactivate the location.");
        return Err(refuse(Code::InUse, text));
    }
    let default: Option<LocationId> =
        w.value("SELECT default_location_id FROM company_settings WHERE id = 1", [])?.flatten();
    if default == Some(id) {
        let text = format!("{name} is the default location. Choose another default in Settings first.");
        return Err(refuse(Code::InUse, text));
    }
    Ok(())
}

/// Removes a place that nothing ever lay at; others are deactivated.
///
/// # Errors
/// [`Code::InUse`] when anything names it, [`Code::NotFound`].
pub fn delete_location(w: &Write<'_>, req: LocationRef) -> Result<LocationRef> {
    let place = store::place(w, req.id)?;
    may_close(w, req.id, &place.name)?;
    w.execute(
        "DELETE FROM inventory WHERE location_id = ?1 AND on_hand_quantity = 0 AND allocated_quantity = 0
           AND NOT EXISTS (SELECT 1 FROM inventory_transactions t WHERE t.location_id = ?1)",
        bind![req.id],
    )?;
    match w.execute("DELETE FROM inventory_locations WHERE id = ?1", bind![req.id]) {
        Ok(_) => {
            w.about("inventory_location", req.id.get(), Some(&place.name));
            Ok(req)
        }
        Err(crate::Error::Store(err))
            if err.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
        {
            let text = format!("{} has history, so it stays. Deactivate it instead.", place.name);
            Err(refuse(Code::InUse, text))
        }
        Err(other) => Err(other),
    }
}
