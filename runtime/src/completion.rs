//! The keys of the attributes as names, for editors only: generated code refers to the written keys, so an editor
//! completes the next one, and shows on hover what a key means.

macro_rules! keys {
    ($($(#[$doc:meta])* $attribute:ident { $($(#[$key_doc:meta])* $key:ident;)* })*) => {
        $(
            $(#[$doc])*
            pub mod $attribute {
                $(
                    $(#[$key_doc])*
                    pub mod $key {}
                )*
            }
        )*
    };
}

keys! {
    /// `#[table(...)]`
    table {
        /// `name = "org_products"`
        ///
        /// The name in the database; required.
        name;
        /// `schema = "billing"`
        ///
        /// The schema in the database; the default is that of the emitted DDL and of `search_path`
        /// (`peristyle_build::ddl::Options::schema`).
        schema;
        /// `tenant = Organization`
        ///
        /// Each row belongs to a tenant of this root; the tenant column is `organization_id`
        /// (`peristyle::rules::P01`).
        tenant;
        /// `tenant_root`
        ///
        /// The rows are the tenants.
        tenant_root;
        /// `prefix = "org_"`
        ///
        /// The prefix of the names of the tenant tables of this root (`peristyle::rules::N02`).
        prefix;
        /// `junction(student_id, course_id)`
        ///
        /// These foreign keys are the primary key (`peristyle::rules::K04`).
        junction;
        /// `primary_key(country, number)`
        ///
        /// The columns of the primary key of an older table; `"id"` is PRIMARY KEY (id) without the tenant column.
        primary_key;
        /// `append_only`
        ///
        /// Rows can only be inserted and selected (`peristyle::rules::T04`).
        append_only;
        /// `partition(hash(organization_id), 16)`
        ///
        /// A partitioned table; also `list(region)` and `range(created_at)` with their partitions.
        partition;
        /// `with(fillfactor = 70)`
        ///
        /// Storage options; for a partitioned table, those of its partitions.
        with;
        /// `row_security`, `row_security = forced`
        ///
        /// Row level security of a global table, for the policies of an older database.
        row_security;
        /// `unlogged`
        ///
        /// An unlogged table.
        unlogged;
        /// `renamed_from = "org_goods"`
        ///
        /// The old name of the table, for the migration that renames it.
        renamed_from;
        /// `until = "0.5"`
        ///
        /// The release or the migration until which the release before finds the table under the name of `renamed_from`.
        until;
        /// `retired = "the reason"`
        ///
        /// The program has no statements of the table any more; the database has it until the struct is removed.
        retired;
        /// `tablespace = "fast"`
        ///
        /// The tablespace of the table.
        tablespace;
        /// `search(name(a), description, language = "english")`
        ///
        /// A text search: `peristyle::query::Search`.
        search;
        /// `named_insert`
        ///
        /// The required columns of an insert are named: `ProductInsert::new(ProductRequired { sku, name })`.
        named_insert;
        /// `derive_insert(PartialEq)`
        ///
        /// Additional derives of the generated types, which derive `Clone` and `Debug`. With the derives of serde,
        /// the id of an insert is optional, `null` is NULL and refused for a column without NULL, and an absent key is not
        /// set. With the features `schemars` and `utoipa`, the generated types have schemas that say the same.
        /// `rename_all`, `rename`, `alias` and `deny_unknown_fields` of the row apply to the generated types too.
        derive_insert;
        /// `derive_update(PartialEq)`
        ///
        /// Additional derives of the generated types, which derive `Clone` and `Debug`. With the derives of serde,
        /// the id of an insert is optional, `null` is NULL and refused for a column without NULL, and an absent key is not
        /// set. With the features `schemars` and `utoipa`, the generated types have schemas that say the same.
        /// `rename_all`, `rename`, `alias` and `deny_unknown_fields` of the row apply to the generated types too.
        derive_update;
        /// `unique(sku)`
        ///
        /// A unique index over the live rows of a tenant; `global` and `including_deleted` need waivers; generates
        /// `find_by_sku`.
        unique;
        /// `index(created_at(desc), only(is_active))`
        ///
        /// An index, see below; `including_deleted` includes soft-deleted rows.
        index;
        /// `exclude(room with "=", during with "&&")`
        ///
        /// An exclusion constraint over the live rows of a tenant.
        exclude;
        /// `foreign_key(country, number, references = Region, on_delete = restrict, why = "the reason")`
        ///
        /// A foreign key over several columns.
        foreign_key;
        /// `check(price >= 0, message = "the price must not be negative")`
        ///
        /// A check constraint, and the message for a user whose input violates it.
        check;
        /// `sql_before(name = "year", sql = "CREATE DOMAIN year AS integer")`
        ///
        /// Your own SQL, emitted before or after the table.
        sql_before;
        /// `sql_after(name = "year", sql = "CREATE VIEW ..")`
        ///
        /// Your own SQL, emitted before or after the table.
        sql_after;
        /// `waive(soft_delete = "the reason")`
        ///
        /// Waives a rule, with the reason (`peristyle::rules::W01`).
        waive;
    }
    /// `#[column(...)]`
    column {
        /// `name = "AlbumId"`
        ///
        /// The name in the database, if it differs from the field. A name that is not snake_case needs a waiver
        /// (`peristyle::rules::N01`), on the column or the table. Attributes and their SQL use the name of the
        /// field.
        name;
        /// `max_len = 255`
        ///
        /// The maximum number of characters of a `String`, enforced by a named check. Unlike `varchar`, it is changed
        /// without a rewrite of the table.
        max_len;
        /// `varchar(255)`
        ///
        /// The length of a `String`; `char` needs a waiver (`peristyle::rules::C06`).
        varchar;
        /// `char(2)`
        ///
        /// The length of a `String`; `char` needs a waiver (`peristyle::rules::C06`).
        char;
        /// `numeric(10, 2)`
        ///
        /// The precision and scale of a `Decimal` (`peristyle::rules::C01`).
        numeric;
        /// `json`
        ///
        /// `json` instead of `jsonb`; needs a waiver (`peristyle::rules::C05`).
        json;
        /// `precision(3)`
        ///
        /// The digits of a second of a timestamp or a time; further digits are truncated, not rounded
        /// (`ColumnType`).
        precision;
        /// `sql_type = "inet"`
        ///
        /// The type in the database; needs a waiver. Statements cast from and to the Rust type
        /// (`peristyle::rules::C03`).
        sql_type;
        /// `generated(sql = "price * quantity")`
        ///
        /// A generated column: it can be selected, but not inserted or updated (`peristyle::rules::C09`).
        generated;
        /// `renamed_from = "code"`
        ///
        /// The old name of the column, for the migration that renames it.
        renamed_from;
        /// `until = "0.5"`
        ///
        /// The release or the migration until which the release before can write the table: with `renamed_from` both
        /// names of the column stay, with `backfill` the column gets a value.
        until;
        /// `old_type = "integer"`
        ///
        /// The type of the old name, with `renamed_from` and `until`: a trigger converts the values.
        old_type;
        /// `backfill = "lower(name)"`
        ///
        /// The value of a new column in the rows that are there and, until the release of `until`, in rows of programs
        /// that do not write it.
        backfill;
        /// `retired = "the reason"`
        ///
        /// The struct and the statements do not have the column any more; the database has it until the field is
        /// removed.
        retired;
        /// `collate = "C"`
        ///
        /// The collation: one name, without a schema.
        collate;
        /// `default = 0`
        ///
        /// The default (`peristyle::rules::C10`): a literal (`"draft"`, `true`, `b"ab"`, `["a", "b"]`; JSON and
        /// dates as texts), a variant of an enum (`Status::Draft`), or a constant of an integer, `bool`, `&str` or
        /// enum (`LIMIT`, `-LIMIT * 2`, `i32::MAX`, `concat!(..)`).
        default;
        /// `default_sql = "now()"`
        ///
        /// An SQL expression as default, which reads no column (`peristyle::rules::C10`). An insert that does not
        /// set the column gets the default; setting an `Option` to `None` inserts NULL.
        default_sql;
        /// `set_by_application`
        ///
        /// On `created_at`, `updated_at` and `deleted_at`: a column like any other, which neither the database nor a
        /// statement sets; needs a waiver (`peristyle::rules::T01`, `peristyle::rules::T03`).
        set_by_application;
        /// `no_trigger`
        ///
        /// On `updated_at`: the statements set it, and no trigger does for other writers; needs a waiver
        /// (`peristyle::rules::T01`).
        no_trigger;
        /// `no_default`
        ///
        /// An array of an older table: without `DEFAULT '{}'`.
        no_default;
        /// `unchecked_elements`
        ///
        /// An array of an older table: without the check that no element is NULL.
        unchecked_elements;
        /// `identity`
        ///
        /// The database generates the number: it can be selected, but not inserted or updated; on a primary key it
        /// needs a waiver (`peristyle::rules::K03`).
        identity;
        /// `serial`, `serial = "item_seq"`, `serial(name = "item_seq", sql_type = "bigint")`
        ///
        /// The database generates the number: it can be selected, but not inserted or updated; on a primary key it
        /// needs a waiver (`peristyle::rules::K03`). The sequence of an older database has another name or type.
        serial;
        /// `references = Country`
        ///
        /// A foreign key of a column that is not an `Id`: it refers to the primary key, or to a unique constraint
        /// over all rows (`peristyle::rules::F01`).
        references;
        /// `on_delete = restrict`
        ///
        /// The action when the referenced row is deleted for good (`peristyle::rules::F02`).
        on_delete;
        /// `why = "the reason"`
        ///
        /// The reason for `on_delete`; it becomes COMMENT ON CONSTRAINT (`peristyle::rules::F03`).
        why;
        /// `on_update = cascade`
        ///
        /// The action when the referenced columns change; the default is `no_action`.
        on_update;
        /// `deferrable`
        ///
        /// A deferrable foreign key: it is checked immediately unless `SET CONSTRAINTS` defers it, or at the end of
        /// the transaction.
        deferrable;
        /// `initially_deferred`
        ///
        /// A deferrable foreign key: it is checked immediately unless `SET CONSTRAINTS` defers it, or at the end of
        /// the transaction.
        initially_deferred;
        /// `constraint = "fk_city_country"`
        ///
        /// The name of the foreign key.
        constraint;
        /// `denormalized(from = Category::NAME, why = "the reason")`
        ///
        /// The column is a copy of another column (`peristyle::rules::C08`).
        denormalized;
        /// `tenant`
        ///
        /// The tenant column, if it has another name.
        tenant;
        /// `waive(foreign_key = "the reason")`
        ///
        /// Waives a rule for the column, with the reason.
        waive;
    }
    /// `#[pg_enum(...)]`
    pg_enum {
        /// `name = "product_status"`
        ///
        /// The name of the type; the default is the Rust name in snake_case.
        name;
        /// `schema = "billing"`
        ///
        /// The schema of the type; the default is that of the emitted DDL and of `search_path`.
        schema;
        /// `rename_all = "SCREAMING_SNAKE_CASE"`
        ///
        /// The case of labels without a `name`: `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`,
        /// `SCREAMING_SNAKE_CASE`, `kebab-case`, `SCREAMING-KEBAB-CASE`.
        rename_all;
        /// `serde`
        ///
        /// Implements `Serialize` and `Deserialize` of serde with the labels (feature `serde`), and the schemas of schemars
        /// and utoipa (features of these names).
        serde;
        /// `waive(snake_case = "the reason")`
        ///
        /// Waives `rules::N01` for the name of the type; labels may be any text.
        waive;
    }
    /// `#[column_type(...)]`
    column_type {
        /// `sql_type = "citext"`
        ///
        /// The type in the database; the default is that of the field.
        sql_type;
        /// `text`
        ///
        /// The value is sent and received as text, with `Display` and `FromStr` of the field, which need not be a
        /// `ColumnType`.
        text;
        /// `try_from`
        ///
        /// A value from the database is converted with the `TryFrom` of the newtype, whose error becomes
        /// `Error::Decode`.
        try_from;
    }
}
