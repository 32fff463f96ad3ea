//! The time that the DDL of 1,000 tables takes (DESIGN.md, section 6: 50 ms). Run it with `cargo bench -p peristyle-tests --bench ddl`.

use std::time::{Duration, Instant};

use peristyle::definition::{OnDelete, PrimaryKey, ReferenceDef, Tenancy};
use peristyle::{ColumnDef, Schema, SqlType, TableDef, ddl};

const TABLES: usize = 1_000;
const BUDGET: Duration = Duration::from_millis(50);

const ID: ColumnDef = column("id", SqlType::Uuid);

static ROOT: TableDef = TableDef {
    name: "organizations",
    rust_name: "Organization",
    doc: "An account.",
    tenancy: Tenancy::Root { prefix: "org_" },
    key: &["id"],
    primary_key: PrimaryKey::TenantAndKey,
    columns: &[ID],
    references: &[],
    indexes: &[],
    checks: &[],
    append_only: false,
    row_security: true,
    waivers: &[],
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

const OF_TENANT: ReferenceDef = ReferenceDef {
    column: "organization_id",
    target: || &ROOT,
    target_name: "organizations",
    on_delete: OnDelete::Cascade,
    why: "",
};

const OF_PARENT: ReferenceDef = ReferenceDef {
    column: "parent_id",
    target: || &PARENT,
    target_name: "org_parents",
    on_delete: OnDelete::Restrict,
    why: "a parent is emptied first",
};

const fn column(name: &'static str, sql_type: SqlType) -> ColumnDef {
    ColumnDef { name, sql_type, nullable: false, default: None, doc: "What it is.", waivers: &[], target: None }
}

const fn owned(name: &'static str) -> TableDef {
    TableDef {
        name,
        tenancy: Tenancy::Tenant { column: "organization_id", root: || &ROOT, root_name: "organizations" },
        ..ROOT
    }
}

fn main() {
    let table = |number: usize| -> &'static TableDef {
        let name = format!("org_table_{number:04}").leak();
        Box::leak(Box::new(TableDef { columns: COLUMNS, references: &[OF_TENANT, OF_PARENT], ..owned(name) }))
    };
    let tables: Vec<_> = (2..TABLES).map(table).chain([&PARENT, &ROOT]).collect();
    let schema = Schema { tables: tables.leak() };
    let options = ddl::Options::new().application_role("shop_app");

    let mut times: Vec<_> = (0..21).map(|_| timed(&schema, &options)).collect();
    times.sort();
    let [fastest, median, slowest] = [0, 10, 20].map(|place| times[place]);
    let length = ddl::sql(&schema, &options).map_or(0, |text| text.len());
    println!(
        "DDL of {TABLES} tables of 10 columns, {} kB: {median:.1?} ({fastest:.1?} to {slowest:.1?}), budget {BUDGET:?}",
        length / 1_000
    );
    assert!(median < BUDGET, "over the budget");
}

fn timed(schema: &Schema, options: &ddl::Options) -> Duration {
    let start = Instant::now();
    let text = std::hint::black_box(ddl::sql(schema, options));
    let time = start.elapsed();
    assert!(text.is_ok());
    time
}
