//! Numbers per tenant.

use serde::{Deserialize, Serialize};

use super::{Text, is_usual, texts};
use crate::definition::NumberDef;

/// How a column numbers the rows of a tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Number {
    /// The columns whose values have numbers of their own.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub per: Vec<Text>,
    /// Whether no number is left out: rows are not deleted for good.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub no_gaps: bool,
}

impl Number {
    pub(super) fn of(def: &NumberDef) -> Self {
        let NumberDef { per, no_gaps, __non_exhaustive: () } = *def;
        Self { per: texts(per), no_gaps }
    }
}
