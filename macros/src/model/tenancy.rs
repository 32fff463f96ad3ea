use syn::Path;

use crate::parse::value::Text;

/// Whose rows they are.
pub enum Tenancy {
    Global,
    Root {
        prefix: Text,
    },
    Tenant {
        root: Path,
        /// The tenant column, when there is one.
        column: Option<usize>,
    },
}
