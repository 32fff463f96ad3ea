use serde::{Deserialize, Serialize};

use super::Text;
use crate::definition::WaiverDef;

/// A waiver: which rule, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Waiver {
    /// The code, such as `T03`.
    pub code: Text,
    /// The name, such as `soft_delete`.
    pub name: Text,
    /// The reason.
    pub reason: Text,
}

impl Waiver {
    pub(super) fn all(waivers: &[WaiverDef]) -> Vec<Self> {
        let one = |WaiverDef { code, name, reason, __non_exhaustive: () }| Self {
            code: code.into(),
            name: name.into(),
            reason: reason.into(),
        };
        waivers.iter().copied().map(one).collect()
    }
}
