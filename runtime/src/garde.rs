//! `Validate` of garde 0.23, with the feature `garde`.

use garde::{Error, Path, Report};

use crate::ValidationError;

/// Reports each violation at its column, behind the path of the row.
#[doc(hidden)]
pub fn report(found: Result<(), ValidationError>, parent: &mut dyn FnMut() -> Path, report: &mut Report) {
    let Err(ValidationError { violations }) = found else { return };
    for violation in violations {
        report.append(parent().join(violation.column), Error::new(violation.message));
    }
}
