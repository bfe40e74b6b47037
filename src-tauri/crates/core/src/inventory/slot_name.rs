//! What people call the slot that a spool is in.

/// SQL for the name of a slot: as its printer tells it in `printer_slots AS t`; else read off its key, which stands in
/// the column named.
macro_rules! slot_name {
    ($key:literal) => {
        concat!(
            "coalesce(nullif(t.label, ''), CASE WHEN ",
            $key,
            " LIKE 'ext/%' THEN 'Spool holder' ELSE 'Unit ' || (CAST(",
            $key,
            " AS INTEGER) + 1) || ' slot ' || (CAST(substr(",
            $key,
            ", instr(",
            $key,
            ", '/') + 1) AS INTEGER) + 1) END)"
        )
    };
}

pub(crate) use slot_name;
