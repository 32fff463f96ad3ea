//! What is known about types that a column names: those of PostgreSQL and of its contrib extensions. No rule refuses an unknown type.
//!
//! Read from the catalog of a server; `tests/postgres/known_types.rs` compares each line with a server.

use crate::const_str::{ends_with, str_eq};
use crate::definition::IndexMethod;

/// What the catalog contains about a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedType {
    /// The name, as `CREATE TABLE` accepts it.
    pub name: &'static str,
    /// The extension that provides it; empty for built-in types.
    pub extension: &'static str,
    /// Whether it has a b-tree operator class.
    pub btree: bool,
    /// Whether all comparisons of the b-tree operator class are leakproof.
    pub leakproof: bool,
    /// Whether a GIN index stores its elements.
    pub gin: bool,
    /// Whether GiST has an operator class for it, built-in or from `btree_gist`.
    pub gist: bool,
    /// Whether it is a range or a multirange.
    pub range: bool,
    /// Whether `UNIQUE (.., period WITHOUT OVERLAPS)` compares it as `=` does: PostgreSQL 18 has no operator of GiST for most others, and compares citext as
    /// text.
    pub beside_period: bool,
}

/// A type with a b-tree operator class with leakproof comparisons.
const SCALAR: NamedType = NamedType {
    name: "",
    extension: "",
    btree: true,
    leakproof: true,
    gin: false,
    gist: false,
    range: false,
    beside_period: false,
};
/// The same, also supported by `btree_gist`.
const GIST_SCALAR: NamedType = NamedType { gist: true, beside_period: true, ..SCALAR };
/// An address as `btree_gist` knows it, which has no `=` of its own.
const NETWORK: NamedType = NamedType { beside_period: false, ..GIST_SCALAR };
/// A type with a b-tree operator class, with comparisons that are not leakproof.
const LEAKING: NamedType = NamedType { leakproof: false, ..SCALAR };
const GIST_LEAKING: NamedType = NamedType { gist: true, ..LEAKING };
const RANGE: NamedType = NamedType { range: true, beside_period: true, ..GIST_LEAKING };
/// A type without a b-tree operator class.
const UNORDERED: NamedType = NamedType { btree: false, ..LEAKING };
const SHAPE: NamedType = NamedType { gist: true, ..UNORDERED };

macro_rules! named_types {
    ($($kind:ident: $($name:literal)*;)*) => {
        &[$($(NamedType { name: $name, ..$kind },)*)*]
    };
}

const CITEXT: NamedType = NamedType { extension: "citext", ..GIST_LEAKING };
const CITEXT_NAME: NamedType = NamedType { name: "citext", ..CITEXT };
const LTREE: NamedType = NamedType { extension: "ltree", ..GIST_LEAKING };
const LQUERY: NamedType = NamedType { extension: "ltree", ..UNORDERED };
const HSTORE: NamedType = NamedType { extension: "hstore", gin: true, ..GIST_LEAKING };
const CUBE: NamedType = NamedType { extension: "cube", ..GIST_LEAKING };
const SEG: NamedType = NamedType { extension: "seg", ..GIST_LEAKING };
const ISN: NamedType = NamedType { extension: "isn", ..LEAKING };
const TSVECTOR: NamedType = NamedType { gin: true, ..GIST_LEAKING };

/// All known types.
pub const NAMED_TYPES: &[NamedType] = named_types! {
    GIST_SCALAR: "inet" "macaddr" "macaddr8" "money" "bit" "varbit" "bit varying" "oid" "timetz" "time with time zone" "regclass";
    NETWORK: "cidr";
    SCALAR: "name" "pg_lsn" "xid8" "tid";
    RANGE: "int4range" "int8range" "numrange" "tsrange" "tstzrange" "daterange"
        "int4multirange" "int8multirange" "nummultirange" "tsmultirange" "tstzmultirange" "datemultirange";
    GIST_LEAKING: "tsquery";
    TSVECTOR: "tsvector";
    SHAPE: "point" "box" "polygon" "circle";
    UNORDERED: "xml" "line" "lseg" "path" "jsonpath" "pg_snapshot" "txid_snapshot" "xid" "cid";
    CITEXT: "citext";
    LTREE: "ltree";
    LQUERY: "lquery";
    HSTORE: "hstore";
    CUBE: "cube";
    SEG: "seg";
    ISN: "isbn" "issn" "ean13" "upc";
};

impl NamedType {
    /// The type that a column names, with or without a schema or a length.
    #[inline]
    pub(crate) const fn of(written: &str) -> Option<Self> {
        let mut at = 0;
        while at < NAMED_TYPES.len() {
            let known = NAMED_TYPES[at];
            if known.is_written(written) {
                return Some(known);
            }
            at += 1;
        }
        None
    }

    /// A type of an extension may be in any schema.
    #[inline]
    const fn is_written(self, written: &str) -> bool {
        let name = unsized_name(written);
        let before = name.len().saturating_sub(self.name.len());
        if before == 0 || !ends_with(name, self.name) || name.as_bytes()[before - 1] != b'.' {
            return str_eq(name, self.name);
        }
        !self.extension.is_empty() || str_eq(name.split_at(before).0, "pg_catalog.")
    }

    /// Whether an index of that method accepts it without an explicit operator class.
    #[inline]
    pub(super) const fn fits(self, method: IndexMethod) -> bool {
        match method {
            IndexMethod::Btree => self.btree,
            IndexMethod::Gin => self.gin,
            IndexMethod::Gist => self.gist,
            _ => true,
        }
    }

    /// Whether a comparison of that method may leak. Only b-tree comparisons can be leakproof.
    #[inline]
    pub(super) const fn leaks(self, method: IndexMethod) -> bool {
        match method {
            IndexMethod::Btree | IndexMethod::Hash | IndexMethod::Brin => self.btree && !self.leakproof,
            _ => true,
        }
    }

    /// A document: a b-tree would compare all of it.
    #[inline]
    pub(super) const fn is_document(self) -> bool {
        self.gin
    }
}

/// Whether PostgreSQL itself has the type: no domain can take the place of its name.
#[inline]
pub(crate) const fn is_built_in(written: &str) -> bool {
    match NamedType::of(written) {
        Some(known) => known.extension.is_empty(),
        None => false,
    }
}

/// Whether the type is the case-insensitive text of the extension, in whichever schema.
#[inline]
pub(crate) const fn is_citext(written: &str) -> bool {
    CITEXT_NAME.is_written(written)
}

/// `varbit(9)` is `varbit`.
#[inline]
const fn unsized_name(written: &str) -> &str {
    let bytes = written.as_bytes();
    let mut at = 0;
    while at < bytes.len() && bytes[at] != b'(' {
        at += 1;
    }
    written.split_at(at).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_known_behind_its_schema_and_its_length() {
        for (written, name) in [
            ("inet", "inet"),
            ("pg_catalog.inet", "inet"),
            ("bit varying(9)", "bit varying"),
            ("bit(3)", "bit"),
            ("extensions.citext", "citext"),
        ] {
            assert_eq!(NamedType::of(written).map(|known| known.name), Some(name), "{written}");
        }
    }

    #[test]
    fn of_what_is_somebody_elses_nothing_is_known() {
        for written in ["vector(3)", "app.inet", "my_inet", "\"inet\"", "geometry(Point,4326)", "app.point", ""] {
            assert_eq!(NamedType::of(written), None, "{written}");
        }
    }
}
