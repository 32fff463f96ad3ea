//! Look-ups of the tenant before it is known, by the function that the DDL emits for a unique index.

use uuid::Uuid;

use crate::const_str::ConstString;
use crate::query::executor::run;
use crate::query::projection::{Read, Scalar};
use crate::query::statement::Statement;
use crate::query::target::{Target, Verb};
use crate::query::{ExecutorFor, StatementFuture, Values};
use crate::query::{cast, domain};
use crate::quote::{Identifier, Qualified};
use crate::{ColumnDef, EncodeError, Error, Global, Id, Table, Tenant, TenantRoot, physical};

/// Returns the tenant of the row with these values, by the unique index at this position of the definition.
#[doc(hidden)]
#[track_caller]
pub fn lookup<'executor, T: Table, Root: TenantRoot>(
    place: usize,
    values: Values,
    executor: impl ExecutorFor<Global> + 'executor,
) -> StatementFuture<'executor, Option<Tenant<Root>>> {
    let statement = statement::<T>(place, values);
    let answer = run::fetch_optional(statement, executor);
    Box::pin(async { Ok(answer.await?.map(tenant)) })
}

/// The same of all tenants that have such a row, oldest first, at most [`MOST_TENANTS`](crate::query::MOST_TENANTS).
#[doc(hidden)]
#[track_caller]
pub fn lookup_all<'executor, T: Table, Root: TenantRoot>(
    place: usize,
    values: Values,
    executor: impl ExecutorFor<Global> + 'executor,
) -> StatementFuture<'executor, Vec<Tenant<Root>>> {
    let statement = statement::<T>(place, values);
    let answer = run::fetch_all(statement, executor);
    Box::pin(async { Ok(answer.await?.into_iter().map(tenant).collect()) })
}

/// The most tenants that a look-up by a unique index of each tenant returns: `User::tenants_of_email`.
pub const MOST_TENANTS: u32 = 1000;

fn tenant<Root: TenantRoot>(Read(id): Read<Scalar<Uuid>>) -> Tenant<Root> {
    Tenant::new(Id::stored(id))
}

/// The parameters have the types of their columns, so that an argument is compared as the column is.
fn statement<T: Table>(place: usize, values: Values) -> Result<Statement, Error> {
    let def = T::def();
    let lookup = def.indexes.get(place).and_then(|index| physical::lookup(def, index));
    let lookup = lookup.ok_or_else(|| Error::unencoded(None, EncodeError::new("the table has no such look-up")))?;
    let columns = || lookup.columns.iter().filter_map(|name| def.column(name));
    let function = Qualified { schema: def.schema, name: &lookup.function };
    let arguments: Vec<_> = columns().enumerate().map(|(at, column)| argument(at, column)).collect();
    let unchanged: String = columns().enumerate().map(|(at, column)| unchanged(at, column)).collect();
    let only = if unchanged.is_empty() { "" } else { " WHERE TRUE" };
    let arguments = arguments.join(", ");
    let sql = format!("SELECT {} FROM {function}({arguments}) AS {0}{only}{unchanged}", Identifier("tenant"));
    let values = values.comparable(def, columns())?;
    Ok(Statement { sql: sql.into(), values, tenant: None, target: Target { table: def, verb: Verb::Read } })
}

fn argument(at: usize, column: &ColumnDef) -> String {
    let mut cast = ConstString::<512>::new();
    cast::stated(&mut cast, column);
    format!("${}{}", at + 1, cast.as_str())
}

/// A text that the cast to a domain truncates is equal to no row.
fn unchanged(at: usize, column: &ColumnDef) -> String {
    let mut condition = ConstString::<4096>::new();
    domain::unchanged(&mut condition, column, &format!("${}", at + 1));
    condition.as_str().to_owned()
}
