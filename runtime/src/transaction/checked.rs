#![cfg_attr(
    not(any(feature = "bb8", feature = "deadpool-postgres", feature = "sqlx")),
    allow(dead_code, reason = "used only with a pool")
)]

use std::any::Any;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{LazyLock, PoisonError, RwLock, Weak};
use std::time::{Duration, Instant};

use crate::TableDef;

/// The time that a result is valid for: roles and tables can change while a service runs.
const VALID: Duration = Duration::from_secs(60);

/// The identity of a login: the options of a pool, or one connection. It is kept alive, because its address could be
/// reused.
pub(crate) type Login = Weak<dyn Any + Send + Sync>;

type Key = (usize, Option<&'static str>, &'static str);

static SUBJECT: LazyLock<RwLock<HashMap<Key, (Login, Instant)>>> = LazyLock::new(RwLock::default);

/// Whether row level security applied to that login on the root within the last minute.
pub(crate) fn is_subject(login: &Login, root: &'static TableDef) -> bool {
    let subject = SUBJECT.read().unwrap_or_else(PoisonError::into_inner);
    subject.get(&key(login, root)).is_some_and(|(_, seen)| seen.elapsed() < VALID)
}

/// Records that row level security applies.
pub(crate) fn set_subject(login: &Login, root: &'static TableDef) {
    let mut subject = SUBJECT.write().unwrap_or_else(PoisonError::into_inner);
    if let Entry::Occupied(mut known) = subject.entry(key(login, root)) {
        known.get_mut().1 = Instant::now();
        return;
    }
    subject.retain(|_, (login, _)| login.strong_count() > 0);
    subject.insert(key(login, root), (Weak::clone(login), Instant::now()));
}

fn key(login: &Login, root: &'static TableDef) -> Key {
    (login.as_ptr().cast::<()>().addr(), root.schema, root.name)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Table;
    use crate::fixtures::{Organization, Product};

    fn login(of: &Arc<String>) -> Login {
        let weak: Weak<String> = Arc::downgrade(of);
        weak
    }

    #[test]
    fn an_answer_is_of_one_login_and_one_root() {
        let (one, other) = (Arc::new("one".to_owned()), Arc::new("other".to_owned()));
        assert!(!is_subject(&login(&one), Organization::def()));
        set_subject(&login(&one), Organization::def());
        set_subject(&login(&one), Organization::def());
        assert!(is_subject(&login(&one), Organization::def()));
        assert!(!is_subject(&login(&one), Product::def()));
        assert!(!is_subject(&login(&other), Organization::def()));
        let gone = login(&one);
        drop(one);
        set_subject(&login(&other), Organization::def());
        assert!(!is_subject(&gone, Organization::def()));
    }
}
