/// A policy of row level security beside the emitted one: `policy(name = "..", using = "..")`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyDef {
    /// The name.
    pub name: &'static str,
    /// The commands that it is for.
    pub command: PolicyCommand,
    /// Whether it is joined to the other policies by AND (rule P07).
    pub restrictive: bool,
    /// The roles that it is for; every role if empty.
    pub roles: &'static [&'static str],
    /// The SQL of USING: which rows are seen.
    pub using: Option<&'static str>,
    /// The SQL of WITH CHECK: which rows may be written.
    pub with_check: Option<&'static str>,
    /// The reason, which becomes COMMENT ON POLICY; empty if none is declared.
    pub why: &'static str,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// The commands that a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyCommand {
    /// Each of the four.
    All,
    /// SELECT.
    Select,
    /// INSERT.
    Insert,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
}

impl PolicyDef {
    /// The defaults of a declaration.
    #[doc(hidden)]
    pub const PLAIN: Self = Self {
        name: "",
        command: PolicyCommand::All,
        restrictive: false,
        roles: &[],
        using: None,
        with_check: None,
        why: "",
        __non_exhaustive: (),
    };
}
