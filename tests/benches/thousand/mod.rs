//! A thousand tables of ten columns, and the time that something takes with them.

use std::time::{Duration, Instant};

use peristyle::definition::{Deferrable, Hidden, OnDelete, OnUpdate, QualifiedName, ReferenceDef, Tenancy, Transition};
use peristyle::{ColumnDef, Schema, SqlType, TableDef};

/// How many tables.
pub const TABLES: usize = 1_000;

const ID: ColumnDef = column("id", SqlType::Uuid);

static ROOT: TableDef = TableDef {
    name: "organizations",
    rust_name: "Organization",
    doc: "An account.",
    tenancy: Tenancy::Root { prefix: "org_" },
    key: &["id"],
    columns: &[ID],
    ..TableDef::PLAIN
};

static PARENT: TableDef = TableDef { columns: COLUMNS, references: &[OF_TENANT], ..owned("org_parents") };

/// Ten columns.
const COLUMNS: &[ColumnDef] = &[
    ID,
    column("organization_id", SqlType::Uuid),
    column("name", SqlType::Varchar(255)),
    column("sku", SqlType::Varchar(100)),
    column("price", SqlType::NumericSized(10, 2)),
    column("tags", SqlType::Array(&SqlType::Text)),
    column("parent_id", SqlType::Uuid),
    column("created_at", SqlType::TimestampTz),
    column("updated_at", SqlType::TimestampTz),
    ColumnDef { nullable: true, ..column("deleted_at", SqlType::TimestampTz) },
];

const OF_TENANT: ReferenceDef =
    reference(&["organization_id"], || &ROOT, QualifiedName::bare("organizations"), OnDelete::Cascade);

const OF_PARENT: ReferenceDef =
    reference(&["parent_id"], || &PARENT, QualifiedName::bare("org_parents"), OnDelete::Restrict);

const fn reference(
    columns: &'static [&'static str],
    target: fn() -> &'static TableDef,
    target_name: QualifiedName,
    on_delete: OnDelete,
) -> ReferenceDef {
    ReferenceDef {
        name: None,
        columns,
        target,
        target_name,
        places: &[],
        on_delete,
        on_update: OnUpdate::NoAction,
        deferrable: Deferrable::Never,
        ignores_soft_delete: false,
        not_valid: false,
        period: false,
        not_enforced: false,
        why: "a parent is emptied first",
        __non_exhaustive: (),
    }
}

const fn column(name: &'static str, sql_type: SqlType) -> ColumnDef {
    ColumnDef {
        name,
        field: name,
        sql_type,
        max_len: None,
        collation: None,
        carrier: sql_type,
        nullable: false,
        default: None,
        sequence: None,
        number: None,
        generated: None,
        is_virtual: false,
        doc: "What it is.",
        denormalized: None,
        waivers: &[],
        target: None,
        rust_type: sql_type,
        renamed_from: None,
        untyped_json: false,
        set_by_application: false,
        no_trigger: false,
        no_default: false,
        unchecked_elements: false,
        __non_exhaustive: Hidden::PLAIN,
        transition: Transition::None,
    }
}

const fn owned(name: &'static str) -> TableDef {
    TableDef {
        name,
        tenancy: Tenancy::Tenant {
            column: "organization_id",
            root: || &ROOT,
            root_name: QualifiedName::bare("organizations"),
        },
        ..ROOT
    }
}

/// The schema.
pub fn schema() -> Schema {
    schema_of(TABLES)
}

/// The same with so many tables.
pub fn schema_of(count: usize) -> Schema {
    let table = |number: usize| -> &'static TableDef {
        let name = format!("org_table_{number:04}").leak();
        Box::leak(Box::new(TableDef { columns: COLUMNS, references: &[OF_TENANT, OF_PARENT], ..owned(name) }))
    };
    let tables: Vec<_> = (2..count).map(table).chain([&PARENT, &ROOT]).collect();
    Schema::new(tables.leak(), &[])
}

/// The fastest, the median and the slowest of 21 runs.
pub fn times<T>(run: impl Fn() -> T) -> [Duration; 3] {
    let mut times: Vec<_> = (0..21).map(|_| time(&run)).collect();
    times.sort();
    [0, 10, 20].map(|place| times[place])
}

fn time<T>(run: impl Fn() -> T) -> Duration {
    let start = Instant::now();
    let made = std::hint::black_box(run());
    let time = start.elapsed();
    drop(made);
    time
}
