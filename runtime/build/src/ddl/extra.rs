use std::fmt::{Formatter, Result};

use super::names::Names;
use crate::model::{Extra, Place};

/// What the user has to say in that place.
pub(super) fn all(f: &mut Formatter<'_>, names: Names<'_>, all: &[Extra], place: Place) -> Result {
    for Extra { name, sql, again, .. } in all.iter().filter(|extra| extra.place == place) {
        let sql = again.as_ref().filter(|_| names.may_be_there()).unwrap_or(sql);
        // A last line that is a comment would hide the end of the statement.
        let end = if sql.ends_with(';') { "" } else { "\n;" };
        write!(f, "\n-- {name}\n{sql}{end}\n")?;
    }
    Ok(())
}
