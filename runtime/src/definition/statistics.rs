use super::IndexColumn;

/// Extended statistics: `statistics(country, city, kinds(dependencies))`.
#[derive(Debug, Clone, Copy)]
pub struct StatisticsDef {
    /// The declared name.
    pub name: Option<&'static str>,
    /// The columns and expressions.
    pub columns: &'static [IndexColumn],
    /// The declared kinds, such as `ndistinct`; all of them if empty.
    pub kinds: &'static [&'static str],
    /// The purpose, which becomes COMMENT ON STATISTICS; empty if none is declared.
    pub doc: &'static str,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl StatisticsDef {
    /// The defaults of a declaration.
    #[doc(hidden)]
    pub const PLAIN: Self = Self { name: None, columns: &[], kinds: &[], doc: "", __non_exhaustive: () };
}
