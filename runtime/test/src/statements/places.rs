//! Where in the source the statements of peristyle are run.

use std::collections::HashMap;
use std::panic::Location;
use std::sync::{LazyLock, Mutex, PoisonError};

use peristyle::__test_v0::Sent;
use uuid::Uuid;

use super::protocol::Bytes;

pub(crate) type Place = &'static Location<'static>;

/// The last place of each statement and tenant. Tests that run at the same time have different tenants.
static PLACES: LazyLock<Mutex<HashMap<String, OfTenants>>> = LazyLock::new(Mutex::default);

type OfTenants = Vec<(Option<Uuid>, Place)>;

/// The tenants of a statement that are kept.
const MOST: usize = 64;

/// Records the places of all statements of the process from now on.
pub(crate) fn record() {
    peristyle::__test_v0::observe(|Sent { sql, tenant, place, .. }: &Sent<'_>| {
        let mut all = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
        if !all.contains_key(*sql) {
            all.insert((*sql).to_owned(), Vec::new());
        }
        if let Some(places) = all.get_mut(*sql) {
            places.retain(|(other, _)| other != tenant);
            if places.len() == MOST {
                places.remove(0);
            }
            places.push((*tenant, *place));
        }
    });
}

/// The place of a statement that was just sent: the tenant is one of its values.
pub(crate) fn of(sql: &str, values: &[Bytes]) -> Option<Place> {
    let all = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
    let is_value = |tenant: Uuid| values.iter().flatten().any(|value| value.as_slice() == tenant.as_bytes());
    let places = all.get(sql)?.iter().rev();
    places.into_iter().find(|(tenant, _)| tenant.is_none_or(is_value)).map(|(_, place)| *place)
}
