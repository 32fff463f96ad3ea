//! Ranges.

use std::ops::Bound;

use super::{moment, number};
use crate::column_type::split;

/// Whether the type is a range of PostgreSQL, and the text is none of its values.
pub(super) fn is_none(text: &str, name: &str) -> bool {
    let is_bound: fn(&str) -> bool = match name {
        "int4range" => |text| text.parse::<i32>().is_ok(),
        "int8range" => |text| text.parse::<i64>().is_ok(),
        "numrange" => number::is_numeric,
        "daterange" => moment::is_date,
        "tsrange" => moment::is_timestamp,
        "tstzrange" => moment::is_instant,
        _ => return false,
    };
    let is_one = |bound: &Bound<String>| match bound {
        Bound::Included(text) | Bound::Excluded(text) => is_bound(text),
        Bound::Unbounded => true,
    };
    match split(text) {
        Some(Some((lower, upper))) => !(is_one(&lower) && is_one(&upper)),
        Some(None) => false,
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_of_each_range_are_values_of_its_type() {
        for (name, fits, other) in [
            ("int4range", "[1,4)", "[1,2147483648)"),
            ("int8range", "(,4)", "(,a)"),
            ("numrange", "(0.5,1]", "(nan,1]"),
            ("daterange", r#"["2024-01-01","infinity")"#, r#"["2023-02-29",)"#),
            ("tsrange", r#"["2024-01-01T00:00:00",)"#, r#"["2024-01-01",)"#),
            ("tstzrange", "empty", r#"["2024-01-01T00:00:00",)"#),
        ] {
            assert!(!is_none(fits, name) && is_none(other, name) && is_none("", name), "{name}");
        }
        assert!(!is_none("x", "int4multirange"));
    }
}
