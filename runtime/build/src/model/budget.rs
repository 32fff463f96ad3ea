use serde::{Deserialize, Serialize};

use super::{Text, is_usual};
use crate::definition::BudgetDef;

/// What the statements of a table may cost by the estimates of the planner. The database does not have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Budget {
    /// The rows that one statement reads, where they are not those of the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// The rows that one statement sorts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<u64>,
    /// The pages of a sequential scan, 8 KiB each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequential_scan: Option<u64>,
    /// Why.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub why: Text,
}

impl Budget {
    pub(super) fn of(def: BudgetDef) -> Option<Self> {
        let BudgetDef { rows, sort, sequential_scan, why, __non_exhaustive: () } = def;
        [rows, sort, sequential_scan].iter().any(Option::is_some).then(|| Self {
            rows,
            sort,
            sequential_scan,
            why: why.into(),
        })
    }
}
