//! A span around each statement, with the feature `tracing`. Without it, a [`Span`] is nothing, and the future of a
//! statement is the one of the driver.

#[cfg(feature = "tracing")]
mod span;

#[cfg(feature = "tracing")]
pub(crate) use span::Span;

/// The rows of an answer.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "nobody counts them"))]
pub(crate) enum Rows {
    Returned(u64),
    Affected(u64),
}

impl Rows {
    pub(crate) fn all<R>(rows: &[R]) -> Self {
        Self::Returned(rows.len() as u64)
    }

    pub(crate) fn first<R>(row: &Option<R>) -> Self {
        Self::Returned(row.is_some().into())
    }

    pub(crate) fn affected(count: &u64) -> Self {
        Self::Affected(*count)
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) struct Span;

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(crate) const fn of(_: &crate::query::Statement) -> Self {
        Self
    }

    pub(crate) fn around<T, F: Future<Output = Result<T, crate::Error>>>(
        self,
        statement: F,
        _: impl FnOnce(&T) -> Rows,
    ) -> F {
        statement
    }
}
