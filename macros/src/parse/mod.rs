//! What the user wrote: attributes as raw arguments, not interpreted yet.

mod arguments;
mod column_type;
pub mod condition;
mod depth;
mod derives_above;
mod elsewhere;
pub mod expression;
mod fragment;
pub mod index_part;
mod pg_enum;
mod schema;
pub mod sql;
pub mod sql_statements;
pub mod storage;
mod table;
mod test_function;
pub mod value;

pub use arguments::{ColumnArguments, EnumArguments, LabelArguments, NewtypeArguments, Raw, TableArguments};
pub use column_type::ColumnType;
pub use derives_above::derives_above;
pub use fragment::Fragment;
pub use pg_enum::PgEnum;
pub use schema::{Schema, Unlisted};
pub use table::{Field, Table};
pub use test_function::{Function, TestFunction};

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::diagnostics::Diagnostics;

/// Reports tokens that nest too deep to be read.
fn is_too_deep(subject: &'static str, tokens: &TokenStream, diagnostics: &mut Diagnostics) -> bool {
    let found = depth::too_deep(tokens.clone());
    if let Some(span) = found {
        let here = quote_spanned!(span=> here);
        diagnostics.malformed(subject, &here, "this is nested too deep", "reduce the nesting");
    }
    found.is_some()
}
