//! Example rows as strategies of proptest.

use peristyle::{GlobalTable, InTenant, Table, TenantTable};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::Strategy;
use uuid::Uuid;

use super::choices::Choices;
use super::draft::Draft;

/// Returns a strategy of rows of a tenant table, as [`Example`](crate::Example) inserts them. A failing row shrinks: texts
/// become shorter and numbers smaller, as far as the checks allow.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
/// # /// Something that is sold.
/// # #[table(name = "org_products", tenant = Organization, check(stock >= 0, message = "none is left"))]
/// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub stock: i32 }
/// # schema! { pub SCHEMA = [Organization, Product] }
/// use peristyle_test::TestDatabase;
/// use proptest::test_runner::TestRunner;
///
/// let runtime = tokio::runtime::Runtime::new().unwrap();
/// let db = runtime.block_on(TestDatabase::new(&SCHEMA)).unwrap();
/// let tenant = Tenant::<Organization>::new(Id::generate());
/// let checked = TestRunner::default().run(&peristyle_test::rows::<Product>(tenant), |draft| {
///     let product = runtime.block_on(draft.insert(&db)).unwrap();
///     proptest::prop_assert!(product.stock >= 0);
///     Ok(())
/// });
/// checked.unwrap();
/// ```
pub fn rows<T: TenantTable>(tenant: impl InTenant<T::Root>) -> impl Strategy<Value = Draft<T>> {
    drafts(Some(tenant.tenant().id().uuid()))
}

/// Returns a strategy of rows of a global table, as [`rows`].
pub fn global_rows<T: GlobalTable>() -> impl Strategy<Value = Draft<T>> {
    drafts(None)
}

/// Three numbers decide a value: whether it is NULL, its size and its content.
fn drafts<T: Table>(tenant: Option<Uuid>) -> impl Strategy<Value = Draft<T>> {
    vec(any::<u64>(), 3 * T::def().columns.len())
        .prop_map(move |numbers| Draft::chosen(tenant, Choices::given(numbers)))
}
