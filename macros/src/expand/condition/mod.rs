//! A condition in its two forms: pieces of SQL, and Rust over the fields of a struct.

mod rust;
mod sql;
mod variant;

pub use rust::{View, decisions, functions};
pub use sql::sql;
pub use variant::Variant;

pub use crate::parse::sql::quoted;
