//! Two tenants and one database. Each step checks its result, and stops the program if it is wrong.

use std::error::Error;
use std::fmt::Display;

use peristyle::prelude::*;
use quickstart_schema::{
    Category, CategoryInsert, Course, CourseInsert, Enrolment, EnrolmentInsert, Organization, OrganizationInsert,
    Product, ProductInsert, ProductStatus, ProductUpdate, Student, StudentInsert,
};
use rust_decimal::Decimal;
use sqlx::PgPool;

use crate::output;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Runs the scenario.
pub async fn run(pool: &PgPool) -> Outcome {
    output::chapter("Two organizations sign up");
    let lamps = sign_up(pool, "Lamps & Sons").await?;
    let books = sign_up(pool, "The Book Corner").await?;

    output::chapter("Lamps & Sons sells lamps");
    let lamp = sell(pool, lamps).await?;
    list(pool, lamps).await?;
    replace(pool, lamps, lamp).await?;
    teach(pool, lamps).await?;

    output::chapter("The Book Corner searches for foreign rows");
    let shelf = look_around(pool, books, lamp).await?;

    output::chapter("Lamps & Sons tries to refer to a row of the other tenant");
    point_at(pool, lamps, shelf).await
}

/// The id is generated here, so the tenant is known before its row exists.
async fn sign_up(pool: &PgPool, name: &str) -> Outcome<Tenant<Organization>> {
    let draft = OrganizationInsert::new(name);
    let tenant = Tenant::new(draft.id());
    let mut tx = pool.begin_tenant(tenant).await?;
    let organization = Organization::insert(tenant, draft).fetch_one(&mut tx).await?;
    tx.commit().await?;
    output::step(&format!("insert the organization {}", organization.name), &organization.id.to_string());
    Ok(tenant)
}

async fn sell(pool: &PgPool, tenant: Tenant<Organization>) -> Outcome<Id<Product>> {
    let mut tx = pool.begin_tenant(tenant).await?;
    let shelf = Category::insert(tenant, CategoryInsert::new("Lights")).fetch_one(&mut tx).await?;
    let lamp =
        ProductInsert::new("Lamp", "L-1", Decimal::new(1999, 2)).status(ProductStatus::Active).category_id(shelf.id);
    let lamp = Product::insert(tenant, lamp.tags(vec!["brass".to_owned()])).fetch_one(&mut tx).await?;
    output::step(&format!("insert a {} for {}", lamp.name, lamp.price), &format!("its tags: {}", lamp.tags.join(", ")));

    for (number, name) in ["Torch", "Lantern", "Candle"].into_iter().enumerate() {
        let draft = ProductInsert::new(name, format!("L-{}", number + 2), Decimal::from(number + 3));
        Product::insert(tenant, draft.status(ProductStatus::Active)).execute(&mut tx).await?;
    }
    let cheaper = ProductUpdate::new().price(Decimal::new(1499, 2));
    let lamp = Product::update(tenant, lamp.id, cheaper).fetch_one(&mut tx).await?;
    output::step(
        "three more; then the Lamp gets cheaper",
        &format!("{} since {}", lamp.price, lamp.updated_at.format("%H:%M:%S")),
    );
    tx.commit().await?;
    Ok(lamp.id)
}

async fn list(pool: &PgPool, tenant: Tenant<Organization>) -> Outcome {
    let mut tx = pool.begin_tenant(tenant).await?;
    let page = Product::select(tenant)
        .filter(Product::STATUS.eq(ProductStatus::Active))
        .order_by(Product::PRICE.desc())
        .limit(3)
        .fetch_all(&mut tx)
        .await?;
    let names: Vec<String> = page.iter().map(|product| format!("{} {}", product.name, product.price)).collect();
    output::step("the three dearest that are for sale", &names.join(", "));
    expect(names.len() == 3, "the page has three products")
}

/// A soft delete, a new row with the same SKU, and a restore that conflicts with it.
async fn replace(pool: &PgPool, tenant: Tenant<Organization>, lamp: Id<Product>) -> Outcome {
    let mut tx = pool.begin_tenant(tenant).await?;
    Product::delete(tenant, lamp).execute(&mut tx).await?;
    let gone = Product::find(tenant, lamp).fetch_optional(&mut tx).await?;
    output::step(
        "delete the Lamp, look for it",
        if gone.is_none() { "not there (the row is, with deleted_at set)" } else { "still there" },
    );
    expect(gone.is_none(), "a deleted product is not found")?;

    let again = ProductInsert::new("Better lamp", "L-1", Decimal::new(2999, 2));
    Product::insert(tenant, again).execute(&mut tx).await?;
    let found = Product::find_by_sku(tenant, "L-1").fetch_one(&mut tx).await?;
    output::step("a new product takes its SKU L-1", &found.name);
    tx.commit().await?;

    let mut tx = pool.begin_tenant(tenant).await?;
    let refused = Product::restore(tenant, lamp).execute(&mut tx).await;
    output::step("restore the first Lamp", &refusal(refused)?);
    Ok(())
}

async fn teach(pool: &PgPool, tenant: Tenant<Organization>) -> Outcome {
    let mut tx = pool.begin_tenant(tenant).await?;
    let ada = Student::insert(tenant, StudentInsert::new("Ada", "ada@example.org")).fetch_one(&mut tx).await?;
    let course = Course::insert(tenant, CourseInsert::new("How to change a bulb")).fetch_one(&mut tx).await?;
    Enrolment::insert(tenant, EnrolmentInsert::new(ada.id, course.id)).execute(&mut tx).await?;
    let enrolment = Enrolment::find(tenant, (ada.id, course.id)).fetch_optional(&mut tx).await?;
    output::step(
        &format!("{} takes \"{}\"", ada.name, course.title),
        if enrolment.is_some() { "enrolled" } else { "not enrolled" },
    );
    expect(enrolment.is_some(), "the enrolment is found by its two ids")?;
    tx.commit().await?;
    Ok(())
}

/// The other tenant sees nothing of it.
async fn look_around(pool: &PgPool, tenant: Tenant<Organization>, lamp: Id<Product>) -> Outcome<Id<Category>> {
    let mut tx = pool.begin_tenant(tenant).await?;
    let shelf = Category::insert(tenant, CategoryInsert::new("Novels")).fetch_one(&mut tx).await?;
    let found = Product::find(tenant, lamp).fetch_optional(&mut tx).await?;
    output::step("find the Lamp by its id", if found.is_none() { "nothing" } else { "the Lamp of another tenant" });
    expect(found.is_none(), "another tenant's product is not found")?;

    let rows = sqlx::query("SELECT * FROM org_products").fetch_all(tx.connection()).await?;
    output::step("SELECT * FROM org_products, without any filter", &format!("{} rows: row level security", rows.len()));
    expect(rows.is_empty(), "row level security empties the list")?;
    tx.commit().await?;

    let no_tenant = sqlx::query("SELECT * FROM org_products").fetch_all(pool).await;
    output::step("the same without a tenant", &refusal(no_tenant.map_err(server_message))?);
    Ok(shelf.id)
}

async fn point_at(pool: &PgPool, tenant: Tenant<Organization>, shelf: Id<Category>) -> Outcome {
    let mut tx = pool.begin_tenant(tenant).await?;
    let novel = ProductInsert::new("Reading lamp", "L-9", Decimal::from(25)).category_id(shelf);
    let refused = Product::insert(tenant, novel).execute(&mut tx).await;
    output::step("insert a product in a category of the other tenant", &refusal(refused)?);
    Ok(())
}

/// The message of an expected error.
fn refusal<T>(outcome: Result<T, impl Display>) -> Outcome<String> {
    match outcome {
        Ok(_) => Err("the database accepted what it had to refuse".into()),
        Err(error) => Ok(format!("refused: {error}")),
    }
}

/// The message of the server, without its context.
fn server_message(error: sqlx::Error) -> Box<dyn Error> {
    match error.as_database_error() {
        Some(refusal) => refusal.message().into(),
        None => error.into(),
    }
}

fn expect(kept: bool, what: &str) -> Outcome {
    if kept { Ok(()) } else { Err(format!("expected that {what}").into()) }
}
