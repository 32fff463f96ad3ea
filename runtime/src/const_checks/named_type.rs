//! What is known of types that a column names: those of PostgreSQL itself and of its contrib. Of any other one nothing is, so no rule refuses it.
//!
//! Read from the catalog of a server, and a test holds each line against one: `tests/postgres/known_types.rs`.

use crate::const_str::{ends_with, str_eq};
use crate::definition::IndexMethod;

/// What the catalog says of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedType {
    /// The name, as `CREATE TABLE` takes it.
    pub name: &'static str,
    /// The extension that it comes with; empty for PostgreSQL's own.
    pub extension: &'static str,
    /// Whether a b-tree orders it.
    pub btree: bool,
    /// Whether all comparisons of that b-tree are leakproof.
    pub leakproof: bool,
    /// Whether a gin index holds its parts.
    pub gin: bool,
    /// Whether gist has an operator class for it, by itself or by `btree_gist`.
    pub gist: bool,
}

/// What a b-tree orders by comparisons that leak nothing.
const SCALAR: NamedType = NamedType { name: "", extension: "", btree: true, leakproof: true, gin: false, gist: false };
/// Such a one that `btree_gist` knows.
const GIST_SCALAR: NamedType = NamedType { gist: true, ..SCALAR };
/// A b-tree orders it, and its comparisons may leak.
const LEAKING: NamedType = NamedType { leakproof: false, ..SCALAR };
const RANGE: NamedType = NamedType { gist: true, ..LEAKING };
/// Nothing orders it.
const UNORDERED: NamedType = NamedType { btree: false, ..LEAKING };
const SHAPE: NamedType = NamedType { gist: true, ..UNORDERED };

macro_rules! named_types {
    ($($kind:ident: $($name:literal)*;)*) => {
        &[$($(NamedType { name: $name, ..$kind },)*)*]
    };
}

const CITEXT: NamedType = NamedType { extension: "citext", ..RANGE };
const LTREE: NamedType = NamedType { extension: "ltree", ..RANGE };
const LQUERY: NamedType = NamedType { extension: "ltree", ..UNORDERED };
const HSTORE: NamedType = NamedType { extension: "hstore", gin: true, ..RANGE };
const CUBE: NamedType = NamedType { extension: "cube", ..RANGE };
const SEG: NamedType = NamedType { extension: "seg", ..RANGE };
const ISN: NamedType = NamedType { extension: "isn", ..LEAKING };
const TSVECTOR: NamedType = NamedType { gin: true, ..RANGE };

/// Every one.
pub const NAMED_TYPES: &[NamedType] = named_types! {
    GIST_SCALAR: "inet" "cidr" "macaddr" "macaddr8" "money" "bit" "varbit" "bit varying" "oid" "timetz" "time with time zone" "regclass";
    SCALAR: "name" "pg_lsn" "xid8" "tid";
    RANGE: "int4range" "int8range" "numrange" "tsrange" "tstzrange" "daterange" "tsquery"
        "int4multirange" "int8multirange" "nummultirange" "tsmultirange" "tstzmultirange" "datemultirange";
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
    /// The type that a column names, with a schema or a length or without.
    pub(super) const fn of(written: &str) -> Option<Self> {
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

    /// What an extension brings may be in any schema.
    const fn is_written(self, written: &str) -> bool {
        let name = unsized_name(written);
        let before = name.len().saturating_sub(self.name.len());
        if before == 0 || !ends_with(name, self.name) || name.as_bytes()[before - 1] != b'.' {
            return str_eq(name, self.name);
        }
        !self.extension.is_empty() || str_eq(name.split_at(before).0, "pg_catalog.")
    }

    /// Whether an index of that method takes it without an operator class being written.
    pub(super) const fn fits(self, method: IndexMethod) -> bool {
        match method {
            IndexMethod::Btree => self.btree,
            IndexMethod::Gin => self.gin,
            IndexMethod::Gist => self.gist,
            _ => true,
        }
    }

    /// Whether a comparison of that method may leak. What searches otherwise than a b-tree does is never leakproof.
    pub(super) const fn leaks(self, method: IndexMethod) -> bool {
        match method {
            IndexMethod::Btree | IndexMethod::Hash | IndexMethod::Brin => self.btree && !self.leakproof,
            _ => true,
        }
    }

    /// A document: a b-tree would order the whole of it.
    pub(super) const fn is_document(self) -> bool {
        self.gin
    }
}

/// `varbit(9)` is `varbit`.
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
