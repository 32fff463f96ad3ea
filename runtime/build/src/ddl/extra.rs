use std::fmt::{Formatter, Result};

use super::names::Names;
use crate::model::{Extra, Place};

/// What the user has to say in that place.
pub(super) fn all(f: &mut Formatter<'_>, names: Names<'_>, all: &[Extra], place: Place) -> Result {
    for Extra { name, sql, again, waived, .. } in all.iter().filter(|extra| extra.place == place) {
        let sql = again.as_ref().filter(|_| names.may_be_there()).unwrap_or(sql);
        // A last line that is a comment would hide the end of the statement.
        let end = if sql.ends_with(';') { "" } else { "\n;" };
        writeln!(f, "\n-- {name}")?;
        if let Some(reason) = waived {
            // A line break would end the comment.
            let reason = reason.replace(char::is_control, " ");
            writeln!(f, "-- Waived sql_keeps_guards (P06): {reason}")?;
        }
        writeln!(f, "{sql}{end}")?;
    }
    Ok(())
}
