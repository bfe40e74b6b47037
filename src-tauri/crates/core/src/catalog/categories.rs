//! Categories: a tree that products hang in.

use spoolyard_types::ids::CategoryId;
use spoolyard_types::{Code, Text};

use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse, refuse_field};

crate::read_model! {
    /// A category.
    pub struct Category {
        /// Its row.
        pub id: CategoryId,
        /// Code.
        pub code: String,
        /// Name.
        pub name: String,
        /// The category it lies in.
        pub parent_id: Option<CategoryId>,
        /// Description.
        pub description: Option<String>,
        /// Place among its siblings.
        pub sort_order: i32,
        /// May be chosen.
        pub is_active: bool,
        /// Products directly in it.
        pub product_count: u32,
    }
}

crate::wire! {
    /// A new category, or one changed.
    pub struct SaveCategory {
        /// Which one; none for a new one.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<CategoryId>,
        /// Code.
        pub code: Text<50>,
        /// Name.
        pub name: Text<100>,
        /// The category it lies in.
        #[serde(default)]
        #[ts(optional)]
        pub parent_id: Option<CategoryId>,
        /// Description.
        #[serde(default)]
        #[ts(optional)]
        pub description: Option<Text<2000>>,
        /// Place among its siblings.
        #[serde(default)]
        #[ts(optional)]
        pub sort_order: Option<i32>,
        /// May be chosen; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub is_active: Option<bool>,
    }

    /// Takes an empty category away.
    pub struct DeleteCategory {
        /// Which one.
        pub id: CategoryId,
    }
}

const SELECT: &str = "SELECT c.id, c.code, c.name, c.parent_id, c.description, c.sort_order, c.is_active,
       (SELECT count(*) FROM products AS p WHERE p.category_id = c.id) AS product_count
     FROM item_categories AS c";

/// All categories; the window builds the tree from `parent_id`.
///
/// # Errors
/// When the store cannot be read.
pub fn list(r: &Read<'_>) -> Result<Vec<Category>> {
    r.all(&format!("{SELECT} ORDER BY c.sort_order, c.name, c.id"), [])
}

/// Adds a category or changes one.
///
/// # Errors
/// [`Code::AlreadyExists`]; [`Code::InvalidValue`] when it would lie in itself; [`Code::NotFound`].
pub fn save(w: &Write<'_>, req: SaveCategory) -> Result<Category> {
    let code = req.code.trim().to_uppercase();
    let taken: Option<CategoryId> =
        w.value("SELECT id FROM item_categories WHERE code = ?1 COLLATE NOCASE", bind![code])?;
    if taken.is_some() && taken != req.id {
        let text = format!("There is a category {code} already. Choose another code.");
        return Err(refuse_field(Code::AlreadyExists, "code", text));
    }
    if let Some(parent) = req.parent_id {
        if w.value::<i64>("SELECT 1 FROM item_categories WHERE id = ?1", bind![parent])?.is_none() {
            return Err(not_found("category", parent));
        }
        if let Some(id) = req.id {
            refuse_loop(w, id, parent)?;
        }
    }
    let sort = req.sort_order.unwrap_or(0);
    let active = req.is_active.unwrap_or(true);
    let id = match req.id {
        None => CategoryId(w.insert(
            "INSERT INTO item_categories (code, name, parent_id, description, sort_order, is_active, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
            bind![code, req.name, req.parent_id, req.description, sort, active, w.now()],
        )?),
        Some(id) => {
            let changed = w.execute(
                "UPDATE item_categories SET code = ?2, name = ?3, parent_id = ?4, description = ?5, sort_order = ?6,
                     is_active = ?7, updated_at = ?8 WHERE id = ?1",
                bind![id, code, req.name, req.parent_id, req.description, sort, active, w.now()],
            )?;
            if changed == 0 {
                return Err(not_found("category", id));
            }
            id
        }
    };
    w.about("item_category", id.get(), Some(&code));
    w.maybe(&format!("{SELECT} WHERE c.id = ?1"), bind![id])?.ok_or_else(|| not_found("category", id))
}

fn refuse_loop(w: &Write<'_>, id: CategoryId, parent: CategoryId) -> Result<()> {
    let inside: Option<i64> = w.value(
        "WITH RECURSIVE above(id) AS (
             SELECT ?1 UNION SELECT c.parent_id FROM item_categories AS c JOIN above ON c.id = above.id
             WHERE c.parent_id IS NOT NULL)
         SELECT 1 FROM above WHERE id = ?2",
        bind![parent, id],
    )?;
    if inside.is_some() {
        let text = "A category cannot lie in itself. Choose another parent.";
        return Err(refuse_field(Code::InvalidValue, "parent_id", text));
    }
    Ok(())
}

/// Takes a category away that nothing lies in.
///
/// # Errors
/// [`Code::InUse`], [`Code::NotFound`].
pub fn delete(w: &Write<'_>, req: DeleteCategory) -> Result<()> {
    let category: Category = w
        .maybe(&format!("{SELECT} WHERE c.id = ?1"), bind![req.id])?
        .ok_or_else(|| not_found("category", req.id))?;
    let children: i64 =
        w.value("SELECT count(*) FROM item_categories WHERE parent_id = ?1", bind![req.id])?.unwrap_or(0);
    if category.product_count > 0 || children > 0 {
        return Err(refuse(
            Code::InUse,
            format!(
                "{} still holds {} products and {children} categories. Move them first, or switch it off.",
                category.name, category.product_count
            ),
        ));
    }
    w.execute("DELETE FROM item_categories WHERE id = ?1", bind![req.id])?;
    w.about("item_category", req.id.get(), Some(&category.code));
    Ok(())
}
