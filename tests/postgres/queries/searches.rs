//! Conditions on texts, arrays, documents and columns of two tables: what they find, what NULL does, which index is used.

use bigdecimal::BigDecimal;
use peristyle::Error;
use peristyle::prelude::*;
use peristyle::query::{FilterOn, all, all_rows, any};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

use super::{Pool, Shop, lamp};
use crate::shop::{Category, CategoryInsert, Product, ProductStatus, ProductUpdate};

/// What a thing says about itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub author: Option<String>,
    pub pages: Option<f64>,
    pub open: Option<bool>,
    pub tags: Vec<String>,
    pub place: Option<Box<Facts>>,
}

/// A name that cannot be mistaken for another text.
#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
pub struct Title(String);

/// Of each type that is searched one, and one that is nullable.
#[table(
    name = "things",
    waive(column_type = "citext and a domain"),
    waive(soft_delete = "things are kept"),
    waive(jsonb = "an older column"),
    index(sql = "lower(text)"),
    index(tags, method = gin),
    index(facts, method = gin)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    pub id: Id<Thing>,
    pub label: String,
    pub text: String,
    #[column(varchar(50))]
    pub bounded: Option<String>,
    #[column(char(9), waive(padded_char = "an older column"))]
    pub padded: String,
    #[column(sql_type = "citext")]
    pub folded: String,
    #[column(sql_type = "short")]
    pub short: String,
    pub title: Title,
    pub tags: Vec<String>,
    pub numbers: Option<Vec<i64>>,
    #[column(varchar(4))]
    pub codes: Vec<String>,
    pub statuses: Vec<ProductStatus>,
    #[column(sql_type = "citext[]")]
    pub folds: Vec<String>,
    #[column(sql_type = "short[]")]
    pub shorts: Vec<String>,
    pub facts: Json<Facts>,
    pub maybe: Option<Json<Facts>>,
    #[column(sql_type = "json")]
    pub older: Json<Facts>,
    pub array: Json<Vec<String>>,
}

schema! { pub THINGS = [Thing] }

const BEFORE: &str = "CREATE EXTENSION citext; CREATE DOMAIN short AS varchar(4);";

async fn database() -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let admin = PgPool::connect_with(database.connect_options(Role::Admin)).await.unwrap();
    sqlx::raw_sql(BEFORE).execute(&admin).await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let sql = ddl::sql(&THINGS, &options).unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&owner).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

fn facts(author: &str, pages: f64) -> Facts {
    let place = Facts { author: Some("Rome".to_owned()), open: Some(true), ..Facts::default() };
    Facts {
        author: Some(author.to_owned()),
        pages: Some(pages),
        open: Some(pages > 10.0),
        tags: texts(["x", author]),
        place: Some(Box::new(place)),
    }
}

/// `full` has everything, `odd` has characters that patterns know, `bare` has NULL and nothing.
async fn stocked() -> (Database, Pool) {
    let (database, pool) = database().await;
    let new = |label: &str, text: &str, short: &str, facts: Facts, array: Vec<String>| {
        ThingInsert::new(
            label,
            text,
            "ab",
            text,
            short,
            Title(text.to_owned()),
            Json(facts.clone()),
            Json(facts),
            Json(array),
        )
    };
    let full = new("full", "A Lantern", "abcd", facts("Ada", 12.5), texts(["one", "two"]))
        .bounded("A Lantern")
        .tags(texts(["red", "green"]))
        .numbers(vec![1, 2])
        .codes(texts(["abc"]))
        .statuses(vec![ProductStatus::Active, ProductStatus::Draft])
        .folds(texts(["Red"]))
        .shorts(texts(["abcd"]))
        .maybe(Json(facts("Ada", 1.0)));
    let odd =
        new("odd", r"50%_\off", "a%", facts("Bo", 3.0), texts(["three"])).bounded(r"50%_\off").tags(texts(["a'b$1?"]));
    let bare = new("bare", "", "", Facts::default(), Vec::new()).numbers(Vec::new());
    for row in [full, odd, bare] {
        Thing::insert(row).execute(&pool).await.unwrap();
    }
    (database, pool)
}

async fn found<P>(pool: &Pool, condition: impl FilterOn<Thing, P>) -> String {
    let rows = Thing::select().column(Thing::LABEL).filter(condition).order_by(Thing::LABEL.asc()).limit(9);
    rows.fetch_all(pool).await.unwrap().join(" ")
}

/// The rows of each condition, and of its negation.
macro_rules! finds {
    ($pool:ident: $($condition:expr => $found:literal, $others:literal;)*) => {
        $(let found_now = (found(&$pool, $condition).await, found(&$pool, !$condition).await);
        assert_eq!((found_now.0.as_str(), found_now.1.as_str()), ($found, $others), "{}", stringify!($condition));
        assert_eq!(found(&$pool, all(($condition, all_rows()))).await, $found);
        assert_eq!(found(&$pool, any(($condition, Thing::LABEL.eq("nothing")))).await, $found);)*
    };
}

#[tokio::test]
async fn texts_are_searched() {
    let (_database, pool) = stocked().await;
    finds! { pool:
        Thing::TEXT.contains("Lan") => "full", "bare odd";
        Thing::TEXT.contains("lan") => "", "bare full odd";
        Thing::TEXT.contains("") => "bare full odd", "";
        Thing::TEXT.contains("%") => "odd", "bare full";
        Thing::TEXT.contains("_") => "odd", "bare full";
        Thing::TEXT.contains(r"\") => "odd", "bare full";
        Thing::TEXT.contains(r"%_\o") => "odd", "bare full";
        Thing::TEXT.ends_with("tern") => "full", "bare odd";
        Thing::TEXT.ends_with("Lan") => "", "bare full odd";
        Thing::TEXT.contains_ignore_case("lAN") => "full", "bare odd";
        Thing::TEXT.contains_ignore_case("%_") => "odd", "bare full";
        Thing::TEXT.starts_with_ignore_case("a l") => "full", "bare odd";
        Thing::TEXT.starts_with_ignore_case("lantern") => "", "bare full odd";
        Thing::TEXT.ends_with_ignore_case("TERN") => "full", "bare odd";
        Thing::TEXT.eq_ignore_case("a LANTERN") => "full", "bare odd";
        Thing::TEXT.eq_ignore_case("a LANTER_") => "", "bare full odd";
        Thing::TEXT.ilike("a l%N") => "full", "bare odd";
        Thing::TEXT.ilike("_0\\%__OFF") => "odd", "bare full";
        // NULL meets neither a search nor its negation.
        Thing::BOUNDED.contains("Lan") => "full", "odd";
        Thing::BOUNDED.ends_with("off") => "odd", "full";
        Thing::BOUNDED.eq_ignore_case("a lantern") => "full", "odd";
        Thing::BOUNDED.ilike("%") => "full odd", "";
        // The spaces of a char(n) are no part of the text.
        Thing::PADDED.ends_with("b") => "bare full odd", "";
        Thing::PADDED.contains_ignore_case("B") => "bare full odd", "";
        Thing::PADDED.eq_ignore_case("AB") => "bare full odd", "";
        Thing::FOLDED.contains("LAN") => "full", "bare odd";
        Thing::FOLDED.ends_with("TERN") => "full", "bare odd";
        Thing::FOLDED.contains_ignore_case("lan") => "full", "bare odd";
        Thing::FOLDED.eq_ignore_case("a LANTERN") => "full", "bare odd";
        Thing::FOLDED.contains("%_") => "odd", "bare full";
        // A text that is longer than the domain is in no row.
        Thing::SHORT.contains("bc") => "full", "bare odd";
        Thing::SHORT.contains("abcde") => "", "bare full odd";
        Thing::SHORT.ends_with("%") => "odd", "bare full";
        Thing::SHORT.eq_ignore_case("ABCDE") => "", "bare full odd";
        Thing::TITLE.contains(Title("Lan".to_owned())) => "full", "bare odd";
        Thing::TITLE.eq_ignore_case(Title("a lantern".to_owned())) => "full", "bare odd";
    }
    for nul in [Thing::TEXT.contains("\0"), Thing::FACTS.key("author").text().contains("\0")] {
        let nul = Thing::select().filter(nul).limit(1).fetch_all(&pool).await;
        assert!(matches!(nul, Err(Error::Violation(_))), "{nul:?}");
    }
}

#[tokio::test]
async fn arrays_are_searched() {
    let (_database, pool) = stocked().await;
    finds! { pool:
        Thing::TAGS.has("red") => "full", "bare odd";
        Thing::TAGS.has("a'b$1?") => "odd", "bare full";
        Thing::TAGS.contains_all(["green", "red"]) => "full", "bare odd";
        Thing::TAGS.contains_all(["green", "blue"]) => "", "bare full odd";
        Thing::TAGS.contains_all([""; 0]) => "bare full odd", "";
        Thing::TAGS.contained_by(["red", "green", "blue"]) => "bare full", "odd";
        Thing::TAGS.overlaps(["red", "blue"]) => "full", "bare odd";
        Thing::TAGS.overlaps([""; 0]) => "", "bare full odd";
        Thing::TAGS.is_empty() => "bare", "full odd";
        Thing::TAGS.len().gt(1) => "full", "bare odd";
        Thing::TAGS.len().between(1, 2) => "full odd", "bare";
        Thing::TAGS.len().is_in([0, 1]) => "bare odd", "full";
        // The array of `odd` is NULL.
        Thing::NUMBERS.has(1) => "full", "bare";
        Thing::NUMBERS.overlaps([2, 3]) => "full", "bare";
        Thing::NUMBERS.contained_by([1, 2, 3]) => "bare full", "";
        Thing::NUMBERS.is_empty() => "bare", "full";
        Thing::NUMBERS.len().is_null() => "odd", "bare full";
        Thing::NUMBERS.len().is_not_null() => "bare full", "odd";
        Thing::CODES.has("abc") => "full", "bare odd";
        Thing::CODES.has("abcde") => "", "bare full odd";
        Thing::STATUSES.has(ProductStatus::Draft) => "full", "bare odd";
        Thing::STATUSES.contains_all([ProductStatus::Retired]) => "", "bare full odd";
        Thing::FOLDS.has("rED") => "full", "bare odd";
        Thing::SHORTS.has("abcd") => "full", "bare odd";
        Thing::SHORTS.has("abcde") => "", "bare full odd";
        Thing::SHORTS.overlaps(["abcdef", "abcd"]) => "full", "bare odd";
    }
}

#[tokio::test]
async fn documents_are_searched() {
    let (_database, pool) = stocked().await;
    let place = || Thing::FACTS.key("place");
    finds! { pool:
        Thing::FACTS.key("author").text().eq("Ada") => "full", "odd";
        Thing::FACTS.key("author").text().ne("Ada") => "odd", "full";
        Thing::FACTS.key("author").text().is_null() => "bare", "full odd";
        Thing::FACTS.key("author").text().is_in(["Ada", "Bo"]) => "full odd", "";
        Thing::FACTS.key("author").text().contains_ignore_case("D") => "full", "odd";
        Thing::FACTS.key("author").text().eq_ignore_case("ADA") => "full", "odd";
        Thing::FACTS.key("author").text().gt("B") => "odd", "full";
        Thing::FACTS.key("it's ? $1").text().is_null() => "bare full odd", "";
        Thing::FACTS.key("pages").number::<i64>().gt(12) => "full", "odd";
        Thing::FACTS.key("pages").number::<f64>().eq(12.5) => "full", "odd";
        Thing::FACTS.key("pages").number::<Decimal>().le(Decimal::new(125, 1)) => "full odd", "";
        Thing::FACTS.key("pages").number::<BigDecimal>().lt("12.500001".parse::<BigDecimal>().unwrap()) => "full odd", "";
        Thing::FACTS.key("pages").number::<i32>().is_in([3, 4]) => "odd", "full";
        Thing::FACTS.key("pages").number::<i16>().is_not_null() => "full odd", "bare";
        // A part of another type is NULL, and not an error.
        Thing::FACTS.key("author").number::<i32>().eq(1) => "", "";
        Thing::FACTS.key("pages").boolean().eq(true) => "", "";
        Thing::FACTS.key("pages").text().eq("12.5") => "full", "odd";
        Thing::FACTS.key("open").boolean().eq(true) => "full", "odd";
        Thing::FACTS.key("tags").index(1).text().eq("Bo") => "odd", "full";
        Thing::FACTS.key("tags").index(-1).text().eq("Ada") => "full", "odd";
        Thing::FACTS.key("tags").has_key("Ada") => "full", "bare odd";
        place().key("author").text().eq("Rome") => "full odd", "";
        // `null` has no members, but is not NULL.
        place().has_key("author") => "full odd", "bare";
        place().contains_json(Json(Facts { author: Some("Rome".to_owned()), ..facts_of_place() })) => "full odd", "bare";
        Thing::FACTS.has_key("author") => "bare full odd", "";
        Thing::FACTS.has_any_key(["nothing", "author"]) => "bare full odd", "";
        Thing::FACTS.has_all_keys(["nothing", "author"]) => "", "bare full odd";
        Thing::FACTS.contains_json(Json(Part { author: "Ada".to_owned() })) => "full", "bare odd";
        Thing::FACTS.contains_json(serde_json::json!({ "tags": ["x"], "place": { "open": true } })) => "full odd", "bare";
        // The document of the others is NULL.
        Thing::MAYBE.key("author").text().eq("Ada") => "full", "";
        Thing::MAYBE.has_key("author") => "full", "";
        Thing::MAYBE.contains_json(serde_json::json!({ "author": "Bo" })) => "", "full";
        Thing::OLDER.key("author").text().eq("Ada") => "full", "odd";
        Thing::OLDER.has_key("author") => "bare full odd", "";
        Thing::OLDER.contains_json(Json(Part { author: "Ada".to_owned() })) => "full", "bare odd";
        Thing::ARRAY.index(0).text().eq("one") => "full", "odd";
        Thing::ARRAY.has_any_key(["two", "three"]) => "full odd", "bare";
        Thing::ARRAY.contains_json(Json(vec!["two".to_owned()])) => "full", "bare odd";
        Thing::ARRAY.document().text().eq("[]") => "bare", "full odd";
    }
    let nul = Thing::select().filter(Thing::FACTS.key("\0").text().is_null()).limit(1).fetch_all(&pool).await;
    assert!(matches!(nul, Err(Error::Violation(_))));
}

/// A part of the facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    author: String,
}

fn facts_of_place() -> Facts {
    Facts { open: Some(true), ..Facts::default() }
}

#[tokio::test]
async fn bulk_statements_take_searches_and_all_rows() {
    let (_database, pool) = stocked().await;
    let update = Thing::update_many(Thing::FACTS.key("author").text().eq("Ada"), ThingUpdate::new().text("found"));
    assert_eq!(update.execute(&pool).await.unwrap(), 1);
    let update = Thing::update_many(Thing::TAGS.has("red") | Thing::TEXT.contains("%"), ThingUpdate::new().short("x"));
    assert_eq!(update.execute(&pool).await.unwrap(), 2);
    assert_eq!(Thing::update_many(all_rows(), ThingUpdate::new().text("all")).execute(&pool).await.unwrap(), 3);
    assert_eq!(Thing::delete_many(Thing::SHORTS.has("abcde")).execute(&pool).await.unwrap(), 0);
    assert_eq!(Thing::delete_many(all_rows()).execute(&pool).await.unwrap(), 3);
}

/// The text of a statement depends on the steps of a path, and on no value.
#[tokio::test]
async fn the_text_of_a_search_is_prepared_once() {
    let text = |name: &str, value: &str, tags: Vec<&str>| {
        let condition = Thing::FACTS.key(name).text().contains(value) & Thing::TAGS.overlaps(tags);
        let condition = condition & Thing::FACTS.has_any_key([name]) & Thing::TEXT.eq_ignore_case(value);
        Thing::select().filter(condition).limit(1).into_statement().unwrap().sql().to_owned()
    };
    assert_eq!(text("a", "b", vec![]), text("'", "%", vec!["x", "y"]));
}

/// A plan of the same statement with the values as literals.
async fn plan(connection: &mut PgConnection, condition: &str) -> String {
    let sql = format!("EXPLAIN (COSTS OFF) SELECT 1 FROM things WHERE {condition}");
    let lines: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap();
    lines.join("\n")
}

#[tokio::test]
async fn indexes_are_used_without_row_security_alone() {
    let (database, _pool) = stocked().await;
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    let searches =
        ["lower(\"things\".\"text\") = lower('x'::text)", "tags @> '{red}'::text[]", "facts ? 'author'::text"];
    sqlx::raw_sql("SET enable_seqscan = off; ANALYZE things").execute(&mut owner).await.unwrap();
    for search in searches {
        assert!(plan(&mut owner, search).await.contains("Index Cond"), "{search}");
    }
    let forced = "ALTER TABLE things ENABLE ROW LEVEL SECURITY; ALTER TABLE things FORCE ROW LEVEL SECURITY;
        CREATE POLICY p ON things USING (label = (SELECT current_setting('a.b', true)))";
    sqlx::raw_sql(forced).execute(&mut owner).await.unwrap();
    for search in searches {
        assert!(!plan(&mut owner, search).await.contains("Index Cond"), "{search}");
    }
}

#[tokio::test]
async fn columns_of_two_tables_are_compared() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let categories = ["Lamp", "Other"].map(CategoryInsert::new);
    let categories = Category::insert_many(shop.ours, categories).fetch_all(&mut tx).await.unwrap();
    let rows = [("A", Some(0)), ("B", Some(1)), ("C", None)].map(|(sku, category)| {
        let row = lamp(sku);
        match category {
            Some(category) => row.category_id(categories[category].id),
            None => row,
        }
    });
    Product::insert_many(shop.ours, rows).execute(&mut tx).await.unwrap();
    let skus = async |tx: &mut super::Transaction, condition: u8| {
        let list = Product::select(shop.ours).join(Product::CATEGORY_ID).order_by(Product::SKU.asc());
        let list = match condition {
            0 => list.filter(Product::NAME.eq_joined(Category::NAME)),
            1 => list.filter(!Product::NAME.eq_joined(Category::NAME)),
            2 => list.filter(Product::NAME.lt_joined(Category::NAME)),
            3 => list.filter(Category::NAME.ge_joined(Product::NAME)),
            4 => list.filter(any((Product::NAME.ne_joined(Category::NAME), Product::SKU.eq("C")))),
            5 => list.filter(!all((Product::NAME.eq_joined(Category::NAME), Category::NAME.contains("am")))),
            _ => list.filter(Product::CREATED_AT.gt_joined(Category::CREATED_AT)),
        };
        list.limit(9).column(Product::SKU).fetch_all(tx).await.unwrap().join(" ")
    };
    let mut lists = Vec::new();
    for condition in 0..7 {
        lists.push(skus(&mut tx, condition).await);
    }
    // Without a joined row the comparison is neither true nor false.
    assert_eq!(lists, ["A", "B", "B", "A B", "B C", "B", ""]);
}

#[tokio::test]
async fn all_rows_are_those_of_the_tenant() {
    let shop = Shop::open().await;
    let theirs = shop.product(shop.theirs, "A").await;
    let mut tx = shop.begin().await;
    let rows = ["A", "B"].map(|sku| lamp(sku).tags(texts(["t"])));
    Product::insert_many(shop.ours, rows).execute(&mut tx).await.unwrap();
    Product::delete_many(shop.ours, Product::SKU.eq("B")).execute(&mut tx).await.unwrap();
    let update = Product::update_many(shop.ours, all_rows(), ProductUpdate::new().name("all"));
    assert_eq!(update.execute(&mut tx).await.unwrap(), 1);
    assert_eq!(Product::delete_many(shop.ours, all_rows()).execute(&mut tx).await.unwrap(), 1);
    assert_eq!(Product::restore_many(shop.ours, all_rows()).execute(&mut tx).await.unwrap(), 2);
    let list = Product::select(shop.ours).filter(Product::TAGS.has("t") & Product::NAME.contains_ignore_case("A"));
    assert_eq!(list.filter(all_rows()).count(&mut tx).await.unwrap(), 2);
    tx.commit().await.unwrap();
    let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    assert_eq!(Product::find(shop.theirs, theirs.id).fetch_one(&mut tx).await.unwrap(), theirs);
}
