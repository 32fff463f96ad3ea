//! The transaction of a request, and errors as responses of axum. No HTTP is spoken: the router is called.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Json, Path};
use axum::http::request::Parts;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use axum::{Router, response::IntoResponse};
use peristyle::axum::{CurrentTenant, EndTransactions, Problem, RequestTenant, TenantBody, TenantTx};
use peristyle::prelude::*;
use peristyle::transaction::TransactionOptions;
use peristyle_test::server::Role;
use rust_decimal::Decimal;
use tower::ServiceExt;

use super::{Shop, lamp, priced};
use crate::shop::{Category, CategoryInsert, Organization, Product, ProductInsert, ProductUpdate};

use super::driver::{self, Pool};

/// The tenant of a request is what its header says: here nobody forges.
#[derive(Clone)]
struct App {
    pool: Pool,
    looked_up: Arc<AtomicUsize>,
    options: TransactionOptions,
}

impl RequestTenant for App {
    type Root = Organization;
    type Pool = Pool;

    fn pool(&self) -> &Pool {
        &self.pool
    }

    async fn tenant(&self, parts: &mut Parts) -> Result<Tenant<Organization>, Problem> {
        self.looked_up.fetch_add(1, Ordering::Relaxed);
        let header = parts.headers.get("x-tenant").and_then(|value| value.to_str().ok());
        let id = header.and_then(|id| id.parse().ok()).ok_or_else(|| Problem::unauthorized("send a tenant"))?;
        Ok(Tenant::new(id))
    }

    fn options(&self, _parts: &Parts) -> TransactionOptions {
        self.options
    }
}

type Tx = TenantTx<App>;

fn app(pool: Pool) -> App {
    App { pool, looked_up: Arc::default(), options: TransactionOptions::new() }
}

/// Inserts a product and answers with the status of the path.
async fn insert_and_answer(Path(status): Path<u16>, mut tx: Tx) -> Result<StatusCode, Problem> {
    let tenant = tx.tenant();
    Product::insert(tenant, lamp(&status.to_string())).execute(&mut *tx).await?;
    Ok(StatusCode::from_u16(status).unwrap())
}

async fn insert(TenantBody(mut tx, Json(sku)): TenantBody<App, Json<String>>) -> Result<StatusCode, Problem> {
    let tenant = tx.tenant();
    let product: ProductInsert = lamp(&sku);
    product.validate()?;
    Product::insert(tenant, product).execute(&mut *tx).await?;
    Ok(StatusCode::CREATED)
}

async fn find(Path(id): Path<Id<Product>>, tenant: CurrentTenant<App>, mut tx: Tx) -> Result<String, peristyle::Error> {
    Ok(Product::find(tenant, id).fetch_one(&mut *tx).await?.sku)
}

async fn free(mut tx: Tx) -> Result<(), Problem> {
    let tenant = tx.tenant();
    Product::insert(tenant, priced("free", Decimal::new(-1, 0))).execute(&mut *tx).await?;
    Ok(())
}

/// A failed statement that the handler ignores.
async fn ignore(mut tx: Tx) -> &'static str {
    let tenant = tx.tenant();
    Product::insert(tenant, lamp("ignored")).execute(&mut *tx).await.unwrap();
    Product::insert(tenant, lamp("ignored")).execute(&mut *tx).await.unwrap_err();
    "all is well"
}

async fn panic(mut tx: Tx) {
    let tenant = tx.tenant();
    Product::insert(tenant, lamp("panic")).execute(&mut *tx).await.unwrap();
    panic!("the handler panics");
}

/// A transaction that outlives the response.
async fn keep(mut tx: Tx) {
    let tenant = tx.tenant();
    Product::insert(tenant, lamp("kept")).execute(&mut *tx).await.unwrap();
    tokio::spawn(async move {
        tokio::task::yield_now().await;
        drop(tx);
    });
}

async fn twice(_first: Tx, _second: Tx) {}

/// Two requests that change what the other has read.
async fn race(Path(id): Path<Id<Product>>, mut tx: Tx, outside: axum::extract::State<App>) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let stock = Product::find(tenant, id).fetch_one(&mut *tx).await?;
    Product::update(tenant, id, ProductUpdate::new().name("meanwhile")).execute(&outside.pool).await?;
    Product::update(tenant, id, ProductUpdate::new().name(stock.name)).execute(&mut *tx).await?;
    Ok(())
}

fn router(app: App) -> Router {
    routes().layer(EndTransactions).with_state(app)
}

fn routes() -> Router<App> {
    Router::new()
        .route("/answer/{status}", post(insert_and_answer))
        .route("/products", post(insert))
        .route("/products/{id}", get(find))
        .route("/race/{id}", post(race))
        .route("/free", post(free))
        .route("/ignore", post(ignore))
        .route("/panic", post(panic))
        .route("/keep", post(keep))
        .route("/twice", post(twice))
}

struct Answer {
    status: u16,
    content_type: String,
    has_retry: bool,
    text: String,
}

impl Answer {
    /// The name of the problem.
    fn code(&self) -> String {
        assert_eq!(self.content_type, "application/problem+json", "{}", self.text);
        let body: serde_json::Value = serde_json::from_str(&self.text).unwrap();
        assert_eq!(body["status"], self.status, "{body}");
        body["code"].as_str().unwrap().to_owned()
    }
}

async fn call(router: &Router, method: &str, path: &str, tenant: Tenant<Organization>, body: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("x-tenant", tenant.id().to_string());
    let request = request.header("content-type", "application/json").body(Body::from(body.to_owned())).unwrap();
    answer(router, request).await
}

async fn answer(router: &Router, request: Request<Body>) -> Answer {
    let response: Result<_, Infallible> = router.clone().oneshot(request).await;
    let (parts, body) = response.into_response().into_parts();
    let text = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
    let content_type = parts.headers.get("content-type").map_or("", |value| value.to_str().unwrap()).to_owned();
    Answer { status: parts.status.as_u16(), content_type, has_retry: parts.headers.contains_key("retry-after"), text }
}

async fn skus(shop: &Shop) -> Vec<String> {
    let list = Product::select(shop.ours).order_by(Product::SKU.asc()).column(Product::SKU).limit(100);
    list.fetch_all(&shop.pool).await.unwrap()
}

#[tokio::test]
async fn a_status_below_400_commits_and_any_other_rolls_back() {
    let shop = Shop::open().await;
    let router = router(app(shop.pool.clone()));
    for status in [200, 201, 204, 303, 400, 404, 409, 422, 500, 503] {
        let answer = call(&router, "POST", &format!("/answer/{status}"), shop.ours, "").await;
        assert_eq!(answer.status, status);
    }
    assert_eq!(skus(&shop).await, ["200", "201", "204", "303"]);
}

#[tokio::test]
async fn errors_are_problems_without_values_of_others() {
    let shop = Shop::open().await;
    let router = router(app(shop.pool.clone()));
    let ours = shop.product(shop.ours, "L-1").await;
    let theirs = shop.product(shop.theirs, "L-1").await;

    let found = call(&router, "GET", &format!("/products/{}", ours.id), shop.ours, "").await;
    assert_eq!((found.status, found.text.as_str()), (200, "L-1"));
    let other = call(&router, "GET", &format!("/products/{}", theirs.id), shop.ours, "").await;
    assert_eq!((other.status, other.code().as_str()), (404, "not_found"));
    assert!(!other.text.contains(&theirs.id.to_string()), "{}", other.text);

    let taken = call(&router, "POST", "/products", shop.ours, "\"L-1\"").await;
    assert_eq!((taken.status, taken.code().as_str()), (409, "unique"));
    assert!(
        taken.text.contains("another product already has this sku") && !taken.text.contains("L-1"),
        "{}",
        taken.text
    );
    let long = call(&router, "POST", "/products", shop.ours, &format!("{:?}", "x".repeat(101))).await;
    assert_eq!((long.status, long.code().as_str()), (422, "invalid"));
    let body: serde_json::Value = serde_json::from_str(&long.text).unwrap();
    assert_eq!(
        (body["errors"][0]["field"].as_str(), body["errors"][0]["code"].as_str()),
        (Some("sku"), Some("too_long"))
    );
    let check = call(&router, "POST", "/free", shop.ours, "").await;
    assert_eq!((check.status, check.code().as_str()), (422, "check"));
    assert!(check.text.contains("the price must not be negative"), "{}", check.text);
    assert_eq!(skus(&shop).await, ["L-1"]);
}

#[tokio::test]
async fn a_success_is_never_sent_for_what_is_not_committed() {
    let shop = Shop::open().await;
    let router = router(app(shop.pool.clone()));
    let ignored = call(&router, "POST", "/ignore", shop.ours, "").await;
    assert_eq!((ignored.status, ignored.code().as_str()), (500, "internal"));
    let kept = call(&router, "POST", "/keep", shop.ours, "").await;
    assert_eq!((kept.status, kept.code().as_str()), (500, "transaction_in_use"));
    let (service, ours) = (router.clone(), shop.ours);
    let panicked = tokio::spawn(async move { call(&service, "POST", "/panic", ours, "").await.status }).await;
    assert!(panicked.is_err_and(|error| error.is_panic()));
    let twice = call(&router, "POST", "/twice", shop.ours, "").await;
    assert_eq!((twice.status, twice.code().as_str()), (500, "two_transactions"));
    let bare: Router = routes().with_state(app(shop.pool.clone()));
    let missing = call(&bare, "POST", "/answer/200", shop.ours, "").await;
    assert_eq!((missing.status, missing.code().as_str()), (500, "no_layer"));
    assert_eq!(skus(&shop).await, [""; 0]);
    // Both connections of the pool are free again, and without a transaction.
    let (one, two) = (shop.begin().await, shop.begin().await);
    drop((one, two));
}

#[tokio::test]
async fn a_dropped_request_leaves_nothing() {
    let shop = Shop::open().await;
    let router = router(app(shop.pool.clone()));
    let mut request = Box::pin(call(&router, "POST", "/answer/201", shop.ours, ""));
    for _ in 0..8 {
        let waited = tokio::time::timeout(Duration::from_micros(300), &mut request).await;
        if waited.is_ok() {
            request = Box::pin(call(&router, "POST", "/answer/404", shop.ours, ""));
        }
    }
    drop(request);
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
    let begun = shop.begin().await;
    drop(begun);
    // A transaction that is dropped is rolled back by its connection, which may take a moment.
    let mut left = driver::query(&shop.pool, open).await.unwrap();
    for _ in 0..100 {
        if left == [Some("0".to_owned())] {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        left = driver::query(&shop.pool, open).await.unwrap();
    }
    assert_eq!(left, [Some("0".to_owned())]);
}

#[tokio::test]
async fn conflicts_and_an_exhausted_pool_are_503() {
    let shop = Shop::open().await;
    let product = shop.product(shop.ours, "L-1").await;
    let serializable = App { options: TransactionOptions::new().repeatable_read(), ..app(shop.pool.clone()) };
    let lost = call(&router(serializable), "POST", &format!("/race/{}", product.id), shop.ours, "").await;
    assert_eq!((lost.status, lost.code().as_str(), lost.has_retry), (503, "conflict", true), "{}", lost.text);

    let options = driver::options(&shop.database, Role::Application);
    let small = app(driver::pool(options, 1, Duration::from_millis(50)));
    let begun = small.pool.begin_tenant(shop.ours).await.unwrap();
    let router = router(small);
    let busy = call(&router, "POST", "/answer/201", shop.ours, "").await;
    assert_eq!((busy.status, busy.code().as_str(), busy.has_retry), (503, "unreachable", true), "{}", busy.text);
    // A body that is refused needs no connection, and a stranger is not told whether there is one.
    assert_eq!(call(&router, "POST", "/products", shop.ours, "\"").await.status, 400);
    let stranger = Request::builder().method("POST").uri("/products").body(Body::from("\"L-2\"")).unwrap();
    let stranger = answer(&router, stranger).await;
    assert_eq!((stranger.status, stranger.code().as_str()), (401, "unauthorized"));
    drop(begun);
    assert_eq!(call(&router, "POST", "/answer/201", shop.ours, "").await.status, 201);
}

#[tokio::test]
async fn a_request_is_authenticated_once() {
    let shop = Shop::open().await;
    let app = app(shop.pool.clone());
    let looked_up = Arc::clone(&app.looked_up);
    let product = shop.product(shop.ours, "L-1").await;
    call(&router(app), "GET", &format!("/products/{}", product.id), shop.ours, "").await;
    assert_eq!(looked_up.load(Ordering::Relaxed), 1);
}

/// Two tenants at once, each with the names of the other: none sees a row of the other.
#[tokio::test]
async fn two_tenants_at_once_see_their_own_rows() {
    let shop = Shop::open().await;
    for (tenant, name) in [(shop.ours, "ours"), (shop.theirs, "theirs")] {
        Category::insert(tenant, CategoryInsert::new(name)).execute(&shop.pool).await.unwrap();
    }
    async fn names(mut tx: Tx) -> Result<String, Problem> {
        let tenant = tx.tenant();
        let list = Category::select(tenant).order_by(Category::NAME.asc()).column(Category::NAME).limit(9);
        Ok(list.fetch_all(&mut *tx).await?.join(","))
    }
    let router = Router::new().route("/names", get(names)).layer(EndTransactions).with_state(app(shop.pool.clone()));
    let mut calls = tokio::task::JoinSet::new();
    for at in 0..40 {
        let (router, is_ours) = (router.clone(), at % 2 == 0);
        let tenant = if is_ours { shop.ours } else { shop.theirs };
        calls.spawn(async move { (is_ours, call(&router, "GET", "/names", tenant, "").await.text) });
    }
    while let Some(call) = calls.join_next().await {
        let (is_ours, names) = call.unwrap();
        assert_eq!(names, if is_ours { "ours" } else { "theirs" });
    }
}
