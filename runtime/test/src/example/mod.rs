//! Example rows: values that satisfy the types, lengths, checks, unique indexes and foreign keys of a table.

mod choices;
mod condition;
mod draft;
mod error;
mod fresh;
mod plan;
mod statement;
mod store;
#[cfg(feature = "proptest")]
mod strategy;
mod value;

pub(crate) use choices::Choices;
pub use draft::{Draft, Example, GlobalExample};
pub use error::ExampleError;
pub(crate) use fresh::Fresh;
pub(crate) use statement::{AllFixed, name};
pub(crate) use store::{Request, Store};
#[cfg(feature = "proptest")]
pub use strategy::{global_rows, rows};
