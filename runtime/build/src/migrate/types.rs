//! What it takes to change the type of a column.

use crate::model::{Column, SqlType};

/// What a change of a type does to the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeChange {
    /// The catalog changes, the rows do not.
    Free,
    /// Every row is written anew.
    Rewrite {
        /// The expression that converts a value; none where PostgreSQL converts it when it is assigned.
        using: Option<Using<'static>>,
        /// Whether values may be rounded or cut.
        loses: bool,
    },
    /// There is no conversion, or none that is the same everywhere.
    Refused,
}

/// How a value is converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Using<'a> {
    /// `column::type`
    Cast,
    /// `column::text::type`
    CastOfText,
    /// An expression that is stated.
    Stated(&'a str),
}

const REWRITE: TypeChange = TypeChange::Rewrite { using: None, loses: false };
const LOSSY: TypeChange = TypeChange::Rewrite { using: None, loses: true };
const CAST: TypeChange = TypeChange::Rewrite { using: Some(Using::Cast), loses: false };
const CAST_OF_TEXT: TypeChange = TypeChange::Rewrite { using: Some(Using::CastOfText), loses: false };

pub(super) fn of(old: &Column, new: &Column) -> TypeChange {
    if old.sql_type == new.sql_type {
        // Only the collation differs: no row changes, the indexes are built anew.
        return REWRITE;
    }
    between(&old.sql_type, &new.sql_type)
}

fn between(old: &SqlType, new: &SqlType) -> TypeChange {
    match (old, new) {
        (SqlType::Array(old), SqlType::Array(new)) => match between(old, new) {
            TypeChange::Free => REWRITE,
            change => change,
        },
        (SqlType::Enum { .. }, SqlType::Enum { .. }) => CAST_OF_TEXT,
        (SqlType::Enum { .. }, SqlType::Scalar(_)) if is_text(new) => CAST,
        (SqlType::Scalar(_), SqlType::Enum { .. }) if is_text(old) => CAST,
        (SqlType::Scalar(old), SqlType::Scalar(new)) => scalars(&Sized::of(old), &Sized::of(new)),
        _ => TypeChange::Refused,
    }
}

fn is_text(sql_type: &SqlType) -> bool {
    matches!(sql_type.base(), Some("text" | "varchar" | "citext"))
}

/// A type and the numbers in parentheses.
struct Sized<'a> {
    base: &'a str,
    sizes: Vec<u32>,
}

impl<'a> Sized<'a> {
    fn of(text: &'a str) -> Self {
        let (base, rest) = text.split_once('(').unwrap_or((text, ""));
        let sizes = rest.trim_end_matches(')').split(',').filter_map(|size| size.trim().parse().ok()).collect();
        Self { base: base.trim_end(), sizes }
    }

    fn first(&self) -> Option<u32> {
        self.sizes.first().copied()
    }
}

fn scalars(old: &Sized<'_>, new: &Sized<'_>) -> TypeChange {
    // No size is the largest size.
    let grows = match (old.first(), new.first()) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(old), Some(new)) => new >= old,
    };
    let (from, to) = (number(old.base), number(new.base));
    match (old.base, new.base) {
        ("varchar" | "text", "text") => TypeChange::Free,
        ("varchar", "varchar") if grows => TypeChange::Free,
        ("text", "varchar") if new.sizes.is_empty() => TypeChange::Free,
        // An explicit cast would cut a text that is too long; an assignment refuses it.
        ("varchar" | "text" | "char" | "citext", "varchar" | "char" | "text") => REWRITE,
        ("varchar" | "text", "citext") => CAST,
        ("numeric", "numeric") => {
            let same_scale = new.sizes.is_empty() || (old.sizes.get(1) == new.sizes.get(1) && !old.sizes.is_empty());
            let fewer_digits = match (old.sizes.get(1), new.sizes.get(1)) {
                (Some(old), Some(new)) => new < old,
                (None, Some(_)) => old.sizes.is_empty(),
                (Some(_), None) => !new.sizes.is_empty(),
                (None, None) => false,
            };
            match (grows && same_scale, fewer_digits) {
                (true, _) => TypeChange::Free,
                (false, true) => LOSSY,
                (false, false) => REWRITE,
            }
        }
        ("timestamptz", "timestamptz") | ("timestamp", "timestamp") | ("time", "time") => {
            if grows {
                TypeChange::Free
            } else {
                LOSSY
            }
        }
        _ => match (from, to) {
            (Some(from), Some(to)) => numbers(from, to),
            _ if matches!(new.base, "text" | "varchar") => CAST,
            _ if matches!(old.base, "text" | "varchar") && is_read_from_text(new.base) => CAST,
            _ => match (old.base, new.base) {
                ("json", "jsonb") | ("jsonb", "json") => CAST,
                ("date", "timestamp") => REWRITE,
                ("timestamp", "date") | ("timestamp", "time") => LOSSY,
                _ => TypeChange::Refused,
            },
        },
    }
}

/// Whether it is a point in time, with or without a zone.
pub(super) fn is_timestamp(base: &str) -> bool {
    matches!(base, "timestamp" | "timestamptz")
}

/// Whether a text of that type is converted the same way whatever the settings are.
fn is_read_from_text(base: &str) -> bool {
    number(base).is_some()
        || matches!(base, "uuid" | "boolean" | "json" | "jsonb" | "inet" | "cidr" | "macaddr" | "citext")
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Number {
    Small,
    Integer,
    Big,
    Numeric,
    Real,
    Double,
}

fn number(base: &str) -> Option<Number> {
    match base {
        "smallint" | "int2" => Some(Number::Small),
        "integer" | "int" | "int4" => Some(Number::Integer),
        "bigint" | "int8" => Some(Number::Big),
        "numeric" => Some(Number::Numeric),
        "real" | "float4" => Some(Number::Real),
        "double precision" | "float8" => Some(Number::Double),
        _ => None,
    }
}

/// An integer that does not fit is refused; a fraction is rounded, and so are digits that a float does not have.
fn numbers(from: Number, to: Number) -> TypeChange {
    let exact = from <= Number::Big && to <= Number::Numeric
        || (from, to) == (Number::Real, Number::Double)
        || from <= Number::Integer && to == Number::Double
        || from == Number::Small;
    if exact { REWRITE } else { LOSSY }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(old: &str, new: &str) -> TypeChange {
        let sql_type = |text: &str| match text.strip_suffix("[]") {
            Some(element) => SqlType::Array(Box::new(SqlType::Scalar(element.to_owned().into()))),
            None => SqlType::Scalar(text.to_owned().into()),
        };
        between(&sql_type(old), &sql_type(new))
    }

    #[test]
    fn what_the_catalog_changes_is_free() {
        for (old, new) in [
            ("varchar(50)", "varchar(100)"),
            ("varchar(50)", "text"),
            ("text", "varchar"),
            ("numeric(10,2)", "numeric(12,2)"),
            ("numeric(10,2)", "numeric"),
            ("timestamptz(0)", "timestamptz"),
        ] {
            assert_eq!(change(old, new), TypeChange::Free, "{old} {new}");
        }
    }

    #[test]
    fn what_may_lose_digits_says_so() {
        for (old, new) in
            [("numeric(10,2)", "numeric(10,1)"), ("numeric", "numeric(10,2)"), ("bigint", "double precision")]
        {
            assert_eq!(change(old, new), LOSSY, "{old} {new}");
        }
        for (old, new) in [("timestamptz", "timestamptz(0)"), ("numeric(5,2)", "integer")] {
            assert_eq!(change(old, new), LOSSY, "{old} {new}");
        }
    }

    #[test]
    fn others_are_written_anew_or_refused() {
        for (old, new) in [("varchar(50)", "varchar(20)"), ("integer", "bigint"), ("bigint", "integer")] {
            assert_eq!(change(old, new), REWRITE, "{old} {new}");
        }
        assert_eq!(change("varchar(10)[]", "text[]"), REWRITE);
        assert_eq!(change("text", "uuid"), CAST);
        assert_eq!(change("numeric(10,2)", "numeric(12,4)"), REWRITE);
        for (old, new) in [("uuid", "bigint"), ("boolean", "integer"), ("timestamp", "timestamptz"), ("text", "text[]")]
        {
            assert_eq!(change(old, new), TypeChange::Refused, "{old} {new}");
        }
    }
}
