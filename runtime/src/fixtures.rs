//! Small tables, written by hand for unit tests: a root, a tenant table with one column of each relevant kind, a
//! junction and a global table.

use std::convert::Infallible;

use sea_query::Value;

use crate::definition::{CheckDef, ColumnDef, IndexColumn, IndexDef, OnDelete, QualifiedName, ReferenceDef, Tenancy};
use crate::query::{Column, InsertFields, Values, column_at};
use crate::table::{CREATED_AT, DELETED_AT, Parts, UPDATED_AT};
use crate::{
    AppendOnly, ColumnType, DecodeError, EncodeError, EnumDef, Global, GlobalTable, Id, InsertRow, KeyOf, PerTenant,
    PgEnum, RealDelete, SoftDelete, SqlType, Table, TableDef, TenantRoot, TenantTable, Timestamp, UpdateRow,
};

const PLAIN_TABLE: TableDef = TableDef { key: &["id"], ..TableDef::PLAIN };

const fn column<T: ColumnType>(name: &'static str) -> ColumnDef {
    crate::table::column::<T>(name, "")
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Organization {
    pub(crate) id: Id<Self>,
    pub(crate) name: String,
}

impl Table for Organization {
    const DEF: TableDef = TableDef {
        name: Self::NAME,
        rust_name: "Organization",
        tenancy: Tenancy::Root { prefix: "org_" },
        columns: &[column::<Id<Self>>("id"), column::<String>("name").typed(SqlType::Varchar(5))],
        ..PLAIN_TABLE
    };
    const NAME: &'static str = "organizations";
    type Scope = PerTenant<Self>;
    type Insert = Self;
    type Update = Infallible;
    type Key = crate::table::IdKey;
    type Deletion = RealDelete;

    fn parts() -> &'static Parts<Self, Self::Insert, Self::Update> {
        const {
            &Parts {
                def: Self::DEF,
                read: |row| Ok(Self { id: row.next()?, name: row.next()? }),
                values: |row, values| values.and(row.id).and(row.name),
                changes: |changes, _| match changes {},
            }
        }
    }
}

impl TenantTable for Organization {
    type Root = Self;
}

impl TenantRoot for Organization {
    const PREFIX: &'static str = "org_";
}

impl InsertRow for Organization {
    type Table = Self;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Draft,
    Active,
}

impl PgEnum for Status {
    const ENUM: EnumDef = EnumDef::new(None, "product_status", &["draft", "active"], "", &[]);

    fn label(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
        }
    }

    fn from_label(label: &str) -> Option<Self> {
        [Self::Draft, Self::Active].into_iter().find(|status| status.label() == label)
    }
}

impl ColumnType for Status {
    const SQL: SqlType = SqlType::Enum(&Self::ENUM);
    const CARRIER: SqlType = SqlType::Text;
    const VALUE: crate::column_type::ValueOf<Self> = crate::column_type::value_of();
    type Base = Self;
    type Bare = Self;
    type Wire = String;

    fn into_value(self) -> Result<Value, EncodeError> {
        Ok(Value::String(Some(self.label().to_owned())))
    }

    fn null() -> Value {
        Value::String(None)
    }

    fn bare(&self) -> Option<&Self> {
        Some(self)
    }

    fn from_wire(wire: String) -> Result<Self, DecodeError> {
        crate::column_type::enum_from_wire(&wire)
    }
}

/// A value that can be encoded only if it is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Encodable(pub(crate) bool);

impl ColumnType for Encodable {
    const SQL: SqlType = SqlType::Jsonb;
    const CARRIER: SqlType = SqlType::Text;
    const VALUE: crate::column_type::ValueOf<Self> = crate::column_type::value_of();
    type Base = Self;
    type Bare = Self;
    type Wire = String;

    fn into_value(self) -> Result<Value, EncodeError> {
        if self.0 { Ok(Value::String(Some("{}".to_owned()))) } else { Err(EncodeError::new("it cannot be serialized")) }
    }

    fn null() -> Value {
        Value::String(None)
    }

    fn bare(&self) -> Option<&Self> {
        Some(self)
    }

    fn from_wire(_: String) -> Result<Self, DecodeError> {
        Ok(Self(true))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Product {
    pub(crate) id: Id<Self>,
    pub(crate) organization_id: Id<Organization>,
    pub(crate) sku: String,
    pub(crate) description: Option<String>,
    pub(crate) status: Status,
    pub(crate) tags: Vec<String>,
    pub(crate) settings: Encodable,
    pub(crate) parent_id: Option<Id<Self>>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) deleted_at: Option<Timestamp>,
}

impl Product {
    pub(crate) const ID: Column<Self, Id<Self>> = column_at(0);
    pub(crate) const ORGANIZATION_ID: Column<Self, Id<Organization>> = column_at(1);
    pub(crate) const PARENT_ID: Column<Self, Option<Id<Self>>> = column_at(7);
    pub(crate) const SKU: Column<Self, String> = column_at(2);
    pub(crate) const DESCRIPTION: Column<Self, Option<String>> = column_at(3);
    pub(crate) const STATUS: Column<Self, Status> = column_at(4);
    pub(crate) const TAGS: Column<Self, Vec<String>> = column_at(5);
    pub(crate) const SETTINGS: Column<Self, Encodable> = column_at(6);
    pub(crate) const CREATED_AT: Column<Self, Timestamp> = column_at(8);
    pub(crate) const UPDATED_AT: Column<Self, Timestamp> = column_at(9);
}

impl Table for Product {
    const DEF: TableDef = TableDef {
        name: Self::NAME,
        rust_name: "Product",
        tenancy: Tenancy::Tenant {
            column: "organization_id",
            root: Organization::def,
            root_name: QualifiedName::of::<Organization>(),
        },
        columns: &[
            column::<Id<Self>>("id"),
            column::<Id<Organization>>("organization_id"),
            column::<String>("sku").typed(SqlType::Varchar(5)),
            column::<Option<String>>("description"),
            column::<Status>("status").default_literal("'draft'"),
            column::<Vec<String>>("tags").default_literal("'{}'"),
            column::<Encodable>("settings"),
            column::<Option<Id<Self>>>("parent_id"),
            CREATED_AT,
            UPDATED_AT,
            DELETED_AT,
        ],
        references: &[
            ReferenceDef::of::<Id<Organization>>(&["organization_id"], OnDelete::Cascade, ""),
            ReferenceDef::of::<Option<Id<Self>>>(&["parent_id"], OnDelete::Restrict, ""),
        ],
        indexes: &[
            IndexDef { columns: &[IndexColumn::of("sku")], unique: true, ..IndexDef::PLAIN },
            IndexDef {
                columns: &[IndexColumn { descending: true, ..IndexColumn::of("created_at") }],
                ..IndexDef::PLAIN
            },
            IndexDef {
                columns: &[IndexColumn::of("status"), IndexColumn::of("description")],
                unique: true,
                only: Some(&["\"status\"", " = '", "active", "'"]),
                ..IndexDef::PLAIN
            },
        ],
        checks: &[CheckDef {
            name: Some("org_products_sku_check"),
            columns: &["sku"],
            condition: &["\"sku\"", " <> ''"],
            message: "the sku must not be empty",
            ..CheckDef::PLAIN
        }],
        ..PLAIN_TABLE
    };
    const NAME: &'static str = "org_products";
    type Scope = PerTenant<Organization>;
    type Insert = ProductInsert;
    type Update = ProductUpdate;
    type Key = crate::table::IdKey;
    type Deletion = SoftDelete;

    fn parts() -> &'static Parts<Self, Self::Insert, Self::Update> {
        const {
            &Parts {
                def: Self::DEF,
                read: |row| {
                    Ok(Self {
                        id: row.next()?,
                        organization_id: row.next()?,
                        sku: row.next()?,
                        description: row.next()?,
                        status: row.next()?,
                        tags: row.next()?,
                        settings: row.next()?,
                        parent_id: row.next()?,
                        created_at: row.next()?,
                        updated_at: row.next()?,
                        deleted_at: row.next()?,
                    })
                },
                values: |row, values| {
                    let values = values.and(row.id).and(row.sku).and(None::<String>).and(row.status);
                    values.and(None::<Vec<String>>).and(row.settings).and(None::<Id<Product>>)
                },
                changes: |changes, fields| {
                    let set = fields.set(2, changes.sku).set(3, changes.description);
                    set.set(4, changes.status).set(6, changes.settings)
                },
            }
        }
    }
}

impl TenantTable for Product {
    type Root = Organization;
}

#[derive(Debug, Clone)]
pub(crate) struct ProductInsert {
    pub(crate) id: Id<Product>,
    pub(crate) sku: String,
    pub(crate) status: Option<Status>,
    pub(crate) settings: Encodable,
}

impl ProductInsert {
    pub(crate) fn new(sku: &str) -> Self {
        Self { id: Id::generate(), sku: sku.to_owned(), status: None, settings: Encodable(true) }
    }
}

impl InsertRow for ProductInsert {
    type Table = Product;
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ProductUpdate {
    pub(crate) sku: Option<String>,
    pub(crate) description: Option<Option<String>>,
    pub(crate) status: Option<Status>,
    pub(crate) settings: Option<Encodable>,
}

impl UpdateRow for ProductUpdate {
    type Table = Product;
}

/// A global table without soft deletes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Country {
    pub(crate) id: Id<Self>,
    pub(crate) code: String,
}

impl Table for Country {
    const DEF: TableDef = TableDef {
        name: Self::NAME,
        rust_name: "Country",
        columns: &[column::<Id<Self>>("id"), column::<String>("code").typed(SqlType::Char(2))],
        indexes: &[IndexDef { columns: &[IndexColumn::of("code")], unique: true, ..IndexDef::PLAIN }],
        ..PLAIN_TABLE
    };
    const NAME: &'static str = "countries";
    type Scope = Global;
    type Insert = Self;
    type Update = CountryUpdate;
    type Key = crate::table::IdKey;
    type Deletion = RealDelete;

    fn parts() -> &'static Parts<Self, Self::Insert, Self::Update> {
        const {
            &Parts {
                def: Self::DEF,
                read: |row| Ok(Self { id: row.next()?, code: row.next()? }),
                values: |row, values| values.and(row.id).and(row.code),
                changes: |changes, fields| fields.set(1, changes.code),
            }
        }
    }
}

impl GlobalTable for Country {}

#[derive(Debug, Clone, Default)]
pub(crate) struct CountryUpdate {
    pub(crate) code: Option<String>,
}

impl UpdateRow for CountryUpdate {
    type Table = Country;
}

impl InsertRow for Country {
    type Table = Self;
}

impl Country {
    pub(crate) const CODE: Column<Self, String> = column_at(1);
}

impl Offer {
    pub(crate) const PRODUCT_ID: Column<Self, Id<Product>> = column_at(1);
    pub(crate) const COUNTRY_ID: Column<Self, Id<Country>> = column_at(2);
    pub(crate) const CREATED_AT: Column<Self, Timestamp> = column_at(3);
}

/// The countries in which a product is sold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Offer {
    pub(crate) organization_id: Id<Organization>,
    pub(crate) product_id: Id<Product>,
    pub(crate) country_id: Id<Country>,
}

impl Table for Offer {
    const DEF: TableDef = TableDef {
        name: Self::NAME,
        rust_name: "Offer",
        tenancy: Tenancy::Tenant {
            column: "organization_id",
            root: Organization::def,
            root_name: QualifiedName::of::<Organization>(),
        },
        key: &["product_id", "country_id"],
        columns: &[
            column::<Id<Organization>>("organization_id"),
            column::<Id<Product>>("product_id"),
            column::<Id<Country>>("country_id"),
            CREATED_AT,
        ],
        ..PLAIN_TABLE
    };
    const NAME: &'static str = "org_offers";
    type Scope = PerTenant<Organization>;
    type Insert = Self;
    type Update = Infallible;
    type Key = crate::table::OtherKey;
    type Deletion = RealDelete;

    fn parts() -> &'static Parts<Self, Self::Insert, Self::Update> {
        const {
            &Parts {
                def: Self::DEF,
                read: |row| Ok(Self { organization_id: row.next()?, product_id: row.next()?, country_id: row.next()? }),
                values: |row, values| values.and(row.product_id).and(row.country_id),
                changes: |changes, _| match changes {},
            }
        }
    }
}

impl TenantTable for Offer {
    type Root = Organization;
}

impl InsertRow for Offer {
    type Table = Self;
}

impl KeyOf<Offer> for (Id<Product>, Id<Country>) {
    fn key(self) -> Values {
        Values::new().and(self.0).and(self.1)
    }
}

/// Wider than the first two buffers of a constant statement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wide {
    pub(crate) id: Id<Self>,
}

impl Table for Wide {
    const DEF: TableDef = TableDef {
        name: Self::NAME,
        rust_name: "Wide",
        columns: &[column::<i64>("a_column_whose_name_fills_nearly_all_of_the_63_bytes_of_a_name"); 200],
        key: &["a_column_whose_name_fills_nearly_all_of_the_63_bytes_of_a_name"],
        ..PLAIN_TABLE
    };
    const NAME: &'static str = "wide";
    type Scope = Global;
    type Insert = Self;
    type Update = Infallible;
    type Key = crate::table::IdKey;
    type Deletion = AppendOnly;

    fn parts() -> &'static Parts<Self, Self::Insert, Self::Update> {
        const {
            &Parts {
                def: Self::DEF,
                read: |row| Ok(Self { id: row.next()? }),
                values: |_, values| (0..200).fold(values, InsertFields::and::<i64>),
                changes: |changes, _| match changes {},
            }
        }
    }
}

impl InsertRow for Wide {
    type Table = Self;
}
