//! A row that is not inserted yet.

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

use peristyle::__v0::sqlx::read_table;
use peristyle::query::Column;
use peristyle::sea_query::{PostgresQueryBuilder, QueryBuilder};
use peristyle::{ColumnType, EncodeError, GlobalTable, InTenant, IntoColumn, Table, TenantTable};
use uuid::Uuid;

use super::ExampleError;
use super::choices::Choices;
use super::plan::Plan;
use super::statement::Fixed;
use super::store::Request;
use crate::TestDatabase;

/// Example rows of a tenant table.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
/// # /// Something that is sold.
/// # #[table(name = "org_products", tenant = Organization, unique(sku), check(stock >= 0, message = "none is left"))]
/// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, #[column(max_len = 9)] pub sku: String, pub stock: i32 }
/// # schema! { pub SCHEMA = [Organization, Product] }
/// use peristyle_test::{Example, TestDatabase};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let db = TestDatabase::new(&SCHEMA).await.unwrap();
/// let tenant = Tenant::<Organization>::new(Id::generate());
/// let lamp = Product::example(tenant).with(Product::SKU, "L-1").insert(&db).await?;
/// assert_eq!(lamp.sku, "L-1");
/// let products = Product::example(tenant).insert_many(&db, 50).await?;
/// assert!(products.iter().all(|product| product.stock >= 0));
/// # Ok::<(), peristyle_test::ExampleError>(())
/// # }).unwrap();
/// ```
pub trait Example: TenantTable {
    /// Returns a row of the tenant with values that the table accepts, other ones at every call.
    fn example(tenant: impl InTenant<Self::Root>) -> Draft<Self> {
        Draft::new(Some(tenant.tenant().id().uuid()))
    }
}

impl<T: TenantTable> Example for T {}

/// Example rows of a global table, as [`Example`].
pub trait GlobalExample: GlobalTable {
    /// Returns a row with values that the table accepts, other ones at every call.
    fn example() -> Draft<Self> {
        Draft::new(None)
    }
}

impl<T: GlobalTable> GlobalExample for T {}

/// A row that is not inserted yet, of random values that its table accepts.
///
/// The values are chosen when it is inserted: within the lengths and digits of the types, such that the checks are true
/// and no unique index has them. A foreign key refers to an example row, which is inserted first where there is none; a
/// nullable one is NULL unless there are rows to refer to. The row of the tenant is inserted if it is missing.
///
/// A `Json<T>` column without a default is `{}`, and the value of a newtype is any of its SQL type: where the Rust type
/// accepts less, declare the value with [`with`](Draft::with).
pub struct Draft<T> {
    tenant: Option<Uuid>,
    fixed: HashMap<usize, Result<Fixed, EncodeError>>,
    choices: Choices,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Draft<T> {
    fn new(tenant: Option<Uuid>) -> Self {
        let (seed, _) = Uuid::new_v4().as_u64_pair();
        Self { tenant, fixed: HashMap::new(), choices: Choices::seeded(seed), table: PhantomData }
    }

    /// A row whose values these numbers decide.
    #[cfg(feature = "proptest")]
    pub(crate) fn chosen(tenant: Option<Uuid>, choices: Choices) -> Self {
        Self { tenant, fixed: HashMap::new(), choices, table: PhantomData }
    }

    /// Declares the value of a column.
    #[must_use]
    pub fn with<V: ColumnType>(mut self, column: Column<T, V>, value: impl IntoColumn<V>) -> Self {
        let value = value.into_column().into_value();
        let fixed = value.map(|value| Fixed::of(PostgresQueryBuilder.value_to_string(&value)));
        self.fixed.insert(column.number(), fixed);
        self
    }

    /// Chooses the values by this number: the same ones for the same number, except primary keys.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.choices = Choices::seeded(seed);
        self
    }

    /// Inserts the row, as the role that a service logs in as, and returns it.
    ///
    /// # Errors
    ///
    /// No values were found that the table accepts, or the row does not fit its Rust type.
    pub async fn insert(self, db: &TestDatabase) -> Result<T, ExampleError> {
        let rows = self.insert_many(db, 1).await?;
        rows.into_iter().next().ok_or(ExampleError::Refused { table: T::NAME, source: sqlx::Error::RowNotFound })
    }

    /// Inserts this number of rows, each with other values, and returns them.
    ///
    /// # Errors
    ///
    /// As [`Draft::insert`].
    pub async fn insert_many(mut self, db: &TestDatabase, rows: usize) -> Result<Vec<T>, ExampleError> {
        let fixed = self.fixed.into_iter().map(|(at, fixed)| fixed.map(|fixed| (at, fixed)));
        let fixed = fixed.collect::<Result<HashMap<_, _>, _>>()?;
        let request = Request { def: T::def(), tenant: self.tenant, count: rows, fixed: &fixed };
        let inserted = db.examples().await.insert(request, &mut self.choices).await?;
        let read = inserted.iter().map(read_table::<T>);
        read.collect::<Result<_, _>>().map_err(|source| ExampleError::Refused { table: T::NAME, source })
    }
}

/// The values as they are chosen, without keys that other rows decide. NULL is left out.
impl<T: Table> fmt::Debug for Draft<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fixed = self.fixed.iter().filter_map(|(at, fixed)| Some((*at, fixed.as_ref().ok()?.text.clone())));
        let tenant = T::def().columns.iter().position(|column| Some(column.name) == T::def().tenant_column());
        let tenant = tenant.zip(self.tenant).map(|(at, tenant)| (at, Some(tenant.to_string())));
        let fixed = fixed.chain(tenant).collect();
        let row = Plan::of(T::def()).row(&fixed, &mut self.choices.clone()).unwrap_or_default();
        let mut shown = f.debug_struct(T::DEF.rust_name);
        for (column, text) in T::def().columns.iter().zip(&row) {
            if let Some(text) = text {
                shown.field(column.name, text);
            }
        }
        shown.finish_non_exhaustive()
    }
}
