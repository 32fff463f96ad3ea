//! The waivers of a schema, and a baseline above which their number may not rise.
//!
//! A schema that was imported has waivers that are to go, one table after the other. The baseline is a file beside the code that says how many waivers
//! of each rule a table has. It is written once ([`Baseline::of`], [`write()`]); from then on [`at_most`] refuses a schema in which a table has more of them than the file
//! says, and so every new table that has one. A baseline that says more than there is can be lowered ([`Baseline::lowered`]), never raised.
//!
//! The command `waivers` of peristyle-cli and [`Emit::waivers_at_most`](crate::Emit::waivers_at_most) of a build script do this.
//!
//! # The file
//!
//! Each table has a line, sorted by rule and name, so that a change is a change of few lines. A waiver of a column counts for its table; `enum` stands before
//! the name of an enum type, and `schema!` is the list of the tables.
//!
//! ```
//! use peristyle_build::waivers::Baseline;
//!
//! let text = r#"{
//!   "version": 1,
//!   "waivers": {
//!     "T03": {
//!       "countries": 1
//!     }
//!   }
//! }
//! "#;
//! let baseline = Baseline::from_json(text)?;
//! assert_eq!((baseline.total(), baseline.to_json().as_str()), (1, text));
//! # Ok::<(), peristyle_build::waivers::BaselineError>(())
//! ```
//!
//! # Errors
//!
//! A [`BaselineError`] has the place: ``5:20: `waivers.T03.countries`: invalid value``. A key that stands twice, as after a merge, is refused too.

mod baseline;
mod error;
mod file;
mod list;
#[cfg(test)]
mod tests;

pub use baseline::{Baseline, Comparison, Count};
pub use error::{BaselineError, WaiverError};
pub use file::{at_most, read, write};
pub use list::{Listed, list};
