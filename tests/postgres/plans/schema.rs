//! What lies in the stores of many organizations.

use peristyle::prelude::*;

/// A customer account; every tenant row belongs to one.
#[table(name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(varchar(255))]
    pub name: String,
}

/// Where items lie.
#[table(name = "org_shelves", tenant = Organization)]
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    pub id: Id<Shelf>,
    pub organization_id: Id<Organization>,
    #[column(varchar(255))]
    pub name: String,
}

/// Something that lies on a shelf.
#[table(
    name = "org_items",
    tenant = Organization,
    unique(sku),
    index(created_at(desc)),
    index(name, only(active)),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub id: Id<Item>,
    pub organization_id: Id<Organization>,
    #[column(varchar(255))]
    pub name: String,
    #[column(varchar(100))]
    pub sku: String,
    pub stock: i32,
    pub active: bool,
    #[column(on_delete = set_null, why = "an item outlives its shelf")]
    pub shelf_id: Option<Id<Shelf>>,
}

schema! { pub SCHEMA = [Organization, Shelf, Item] }
