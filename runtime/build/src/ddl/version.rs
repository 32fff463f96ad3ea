//! The check of the server's version, before anything is created. Every version that PostgreSQL ever had runs it.

use std::fmt::{Formatter, Result};

use super::script::Script;
use crate::model::Postgres;

/// The message of the check, before the number.
pub(crate) const CHECK: &str = "the schema needs PostgreSQL ";

/// Raises an error on a server that is older than the schema needs.
pub(super) fn check(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    let min = script.checked.database().min;
    if min == Postgres::default() {
        return Ok(());
    }
    writeln!(
        f,
        "
DO $$
BEGIN
    IF current_setting('server_version_num')::integer < {min}0000 THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = '{CHECK}{min} or later, and the server is PostgreSQL ' || current_setting('server_version'),
            HINT = 'Use a newer server, or state a lower `min` in `schema!` and remove what needs it.';
    END IF;
END
$$;"
    )
}
