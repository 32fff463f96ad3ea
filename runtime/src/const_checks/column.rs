//! Rules of one column: its tokens against its type (F01, F02, F04), timestamps (T01, T02), sizes (C01, C03), documents (C04, C05), padding (C06).

use super::column_name::column_name;
use super::sql_type::{is_integer, is_json, is_own, is_padded, is_text, is_unsized, is_unzoned};
use super::{broken, is_waived};
use crate::const_str::str_eq;
use crate::definition::{DELETED_AT, ID, LIST, MONEY, NULLABLE, REFERENCE, TENANT, Tenancy};
use crate::{ColumnDef, Id, SqlType, Table, TableDef};

/// The column with that number. `token_flags` is what the field's tokens show of the type. It must agree with the type itself, so that
/// no alias hides a foreign key or an `Option` from the rules that read tokens (F02, F04), or an id, a decimal or a float (F01, C01, C02).
#[track_caller]
#[allow(clippy::redundant_pattern_matching, reason = "`is_some` is a call")]
#[inline]
pub const fn column(table: TableDef, place: usize, token_flags: u8) {
    let table = &table;
    let column = &table.columns[place];
    // Each condition avoids a call: const evaluation spends most of its time on calls.
    let is_reference = matches!(column.target, Some(_));
    if is_reference != (token_flags & REFERENCE != 0) || column.nullable != (token_flags & NULLABLE != 0) {
        tokens_agree(column.name, token_flags, column.nullable, is_reference);
    }
    if is_reference && token_flags & TENANT != 0 {
        tenant_column(table, column);
    }
    if token_flags & (ID | MONEY | LIST) != 0 {
        column_name(table, column, token_flags);
    }
    if column.untyped_json || !matches!(column.sql_type, SqlType::Uuid | SqlType::TimestampTz) {
        unsized_decimal(table, column);
        unzoned(table, column);
        typed_json(table, column);
        other_form(table, column);
    }
    timestamp(column);
}

/// P01: the tenant column is the id of the root itself, and not of another table with the same type name.
#[track_caller]
#[inline]
const fn tenant_column(table: &TableDef, column: &ColumnDef) {
    let (Tenancy::Tenant { root_name, .. }, [reference, ..]) = (&table.tenancy, table.references) else { return };
    if !reference.target_name.is(*root_name) {
        broken(&[
            "[P01] the tenant column `",
            column.field,
            "` is the id of `",
            reference.target_name.name,
            "`, and the root is `",
            root_name.name,
            "`\n  = help: write the same path in `tenant = ..` and in the `Id<..>` of `",
            column.field,
            "`\n  = docs: peristyle::rules::P01",
        ]);
    }
}

/// The same for a column whose type is named like one of Rust's own, and is another one. Tokens show that its table does not waive T02.
#[track_caller]
#[inline]
pub const fn of_another_type(column: &ColumnDef, token_flags: u8) {
    tokens_agree(column.name, token_flags, column.nullable, column.target.is_some());
    if is_unzoned(column.sql_type) {
        without_zone(column.field);
    }
}

/// The length of a column whose type is named `String`, and is another one.
#[track_caller]
#[inline]
pub const fn of_another_length(column: &ColumnDef) {
    type_fits(column.name, column.rust_type, column.sql_type);
}

/// The typed id of `T`: not the id of another table with the same type name (K02).
#[diagnostic::on_unimplemented(
    message = "[K02] the key of `{T}` is `{Self}`, the id of another table",
    label = "not the id of this `{T}`",
    note = "write `id: Id<Self>`",
    note = "docs: peristyle::rules::K02"
)]
pub trait KeyIs<T> {}

impl<T: Table> KeyIs<T> for Id<T> {}

/// The type of the tenant column of a table of `Root`: the id of `Root`, and not of another table with the same type name (P01).
#[diagnostic::on_unimplemented(
    message = "[P01] the tenant column is `{Self}`, and the root is `{Root}`",
    label = "not the id of `{Root}`",
    note = "write the same path in `tenant = ..` and in the `Id<..>` of the column",
    note = "docs: peristyle::rules::P01"
)]
pub trait IsTenant<Root> {}

impl<Root: Table> IsTenant<Root> for Id<Root> {}

#[track_caller]
#[inline]
const fn tokens_agree(column: &str, token_flags: u8, nullable: bool, reference: bool) {
    if reference && token_flags & REFERENCE == 0 {
        broken(&[
            "[F02] the type of `",
            column,
            "` is an alias of an `Id`, which hides a foreign key\n  = help: write `Id<Table>`, with `on_delete`\n  = docs: peristyle::rules::F02",
        ]);
    }
    if !reference && token_flags & REFERENCE != 0 {
        broken(&[
            "[F01] the `Id` of `",
            column,
            "` is not `peristyle::Id`\n  = help: import `peristyle::Id`, or rename the other type\n  = docs: peristyle::rules::F01",
        ]);
    }
    if nullable != (token_flags & NULLABLE != 0) {
        broken(&[
            "[F04] the type of `",
            column,
            "` is an alias that hides its `Option`\n  = help: write `Option<..>`, so that the struct shows which columns are nullable\n  = docs: peristyle::rules::F04",
        ]);
    }
}

#[track_caller]
#[inline]
const fn unsized_decimal(table: &TableDef, column: &ColumnDef) {
    if is_unsized(column.sql_type) && !is_waived(table, column, "C01") {
        broken(&[
            "[C01] `",
            column.name,
            "` is a decimal without precision and scale\n  = help: write `#[column(numeric(10, 2))]`: ten digits, two of them after the decimal point\n  = docs: peristyle::rules::C01",
        ]);
    }
}

#[track_caller]
#[inline]
const fn unzoned(table: &TableDef, column: &ColumnDef) {
    if is_unzoned(column.sql_type) && !is_waived(table, column, "T02") {
        without_zone(column.field);
    }
}

#[track_caller]
#[inline]
const fn without_zone(name: &str) -> ! {
    broken(&[
        "[T02] `",
        name,
        "` is a timestamp without time zone\n  = help: write `",
        name,
        ": peristyle::Timestamp`, which is timestamptz\n  = docs: peristyle::rules::T02",
    ]);
}

/// T01: a column with the name of an added timestamp is one. T02 reports a timestamp without time zone.
#[track_caller]
#[inline]
const fn timestamp(column: &ColumnDef) {
    let name = column.field;
    let is_zoned = matches!(column.sql_type, SqlType::TimestampTz | SqlType::TimestampTzSized(_));
    if !is_zoned && column.is_timestamp() && !is_unzoned(column.sql_type) {
        broken(&[
            "[T01] `",
            name,
            "` is not a timestamp\n  = help: write `",
            name,
            if str_eq(name, DELETED_AT) { ": Option<Timestamp>" } else { ": Timestamp" },
            "`, or remove it: it is added\n  = docs: peristyle::rules::T01",
        ]);
    }
}

#[track_caller]
#[inline]
const fn typed_json(table: &TableDef, column: &ColumnDef) {
    if column.untyped_json && !is_waived(table, column, "C04") {
        broken(&[
            "[C04] `",
            column.name,
            "` is a document of any shape\n  = help: write `Json<T>` with your own struct\n  = docs: peristyle::rules::C04",
        ]);
    }
}

/// C05 and C06 for what the Rust type declares, such as a newtype.
#[track_caller]
#[inline]
const fn other_form(table: &TableDef, column: &ColumnDef) {
    if is_json(column.sql_type) && !is_waived(table, column, "C05") {
        broken(&[
            "[C05] `",
            column.field,
            "` is json, which can be neither compared nor indexed\n  = help: write `sql_type = \"jsonb\"` in the declaration of its Rust type\n  = docs: peristyle::rules::C05",
        ]);
    }
    if is_padded(column.sql_type) && !is_waived(table, column, "C06") {
        let is_char = !matches!(column.sql_type, SqlType::Named(_));
        broken(&[
            "[C06] `",
            column.field,
            if is_char { "` is padded with spaces" } else { "` ignores trailing spaces in comparisons" },
            "\n  = help: write `sql_type = \"text\"`, or `varchar(n)`, in the declaration of its Rust type\n  = docs: peristyle::rules::C06",
        ]);
    }
}

/// C08 for a copy: the column with that number has the type of the column that it copies.
#[track_caller]
#[inline]
pub const fn copy(table: TableDef, place: usize, from: &ColumnDef) {
    let table = &table;
    let column = &table.columns[place];
    if !column.sql_type.is(from.sql_type) {
        broken(&[
            "[C08] `",
            column.name,
            "` is a copy of `",
            from.name,
            "`, but has another type\n  = help: write the type and the size of the source\n  = docs: peristyle::rules::C08",
        ]);
    }
}

/// C03 of `sql_type = "..."`: it differs from the default SQL type of the Rust type.
#[track_caller]
#[inline]
pub const fn stored(table: TableDef, place: usize) {
    let table = &table;
    let column = &table.columns[place];
    if column.rust_type.is(column.sql_type) {
        broken(&[
            "[C03] `",
            column.name,
            "` has this type without `sql_type`\n  = help: remove `sql_type` and its waiver\n  = docs: peristyle::rules::C03",
        ]);
    }
}

/// I08 of `search(..)`: full-text search needs text columns.
#[track_caller]
#[inline]
pub const fn searched(table: TableDef, place: usize) {
    let table = &table;
    let column = &table.columns[place];
    if !is_text(column.sql_type) {
        broken(&[
            "[I08] `",
            column.name,
            "` is not a text column, which a text search needs\n  = help: name only text columns\n  = docs: peristyle::rules::I08",
        ]);
    }
}

/// C03 of `collate = "..."`: only text types and user-defined types have a collation.
#[track_caller]
#[inline]
pub const fn collated(table: TableDef, place: usize) {
    let table = &table;
    let column = &table.columns[place];
    let sql_type = match column.sql_type {
        SqlType::Array(element) => *element,
        sql_type => sql_type,
    };
    if !is_text(sql_type) && !matches!(sql_type, SqlType::Named(_)) {
        broken(&[
            "[C03] `",
            column.name,
            "` is not a text column, so it has no collation\n  = help: remove `collate`\n  = docs: peristyle::rules::C03",
        ]);
    }
}

/// C10 of `identity` and `serial`: the column is an integer and not nullable.
#[track_caller]
#[inline]
pub const fn counted(table: TableDef, place: usize) {
    let table = &table;
    let column = &table.columns[place];
    if column.nullable || !is_integer(column.sql_type) {
        broken(&[
            "[C10] `",
            column.name,
            "` cannot be an identity or serial column: it is not a required integer\n  = help: write `",
            column.field,
            ": i64`, or remove `identity` or `serial`\n  = docs: peristyle::rules::C10",
        ]);
    }
}

/// C10 of `number_per_tenant`: the column is an integer and not nullable.
#[track_caller]
#[inline]
pub const fn numbered(table: TableDef, place: usize) {
    let table = &table;
    let column = &table.columns[place];
    if column.nullable || !is_integer(column.sql_type) {
        broken(&[
            "[C10] `",
            column.name,
            "` cannot be numbered: it is not a required integer\n  = help: write `",
            column.field,
            ": i64`, or remove `number_per_tenant`\n  = docs: peristyle::rules::C10",
        ]);
    }
}

/// C12 of `virtual`: the types of the column and of those that its expression reads are PostgreSQL's own.
#[track_caller]
#[inline]
pub const fn virtual_column(table: TableDef, place: usize, read: &[usize]) {
    let table = &table;
    let column = &table.columns[place];
    own_type(column, column);
    let mut at = 0;
    while at < read.len() {
        own_type(column, &table.columns[read[at]]);
        at += 1;
    }
}

#[track_caller]
#[inline]
const fn own_type(column: &ColumnDef, read: &ColumnDef) {
    if !is_own(read.sql_type) {
        broken(&[
            "[C12] `",
            column.name,
            "` is virtual, but the type of `",
            read.name,
            "` is not one of PostgreSQL's own\n  = help: remove `virtual`: a stored generated column may have and read any type\n  = docs: peristyle::rules::C12",
        ]);
    }
}

/// C03 of what `#[column(..)]` declares in addition to the Rust type.
#[track_caller]
#[inline]
pub const fn sized(table: TableDef, place: usize) {
    let table = &table;
    let column = &table.columns[place];
    type_fits(column.name, column.rust_type, column.sql_type);
}

/// C03 of `max_len`, which counts the characters of a text.
#[track_caller]
#[inline]
pub const fn max_len(table: TableDef, place: usize) {
    let table = &table;
    let column = &table.columns[place];
    let is_text = matches!(column.carrier, SqlType::Text)
        && matches!(column.rust_type, SqlType::Text | SqlType::Varchar(_) | SqlType::Named(_));
    if !is_text || matches!(column.sql_type, SqlType::Varchar(_) | SqlType::Char(_)) {
        broken(&[
            "[C03] `max_len` of `",
            column.name,
            "` does not fit its type\n  = help: write `max_len` on a `String` without another length; for other types write a `check(...)`\n  = docs: peristyle::rules::C03",
        ]);
    }
}

#[track_caller]
#[inline]
const fn type_fits(column: &str, from: SqlType, to: SqlType) {
    if let (SqlType::Array(from), SqlType::Array(to)) = (from, to) {
        return type_fits(column, *from, *to);
    }
    let fits = match to {
        SqlType::Varchar(_) | SqlType::Char(_) => matches!(from, SqlType::Text),
        SqlType::NumericSized(..) => matches!(from, SqlType::Numeric),
        SqlType::Json => matches!(from, SqlType::Jsonb),
        SqlType::TimeSized(_) | SqlType::TimestampSized(_) | SqlType::TimestampTzSized(_) => from.is(to.unsized_type()),
        _ => false,
    };
    if !fits {
        broken(&[
            "[C03] the Rust type of `",
            column,
            "` does not fit its `#[column(...)]`\n  = help: varchar and char belong to `String`, numeric to `Decimal`, json to `Json<T>`, precision to timestamps and times\n  = docs: peristyle::rules::C03",
        ]);
    }
}

/// The tokens of a table show which columns are nullable and which are foreign keys.
#[track_caller]
#[inline]
pub(crate) const fn newtype(name: &str, nullable: bool, reference: bool) {
    if nullable || reference {
        broken(&[
            "[C03] the field of `",
            name,
            if nullable {
                "` is an alias that hides its `Option`\n  = help: write the `Option` in the table, around the newtype"
            } else {
                "` is an alias that hides an `Id`\n  = help: write the `Id` in the table"
            },
            "\n  = docs: peristyle::rules::C03",
        ]);
    }
}
