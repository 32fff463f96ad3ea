//! `row_security`, `row_security = forced`: row level security of a global table, whose policies are SQL of the user's own.

use syn::{Expr, Meta};

use super::Tenancy;
use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::value;

/// Whom the policies bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowSecurity {
    /// All roles but the owner of the table.
    Enabled,
    /// The owner too.
    Forced,
}

impl RowSecurity {
    /// Reads the key.
    pub fn read(raw: &Raw, tenancy: &Tenancy, diagnostics: &mut Diagnostics) -> Option<Self> {
        let read = match &*raw.0 {
            Meta::Path(_) => Some(Self::Enabled),
            Meta::NameValue(pair) => match &pair.value {
                Expr::Path(value) if value.path.is_ident("forced") => Some(Self::Forced),
                _ => None,
            },
            Meta::List(_) => None,
        };
        if read.is_none() {
            value::wrong(raw, "takes no value, or `forced`", "row_security = forced", diagnostics);
        }
        if !matches!(tenancy, Tenancy::Global) {
            let message =
                "`row_security` is for global tables: a tenant table and the root have a policy that is forced";
            diagnostics.malformed("table", &raw.0, message, "remove it");
            return None;
        }
        read
    }
}
