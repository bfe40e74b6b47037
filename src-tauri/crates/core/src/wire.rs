//! Attributes that every type on the wire carries, written once.

/// Declares types that cross the wire: read and written as JSON, known to TypeScript and JSON schema.
/// A request with a field that the command does not know is refused, so that a slip is not ignored.
#[macro_export]
macro_rules! wire {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident { $($body:tt)* })*) => {$(
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[ts(optional_fields = nullable)]
        $(#[$meta])*
        $vis struct $name { $($body)* }
    )*};
}

/// Declares a read model: a wire type that is read from a row whose columns bear the fields' names.
#[macro_export]
macro_rules! read_model {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$fmeta:meta])* $fvis:vis $field:ident : $ty:ty),* $(,)?
    })*) => {$(
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema)]
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $ty),* }

        impl $crate::db::FromRow for $name {
            fn from_row(row: &$crate::db::Row<'_>) -> $crate::Result<Self> {
                // Columns usually stand in the order of the fields.
                let mut places = 0_usize..;
                Ok(Self { $($field: $crate::db::column_near(row, places.next().unwrap_or_default(), stringify!($field))?),* })
            }
        }
    )*};
}

/// Declares an enum that a table stores as text, with exactly these words.
#[macro_export]
macro_rules! stored_enum {
    ($($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),* $(,)? })*) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            ts_rs::TS, schemars::JsonSchema)]
        $(#[$meta])*
        $vis enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),* }

        impl $name {
            /// Every value, in the order of a document's life where there is one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As the store writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::db::Column for $name {
            fn from_value(value: rusqlite::types::ValueRef<'_>) -> Option<Self> {
                match value.as_str().ok()? { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl $crate::db::Bind for $name {
            fn bind(&self) -> rusqlite::types::Value {
                self.as_str().to_owned().into()
            }
        }
    )*};
}
