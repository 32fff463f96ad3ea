use super::name;
use crate::humanize::snake_case;

/// The body of the function that returns the tenant of a root; `{setting}` and `{hint}` are literals. It returns the
/// tenant or raises an error, so no policy compares with NULL. A PARALLEL SAFE function cannot have an EXCEPTION block,
/// so a pattern checks the form of a UUID: it takes less than half the time of a regular expression, in each statement of
/// a tenant. A text of this form that is not a UUID fails in the cast. The audit compares functions with this text.
///
/// It is PL/pgSQL with a `search_path` of its own. An SQL function, which the planner inlines, is cheaper where a plan is
/// kept, and costs more than it saves where a statement is planned, as a list with a limit is each time. Without the
/// `search_path`, its expressions are planned again whenever a trigger has another one.
pub const CONTEXT_BODY: &str = "
DECLARE
    tenant text := current_setting({setting}, true);
BEGIN
    IF tenant IS NULL OR tenant = '' THEN
        RAISE EXCEPTION 'no tenant is set'
            USING ERRCODE = 'insufficient_privilege',
                  HINT = {hint};
    END IF;
    IF tenant NOT LIKE '________-____-____-____-____________' THEN
        RAISE EXCEPTION 'the tenant that is set is not a UUID'
            USING ERRCODE = 'insufficient_privilege',
                  HINT = {hint};
    END IF;
    RETURN tenant::uuid;
END
";

/// Returns the name of the function that tells policies the tenant of a root, by the name of its struct: `current_organization_id` for `Organization`.
pub fn context_function(root: &str) -> String {
    name::limited(format!("current_{}_id", snake_case(root)))
}

/// Returns the name of the setting that contains the tenant during a transaction: `peristyle.organization_id` for the root `Organization`.
/// Transactions set it and policies read it.
pub fn setting(root: &str) -> String {
    format!("peristyle.{}_id", snake_case(root))
}

/// The beginning of the message that the context function raises with SQLSTATE 42501 when the setting is empty.
pub(crate) const NO_TENANT: &str = "no tenant is set";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::Literal;

    /// The drivers recognize the error of a missing tenant by this text.
    #[test]
    fn the_body_raises_what_is_looked_for() {
        assert!(CONTEXT_BODY.contains(&format!("RAISE EXCEPTION {}\n", Literal(NO_TENANT))));
    }
}
