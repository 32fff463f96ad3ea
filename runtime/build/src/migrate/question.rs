//! A rename that nothing states. It is one question: the rest is planned as if the answer were that it was renamed, so that nothing is refused which only
//! another answer brings.

use std::collections::HashSet;

use super::error::Refusal;
use super::rules::Rules;

/// What could have been renamed, and the question.
pub(super) struct Question {
    pub(super) refusal: Refusal,
    pub(super) rename: Rename,
}

/// A rename, with the names before and now.
#[derive(Clone)]
pub(super) enum Rename {
    Table(String, String),
    Enum(String, String),
    /// The table as it is called now.
    Column(String, String, String),
    /// The enum.
    Label(String, String, String),
}

impl Rename {
    /// Adds the rename, unless another one has one of the names. `titles` are those of the steps.
    pub(super) fn suppose(&self, rules: &mut Rules, titles: &mut HashSet<String>) -> bool {
        match self.clone() {
            Self::Table(old, new) => {
                let is_free = rules.tables.iter().all(|(before, now)| *before != old && *now != new);
                if is_free {
                    titles.insert(format!("rename the table `{old}` to `{new}`"));
                    rules.tables.push((old, new));
                }
                is_free
            }
            Self::Enum(old, new) => {
                let is_free = rules.enums.iter().all(|(before, now)| *before != old && *now != new);
                if is_free {
                    titles.insert(format!("rename the enum type `{old}` to `{new}`"));
                    rules.enums.push((old, new));
                }
                is_free
            }
            Self::Column(of, old, new) => {
                let mut others = rules.columns.iter().filter(|(table, ..)| *table == of);
                let is_free = others.all(|(_, before, now)| *before != old && *now != new);
                if is_free {
                    titles.insert(format!("rename the column `{old}` of `{of}` to `{new}`"));
                    // It is of the other answer.
                    rules.backfills.retain(|(table, column, _)| *table != of || *column != new);
                    rules.columns.push((of, old, new));
                }
                is_free
            }
            Self::Label(of, old, new) => {
                let mut others = rules.labels.iter().filter(|(name, ..)| *name == of);
                let is_free = others.all(|(_, before, now)| *before != old && *now != new);
                if is_free {
                    titles.insert(format!("rename the label `{old}` of `{of}` to `{new}`"));
                    rules.labels.push((of, old, new));
                }
                is_free
            }
        }
    }
}

/// The name that was probably meant.
pub(super) fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let alike = names.into_iter().map(|name| (strsim::jaro_winkler(written, name), name));
    alike.filter(|(likeness, _)| *likeness > 0.8).max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, name)| name)
}
