//! Text search: what is found, in which order, by which index, and within which tenant.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::{Pool, driver};

/// A customer account.
#[table(name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// An article, everybody's.
#[table(name = "articles", search(title(a), body, language = "english"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    pub id: Id<Article>,
    pub title: String,
    pub body: Option<String>,
}

/// A note of a customer, of whom none has many.
#[table(
    name = "org_notes",
    tenant = Organization,
    search(text, language = "pg_catalog.simple", column = "Words of \"it\""),
    waive(leakproof = "a customer has some hundred notes"),
    waive(snake_case = "odd on purpose"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: Id<Note>,
    pub organization_id: Id<Organization>,
    #[column(varchar(200))]
    pub text: String,
}

schema! { pub SCHEMA = [Organization, Article, Note] }

async fn open() -> (Database, Pool, PgConnection) {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    sqlx::raw_sql(AssertSqlSafe(ddl::sql(&SCHEMA, &options).unwrap())).execute(&mut owner).await.unwrap();
    let pool = driver::pool(driver::options(&database, Role::Application), 2, Duration::from_secs(30));
    (database, pool, owner)
}

#[tokio::test]
async fn the_best_rows_come_first() {
    let (_database, pool, _owner) = open().await;
    let drafts =
        [("Gardens", Some("a lantern stands in each")), ("Lanterns", None), ("Boats", Some("no light at all"))];
    for (title, body) in drafts {
        let draft = ArticleInsert::new(title);
        let draft = match body {
            Some(body) => draft.body(body),
            None => draft,
        };
        Article::insert(draft).execute(&pool).await.unwrap();
    }
    let titles = |rows: Vec<Article>| rows.into_iter().map(|row| row.title).collect::<Vec<_>>();
    let found = |words: &'static str| {
        let pool = pool.clone();
        async move { titles(Article::search(words, 9).fetch_all(&pool).await.unwrap()) }
    };
    assert_eq!(found("lantern").await, ["Lanterns", "Gardens"]);
    assert_eq!(found("lanterns -garden").await, ["Lanterns"]);
    assert_eq!(found("\"light at all\"").await, ["Boats"]);
    assert_eq!(found("boat or garden").await.len(), 2);
    for nothing in ["", "zebra", "'; DROP TABLE articles; --", "a\0b & | ! ( '"] {
        assert_eq!(found(nothing).await, [""; 0], "{nothing}");
    }
    assert_eq!(Article::search("lantern", 1).fetch_all(&pool).await.unwrap().len(), 1);
    let both = || Article::SEARCH.matches("lantern").and(Article::BODY.is_null());
    let rows = Article::select().filter(both()).limit(9).fetch_all(&pool).await.unwrap();
    assert_eq!(titles(rows), ["Lanterns"]);
    assert_eq!(Article::delete_many(both()).execute(&pool).await.unwrap(), 1);
    assert_eq!(found("lantern").await, ["Gardens"]);
    let named = Article::search("lantern", 9).columns((Article::TITLE,)).fetch_all(&pool).await.unwrap();
    assert_eq!(named.len(), 1);
    assert!(Article::search("lantern", 9).exists(&pool).await.unwrap());
}

#[tokio::test]
async fn a_tenant_finds_its_own_rows() {
    let (_database, pool, _owner) = open().await;
    let mut tenants = Vec::new();
    for _ in 0..2 {
        let draft = OrganizationInsert::new();
        let tenant = Tenant::<Organization>::new(draft.id());
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        Organization::insert(tenant, draft).execute(&mut tx).await.unwrap();
        Note::insert(tenant, NoteInsert::new("buy lamps")).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        tenants.push(tenant);
    }
    let mut tx = pool.begin_tenant(tenants[0]).await.unwrap();
    let found = Note::search(tenants[0], "lamps", 9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(found.iter().map(|note| note.organization_id).collect::<Vec<_>>(), [tenants[0].id()]);
    assert!(Note::search(tenants[1], "lamps", 9).fetch_all(&mut tx).await.is_err());
}

/// Where nothing is in its way, the index finds the rows.
#[tokio::test]
async fn a_global_table_is_searched_by_its_index() {
    let (_database, pool, mut owner) = open().await;
    let rows =
        "INSERT INTO articles (id, title) SELECT gen_random_uuid(), 'article ' || n FROM generate_series(1, 20000) n";
    // Until then new words wait in a list, which every search reads.
    for sql in [rows, "VACUUM ANALYZE articles"] {
        sqlx::raw_sql(sql).execute(&mut owner).await.unwrap();
    }
    let statement = Article::search("17", 20).into_statement().unwrap();
    let plan = statement.explain(&pool).await.unwrap().to_string();
    assert!(plan.contains("articles_search_idx"), "{plan}");
}

/// What the page of rule I09 says of it: not for the tenant's own queries, unless a superuser declares that `@@` tells nothing.
#[tokio::test]
async fn under_row_security_the_index_waits_for_a_superuser() {
    let (database, pool, _owner) = open().await;
    let draft = OrganizationInsert::new();
    let tenant = Tenant::<Organization>::new(draft.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Organization::insert(tenant, draft).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
    let rows = format!(
        "INSERT INTO org_notes (id, organization_id, text) SELECT gen_random_uuid(), '{}', 'note ' || n FROM generate_series(1, 20000) n",
        tenant.id()
    );
    for sql in [rows.as_str(), "VACUUM ANALYZE org_notes"] {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
    }
    let index = "org_notes_Words of \"it\"_idx";
    for (sql, used) in [("SELECT", false), ("ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF", true)] {
        sqlx::raw_sql(sql).execute(&mut admin).await.unwrap();
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        let statement = Note::search(tenant, "17", 20).into_statement().unwrap();
        let plan = statement.explain(&mut tx).await.unwrap().to_string();
        assert_eq!(plan.contains(&index.replace('"', "\"\"")), used, "{plan}");
    }
}
