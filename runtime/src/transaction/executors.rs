//! The executors that are transactions: the same for each driver.

/// Implements [`Executor`](crate::query::Executor) for the transactions of a driver. The module that calls it has the
/// types `TenantTransaction`, `AcrossTransaction` and `Committing`, and the functions `within`, `last` and `stream`, which run
/// a statement.
///
/// The traits that a message of rustc lists with their implementations are implemented by hand: a message that points into
/// a macro is longer.
macro_rules! transaction_executors {
    () => {
        transaction_executors!(@open TenantTransaction, |transaction| {
            Tenants::One(TenantTransaction::tenant(transaction).id().uuid())
        });
        transaction_executors!(@open AcrossTransaction, |_across| Tenants::None);

        impl<Root: TenantRoot> Sealed for Committing<'_, Root> {}

        impl<Root: TenantRoot> Run for Committing<'_, Root> {
            fn tenant(&self) -> Tenants {
                Tenants::One(self.transaction.tenant().id().uuid())
            }

            fn accepting_no_row(self) -> Self {
                Self { accepts_no_row: true, ..self }
            }

            async fn skip(self) -> Result<(), Error> {
                self.transaction.commit().await
            }

            async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
                let mut rows = AllRows::new();
                last(self, statement, &mut rows).await?;
                rows.into_result()
            }

            async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
                let mut row = FirstRow::new();
                last(self, statement, &mut row).await?;
                row.into_result()
            }

            async fn execute(self, statement: Statement) -> Result<u64, Error> {
                last(self, statement, &mut NoRows).await
            }
        }
    };
    (@open $transaction:ident, |$this:ident| $tenant:expr) => {
        impl<Root: TenantRoot> Sealed for &mut $transaction<'_, Root> {}

        impl<Root: TenantRoot> Run for &mut $transaction<'_, Root> {
            fn tenant(&self) -> Tenants {
                let $this = self;
                $tenant
            }

            async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
                let mut rows = AllRows::new();
                within(&mut self.open, statement, &mut rows).await?;
                rows.into_result()
            }

            async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
                let mut row = FirstRow::new();
                within(&mut self.open, statement, &mut row).await?;
                row.into_result()
            }

            async fn execute(self, statement: Statement) -> Result<u64, Error> {
                within(&mut self.open, statement, &mut NoRows).await
            }
        }

        impl<Root: TenantRoot> StreamExecutor for &mut $transaction<'_, Root> {
            async fn stream<F: FromRow, T: Send + 'static>(
                self,
                statement: Statement,
                sink: Sink<F, T>,
            ) -> Result<(), Error> {
                let mut savepoint = self.open.savepoint().await?;
                stream(&mut savepoint, statement, sink).await?;
                // It has read only, and this also closes the cursor.
                savepoint.rollback().await
            }
        }
    };
}

/// Implements [`StreamExecutor`](crate::query::StreamExecutor) for the executors of a driver that open a transaction.
macro_rules! stream_executors {
    ($($executor:ty => |$this:ident, $statement:ident, $sink:ident| $streamed:expr;)*) => {
        $(impl StreamExecutor for $executor {
            async fn stream<F: FromRow, T: Send + 'static>(
                self,
                $statement: Statement,
                $sink: Sink<F, T>,
            ) -> Result<(), Error> {
                let $this = self;
                $streamed.await
            }
        })*
    };
}

pub(crate) use {stream_executors, transaction_executors};
