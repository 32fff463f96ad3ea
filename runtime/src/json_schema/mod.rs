//! JSON Schemas of rows, inserts and updates, with the features `schemars` and `utoipa`.
//!
//! With one of these features, `#[table]` implements `JsonSchema` of schemars 1 or `ToSchema` of utoipa 6 for `Product`,
//! `ProductInsert` and `ProductUpdate`, unless the struct (or `derive_insert`, `derive_update`) derives the trait itself.
//! A column needs no schema of its own. `#[pg_enum(serde)]` implements the traits for an enum.
//!
//! A schema contains what the definition of the table contains: lengths, digits, the range of integers, the labels of an
//! enum, formats (`uuid`, `date-time`, `date`), NULL, the doc comments, and each check over one column. A new row requires
//! the columns without NULL and without a default; an update requires none. `null` is NULL, and an absent key is not set.
//! The names are those of serde: `rename_all` and `rename` of the row apply.
//!
//! ```
//! # #[cfg(all(feature = "schemars", feature = "serde"))] mod example {
//! use peristyle::prelude::*;
//! use schemars::schema_for;
//!
//! /// A unit of measurement.
//! #[table(name = "units", derive_insert(serde::Deserialize), check(factor > 0))]
//! #[derive(serde::Serialize)]
//! pub struct Unit {
//!     pub id: Id<Unit>,
//!     /// The name for customers.
//!     #[column(max_len = 20)]
//!     pub name: String,
//!     pub factor: i32,
//! }
//!
//! # pub fn example() {
//! let schema = schema_for!(UnitInsert);
//! assert_eq!(schema.pointer("/properties/name/maxLength"), Some(&20.into()));
//! assert_eq!(schema.pointer("/properties/factor/minimum"), Some(&1.into()));
//! assert_eq!(schema.pointer("/required"), Some(&serde_json::json!(["name", "factor"])));
//! # }
//! # }
//! # #[cfg(all(feature = "schemars", feature = "serde"))] example::example();
//! ```
//!
//! # Types
//!
//! - A column whose type implements the trait of the library (`Json<T>` with such a `T`, a newtype that derives it) has
//!   the schema of its type, and the limits of the column in addition.
//! - Without the trait, a `Json<T>` and an enum without `#[pg_enum(serde)]` are any value, and a newtype has the schema of
//!   its field: derive `Serialize` and `Deserialize`, or write `#[serde(transparent)]`.
//! - The types of the crate `time` are any value, because their form in JSON depends on its features.
//! - A decimal is written as text. A new row or an update may have a number instead.
//!
//! # What a schema accepts
//!
//! With validation of formats, a schema of an insert or an update accepts what serde reads and `validate()` accepts.
//! These are all differences:
//!
//! | the schema accepts more | because |
//! |---|---|
//! | checks over several columns, and `sql = ".."` | a schema describes one value; `validate()` has the first, the database both |
//! | checks of a decimal with another bound than 0, of a `real`, of an enum without `#[pg_enum(serde)]`, of an instant | the form in JSON has no order |
//! | `1.0` and `1e3` for an integer | JSON Schema has one number type; serde reads an integer only without a point |
//! | NUL in a text in a document | PostgreSQL refuses it in `jsonb`; the schema is that of the document |
//! | what `TryFrom` of a newtype refuses, an interval or a network out of range | only Rust code knows |
//!
//! | the schema accepts less | because |
//! |---|---|
//! | other spellings of a UUID, a time or a decimal: `urn:uuid:..`, a blank instead of `T`, `1e2`, more than 28 digits | the schema has what is written |
//! | an array with the values in the order of the fields, names by `alias` | the same |

mod cond;
mod decimal;
mod describe;
mod form;
mod own;
mod rule;
#[cfg(feature = "schemars")]
mod with_schemars;
#[cfg(feature = "utoipa")]
mod with_utoipa;

/// What generated code uses.
#[doc(hidden)]
pub mod generated {
    pub use super::describe::View;
    pub use super::own::{Check, Described, Field, Name, NoSchema, Own, OwnSchema};
    pub use super::rule::{Compared, Literal, Rule};
    #[cfg(feature = "schemars")]
    pub use super::with_schemars::{generated as schemars, labels as schemars_labels};
    #[cfg(feature = "utoipa")]
    pub use super::with_utoipa::{collect as utoipa_collect, generated as utoipa, labels as utoipa_labels};
}
