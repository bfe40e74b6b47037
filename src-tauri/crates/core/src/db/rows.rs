//! Whole rows, as they lie: what an undo keeps and puts back. Tables have an `id`; their names come from the code,
//! never from a request.

use rusqlite::types::{Value, ValueRef};
use serde_json::{Map, Value as Json};

use super::{Read, Write};
use crate::bind;
use crate::error::{Error, Result};

/// A row by its columns.
pub(crate) type RowImage = Map<String, Json>;

fn unreadable(column: &str) -> Error {
    Error::Unreadable { column: column.to_owned() }
}

impl Read<'_> {
    /// The rows whose `key` is among `ids`, by id.
    pub(crate) fn images(
        &self,
        table: &'static str,
        key: &'static str,
        ids: &[i64],
    ) -> Result<Vec<RowImage>> {
        let mut out = Vec::new();
        let sql =
            format!("SELECT * FROM {table} WHERE {key} IN (SELECT value FROM json_each(?1)) ORDER BY id");
        self.each(&sql, bind![serde_json::json!(ids)], |row| {
            let statement: &rusqlite::Statement<'_> = row.as_ref();
            let mut image = RowImage::new();
            for (place, name) in statement.column_names().enumerate() {
                let value = match row.get_ref(place)? {
                    ValueRef::Null => Json::Null,
                    ValueRef::Integer(number) => Json::from(number),
                    ValueRef::Text(text) => {
                        Json::from(std::str::from_utf8(text).map_err(|_| unreadable(name))?)
                    }
                    ValueRef::Real(_) | ValueRef::Blob(_) => return Err(unreadable(name)),
                };
                image.insert(name.to_owned(), value);
            }
            out.push(image);
            Ok(())
        })?;
        Ok(out)
    }
}

impl Write<'_> {
    /// Makes a row what it was, or inserts it again with its old id.
    pub(crate) fn put_image(&self, table: &'static str, image: &RowImage) -> Result<()> {
        let names: Vec<&str> = image.keys().map(String::as_str).collect();
        let places: Vec<String> = (1..=names.len()).map(|place| format!("?{place}")).collect();
        let changes: Vec<String> = names.iter().map(|name| format!("{name} = excluded.{name}")).collect();
        let mut values = Vec::with_capacity(names.len());
        for (name, value) in image {
            values.push(match value {
                Json::Null => Value::Null,
                Json::Number(number) => Value::Integer(number.as_i64().ok_or_else(|| unreadable(name))?),
                Json::String(text) => Value::Text(text.clone()),
                Json::Bool(_) | Json::Array(_) | Json::Object(_) => return Err(unreadable(name)),
            });
        }
        let sql = format!(
            "INSERT INTO {table} ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {}",
            names.join(", "),
            places.join(", "),
            changes.join(", ")
        );
        self.execute(&sql, rusqlite::params_from_iter(values))?;
        Ok(())
    }
}

/// The id of a row.
pub(crate) fn image_id(image: &RowImage) -> i64 {
    image.get("id").and_then(Json::as_i64).unwrap_or_default()
}
