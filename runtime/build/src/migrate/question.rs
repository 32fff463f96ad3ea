//! A rename that nothing states. It is one question: the rest is planned as if the answer were that it was renamed, so that nothing is refused which only
//! another answer brings.

use super::error::Refusal;
use super::rename::Rename;
use super::rules::Rules;

/// What could have been renamed, and the question.
pub(super) struct Question {
    pub(super) refusal: Refusal,
    pub(super) rename: Rename,
}

impl Question {
    /// Adds the rename to the rules and to what is supposed, unless another one has one of the names.
    pub(super) fn suppose(&self, rules: &mut Rules, supposed: &mut Vec<Rename>) -> bool {
        let is_free = match self.rename.clone() {
            Rename::Table(old, new) => {
                let is_free = rules.tables.iter().all(|(before, now)| *before != old && *now != new);
                if is_free {
                    rules.tables.push((old, new));
                }
                is_free
            }
            Rename::Enum(old, new) => {
                let is_free = rules.enums.iter().all(|(before, now)| *before != old && *now != new);
                if is_free {
                    rules.enums.push((old, new));
                }
                is_free
            }
            Rename::Column(of, old, new) => {
                let mut others = rules.columns.iter().filter(|(table, ..)| *table == of);
                let is_free = others.all(|(_, before, now)| *before != old && *now != new);
                if is_free {
                    // It is of the other answer.
                    rules.backfills.retain(|(table, column, _)| *table != of || *column != new);
                    rules.columns.push((of, old, new));
                }
                is_free
            }
            Rename::Label(of, old, new) => {
                let mut others = rules.labels.iter().filter(|(name, ..)| *name == of);
                let is_free = others.all(|(_, before, now)| *before != old && *now != new);
                if is_free {
                    rules.labels.push((of, old, new));
                }
                is_free
            }
        };
        if is_free {
            supposed.push(self.rename.clone());
        }
        is_free
    }
}

/// The name that was probably meant.
pub(super) fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let alike = names.into_iter().map(|name| (strsim::jaro_winkler(written, name), name));
    alike.filter(|(likeness, _)| *likeness > 0.8).max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, name)| name)
}
