use crate::query::{ExecutorFor, FromRow, Run, Sealed, Sink, Statement, StreamExecutor, Tenants};
use crate::{Error, ExecutorAcross, PerTenant};

/// Runs the statements of [`Select`] across tenants. Only this module creates it, for selects over all tenants.
pub(super) struct Across<E>(pub(super) E);

impl<E: Run> Sealed for Across<E> {}

impl<Root, E: ExecutorAcross<Root>> ExecutorFor<PerTenant<Root>> for Across<E> {}

impl<E: Run> Run for Across<E> {
    fn tenant(&self) -> Tenants {
        self.0.tenant()
    }

    fn accepting_no_row(self) -> Self {
        Self(self.0.accepting_no_row())
    }

    fn skip(self) -> impl Future<Output = Result<(), Error>> + Send {
        self.0.skip()
    }

    fn fetch_all<R: FromRow>(self, statement: Statement) -> impl Future<Output = Result<Vec<R>, Error>> + Send {
        self.0.fetch_all(statement)
    }

    fn fetch_optional<R: FromRow>(self, statement: Statement) -> impl Future<Output = Result<Option<R>, Error>> + Send {
        self.0.fetch_optional(statement)
    }

    fn execute(self, statement: Statement) -> impl Future<Output = Result<u64, Error>> + Send {
        self.0.execute(statement)
    }
}

impl<E: StreamExecutor> StreamExecutor for Across<E> {
    fn stream<F: FromRow, T: Send + 'static>(
        self,
        statement: Statement,
        sink: Sink<F, T>,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        self.0.stream(statement, sink)
    }
}
