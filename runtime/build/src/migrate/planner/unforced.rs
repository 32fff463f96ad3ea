//! Row level security that is not forced while a statement changes the rows of all tenants as the owner.

/// What a loop that commits after each batch has around the statement of the batch. Nothing, where no table forces it.
pub(super) struct Unforced {
    /// The variable that tells whether the role bypasses row security anyway, and need not own the tables.
    pub(super) declared: &'static str,
    pub(super) off: String,
    pub(super) on: String,
}

impl Unforced {
    /// `forced` are the tables that show an owner the rows of the tenant only.
    pub(super) fn of(forced: &[String]) -> Self {
        if forced.is_empty() {
            return Self { declared: "", off: String::new(), on: String::new() };
        }
        let unless_bypassed = |word: &str| {
            let alter = |name: &String| format!("            ALTER TABLE {name} {word}FORCE ROW LEVEL SECURITY;\n");
            format!("        IF NOT bypasses THEN\n{}        END IF;\n", forced.iter().map(alter).collect::<String>())
        };
        Self {
            declared: "    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);\n",
            off: unless_bypassed("NO "),
            on: unless_bypassed(""),
        }
    }
}
