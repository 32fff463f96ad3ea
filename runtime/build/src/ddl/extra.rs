use std::fmt::{Formatter, Result};

use super::names::Names;
use crate::definition::{ExtraSql, SqlPlace};

/// What the user has to say in that place.
pub(super) fn all(f: &mut Formatter<'_>, names: Names<'_>, all: &[ExtraSql], place: SqlPlace) -> Result {
    for ExtraSql { name, sql, again, .. } in all.iter().filter(|extra| extra.place == place) {
        let sql = again.filter(|_| names.may_be_there()).unwrap_or(sql);
        // A last line that is a comment would hide the end of the statement.
        let end = if sql.ends_with(';') { "" } else { "\n;" };
        write!(f, "\n-- {name}\n{sql}{end}\n")?;
    }
    Ok(())
}
