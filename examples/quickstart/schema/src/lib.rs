//! The tables of the quickstart: organizations that sell products and teach courses.
//!
//! They are a separate crate, because both the program and its build script use them.

use peristyle::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A customer account; every tenant row belongs to one.
#[table(name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    /// The primary key, which is the tenant of all other rows.
    pub id: Id<Organization>,
    /// The name of the customer.
    #[column(varchar(255))]
    pub name: String,
}

/// A category of products, which may contain categories.
#[table(name = "org_categories", tenant = Organization, unique(name))]
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// The primary key.
    pub id: Id<Category>,
    /// The organization of the category.
    pub organization_id: Id<Organization>,
    /// The name of the category.
    #[column(varchar(100))]
    pub name: String,
    /// The category that contains it.
    #[column(on_delete = set_null, why = "a category outlives the one that contains it")]
    pub parent_id: Option<Id<Category>>,
}

/// The status of a product.
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

/// The settings of a product.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductSettings {
    /// An icon.
    pub icon: Option<String>,
    /// Whether the product is shown first.
    pub featured: bool,
}

/// A product of an organization.
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
    /// The primary key.
    pub id: Id<Product>,
    /// The organization that sells it.
    pub organization_id: Id<Organization>,
    /// The name for customers.
    #[column(varchar(255))]
    pub name: String,
    /// The stock keeping unit.
    #[column(varchar(100))]
    pub sku: String,
    /// The description.
    pub description: Option<String>,
    /// The price of one piece.
    #[column(numeric(10, 2))]
    pub price: Decimal,
    /// The status.
    #[column(default = "draft")]
    pub status: ProductStatus,
    /// The category.
    #[column(on_delete = set_null, why = "a product outlives its category")]
    pub category_id: Option<Id<Category>>,
    /// Keywords for searches.
    pub tags: Vec<String>,
    /// The settings.
    #[column(default = "{}")]
    pub settings: Json<ProductSettings>,
}

/// A student.
#[table(name = "org_students", tenant = Organization, unique(email))]
#[derive(Debug, Clone, PartialEq)]
pub struct Student {
    /// The primary key.
    pub id: Id<Student>,
    /// The organization of the student.
    pub organization_id: Id<Organization>,
    /// The name of the student.
    #[column(varchar(255))]
    pub name: String,
    /// The email address.
    #[column(varchar(320))]
    pub email: String,
}

/// A course of an organization.
#[table(name = "org_courses", tenant = Organization, unique(title))]
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The primary key.
    pub id: Id<Course>,
    /// The organization of the course.
    pub organization_id: Id<Organization>,
    /// The title of the course.
    #[column(varchar(255))]
    pub title: String,
}

/// The enrolment of a student in a course.
#[table(name = "org_enrolments", tenant = Organization, junction(student_id, course_id))]
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolment {
    /// The organization of both.
    pub organization_id: Id<Organization>,
    /// The student.
    #[column(on_delete = cascade, why = "an enrolment means nothing without its student")]
    pub student_id: Id<Student>,
    /// The course.
    #[column(on_delete = cascade, why = "an enrolment means nothing without its course")]
    pub course_id: Id<Course>,
}

schema! { pub SCHEMA = [Organization, Category, Product, Student, Course, Enrolment] }
