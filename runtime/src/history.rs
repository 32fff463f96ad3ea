//! The history of a table: rows as they were, and every version of a row.
//!
//! A table with [`history`](crate::attributes::table::history) keeps the versions of rows that were changed or deleted.
//! [`#[table]`](macro@crate::table) generates two methods for it:
//!
//! | to read | write |
//! |---|---|
//! | rows as they were at a time | `Product::as_of(tenant, time)`, a [`Select`] with filters, orders, limits and pages |
//! | the versions of one row, the newest first | `Product::versions(tenant, id).limit(20)` |
//!
//! `changed_by` of a transaction states who changes rows. [`purge_history`](crate::purge_history) deletes old versions.
//!
//! ```
//! # #[cfg(feature = "sqlx")] mod example {
//! # use peristyle::prelude::*;
//! # use peristyle::{Error, Timestamp};
//! # /// A customer account.
//! # #[table(name = "organizations", tenant_root)]
//! # pub struct Organization { pub id: Id<Organization> }
//! /// Something an organization sells.
//! #[table(name = "org_products", tenant = Organization, history)]
//! pub struct Product {
//!     pub id: Id<Product>,
//!     pub organization_id: Id<Organization>,
//!     pub name: String,
//! }
//! # schema! { pub SCHEMA = [Organization, Product] }
//!
//! async fn who_renamed(
//!     tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>,
//!     id: Id<Product>,
//!     last_year: Timestamp,
//! ) -> Result<(), Error> {
//!     let tenant = tx.tenant();
//!     let then = Product::as_of(tenant, last_year).filter(Product::ID.eq(id)).fetch_optional(&mut *tx).await?;
//!     for version in Product::versions(tenant, id).limit(20).fetch_all(&mut *tx).await? {
//!         println!("{} since {}, then {:?}", version.row.name, version.valid_from, version.changed_by);
//!     }
//! #     let _ = then;
//!     Ok(())
//! }
//! # }
//! ```

use std::marker::PhantomData;

use sea_query::{BinOper, Expr, ExprTrait, Order};
use uuid::Uuid;

use crate::physical::history::{CHANGED_BY, VERSION_CHANGED_BY, VERSION_FROM, VERSION_UNTIL};
use crate::query::tree::aliases;
use crate::query::tree::bool_expr::Test;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::select::{Deleted, SelectTree};
use crate::query::tree::time::Time;
use crate::query::{
    Bounded, ExecutorFor, FromRow, Limited, Past, Row, Select, Statement, StatementFuture, Target, Unlimited, Values,
    Verb, run,
};
use crate::{DecodeError, EncodeError, Error, Table, TableDef, Timestamp};

/// Selects rows as they were at a time: `Product::as_of(tenant, time)`.
///
/// It is a [`Select`] with the conditions, orders, limits and pages of one. Rows are neither locked nor joined. Rows that
/// were soft-deleted at that time are left out, as from every select.
///
/// A time in the transaction of a change that is not committed yet may be read before and after its commit, with two
/// results. Versions from before the table had `history` are not known: a row is missing before its last change then.
pub type AsOf<T> = Select<T, Unlimited, T, Past>;

/// Selects the versions of one row: `Product::versions(tenant, id)`, the newest first.
///
/// The versions of a soft-deleted or deleted row are found too.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Versions<T, L = Unlimited> {
    tree: Result<SelectTree, Error>,
    before: Option<Timestamp>,
    types: PhantomData<fn() -> (T, L)>,
}

/// A version of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Version<T> {
    /// The values.
    pub row: T,
    /// When the row got them.
    pub valid_from: Timestamp,
    /// When it lost them; `None` for the row as it is now.
    pub valid_until: Option<Timestamp>,
    /// Who changed or deleted the row then: what `changed_by` of the transaction stated, or the database role. `None` for
    /// the row as it is now.
    pub changed_by: Option<String>,
}

impl<T: Table> Versions<T> {
    /// Selects the versions of the row with this primary key.
    #[doc(hidden)]
    pub fn by_key(tenant: Option<Uuid>, key: Values) -> Self {
        let columns = T::def().key_columns();
        let tree = key.comparable(T::def(), columns.clone()).map(|values| {
            let mut tree = SelectTree::of_time::<T>(tenant, Time::Ever);
            tree.deleted = Deleted::Included;
            let equal = |(column, value)| Test::Compared(ColumnRef(column), BinOper::Equal, value).into();
            tree.conditions.extend(columns.zip(values).map(equal));
            tree
        });
        Self { tree, before: None, types: PhantomData }
    }

    /// Returns at most this number of versions.
    pub fn limit(self, versions: u32) -> Versions<T, Limited> {
        let tree = self.tree.map(|mut tree| {
            tree.limit = Some(versions.into());
            tree
        });
        Versions { tree, before: self.before, types: PhantomData }
    }
}

impl<T: Table, L> Versions<T, L> {
    /// Returns only versions that began before this time: `valid_from` of the last version of a list continues it.
    pub fn before(self, time: Timestamp) -> Self {
        Self { before: Some(time), ..self }
    }

    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value of the key cannot be stored in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        let tree = self.tree?;
        let (mut query, names) = tree.query();
        let mut times = String::new();
        for column in [VERSION_FROM, VERSION_UNTIL, VERSION_CHANGED_BY] {
            aliases::column(&mut times, &names.names[0], column, "");
        }
        query.expr(Expr::cust(times));
        let from = names.column(0, VERSION_FROM);
        if let Some(before) = self.before {
            query.and_where(from.clone().lt(Expr::value(before)));
        }
        query.order_by_expr(from, Order::Desc);
        Ok(tree.statement(query))
    }

    /// Returns the versions, the newest first.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent; errors of the database or the driver.
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<T::Scope> + 'executor,
    ) -> StatementFuture<'executor, Vec<Version<T>>>
    where
        L: Bounded,
    {
        run::fetch_all(self.into_statement(), executor)
    }
}

impl<T: Table> FromRow for Version<T> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        let values = T::read(row)?;
        Ok(Self { row: values, valid_from: row.next()?, valid_until: row.next()?, changed_by: row.next()? })
    }
}

/// The statement that states who changes rows, until the end of the transaction.
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
pub(crate) fn changed_by(who: &str) -> Result<Statement, Error> {
    if who.contains('\0') {
        return Err(Error::unencoded(Some("changed_by"), EncodeError::new("it contains NUL")));
    }
    let sql = format!("SELECT set_config('{CHANGED_BY}', $1::text, true)");
    let target = Target { table: &SETTINGS, verb: Verb::Read };
    Ok(Statement { sql: sql.into(), values: vec![who.into()], tenant: None, target })
}

/// Nothing of a table.
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
static SETTINGS: TableDef =
    TableDef { name: "pg_settings", rust_name: "Setting", row_security: false, ..TableDef::PLAIN };
