//! The tables of the quickstart: organizations that sell products and teach courses.
//!
//! They live in a crate of their own, since the program uses them and its build script emits them.

use peristyle::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A customer account; every tenant row belongs to one.
#[table(name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    /// The key, and the tenant of every other row.
    pub id: Id<Organization>,
    /// What the customer is called.
    #[column(varchar(255))]
    pub name: String,
}

/// A shelf of the shop; shelves stand in shelves.
#[table(name = "org_categories", tenant = Organization, unique(name))]
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// The key.
    pub id: Id<Category>,
    /// Whose shelf it is.
    pub organization_id: Id<Organization>,
    /// What stands above it.
    #[column(varchar(100))]
    pub name: String,
    /// The shelf it stands in.
    #[column(on_delete = set_null, why = "a shelf outlives the one it stood in")]
    pub parent_id: Option<Id<Category>>,
}

/// Where a product stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "product_status")]
pub enum ProductStatus {
    /// Not yet for sale.
    Draft,
    /// For sale.
    Active,
    /// No longer for sale.
    Retired,
}

/// What a shop may set for each product.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductSettings {
    /// A picture beside the name.
    pub icon: Option<String>,
    /// Whether it is shown first.
    pub featured: bool,
}

/// Something an organization sells.
#[table(
    name = "org_products",
    tenant = Organization,
    unique(sku),
    index(created_at(desc), only(status == ProductStatus::Active)),
    check(price >= 0, message = "the price must not be negative"),
    check(description.len() <= 10000, message = "the description is longer than 10,000 characters"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// The key.
    pub id: Id<Product>,
    /// Whose product it is.
    pub organization_id: Id<Organization>,
    /// What a customer reads.
    #[column(varchar(255))]
    pub name: String,
    /// What stands on the box.
    #[column(varchar(100))]
    pub sku: String,
    /// The long text.
    pub description: Option<String>,
    /// For one piece.
    #[column(numeric(10, 2))]
    pub price: Decimal,
    /// Where it stands in its life.
    #[column(default = "draft")]
    pub status: ProductStatus,
    /// The shelf it stands on.
    #[column(on_delete = set_null, why = "a product outlives its category")]
    pub category_id: Option<Id<Category>>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What the shop set for it.
    #[column(default = "{}")]
    pub settings: Json<ProductSettings>,
}

/// Somebody who takes courses.
#[table(name = "org_students", tenant = Organization, unique(email))]
#[derive(Debug, Clone, PartialEq)]
pub struct Student {
    /// The key.
    pub id: Id<Student>,
    /// Whose student it is.
    pub organization_id: Id<Organization>,
    /// How the student is addressed.
    #[column(varchar(255))]
    pub name: String,
    /// Where the student is reached.
    #[column(varchar(320))]
    pub email: String,
}

/// A course that an organization teaches.
#[table(name = "org_courses", tenant = Organization, unique(title))]
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The key.
    pub id: Id<Course>,
    /// Who teaches it.
    pub organization_id: Id<Organization>,
    /// What it is called.
    #[column(varchar(255))]
    pub title: String,
}

/// Which student takes which course.
#[table(name = "org_enrolments", tenant = Organization, junction(student_id, course_id))]
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolment {
    /// Where both belong.
    pub organization_id: Id<Organization>,
    /// Who.
    #[column(on_delete = cascade, why = "an enrolment means nothing without its student")]
    pub student_id: Id<Student>,
    /// What.
    #[column(on_delete = cascade, why = "an enrolment means nothing without its course")]
    pub course_id: Id<Course>,
}

schema! { pub SCHEMA = [Organization, Category, Product, Student, Course, Enrolment] }
