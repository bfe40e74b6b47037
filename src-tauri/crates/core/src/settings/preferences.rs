//! What each person arranged: preferences of the window and saved views of its lists.

use serde_json::Value;
use spoolyard_types::ids::{SavedViewId, UserId};
use spoolyard_types::{Code, Text};

use crate::accounts::Done;
use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse, refuse_field};

wire! {
    /// A preference's name.
    pub struct PreferenceKey {
        /// Like `grid.orders.columns`.
        pub key: Text<100>,
    }

    /// A preference.
    pub struct Preference {
        /// Its name.
        pub key: Text<100>,
        /// What the window keeps there; null forgets it.
        #[ts(type = "unknown")]
        pub value: Value,
    }

    /// What a preference holds.
    pub struct PreferenceValue {
        /// Null when it was never set.
        #[ts(type = "unknown")]
        pub value: Value,
    }

    /// A list of the window.
    pub struct GridRef {
        /// Like `orders`.
        pub grid: Text<100>,
    }

    /// A view to be kept.
    pub struct SaveView {
        /// The list.
        pub grid: Text<100>,
        /// What the person calls it; a view of that name is replaced.
        pub name: Text<100>,
        /// Columns, filters and order.
        #[ts(type = "unknown")]
        pub state: Value,
        /// Shown when the list is opened.
        #[serde(default)]
        pub is_default: bool,
    }

    /// One saved view.
    pub struct SavedViewRef {
        /// Its row.
        pub id: SavedViewId,
    }

    /// The views of a list.
    pub struct SavedViews {
        /// By name.
        pub views: Vec<SavedView>,
    }
}

read_model! {
    /// How a person likes a list.
    pub struct SavedView {
        /// Its row.
        pub id: SavedViewId,
        /// What the person calls it.
        pub name: String,
        /// Columns, filters and order.
        #[ts(type = "unknown")]
        pub state: Value,
        /// Shown when the list is opened.
        pub is_default: bool,
    }
}

/// The largest arrangement that is kept, in bytes of JSON.
const LARGEST: usize = 64 * 1024;

fn person(r: &Read<'_>) -> Result<UserId> {
    r.actor()
        .user_id
        .ok_or_else(|| refuse(Code::SignInRequired, "Sign in first: this is kept for each person."))
}

fn fitting(value: &Value, field: &str) -> Result<String> {
    let text = value.to_string();
    if text.len() > LARGEST {
        return Err(refuse_field(Code::InvalidValue, field, "This arrangement is too large to be kept."));
    }
    Ok(text)
}

/// What a preference holds.
///
/// # Errors
/// When the store cannot be read.
pub fn preference(r: &Read<'_>, request: &PreferenceKey) -> Result<PreferenceValue> {
    let value = r.value(
        "SELECT value_json FROM user_preferences WHERE user_id = ?1 AND key = ?2",
        bind![person(r)?, request.key],
    )?;
    Ok(PreferenceValue { value: value.unwrap_or(Value::Null) })
}

/// Keeps a preference.
///
/// # Errors
/// [`Code::InvalidValue`] when it is too large.
pub fn set_preference(w: &Write<'_>, request: &Preference) -> Result<Done> {
    let user = person(w)?;
    if request.value.is_null() {
        w.execute("DELETE FROM user_preferences WHERE user_id = ?1 AND key = ?2", bind![user, request.key])?;
    } else {
        w.execute(
            "INSERT INTO user_preferences (user_id, key, value_json, updated_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (user_id, key) DO UPDATE SET value_json = excluded.value_json, updated_at = excluded.updated_at",
            bind![user, request.key, fitting(&request.value, "value")?, w.now()],
        )?;
    }
    Ok(Done {})
}

/// The views of a list.
///
/// # Errors
/// When the store cannot be read.
pub fn saved_views(r: &Read<'_>, request: &GridRef) -> Result<SavedViews> {
    let views = r.all(
        "SELECT id, name, state_json AS state, is_default FROM saved_views WHERE user_id = ?1 AND grid = ?2
         ORDER BY name COLLATE NOCASE",
        bind![person(r)?, request.grid],
    )?;
    Ok(SavedViews { views })
}

/// Keeps a view; one of the same name is replaced.
///
/// # Errors
/// [`Code::InvalidValue`] when it is too large.
pub fn save_view(w: &Write<'_>, request: &SaveView) -> Result<SavedViewRef> {
    let user = person(w)?;
    if request.is_default {
        w.execute(
            "UPDATE saved_views SET is_default = 0 WHERE user_id = ?1 AND grid = ?2",
            bind![user, request.grid],
        )?;
    }
    let id = w.value(
        "INSERT INTO saved_views (user_id, grid, name, state_json, is_default, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         ON CONFLICT (user_id, grid, name COLLATE NOCASE) DO UPDATE SET name = excluded.name,
             state_json = excluded.state_json, is_default = excluded.is_default, updated_at = excluded.updated_at
         RETURNING id",
        bind![user, request.grid, request.name, fitting(&request.state, "state")?, request.is_default, w.now()],
    )?;
    Ok(SavedViewRef { id: id.ok_or_else(|| not_found("saved view", &request.name))? })
}

/// Forgets a view.
///
/// # Errors
/// [`Code::NotFound`].
pub fn delete_view(w: &Write<'_>, request: &SavedViewRef) -> Result<Done> {
    let gone =
        w.execute("DELETE FROM saved_views WHERE id = ?1 AND user_id = ?2", bind![request.id, person(w)?])?;
    if gone == 0 { Err(not_found("saved view", request.id)) } else { Ok(Done {}) }
}
