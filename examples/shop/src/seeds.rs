//! Rows to begin with.

use peristyle::prelude::*;
use rust_decimal::Decimal;
use shop_schema::{
    ApiKey, ApiKeyInsert, Category, CategoryInsert, Customer, CustomerInsert, MemberRole, Membership, MembershipInsert,
    Organization, OrganizationInsert, Product, ProductInsert, ProductStatus, User, UserInsert,
};
use sqlx::PgPool;
use uuid::Uuid;

use crate::auth::{KEY_PREFIX, key_hash};

/// A tenant to begin with.
#[derive(Debug, Clone)]
pub struct Seeded {
    /// The tenant.
    pub tenant: Tenant<Organization>,
    /// Its API key, which is not stored.
    pub api_key: String,
    /// Its products.
    pub products: Vec<Id<Product>>,
    /// Its customer.
    pub customer: Id<Customer>,
}

/// Inserts an organization with an owner, a key, a category, a customer and three products, in one transaction.
///
/// # Errors
///
/// Those of the database. Nothing was inserted then.
pub async fn organization(pool: &PgPool, name: &str) -> Result<Seeded, peristyle::Error> {
    let organization = OrganizationInsert::new(name);
    let tenant = Tenant::new(organization.id());
    let mut tx = pool.begin_tenant(tenant).await?;
    Organization::insert(tenant, organization).execute(&mut tx).await?;

    let owner = UserInsert::new(format!("{}@example.com", tenant.id()), "The owner");
    let member = MembershipInsert::new(owner.id(), MemberRole::Owner);
    User::insert(owner).execute(&mut tx).await?;
    Membership::insert(tenant, member).execute(&mut tx).await?;
    let api_key = format!("{KEY_PREFIX}{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    ApiKey::insert(tenant, ApiKeyInsert::new("first key", key_hash(&api_key))).execute(&mut tx).await?;

    let category = CategoryInsert::new("Lights");
    let product = |(at, name): (usize, &str)| {
        let price = Decimal::new(1995 + at as i64 * 100, 2);
        let product = ProductInsert::new(format!("L-{}", at + 1), name, price);
        product.stock(1000).status(ProductStatus::Active).category_id(category.id())
    };
    let products: Vec<ProductInsert> = ["Lamp", "Lantern", "Torch"].into_iter().enumerate().map(product).collect();
    let ids = products.iter().map(ProductInsert::id).collect();
    Category::insert(tenant, category).execute(&mut tx).await?;
    Product::insert_many(tenant, products).execute(&mut tx).await?;
    let customer = CustomerInsert::new("Ada", "ada@example.com");
    let customer_id = customer.id();
    Customer::insert(tenant, customer).execute(&mut tx).await?;
    tx.commit().await?;
    Ok(Seeded { tenant, api_key, products: ids, customer: customer_id })
}
