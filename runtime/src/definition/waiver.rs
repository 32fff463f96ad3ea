/// A waiver of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaiverDef {
    /// The code of the rule, such as `T03`.
    pub code: &'static str,
    /// The name of the rule, such as `soft_delete`.
    pub name: &'static str,
    /// The reason.
    pub reason: &'static str,
}
