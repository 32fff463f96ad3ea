//! What is sold.

use peristyle::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Organization;

/// A category of products, which may contain categories.
#[table(name = "org_categories", tenant = Organization, unique(parent_id, name, nulls_not_distinct), derive_insert(Deserialize))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The primary key.
    pub id: Id<Category>,
    /// The organization of the category.
    pub organization_id: Id<Organization>,
    /// The name of the category.
    #[column(max_len = 100)]
    pub name: String,
    /// The category that contains it.
    #[column(on_delete = restrict, why = "a category with categories in it is emptied first")]
    pub parent_id: Option<Id<Category>>,
}

/// The status of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "product_status", serde)]
pub enum ProductStatus {
    /// Not yet for sale.
    Draft,
    /// For sale.
    Active,
    /// No longer for sale.
    Retired,
}

/// The settings of a product.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ProductSettings {
    /// Whether the product is shown first.
    pub featured: bool,
    /// The number of pieces below which the shop is warned.
    pub low_stock: Option<i32>,
}

/// A product of an organization.
#[table(
    name = "org_products",
    tenant = Organization,
    unique(sku),
    index(created_at(desc), only(status == ProductStatus::Active)),
    search(name(a), description, language = "english"),
    waive(leakproof = "an organization has at most a few thousand products, which the index of the tenant finds"),
    check(price >= 0, message = "the price must not be negative"),
    check(stock >= 0, message = "there are not enough pieces in stock"),
    derive_insert(Deserialize),
    derive_update(Deserialize),
)]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The primary key.
    pub id: Id<Product>,
    /// The organization that sells it.
    pub organization_id: Id<Organization>,
    /// The stock keeping unit.
    #[column(max_len = 100)]
    pub sku: String,
    /// The name for customers.
    #[column(max_len = 255)]
    pub name: String,
    /// The description.
    #[column(max_len = 10_000)]
    pub description: Option<String>,
    /// The price of one piece.
    #[column(numeric(10, 2))]
    pub price: Decimal,
    /// The number of pieces.
    #[column(default = 0)]
    pub stock: i32,
    /// The status.
    #[column(default = ProductStatus::Draft)]
    pub status: ProductStatus,
    /// The category.
    #[column(on_delete = set_null, why = "a product outlives its category")]
    pub category_id: Option<Id<Category>>,
    /// The settings.
    #[column(default = "{}")]
    pub settings: Json<ProductSettings>,
}

/// A list of products that are shown together.
#[table(name = "org_collections", tenant = Organization, unique(title), derive_insert(Deserialize))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// The primary key.
    pub id: Id<Collection>,
    /// The organization of the collection.
    pub organization_id: Id<Organization>,
    /// The title.
    #[column(max_len = 100)]
    pub title: String,
}

/// A product of a collection.
#[table(name = "org_collection_products", tenant = Organization, junction(collection_id, product_id))]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CollectionProduct {
    /// The organization of both.
    pub organization_id: Id<Organization>,
    /// The collection.
    #[column(on_delete = cascade, why = "the list goes with its collection")]
    pub collection_id: Id<Collection>,
    /// The product.
    #[column(on_delete = cascade, why = "a product that is gone is in no collection")]
    pub product_id: Id<Product>,
}
