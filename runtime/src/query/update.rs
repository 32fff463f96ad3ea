use std::marker::PhantomData;

use sea_query::Value;
use uuid::Uuid;

use crate::query::const_sql::{Columns, ConstSql, UpdateHead, UpdateTail};
use crate::query::executor::run;
use crate::query::params::{Assignments, Places};
use crate::query::target::Target;
use crate::query::text_cache::{self, Form, Shape};
use crate::query::tree::value_parts::{Parts, SqlText};
use crate::query::version::{self, Expected, IfCurrent, Nothing};
use crate::query::{
    AssignTo, Changes, Column, ExecutorFor, Find, InUpdate, Statement, StatementFuture, Values, Verb, Version,
};
use crate::{ColumnDef, ColumnType, Error, IntoColumn, Table, UpdateRow};

/// Updates columns of a live row of `T` by its primary key: `Product::update(tenant, id,
/// ProductUpdate::new().price(price))`.
///
/// `updated_at` is set to the time of the transaction. An empty update selects the row instead, so a request without
/// changes succeeds, and one for a missing row fails.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Update<T> {
    tenant: Option<Uuid>,
    key: Values,
    changes: Changes,
    expected: Option<Expected>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Update<T> {
    /// Updates the row with this primary key.
    #[doc(hidden)]
    pub fn new(tenant: Option<Uuid>, key: Values, changes: impl UpdateRow<Table = T>) -> Self {
        Self { tenant, key, changes: changes.into_changes(), expected: None, table: PhantomData }
    }

    /// Also sets a column to a value or an expression, which the database computes from the stored row:
    /// `.set(Product::STOCK, Product::STOCK - 1)`. See [`ValueExpr`](crate::query::ValueExpr).
    ///
    /// If the column was set before, this replaces it. `validate()` of the changes does not see it: the database checks
    /// the result. The primary key, the tenant, the timestamps and the columns that the database sets cannot be updated:
    /// [`Error::Unchangeable`].
    pub fn set<V, A>(mut self, column: Column<T, V>, value: A) -> Self
    where
        A: AssignTo<T, V, Source: InUpdate>,
    {
        self.changes = self.changes.assign(column, value);
        self
    }

    /// Updates the row only if a column still has the version that was read, and sets the next version: an integer is
    /// incremented, `updated_at` is set as in every update. Otherwise nothing is changed, and the error is
    /// [`Error::Stale`]. A row that is missing or belongs to another tenant is [`Error::NotFound`].
    ///
    /// It is one statement. The trigger on `updated_at` moves it forward in every update, by a microsecond at least. Every
    /// other update must increment an integer version too: `.set(Product::VERSION, Product::VERSION + 1)`. An update
    /// without changes sets the next version.
    ///
    /// ```
    /// # #[cfg(feature = "sqlx")] mod example {
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something that is sold.
    /// # #[table(name = "org_products", tenant = Organization)]
    /// # pub struct Product {
    /// #     pub id: Id<Product>,
    /// #     pub organization_id: Id<Organization>,
    /// #     pub name: String,
    /// #     #[column(default = 1)]
    /// #     pub version: i64,
    /// # }
    /// # use peristyle::{Error, sqlx::TenantTransaction};
    /// async fn rename(tx: &mut TenantTransaction<'_, Organization>, seen: Product, name: &str) -> Result<Product, Error> {
    ///     let update = Product::update(tx.tenant(), seen.id, ProductUpdate::new().name(name));
    ///     update.if_version(Product::VERSION, seen.version).fetch_one(&mut *tx).await
    /// }
    /// # }
    /// ```
    pub fn if_version<V>(mut self, column: Column<T, V>, seen: impl IntoColumn<V>) -> Self
    where
        V: ColumnType<Base = V, Bare: Version>,
    {
        let (changes, expected) = Expected::of(self.changes, column, seen);
        (self.changes, self.expected) = (changes, Some(expected));
        self
    }

    /// Returns whether the update changes no column, so that it only selects the row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns the SQL and the values; the statement returns the row. With [`if_version`](Self::if_version), the first
    /// column is NULL if the row has another version.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value cannot be stored in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.rendered(true)
    }

    /// Updates the row and returns it.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent. [`Error::NotFound`]: there is no such live row, or it belongs to
    /// another tenant. [`Error::Violation`]: a constraint refuses the update. [`Error::Stale`]: the row has another
    /// version.
    #[track_caller]
    pub fn fetch_one<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, T> {
        match self.expected {
            Some(_) => stale::<T, T>(run::fetch_one(self.rendered(true), executor)),
            None => run::fetch_one(self.rendered(true), executor),
        }
    }

    /// Updates the row.
    ///
    /// # Errors
    ///
    /// As [`Update::fetch_one`].
    #[track_caller]
    pub fn execute<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, ()> {
        match self.expected {
            Some(_) => {
                let updated = stale::<T, Nothing>(run::fetch_one(self.rendered(false), executor));
                Box::pin(async { updated.await.map(|Nothing| ()) })
            }
            None => run::execute_one(self.rendered(false), executor),
        }
    }

    pub(super) fn rendered(self, returning: bool) -> Result<Statement, Error> {
        let Self { tenant, key, changes, expected, .. } = self;
        if changes.is_empty() && expected.is_none() {
            return Find::<T>::by_key(tenant, key).into_statement();
        }
        let key = key.comparable(T::def(), T::def().key_columns())?;
        let Assignments { columns, mut values, incremented, computed } = changes.assignments(T::def())?;
        // The tenant and the key come first. One list has room for all, mostly without another allocation.
        let count = values.len();
        values.extend(tenant.map(Value::from));
        values.extend(key);
        let first = values.len() - count + 1;
        values.rotate_left(count);
        let expected = match expected {
            Some(Expected { place, value }) => {
                values.push(value?);
                Some(place)
            }
            None => None,
        };
        let shape = columns.bits().filter(|_| computed.is_empty()).map(|columns| Shape {
            table: T::def(),
            base: ConstSql::<T, UpdateHead>::SQL,
            form: Form::Update { returning, incremented, expected },
            columns: [columns, 0],
        });
        let written = Written { columns, first, incremented, computed, expected };
        let sql = match shape {
            Some(shape) => text_cache::text(shape, || Ok(written.text::<T>(Vec::new(), returning)?.sql))?,
            None => {
                let text = written.text::<T>(values, returning)?;
                values = text.values;
                text.sql.into()
            }
        };
        let target = Target { table: T::def(), verb: Verb::Change };
        Ok(Statement { sql, values, tenant, target })
    }
}

/// What is written of an update. Columns are numbers in the definition.
struct Written {
    /// The columns that are set to the values from the `first` placeholder on. The expected version follows them.
    columns: Places,
    first: usize,
    incremented: Option<usize>,
    /// Their values follow.
    computed: Vec<(&'static ColumnDef, Parts)>,
    expected: Option<usize>,
}

impl Written {
    fn text<T: Table>(self, values: Vec<Value>, returning: bool) -> Result<SqlText, Error> {
        let (head, tail) = (ConstSql::<T, UpdateHead>::SQL, ConstSql::<T, UpdateTail>::SQL);
        let mut text = SqlText { sql: String::with_capacity(head.len() + tail.len() + 64), values };
        match self.expected.and_then(|place| T::def().columns.get(place)) {
            None => {
                text.sql.push_str(head);
                self.assign::<T>(&mut text)?;
                text.sql.push_str(if returning { tail } else { ConstSql::<T, UpdateTail>::without_returning() });
            }
            Some(version) => self.current::<T>(&mut text, version, returning)?,
        }
        Ok(text)
    }

    /// Writes the update of an expected version, beside a select that tells another version from a missing row. The name
    /// of the CTE contains a space, so it is not the name of a table (rule N01).
    fn current<T: Table>(self, text: &mut SqlText, version: &ColumnDef, returning: bool) -> Result<(), Error> {
        let (head, tail) = (ConstSql::<T, UpdateHead>::SQL, ConstSql::<T, UpdateTail>::without_returning());
        let table = head.trim_start_matches("UPDATE ").trim_end_matches(" SET ");
        let (time, found) = tail.split_at(tail.find(" WHERE ").unwrap_or_default());
        text.sql.push_str("WITH \"updated row\" AS (");
        text.sql.push_str(head);
        let number = self.first + self.columns.iter().count();
        let is_set = !self.columns.is_empty() || self.incremented.is_some() || !self.computed.is_empty();
        self.assign::<T>(text)?;
        text.sql.push_str(if is_set { time } else { time.trim_start_matches(", ") });
        text.sql.push_str(found);
        version::write_condition(text, version, number);
        text.sql.push_str(" RETURNING TRUE");
        if returning {
            text.sql.push_str(", ");
            text.sql.push_str(ConstSql::<T, Columns>::SQL);
        }
        text.sql.push_str(") SELECT \"updated row\".* FROM (SELECT FROM ");
        text.sql.push_str(table);
        text.sql.push_str(found);
        text.sql.push_str(") AS \"found row\" LEFT JOIN \"updated row\" ON TRUE");
        Ok(())
    }

    /// Writes the assignments.
    fn assign<T: Table>(self, text: &mut SqlText) -> Result<(), Error> {
        let mut separator = "";
        for (number, column) in (self.first..).zip(self.columns.of(T::def())) {
            assigned(text, separator, column);
            text.assigned(number, column);
            separator = ", ";
        }
        for (column, parts) in Assignments::increment(T::def(), self.incremented)?.into_iter().chain(self.computed) {
            assigned(text, separator, column);
            parts.write(text, None);
            separator = ", ";
        }
        Ok(())
    }
}

/// Writes the column before its value.
fn assigned(text: &mut SqlText, separator: &str, column: &ColumnDef) {
    text.sql.push_str(separator);
    text.name(column.name);
    text.sql.push_str(" = ");
}

/// The error of a row without the expected version.
fn stale<'executor, T: Table, R: Send + 'executor>(
    updated: StatementFuture<'executor, IfCurrent<R>>,
) -> StatementFuture<'executor, R> {
    Box::pin(async { updated.await?.0.ok_or(Error::Stale { table: T::def() }) })
}
