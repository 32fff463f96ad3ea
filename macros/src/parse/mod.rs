//! What the user wrote: attributes as raw arguments, nothing understood yet. darling stays here.

mod arguments;
mod pg_enum;
mod schema;
mod table;

pub use arguments::{ColumnArguments, EnumArguments, LabelArguments, Raw, TableArguments};
pub use pg_enum::PgEnum;
pub use schema::Schema;
pub use table::{Field, Table};
