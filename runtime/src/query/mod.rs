//! Statements: built without a driver, scoped to a tenant, rendered to SQL and values (DESIGN.md, section 3).

mod column;
mod values;

pub use column::Column;
pub use values::{Changes, RowReader, Values};
