//! The view by which a program of another release finds a table under its old name.

use std::fmt::{Formatter, Result};

use super::comment;
use super::names::Names;
use crate::model::{Table, TableTransition};
use crate::quote::Identifiers;

/// Who reads it is who has the rights and whose row security applies, as with the table.
pub(super) fn view(f: &mut Formatter<'_>, names: Names<'_>, table: &Table) -> Result {
    let (Some(old), Some(TableTransition::OldName { until, .. })) = (table.view(), &table.transition) else {
        return Ok(());
    };
    let (view, name) = (names.relation(old), names.relation(table.qualified()));
    let columns: Vec<_> = table.columns.iter().map(|column| &column.name).collect();
    write!(
        f,
        "\nCREATE {}VIEW {view} WITH (security_invoker = true) AS\n    SELECT {}\n    FROM {name};\n",
        names.or_replace(),
        Identifiers(&columns)
    )?;
    let about = format!("The old name of {}, until {until}.", table.qualified());
    comment::comment(f, format_args!("VIEW {view}"), &about)
}
