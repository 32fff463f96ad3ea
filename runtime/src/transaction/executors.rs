//! The executors that are transactions: the same for each driver.

/// Implements [`Executor`](crate::query::Executor) for the transactions of a driver. The module that calls it has the
/// types `TenantTransaction`, `AcrossTransaction` and `Committing`, the functions `within`, `last` and `stream`, which run
/// a statement, and `read_all` and `read_first`. `$rows` is what the driver returns for all rows, `$first` for one row.
///
/// The traits that a message of rustc lists with their implementations are implemented by hand: a message that points into
/// a macro is longer.
macro_rules! transaction_executors {
    ($rows:ty, $first:ty) => {
        transaction_executors!(@open $rows, $first, TenantTransaction, |transaction| {
            Tenants::One(TenantTransaction::tenant(transaction).id().uuid())
        });
        transaction_executors!(@open $rows, $first, AcrossTransaction, |_across| Tenants::None);

        impl<Root: TenantRoot> Sealed for Committing<'_, Root> {}

        impl<Root: TenantRoot> Executor for Committing<'_, Root> {
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
                last(self, statement, |rows: $rows| Ok((read_all(&rows)?, !rows.is_empty()))).await
            }

            async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
                last(self, statement, |row: $first| {
                    let row: Option<R> = read_first(&row)?;
                    let has_row = row.as_ref().is_some_and(|row| !row.is_refusal());
                    Ok((row, has_row))
                })
                .await
            }

            async fn execute(self, statement: Statement) -> Result<u64, Error> {
                last(self, statement, |count: u64| Ok((count, count > 0))).await
            }
        }
    };
    (@open $rows:ty, $first:ty, $transaction:ident, |$this:ident| $tenant:expr) => {
        impl<Root: TenantRoot> Sealed for &mut $transaction<'_, Root> {}

        impl<Root: TenantRoot> Executor for &mut $transaction<'_, Root> {
            fn tenant(&self) -> Tenants {
                let $this = self;
                $tenant
            }

            async fn fetch_all<R: FromRow>(self, statement: Statement) -> Result<Vec<R>, Error> {
                read_all(&within::<$rows>(&mut self.open, statement).await?)
            }

            async fn fetch_optional<R: FromRow>(self, statement: Statement) -> Result<Option<R>, Error> {
                read_first(&within::<$first>(&mut self.open, statement).await?)
            }

            async fn execute(self, statement: Statement) -> Result<u64, Error> {
                within(&mut self.open, statement).await
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
