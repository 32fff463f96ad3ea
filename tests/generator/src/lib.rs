//! Random tables that keep every rule, as Rust source: the macros' unit tests break one rule of them on purpose, the tests on a server load
//! their DDL. The same seed gives the same tables.
//!
//! ```
//! use peristyle_test_generator::{Random, Schema};
//!
//! let schema = Schema::generate(&mut Random::new(7));
//! assert!(schema.to_string().contains("#[table(name = "));
//! ```

mod builder;
mod kind;
mod random;
mod schema;
mod table;

pub use random::Random;
pub use schema::Schema;
pub use table::{Column, Table};
