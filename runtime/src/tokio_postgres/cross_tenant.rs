use std::fmt;
use std::marker::PhantomData;

use super::open::Open;
use crate::TenantRoot;

/// A read-only transaction across all tenants of `Root`, for `select_across` and statements on global tables.
///
/// It ends when it is dropped.
pub struct AcrossTransaction<'connection, Root> {
    pub(super) open: Open<'connection>,
    root: PhantomData<fn() -> Root>,
}

impl<'connection, Root: TenantRoot> AcrossTransaction<'connection, Root> {
    #[cfg(any(feature = "bb8", feature = "deadpool-postgres"))]
    pub(super) fn new(open: Result<Open<'connection>, crate::Error>) -> Result<Self, crate::Error> {
        Ok(Self { open: open.map_err(crate::Error::of_across)?, root: PhantomData })
    }

    /// Returns the connection for your own SQL, which row level security does not limit.
    pub fn connection(&mut self) -> &tokio_postgres::Client {
        self.open.connection()
    }
}

impl<Root> fmt::Debug for AcrossTransaction<'_, Root> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AcrossTransaction").finish_non_exhaustive()
    }
}
