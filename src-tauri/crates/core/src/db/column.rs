//! How our types lie in SQLite: what is bound into a statement and what is read out of a row.

use rusqlite::types::{Value, ValueRef};
use spoolyard_types::{
    Date, Entered, Factor, Money, Percent, Quantity, Role, Text, Timestamp, UnitCost, ids,
};

use crate::error::{Error, Result};

/// A value that can be bound into a statement.
pub trait Bind {
    /// As SQLite stores it.
    fn bind(&self) -> Value;
}

/// A value that can be read from a column.
pub trait Column: Sized {
    /// Reads it; none when the column holds something else.
    fn from_value(value: ValueRef<'_>) -> Option<Self>;
}

/// A struct that can be read from a row by column names. [`read_model!`](crate::read_model) writes it.
pub trait FromRow: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// When a column is missing or holds something else.
    fn from_row(row: &rusqlite::Row<'_>) -> Result<Self>;
}

/// Reads one column by name.
///
/// # Errors
/// When it is missing or holds something else.
pub fn column<T: Column>(row: &rusqlite::Row<'_>, name: &str) -> Result<T> {
    T::from_value(row.get_ref(name)?).ok_or_else(|| Error::Unreadable { column: name.to_owned() })
}

/// Reads one column by name that is likely to stand in this place: where it does, no other name is looked at.
///
/// # Errors
/// As [`column`].
pub fn column_near<T: Column>(row: &rusqlite::Row<'_>, place: usize, name: &str) -> Result<T> {
    let statement: &rusqlite::Statement<'_> = row.as_ref();
    if statement.column_name(place).is_ok_and(|found| found == name) {
        return T::from_value(row.get_ref(place)?)
            .ok_or_else(|| Error::Unreadable { column: name.to_owned() });
    }
    column(row, name)
}

/// Reads one column by its place, for queries of so many rows that looking names up would be felt.
///
/// # Errors
/// When it is missing or holds something else.
pub fn column_at<T: Column>(row: &rusqlite::Row<'_>, place: usize) -> Result<T> {
    T::from_value(row.get_ref(place)?).ok_or_else(|| Error::Unreadable { column: format!("column {place}") })
}

/// Binds values into a statement: `bind![id, quantity, note]`.
#[macro_export]
macro_rules! bind {
    ($($value:expr),* $(,)?) => {
        rusqlite::params_from_iter::<Vec<rusqlite::types::Value>>(vec![$($crate::db::Bind::bind(&$value)),*])
    };
}

impl<T: Bind> Bind for Option<T> {
    fn bind(&self) -> Value {
        self.as_ref().map_or(Value::Null, Bind::bind)
    }
}

impl<T: Bind + ?Sized> Bind for &T {
    fn bind(&self) -> Value {
        (**self).bind()
    }
}

impl<T: Column> Column for Option<T> {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

impl Bind for Value {
    fn bind(&self) -> Value {
        self.clone()
    }
}

impl Bind for str {
    fn bind(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Bind for String {
    fn bind(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl<const MAX: usize> Bind for Text<MAX> {
    fn bind(&self) -> Value {
        Value::Text(self.as_str().to_owned())
    }
}

impl Bind for Vec<u8> {
    fn bind(&self) -> Value {
        Value::Blob(self.clone())
    }
}

impl Bind for bool {
    fn bind(&self) -> Value {
        Value::Integer(i64::from(*self))
    }
}

impl Bind for serde_json::Value {
    fn bind(&self) -> Value {
        Value::Text(self.to_string())
    }
}

impl<T: Bind, const P: u32, const S: u32> Bind for Entered<T, P, S> {
    fn bind(&self) -> Value {
        self.0.bind()
    }
}

impl Bind for Role {
    fn bind(&self) -> Value {
        self.as_str().bind()
    }
}

impl Column for Role {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        [Self::Customer, Self::Staff, Self::Admin].into_iter().find(|r| Ok(r.as_str()) == value.as_str())
    }
}

impl Column for String {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        value.as_str().ok().map(str::to_owned)
    }
}

impl Column for Vec<u8> {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        value.as_blob().ok().map(<[u8]>::to_vec)
    }
}

impl Column for bool {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok().map(|v| v != 0)
    }
}

impl Column for serde_json::Value {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        serde_json::from_str(value.as_str().ok()?).ok()
    }
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl Bind for $ty {
            fn bind(&self) -> Value {
                Value::Integer(i64::from(*self))
            }
        }
        impl Column for $ty {
            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                <$ty>::try_from(value.as_i64().ok()?).ok()
            }
        }
    )*};
}
integers!(i64, i32, u32, u16, u8);

macro_rules! decimals {
    ($($ty:ty),*) => {$(
        impl Bind for $ty {
            fn bind(&self) -> Value {
                Value::Integer(self.micros())
            }
        }
        impl Column for $ty {
            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                value.as_i64().ok().map(<$ty>::from_micros)
            }
        }
    )*};
}
decimals!(Money, Quantity, UnitCost, Percent, Factor);

macro_rules! texts {
    ($($ty:ty),*) => {$(
        impl Bind for $ty {
            fn bind(&self) -> Value {
                Value::Text(self.to_string())
            }
        }
        impl Column for $ty {
            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                <$ty>::parse(value.as_str().ok()?)
            }
        }
    )*};
}
texts!(Date, Timestamp);

macro_rules! id_columns {
    ($($name:ident),* $(,)?) => {$(
        impl Bind for ids::$name {
            fn bind(&self) -> Value {
                Value::Integer(self.0)
            }
        }
        impl Column for ids::$name {
            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                value.as_i64().ok().map(ids::$name)
            }
        }
    )*};
}
spoolyard_types::every_id!(id_columns);
