//! Rules of an index that depend on the types of its columns (I08, I09).

use super::named_type::{NamedType, is_citext};
use super::{broken, waives};
use crate::const_str::{ends_with, str_eq};
use crate::definition::{IndexColumn, IndexDef, IndexMethod};
use crate::{SqlType, TableDef};

/// I08 and I09 of the index with that number.
#[track_caller]
#[inline]
pub const fn index(table: TableDef, place: usize) {
    let table = &table;
    let index = &table.indexes[place];
    let mut columns = index.columns;
    while let [column, rest @ ..] = columns {
        let sql_type = sql_type_of(table, column);
        if let Some(misfit) = misfit(index, column, sql_type)
            && !waives(table.waivers, "I08")
        {
            misfit.refuse(column);
        }
        if !index.unique && leaks(table, index, column, sql_type) && !waives(table.waivers, "I09") {
            refuse_leak(table, index, column);
        }
        columns = rest;
    }
}

/// Whether any index of a table breaks the rule with that code.
#[inline]
pub(super) const fn any_index_column(table: &TableDef, code: &str) -> bool {
    let mut place = 0;
    while place < table.indexes.len() {
        let index = &table.indexes[place];
        let mut at = 0;
        while at < index.columns.len() {
            let column = &index.columns[at];
            let sql_type = sql_type_of(table, column);
            let broken = match str_eq(code, "I08") {
                true => misfit(index, column, sql_type).is_some(),
                false => leaks(table, index, column, sql_type),
            };
            if broken {
                return true;
            }
            at += 1;
        }
        place += 1;
    }
    false
}

/// How an index does not match the type of its column (I08).
#[derive(Clone, Copy)]
enum Misfit {
    /// A b-tree index of a document.
    OrdersDocuments,
    /// A GIN index of a scalar.
    NoOperatorClass(SqlType),
    /// The named method has no operator class for a named type.
    NoneOf(&'static str),
    /// The operator class belongs to the named method, which is another one.
    OtherMethod(&'static str),
    /// The operator class is for the named type, which is another one.
    OtherType(&'static str),
    /// The last column of a constraint without overlaps is not a range.
    NoPeriod,
    /// A column before it has a type that GiST does not compare with `=`.
    NoEquality,
    /// The same of citext, which GiST compares as text.
    WithCase,
}

impl Misfit {
    #[track_caller]
    #[inline]
    const fn refuse(self, column: &IndexColumn) -> ! {
        let ops = match column.ops {
            Some(ops) => ops,
            None => "",
        };
        match self {
            Self::OrdersDocuments => broken(&[
                "[I08] a b-tree cannot index the documents of `",
                column.name,
                "` in a useful way\n  = help: write `method = gin`, or index another column\n  = docs: peristyle::rules::I08",
            ]),
            Self::NoOperatorClass(sql_type) => broken(&[
                "[I08] a gin index has no default operator class for the type of `",
                column.name,
                "`\n  = help: write `",
                column.name,
                "(ops = \"",
                gin_class(sql_type),
                if is_text(sql_type) {
                    "\")` for a trigram index (extension pg_trgm), or remove `method`"
                } else {
                    "\")` (extension btree_gin), or remove `method`"
                },
                "\n  = docs: peristyle::rules::I08",
            ]),
            Self::NoneOf(method) => broken(&[
                "[I08] the method ",
                method,
                " has no default operator class for the type of `",
                column.name,
                "`\n  = help: write another `method`, `",
                column.name,
                "(ops = \"...\")`, or index another column\n  = docs: peristyle::rules::I08",
            ]),
            Self::OtherMethod(method) => broken(&[
                "[I08] `",
                ops,
                "` does not belong to the method of this index\n  = help: write `method = ",
                method,
                "`, or another operator class\n  = docs: peristyle::rules::I08",
            ]),
            Self::OtherType(holds) => broken(&[
                "[I08] `",
                ops,
                "` is an operator class of ",
                holds,
                ", and `",
                column.name,
                "` is not\n  = help: remove it, or write an operator class of the column's type\n  = docs: peristyle::rules::I08",
            ]),
            Self::NoPeriod => broken(&[
                "[I08] `without_overlaps` needs a range in the last column, and `",
                column.name,
                "` is not one\n  = help: name a column of a range type last, such as tstzrange or daterange\n  = docs: peristyle::rules::I08",
            ]),
            Self::NoEquality => broken(&[
                "[I08] a constraint without overlaps cannot compare `",
                column.name,
                "`: gist has no `=` for its type\n  = help: write columns of other types before the period, such as uuid, integer or text\n  = docs: peristyle::rules::I08",
            ]),
            Self::WithCase => broken(&[
                "[I08] a constraint without overlaps tells upper and lower case of `",
                column.name,
                "` apart: gist compares citext as text\n  = help: store the text in lower case in a column of type text, and write that\n  = docs: peristyle::rules::I08",
            ]),
        }
    }
}

/// The known operator classes: the name, its method, the types it accepts.
const CLASSES: [(&str, IndexMethod, &str); 8] = [
    ("text_pattern_ops", IndexMethod::Btree, "texts"),
    ("varchar_pattern_ops", IndexMethod::Btree, "texts"),
    ("bpchar_pattern_ops", IndexMethod::Btree, "texts"),
    ("gin_trgm_ops", IndexMethod::Gin, "texts"),
    ("gist_trgm_ops", IndexMethod::Gist, "texts"),
    ("jsonb_path_ops", IndexMethod::Gin, "documents"),
    ("jsonb_ops", IndexMethod::Gin, "documents"),
    ("array_ops", IndexMethod::Gin, "arrays"),
];

#[inline]
const fn misfit(index: &IndexDef, column: &IndexColumn, sql_type: Option<SqlType>) -> Option<Misfit> {
    let Some(sql_type) = sql_type else { return None };
    if index.without_overlaps {
        return overlap_misfit(column, sql_type);
    }
    if let Some(ops) = column.ops {
        return class_misfit(ops, index.method, sql_type);
    }
    if let SqlType::Named(name) = sql_type {
        return named_misfit(name, index.method);
    }
    match (index.method, sql_type) {
        (IndexMethod::Btree, SqlType::Jsonb | SqlType::Json) => Some(Misfit::OrdersDocuments),
        (IndexMethod::Gin, SqlType::Json) | (IndexMethod::Gist, SqlType::Json | SqlType::Jsonb) => {
            Some(Misfit::NoneOf(index.method.name()))
        }
        (IndexMethod::Gin, sql_type) if is_scalar(sql_type) => Some(Misfit::NoOperatorClass(sql_type)),
        _ => None,
    }
}

/// Of a constraint without overlaps: a range last, and before it what GiST compares with `=`.
#[inline]
const fn overlap_misfit(column: &IndexColumn, sql_type: SqlType) -> Option<Misfit> {
    if is_period(column) {
        return if may_be_range(sql_type) { None } else { Some(Misfit::NoPeriod) };
    }
    match sql_type {
        SqlType::Json | SqlType::Jsonb | SqlType::Array(_) => Some(Misfit::NoEquality),
        SqlType::Named(name) if is_citext(name) => Some(Misfit::WithCase),
        SqlType::Named(name) => match NamedType::of(name) {
            Some(known) if !known.beside_period => Some(Misfit::NoEquality),
            _ => None,
        },
        _ => None,
    }
}

/// The last column of a constraint without overlaps.
#[inline]
const fn is_period(column: &IndexColumn) -> bool {
    match column.operator {
        Some(operator) => str_eq(operator, "&&"),
        None => false,
    }
}

/// Nothing is known about a type of the user's own.
#[inline]
const fn may_be_range(sql_type: SqlType) -> bool {
    match sql_type {
        SqlType::Named(name) => match NamedType::of(name) {
            Some(known) => known.range,
            None => true,
        },
        _ => false,
    }
}

#[inline]
const fn is_text(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_))
}

/// The class of the extension `btree_gin`, or of `pg_trgm` for text.
#[inline]
const fn gin_class(sql_type: SqlType) -> &'static str {
    match sql_type.unsized_type() {
        SqlType::Boolean => "bool_ops",
        SqlType::SmallInt => "int2_ops",
        SqlType::Integer => "int4_ops",
        SqlType::BigInt => "int8_ops",
        SqlType::Real => "float4_ops",
        SqlType::DoublePrecision => "float8_ops",
        SqlType::Numeric => "numeric_ops",
        SqlType::Bytea => "bytea_ops",
        SqlType::Uuid => "uuid_ops",
        SqlType::Date => "date_ops",
        SqlType::Time => "time_ops",
        SqlType::Timestamp => "timestamp_ops",
        SqlType::TimestampTz => "timestamptz_ops",
        SqlType::Interval => "interval_ops",
        SqlType::Enum(_) => "enum_ops",
        _ => "gin_trgm_ops",
    }
}

/// Unknown types are accepted.
#[inline]
const fn named_misfit(name: &str, method: IndexMethod) -> Option<Misfit> {
    match NamedType::of(name) {
        Some(known) if known.is_document() && matches!(method, IndexMethod::Btree) => Some(Misfit::OrdersDocuments),
        Some(known) if !known.fits(method) => Some(Misfit::NoneOf(method.name())),
        _ => None,
    }
}

#[inline]
const fn class_misfit(ops: &str, method: IndexMethod, sql_type: SqlType) -> Option<Misfit> {
    let mut at = 0;
    while at < CLASSES.len() {
        let (name, wanted, holds) = CLASSES[at];
        if str_eq(name, ops) {
            return if !str_eq(wanted.name(), method.name()) {
                Some(Misfit::OtherMethod(wanted.name()))
            } else if matches_class(holds, sql_type) {
                None
            } else {
                Some(Misfit::OtherType(holds))
            };
        }
        at += 1;
    }
    None
}

/// A type of which only the name is known may have any class.
#[inline]
const fn matches_class(holds: &str, sql_type: SqlType) -> bool {
    match sql_type {
        SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_) => str_eq(holds, "texts"),
        SqlType::Jsonb => str_eq(holds, "documents"),
        SqlType::Array(_) => str_eq(holds, "arrays"),
        other => !is_scalar(other),
    }
}

/// Types without elements that a GIN index could store.
#[inline]
const fn is_scalar(sql_type: SqlType) -> bool {
    matches!(
        sql_type,
        SqlType::Boolean
            | SqlType::SmallInt
            | SqlType::Integer
            | SqlType::BigInt
            | SqlType::Real
            | SqlType::DoublePrecision
            | SqlType::Numeric
            | SqlType::NumericSized(..)
            | SqlType::Text
            | SqlType::Varchar(_)
            | SqlType::Char(_)
            | SqlType::Bytea
            | SqlType::Uuid
            | SqlType::Date
            | SqlType::Time
            | SqlType::Timestamp
            | SqlType::TimeSized(_)
            | SqlType::TimestampSized(_)
            | SqlType::TimestampTz
            | SqlType::TimestampTzSized(_)
            | SqlType::Interval
            | SqlType::Json
            | SqlType::Enum(_)
    )
}

/// Whether row level security prevents all queries from using this index (I09). A unique index is still enforced; an order by distance compares nothing.
#[inline]
const fn leaks(table: &TableDef, index: &IndexDef, column: &IndexColumn, sql_type: Option<SqlType>) -> bool {
    let guarded = table.row_security && table.tenant_column().is_some() && !index.unique && !index.exclusion;
    let orders = matches!(index.method, IndexMethod::Other(_));
    guarded && !orders && !is_leakproof(index, column, sql_type)
}

/// Only comparison functions can be leakproof, and only those of some types. Trigram similarity is not leakproof.
#[inline]
const fn is_leakproof(index: &IndexDef, column: &IndexColumn, sql_type: Option<SqlType>) -> bool {
    let Some(sql_type) = sql_type else { return false };
    let likeness = match column.ops {
        Some(ops) => ends_with(ops, "_trgm_ops"),
        None => false,
    };
    // I08 reports a document in a b-tree.
    let document = matches!((index.method, sql_type), (IndexMethod::Btree, SqlType::Json | SqlType::Jsonb));
    let leaks = match sql_type {
        SqlType::Enum(_) | SqlType::Numeric | SqlType::NumericSized(..) | SqlType::Array(_) | SqlType::Jsonb => true,
        SqlType::Named(name) => match NamedType::of(name) {
            Some(known) => known.leaks(index.method) && named_misfit(name, index.method).is_none(),
            None => false,
        },
        _ => false,
    };
    document || !(leaks || likeness)
}

#[track_caller]
#[inline]
const fn refuse_leak(table: &TableDef, index: &IndexDef, column: &IndexColumn) -> ! {
    if column.expression.is_some() {
        broken(&[
            "[I09] under row level security no query uses an index on an expression: functions are not leakproof\n  = help: store the value in a generated column, and index that\n  = docs: peristyle::rules::I09",
        ]);
    }
    if !matches!(index.method, IndexMethod::Btree | IndexMethod::Hash | IndexMethod::Brin) {
        broken(&[
            "[I09] under row level security no query uses this index on `",
            column.name,
            "`: its operators are not leakproof\n  = help: remove it; the page shows alternatives\n  = docs: peristyle::rules::I09",
        ]);
    }
    let (before, name, after) = match sql_type_of(table, column) {
        Some(SqlType::Enum(_)) => (
            "write `only(",
            column.name,
            " == ..)` in place of the column, which indexes the rows of one value, or store a text with a check",
        ),
        Some(SqlType::Numeric | SqlType::NumericSized(..)) => {
            ("store its smallest unit, such as cents, in an `i64`, and index that", "", "")
        }
        Some(SqlType::Array(_)) => ("store the elements in a child table, a row for each, and index that", "", ""),
        _ => ("index a generated column of a leakproof type, such as text or bigint", "", ""),
    };
    broken(&[
        "[I09] under row level security no query uses `",
        column.name,
        "` in an index: its comparison is not leakproof\n  = help: ",
        before,
        name,
        after,
        "\n  = help: or `waive(leakproof = \"...\")`, if only a role that bypasses row level security uses it\n  = docs: peristyle::rules::I09",
    ])
}

/// Expressions are not checked. Missing columns were reported by the macro.
#[inline]
const fn sql_type_of(table: &TableDef, column: &IndexColumn) -> Option<SqlType> {
    if column.expression.is_some() {
        return None;
    }
    let mut columns = table.columns;
    while let [candidate, rest @ ..] = columns {
        if str_eq(candidate.name, column.name) {
            return Some(candidate.sql_type);
        }
        columns = rest;
    }
    Some(SqlType::Boolean)
}
