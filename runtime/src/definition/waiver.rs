/// A waiver of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaiverDef {
    /// The code of the rule, such as `T03`.
    pub code: &'static str,
    /// The name of the rule, such as `soft_delete`.
    pub name: &'static str,
    /// The reason.
    pub reason: &'static str,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl WaiverDef {
    /// A waiver of the rule with this code and name.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(code: &'static str, name: &'static str, reason: &'static str) -> Self {
        Self { code, name, reason, __non_exhaustive: () }
    }
}
