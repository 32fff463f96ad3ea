//! The place in the source of the program that runs a statement, with the feature `places`. Without it, a [`Place`] is
//! nothing.

use crate::query::Statement;

/// Where a statement is run: the call of `fetch_one`, `execute` and the like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place(#[cfg(feature = "places")] &'static std::panic::Location<'static>);

impl Place {
    #[track_caller]
    pub(crate) const fn caller() -> Self {
        Self(
            #[cfg(feature = "places")]
            std::panic::Location::caller(),
        )
    }

    /// Reports that the statement is about to be sent.
    #[cfg(not(feature = "places"))]
    pub(crate) const fn sends(self, _: &Statement) {}

    /// Reports that the statement is about to be sent.
    #[cfg(feature = "places")]
    pub(crate) fn sends(self, statement: &Statement) {
        if let Some(observer) = OBSERVER.get() {
            observer(&Sent { sql: statement.sql(), tenant: statement.tenant, place: self.0 });
        }
    }
}

/// A statement that is about to be sent.
#[cfg(feature = "places")]
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Sent<'statement> {
    /// The SQL. A stream sends it as the query of a cursor.
    pub sql: &'statement str,
    /// The tenant that is one of its values.
    pub tenant: Option<uuid::Uuid>,
    /// The call in the source of the program.
    pub place: &'static std::panic::Location<'static>,
}

#[cfg(feature = "places")]
static OBSERVER: std::sync::OnceLock<fn(&Sent<'_>)> = std::sync::OnceLock::new();

/// Calls a function before each statement of the process. Only the first call has an effect.
#[cfg(feature = "places")]
pub fn observe(observer: fn(&Sent<'_>)) {
    let _ = OBSERVER.set(observer);
}
