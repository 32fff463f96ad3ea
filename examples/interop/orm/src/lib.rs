//! Entities of sea-orm and a `schema.rs` of diesel that go on working beside the structs of peristyle, on the same tables and for the same tenant.

pub mod diesel;
pub mod sea_orm;
