//! The tables of the shop.
//!
//! They are a separate crate, because both the service and its build script use them.

mod accounts;
mod catalog;
mod operations;
mod orders;

pub use accounts::*;
pub use catalog::*;
pub use operations::*;
pub use orders::*;
use peristyle::prelude::*;

schema! {
    pub SCHEMA = [
        Organization, User, Membership, ApiKey, Category, Product, Collection, CollectionProduct, Customer, Order, OrderLine,
        AuditEntry, Job
    ]
}

/// A14: a product stays in its collections, and an order keeps its lines, while the other row is soft-deleted.
pub const ACCEPTED_ADVICE: &[&str] = &["A14"];
