//! The keys of the attributes, a page each: what a key is for, its values, the rules that it touches, an example and its SQL.
//!
//! The examples use `peristyle::prelude::*`, and two tables that they do not repeat: `Organization`, a tenant root, and `Category`, a tenant table with a `name`.
//! `cargo peristyle explain append_only` prints the page of a key; where several attributes have the key, `explain column.name` names one.

macro_rules! keys {
    ($($(#[$doc:meta])* $attribute:ident { $($key:ident $($keyword:literal)?;)* })*) => {
        $(
            $(#[$doc])*
            pub mod $attribute {
                $(
                    #[doc = include_str!(concat!(stringify!($attribute), "/", keys!(name $key $($keyword)?), ".md"))]
                    pub mod $key {}
                )*
            }
        )*

        /// All keys, by attribute.
        pub const ALL: &[Key] = &[$($(
            Key {
                attribute: stringify!($attribute),
                name: keys!(name $key $($keyword)?),
                page: include_str!(concat!(stringify!($attribute), "/", keys!(name $key $($keyword)?), ".md")),
            },
        )*)*];
    };
    (name $key:ident) => {
        stringify!($key)
    };
    (name $key:ident $keyword:literal) => {
        $keyword
    };
}

/// A key of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Key {
    /// The attribute, such as `table`; `pg_enum_variant` is that of a variant.
    pub attribute: &'static str,
    /// The name, as it is written.
    pub name: &'static str,
    page: &'static str,
}

impl Key {
    /// Returns the page, in Markdown.
    #[must_use]
    pub const fn page(self) -> &'static str {
        self.page
    }
}

keys! {
    /// `#[table(..)]`, on a struct.
    table {
        name;
        schema;
        renamed_from;
        until;
        retired;
        tenant;
        tenant_root;
        prefix;
        junction;
        primary_key;
        append_only;
        history;
        partition;
        with;
        row_security;
        unlogged;
        tablespace;
        budget;
        search;
        named_insert;
        derive_insert;
        derive_update;
        crate_ "crate";
        unique;
        index;
        exclude;
        foreign_key;
        statistics;
        policy;
        check;
        sql_before;
        sql_after;
        waive;
    }
    /// `#[column(..)]`, on a field of a table.
    column {
        name;
        renamed_from;
        backfill;
        until;
        old_type;
        retired;
        max_len;
        varchar;
        char;
        numeric;
        json;
        precision;
        sql_type;
        generated;
        collate;
        default;
        default_sql;
        set_by_application;
        no_trigger;
        no_default;
        not_valid;
        not_enforced;
        unchecked_elements;
        identity;
        serial;
        number_per_tenant;
        references;
        on_delete;
        why;
        on_update;
        deferrable;
        initially_deferred;
        constraint;
        denormalized;
        tenant;
        waive;
    }
    /// `#[pg_enum(..)]`, on an enum.
    pg_enum {
        name;
        schema;
        rename_all;
        serde;
        crate_ "crate";
        waive;
    }
    /// `#[pg_enum(..)]`, on a variant of an enum.
    pg_enum_variant {
        name;
    }
    /// `#[column_type(..)]`, on a newtype.
    column_type {
        sql_type;
        text;
        try_from;
        crate_ "crate";
    }
}
