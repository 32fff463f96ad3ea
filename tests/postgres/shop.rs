//! A shop: organizations, categories and products, a global table and an append-only table.

use peristyle::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A customer account; every tenant row belongs to one.
#[table(name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(varchar(255))]
    pub name: String,
}

/// What is used to sort products.
#[table(name = "org_categories", tenant = Organization, unique(name))]
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub name: String,
    #[column(on_delete = restrict, why = "a category with children is emptied first")]
    pub parent_id: Option<Id<Category>>,
}

/// Where a product stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "product_status")]
pub enum ProductStatus {
    Draft,
    Active,
    Retired,
}

/// What a shop says about a product.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductSettings {
    pub featured: bool,
}

/// Something an organization sells.
#[table(
    name = "org_products",
    tenant = Organization,
    unique(sku),
    index(created_at(desc), only(status == ProductStatus::Active)),
    check(price >= 0, message = "the price must not be negative"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(varchar(255))]
    pub name: String,
    /// The shop's own number for it.
    #[column(varchar(100))]
    pub sku: String,
    pub description: Option<String>,
    #[column(numeric(10, 2))]
    pub price: Decimal,
    #[column(default = "draft")]
    pub status: ProductStatus,
    #[column(on_delete = set_null, why = "a product outlives its category")]
    pub category_id: Option<Id<Category>>,
    pub tags: Vec<String>,
    #[column(default = "{}")]
    pub settings: Json<ProductSettings>,
}

/// Someone who learns.
#[table(name = "org_students", tenant = Organization)]
#[derive(Debug, Clone, PartialEq)]
pub struct Student {
    pub id: Id<Student>,
    pub organization_id: Id<Organization>,
    #[column(varchar(255))]
    pub name: String,
}

/// Something that is taught.
#[table(name = "org_courses", tenant = Organization)]
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    pub id: Id<Course>,
    pub organization_id: Id<Organization>,
    #[column(varchar(255))]
    pub title: String,
}

/// Which student takes which course.
#[table(name = "org_enrolments", tenant = Organization, junction(student_id, course_id))]
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolment {
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "an enrolment means nothing without its student")]
    pub student_id: Id<Student>,
    #[column(on_delete = cascade, why = "an enrolment means nothing without its course")]
    pub course_id: Id<Course>,
}

/// A country of the world, the same for everyone.
#[table(name = "countries", unique(code), waive(soft_delete = "countries are never deleted here"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    pub id: Id<Country>,
    #[column(varchar(2))]
    pub code: String,
}

/// What happened to an account, for good.
#[table(name = "org_entries", tenant = Organization, append_only)]
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: Id<Entry>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "an entry keeps its country")]
    pub country_id: Option<Id<Country>>,
    pub amount: i64,
}

/// Where a shop is found; nobody else is there.
#[table(
    name = "org_domains",
    tenant = Organization,
    primary_key = "id",
    unique(host, global, tenant_lookup),
    waive(unique_per_tenant = "a host belongs to one shop in the world")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    pub id: Id<Domain>,
    pub organization_id: Id<Organization>,
    #[column(varchar(255))]
    pub host: String,
    pub note: Option<String>,
}

schema! { pub SCHEMA = [Organization, Category, Product, Student, Course, Enrolment, Country, Entry, Domain] }
