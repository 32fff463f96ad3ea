//! P02: the roles of the options are apart, or row security would not hold for the application.

use super::error::Diagnostic;
use crate::options::Options;

pub(super) fn check(options: &Options) -> Option<Diagnostic> {
    let application = options.role()?;
    let is_same = |role: &str| role == application;
    let (noun, call) = if options.lookup_owner().as_deref().is_some_and(is_same) {
        ("look-up", "lookup_role")
    } else if options.reporter().is_some_and(is_same) {
        ("reporting", "reporting_role")
    } else if options.purger().is_some_and(is_same) {
        ("purge", "purge_role")
    } else {
        return None;
    };
    Some(Diagnostic {
        code: "P02",
        message: format!(
            "`{application}` is the {noun} role and the application role, so row security would not hold for it"
        ),
        help: format!("name another role in `.{call}(..)`"),
    })
}
