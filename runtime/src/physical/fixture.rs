//! Tables written by hand: what `#[table]` generates for a small shop, without the parts that these tests do not use.

use crate::definition::{
    CheckDef, ColumnDef, Default, Deferrable, EnumDef, Hidden, IndexColumn, IndexDef, OnDelete, OnUpdate,
    QualifiedName, ReferenceDef, SqlType, TableDef, Tenancy, Transition, WaiverDef,
};

pub(crate) const fn column(name: &'static str, sql_type: SqlType) -> ColumnDef {
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
        doc: "",
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

pub(crate) const fn nullable(name: &'static str, sql_type: SqlType) -> ColumnDef {
    ColumnDef { nullable: true, ..column(name, sql_type) }
}

pub(crate) const fn reference(columns: &'static [&'static str], target: fn() -> &'static TableDef) -> ReferenceDef {
    ReferenceDef {
        name: None,
        columns,
        target,
        target_name: QualifiedName::bare(""),
        places: &[],
        on_delete: OnDelete::Restrict,
        on_update: OnUpdate::NoAction,
        deferrable: Deferrable::Never,
        ignores_soft_delete: false,
        not_valid: false,
        period: false,
        not_enforced: false,
        why: "",
        __non_exhaustive: (),
    }
}

pub(crate) const fn by(name: &'static str) -> IndexColumn {
    IndexColumn::of(name)
}

/// A slice for a definition of a single test.
pub(crate) fn list<T, const N: usize>(items: [T; N]) -> &'static [T] {
    Vec::leak(Vec::from(items))
}

pub(crate) const ID: ColumnDef = column("id", SqlType::Uuid);
pub(crate) const TENANT: ColumnDef = column("organization_id", SqlType::Uuid);
pub(crate) const OF_TENANT: ReferenceDef =
    ReferenceDef { on_delete: OnDelete::Cascade, ..reference(&["organization_id"], || &ORGANIZATION) };
pub(crate) const CREATED_AT: ColumnDef = column("created_at", SqlType::TimestampTz);
pub(crate) const UPDATED_AT: ColumnDef = column("updated_at", SqlType::TimestampTz);
pub(crate) const DELETED_AT: ColumnDef = nullable("deleted_at", SqlType::TimestampTz);

/// A global table with only a primary key.
pub(crate) const PLAIN: TableDef =
    TableDef { name: "plain", rust_name: "Plain", key: &["id"], columns: &[ID], ..TableDef::PLAIN };

/// A tenant table with only a primary key and a tenant column.
pub(crate) const OWNED: TableDef = TableDef {
    name: "org_plain",
    tenancy: Tenancy::Tenant {
        column: "organization_id",
        root: || &ORGANIZATION,
        root_name: QualifiedName::bare("organizations"),
    },
    columns: &[ID, TENANT],
    references: &[OF_TENANT],
    ..PLAIN
};

pub(crate) static ORGANIZATION: TableDef = TableDef {
    name: "organizations",
    rust_name: "Organization",
    doc: "A customer's account.",
    tenancy: Tenancy::Root { prefix: "org_" },
    columns: &[ID, CREATED_AT, UPDATED_AT, DELETED_AT],
    ..PLAIN
};

pub(crate) static COUNTRY: TableDef = TableDef { name: "countries", rust_name: "Country", ..PLAIN };

pub(crate) static CATEGORY: TableDef = TableDef {
    name: "org_categories",
    rust_name: "Category",
    columns: &[ID, TENANT, nullable("parent_id", SqlType::Uuid)],
    references: &[OF_TENANT, reference(&["parent_id"], || &CATEGORY)],
    ..OWNED
};

static STATUS: EnumDef = EnumDef::new(None, "product_status", &["draft", "active"], "Where a product stands.", &[]);

pub(crate) static PRODUCT: TableDef = TableDef {
    name: "org_products",
    rust_name: "Product",
    columns: &[
        ID,
        TENANT,
        ColumnDef { doc: "The shop's own number.", ..column("sku", SqlType::Varchar(100)) },
        column("price", SqlType::NumericSized(10, 2)),
        ColumnDef { default: Some(Default::new("'draft'", true)), ..column("status", SqlType::Enum(&STATUS)) },
        nullable("category_id", SqlType::Uuid),
        column("country_id", SqlType::Uuid),
        column("tags", SqlType::Array(&SqlType::Text)),
        CREATED_AT,
        UPDATED_AT,
        DELETED_AT,
    ],
    references: &[
        OF_TENANT,
        ReferenceDef {
            on_delete: OnDelete::SetNull,
            why: "a product outlives its category",
            ..reference(&["category_id"], || &CATEGORY)
        },
        reference(&["country_id"], || &COUNTRY),
    ],
    indexes: &[
        IndexDef { columns: &[by("sku")], unique: true, ..IndexDef::PLAIN },
        IndexDef {
            columns: &[IndexColumn { descending: true, ..by("created_at") }],
            only: Some(&["\"status\"", " = ", "'active'"]),
            ..IndexDef::PLAIN
        },
    ],
    checks: &[CheckDef {
        columns: &["price"],
        condition: &["\"price\"", " >= 0"],
        message: "the price must not be negative",
        ..CheckDef::PLAIN
    }],
    ..OWNED
};

pub(crate) static ENROLMENT: TableDef = TableDef {
    name: "org_enrolments",
    rust_name: "Enrolment",
    key: &["product_id", "category_id"],
    columns: &[TENANT, column("product_id", SqlType::Uuid), column("category_id", SqlType::Uuid), CREATED_AT],
    references: &[OF_TENANT, reference(&["product_id"], || &PRODUCT), reference(&["category_id"], || &CATEGORY)],
    ..OWNED
};

pub(crate) static ENTRY: TableDef = TableDef {
    name: "org_entries",
    rust_name: "Entry",
    columns: &[ID, TENANT, CREATED_AT],
    references: &[ReferenceDef { on_delete: OnDelete::Restrict, ..OF_TENANT }],
    append_only: true,
    waivers: &[WaiverDef::new("N02", "tenant_prefix", "it was there before")],
    ..OWNED
};

/// Unique foreign keys: to a global table, to another tenant, to the same tenant.
pub(crate) static FLAG: TableDef = TableDef {
    name: "org_flags",
    rust_name: "Flag",
    columns: &[
        ID,
        TENANT,
        column("country_id", SqlType::Uuid),
        column("partner_id", SqlType::Uuid),
        column("category_id", SqlType::Uuid),
        column("first_id", SqlType::Uuid),
    ],
    references: &[
        OF_TENANT,
        reference(&["country_id"], || &COUNTRY),
        reference(&["partner_id"], || &ORGANIZATION),
        reference(&["category_id"], || &CATEGORY),
        reference(&["first_id"], || &COUNTRY),
    ],
    indexes: &[
        IndexDef { columns: &[by("country_id")], unique: true, ..IndexDef::PLAIN },
        IndexDef { columns: &[by("partner_id")], unique: true, ..IndexDef::PLAIN },
        IndexDef { columns: &[by("category_id")], unique: true, ..IndexDef::PLAIN },
        IndexDef { columns: &[by("first_id")], unique: true, global: true, ..IndexDef::PLAIN },
    ],
    ..OWNED
};
