//! `named_insert`: the required columns of a new row are fields, whatever else the table has.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root, named_insert)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: Id<Organization>,
    pub name: String,
}

/// Where a product is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "product_status")]
pub enum ProductStatus {
    Draft,
    Active,
}

/// A product number.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Sku(pub String);

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, unique(sku), named_insert, derive_insert(PartialEq))]
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 255)]
    pub name: String,
    pub sku: Sku,
    #[column(name = "type")]
    pub r#type: String,
    pub required: String,
    pub note: Option<String>,
    #[column(default = "draft")]
    pub status: ProductStatus,
    pub tags: Vec<String>,
    #[column(on_delete = restrict, why = "what a part belongs to is kept")]
    pub part_of_id: Option<Id<Product>>,
}

/// Which products are sold together.
#[table(name = "org_bundles", tenant = Organization, junction(one_id, other_id), named_insert)]
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a bundle has two products")]
    pub one_id: Id<Product>,
    #[column(on_delete = cascade, why = "a bundle has two products")]
    pub other_id: Id<Product>,
    pub title: String,
}

/// A country, whose key is its code.
#[table(
    name = "countries",
    primary_key(code),
    named_insert,
    waive(primary_key = "its code", uuid_v7 = "its code"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    #[column(max_len = 2)]
    pub code: String,
    pub name: String,
}

schema! { pub SCHEMA = [Organization, Product, Bundle, Country] }

#[test]
fn values_go_where_they_are_named() {
    let (sku, name) = (Sku("L-1".to_owned()), "Lamp".to_owned());
    let required = ProductRequired { sku, required: "it".to_owned(), r#type: "light".to_owned(), name };
    let product = ProductInsert::new(required).note("new".to_owned()).status(ProductStatus::Active);
    assert!(product.validate().is_ok());
    let text = format!("{product:?}");
    for part in ["name: \"Lamp\"", "sku: Sku(\"L-1\")", "type: \"light\"", "required: \"it\"", "note: Some(\"new\")"] {
        assert!(text.contains(part), "{text}");
    }
    let name = "x".repeat(256);
    let required = ProductRequired { name, sku: Sku(String::new()), r#type: String::new(), required: String::new() };
    assert!(ProductInsert::new(required).validate().is_err());
}
