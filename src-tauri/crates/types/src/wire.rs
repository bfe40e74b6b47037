//! How a type of ours is described to TypeScript and to JSON schema: by hand, in one place,
//! because each crosses the wire as a plain string or number.

/// Implements `ts_rs::TS` and `schemars::JsonSchema` for a type that crosses the wire as a primitive.
#[macro_export]
macro_rules! wire_as {
    (for [$($generics:tt)*] $ty:ty, $ts:literal, $name:literal, $schema:tt) => {
        impl<$($generics)*> ts_rs::TS for $ty {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &ts_rs::Config) -> String {
                String::from($ts)
            }
            fn inline(_: &ts_rs::Config) -> String {
                String::from($ts)
            }
        }
        impl<$($generics)*> schemars::JsonSchema for $ty {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    };
    ($ty:ty, $ts:literal, $name:literal, $schema:tt) => {
        $crate::wire_as!(for [] $ty, $ts, $name, $schema);
    };
}
