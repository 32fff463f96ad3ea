//! The user's own statements in the transaction of a tenant.

use std::borrow::Cow;
use std::marker::PhantomData;

use sea_query::{PostgresQueryBuilder, QueryStatementWriter};

use crate::query::bind::{BindValue, Bound};
use crate::query::executor::run;
use crate::query::marker::Marker;
use crate::query::placeholders;
use crate::query::target::NO_TABLE;
use crate::query::{Executor, FromRow, Row, RowStream, Statement, StatementFuture, StreamExecutor, Target, Verb};
use crate::{ColumnType, DecodeError, Error, Interval, RangeElement, Table, TableDef};

/// A statement in SQL of your own, which reads rows of `R`. [`raw`] creates it.
///
/// It runs only in the transaction of a tenant, where row level security limits it to the rows of that tenant, or in one
/// [across tenants](crate::AcrossTenants), where it reads the rows of all tenants and writes nothing. Nothing
/// adds the conditions on tenant and deletion: write `deleted_at IS NULL` where it is meant.
///
/// | `R` | reads |
/// |---|---|
/// | a table, `Product` | the columns of the table by their names; others are ignored |
/// | a tuple of column types, `(String, i64)` | all columns in order |
/// | a column type that is not an enum or a newtype, `i64`, `Option<String>`, `Id<Product>` | the only column |
/// | `()` | nothing |
///
/// Enums, documents, addresses and numbers are read without casts. Other types that the drivers do not know need one:
/// `position::text AS position`.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Raw<R> {
    sql: Cow<'static, str>,
    values: Result<Vec<Bound>, Error>,
    row: Marker<R>,
}

/// Creates a statement in SQL of your own, with `$1`, `$2` in place of the values, which are bound in that order.
///
/// ```
/// # #[cfg(feature = "sqlx")] mod example {
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
/// # /// Something that is sold.
/// # #[table(name = "org_products", tenant = Organization)]
/// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub stock: i32, pub cents: i64 }
/// # use peristyle::sqlx::TenantTransaction;
/// use peristyle::raw;
///
/// async fn report(tx: &mut TenantTransaction<'_, Organization>) -> Result<(), peristyle::Error> {
///     let sql = "SELECT * FROM org_products WHERE stock * cents > $1 AND deleted_at IS NULL";
///     let dear: Vec<Product> = raw::<Product>(sql).bind(100_000_i64).fetch_all(&mut *tx).await?;
///     let sql = "SELECT count(*), sum(cents)::bigint FROM org_products WHERE deleted_at IS NULL";
///     let (count, sum): (i64, Option<i64>) = raw::<(i64, Option<i64>)>(sql).fetch_one(&mut *tx).await?;
///     Ok(())
/// }
/// # }
/// ```
pub fn raw<R: RawRow>(sql: &'static str) -> Raw<R> {
    Raw { sql: sql.into(), values: Ok(Vec::new()), row: PhantomData }
}

impl<R: RawRow> Raw<R> {
    /// Creates a statement from one of sea-query, such as a changed
    /// [`Select::into_sea_query`](crate::query::Select::into_sea_query).
    ///
    /// ```
    /// # #[cfg(feature = "sqlx")] mod example {
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
    /// # /// Something that is sold.
    /// # #[table(name = "org_products", tenant = Organization)]
    /// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub stock: i32 }
    /// # use peristyle::sqlx::TenantTransaction;
    /// use peristyle::query::Raw;
    /// use peristyle::sea_query::{Expr, ExprTrait};
    ///
    /// async fn even(tx: &mut TenantTransaction<'_, Organization>) -> Result<Vec<Product>, peristyle::Error> {
    ///     let mut query = Product::select(tx.tenant()).limit(9).into_sea_query()?;
    ///     query.and_where(Expr::col("stock").modulo(2).eq(0));
    ///     Raw::of_sea_query(&query).fetch_all(&mut *tx).await
    /// }
    /// # }
    /// ```
    pub fn of_sea_query(statement: &impl QueryStatementWriter) -> Self {
        let (sql, values) = statement.build(PostgresQueryBuilder);
        let values = values.0.into_iter().map(Bound::of_value).collect();
        Self { sql: sql.into(), values: Ok(values), row: PhantomData }
    }

    /// Binds a value to the next placeholder: the first value to `$1`, the second to `$2`.
    pub fn bind(mut self, value: impl BindValue) -> Self {
        self.values = self.values.and_then(|mut values| {
            values.push(value.bound()?);
            Ok(values)
        });
        self
    }

    /// Returns the SQL and the values. A placeholder of a type that the drivers do not know is cast.
    ///
    /// # Errors
    ///
    /// [`Error::Arguments`]: there are more or fewer values than placeholders. [`Error::Encode`] and
    /// [`Error::Violation`]: a value cannot be stored in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        let values = self.values?;
        let placeholder = |number: usize| {
            let plain = format!("${number}");
            let written = values.get(number - 1).map_or_else(|| plain.clone(), |value| value.placeholder(number));
            if written == plain { plain } else { format!("({written})") }
        };
        let (sql, placeholders) = placeholders::rewrite(&self.sql, placeholder);
        if placeholders != values.len() {
            return Err(Error::Arguments { placeholders, values: values.len() });
        }
        // A text that is not changed stays a constant, which the drivers prepare once.
        let sql = if sql == self.sql { self.sql.into() } else { sql.into() };
        let values = values.into_iter().map(|bound| bound.value).collect();
        Ok(Statement { sql, values, tenant: None, target: Target { table: R::table(), verb: Verb::Raw } })
    }

    /// Returns all rows.
    ///
    /// # Errors
    ///
    /// As [`Raw::into_statement`], before anything is sent; [`Error::Decode`] with the name of a column that is missing
    /// or does not fit its Rust type; errors of the database or the driver.
    #[track_caller]
    pub fn fetch_all<'executor>(self, executor: impl RawExecutor + 'executor) -> StatementFuture<'executor, Vec<R>> {
        let statement = self.into_statement();
        let answer = run::fetch_all(statement, executor);
        Box::pin(async {
            let rows = answer.await?;
            Ok(rows.into_iter().map(|Read(row)| row).collect())
        })
    }

    /// Returns the first row, or `None`.
    ///
    /// # Errors
    ///
    /// As [`Raw::fetch_all`].
    #[track_caller]
    pub fn fetch_optional<'executor>(
        self,
        executor: impl RawExecutor + 'executor,
    ) -> StatementFuture<'executor, Option<R>> {
        let statement = self.into_statement();
        let answer = run::fetch_optional(statement, executor);
        Box::pin(async { Ok(answer.await?.map(|Read(row)| row)) })
    }

    /// Returns the first row.
    ///
    /// # Errors
    ///
    /// As [`Raw::fetch_all`]; [`Error::NotFound`] if there is no row.
    #[track_caller]
    pub fn fetch_one<'executor>(self, executor: impl RawExecutor + 'executor) -> StatementFuture<'executor, R> {
        let statement = self.into_statement();
        let answer = run::fetch_one(statement, executor);
        Box::pin(async { answer.await.map(|Read(row)| row) })
    }

    /// Returns the rows as a stream, which reads them in batches. The statement must be a query (`SELECT`, `VALUES`,
    /// `WITH`) that writes nothing, because its rows are those of a cursor; PostgreSQL refuses others.
    ///
    /// # Errors
    ///
    /// The items are results: see [`RowStream`].
    #[track_caller]
    pub fn fetch<'executor>(self, executor: impl RawExecutor + StreamExecutor + 'executor) -> RowStream<'executor, R> {
        RowStream::new(self.into_statement(), executor, |Read(row)| row)
    }

    /// Runs the statement and returns the number of rows read or written.
    ///
    /// # Errors
    ///
    /// As [`Raw::fetch_all`].
    #[track_caller]
    pub fn execute<'executor>(self, executor: impl RawExecutor + 'executor) -> StatementFuture<'executor, u64> {
        run::execute(self.into_statement(), executor)
    }
}

/// The transaction of a tenant, or one across tenants, for SQL of your own.
#[diagnostic::on_unimplemented(
    message = "[P03] your own SQL runs only in the transaction of a tenant, or in one across tenants",
    label = "not a transaction of this crate",
    note = "open a transaction with `pool.begin_tenant(tenant)` and run the statement on `&mut transaction`",
    note = "docs: peristyle::rules::P03"
)]
pub trait RawExecutor: Executor {}

/// A type that the rows of a [`Raw`] statement are read as.
#[diagnostic::on_unimplemented(
    message = "[P03] a row of your own SQL cannot be read as `{Self}`",
    label = "expected a table, the type of a column, or a tuple of at most twelve of these types",
    note = "write a single enum or newtype as a tuple: `raw::<(ProductStatus,)>(..)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait RawRow: Send + Sized + 'static {
    /// Reads a row.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError>;

    /// The table, to explain violations.
    #[doc(hidden)]
    fn table() -> &'static TableDef {
        &NO_TABLE
    }
}

struct Read<R>(R);

impl<R: RawRow> FromRow for Read<R> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        R::read(row).map(Self)
    }
}

impl<T: Table> RawRow for T {
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.named(T::def().columns);
        <T as Table>::read(row)
    }

    fn table() -> &'static TableDef {
        T::def()
    }
}

fn only<C: ColumnType>(row: &mut Row<'_>) -> Result<C, DecodeError> {
    row.in_order(1)?;
    row.next()
}

macro_rules! scalars {
    ($($scalar:ty),* $(,)?) => {
        $(impl RawRow for $scalar {
            fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
                only(row)
            }
        })*
    };
}

scalars!(bool, i16, i32, i64, f32, f64, String, uuid::Uuid, Interval);
scalars!(chrono::DateTime<chrono::Utc>, chrono::NaiveDateTime, chrono::NaiveDate, chrono::NaiveTime);
#[cfg(feature = "rust_decimal")]
scalars!(rust_decimal::Decimal);
#[cfg(feature = "json")]
scalars!(serde_json::Value);

impl<T: RangeElement> RawRow for crate::Range<T> {
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        only(row)
    }
}

impl<T: Table> RawRow for crate::Id<T> {
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        only(row)
    }
}

#[cfg(feature = "json")]
impl<T: 'static> RawRow for crate::Json<T>
where
    crate::Json<T>: ColumnType,
{
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        only(row)
    }
}

impl<T: 'static> RawRow for Option<T>
where
    Option<T>: ColumnType,
{
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        only(row)
    }
}

impl<T: 'static> RawRow for Vec<T>
where
    Vec<T>: ColumnType,
{
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        only(row)
    }
}

impl RawRow for () {
    fn read(_: &mut Row<'_>) -> Result<Self, DecodeError> {
        Ok(())
    }
}

macro_rules! tuples {
    ($($count:literal ($($column:ident)*))*) => {
        $(impl<$($column: ColumnType),*> RawRow for ($($column,)*) {
            fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
                row.in_order($count)?;
                Ok(($(row.next::<$column>()?,)*))
            }
        })*
    };
}

tuples! {
    1 (A)
    2 (A B)
    3 (A B C)
    4 (A B C D)
    5 (A B C D E)
    6 (A B C D E F)
    7 (A B C D E F G)
    8 (A B C D E F G H)
    9 (A B C D E F G H I)
    10 (A B C D E F G H I J)
    11 (A B C D E F G H I J K)
    12 (A B C D E F G H I J K L)
}
