//! Types of extensions, where the server has them: PostgreSQL's own contrib, and a stand-in for pgvector's.

use peristyle::prelude::*;
use peristyle_test::server::{Role, Server};
use sqlx::PgPool;

use super::{database, driver};

/// What extensions add.
#[table(name = "extended", check(email != "nobody@example.org"), waive(column_type = "types of extensions"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Extended {
    pub id: Id<Extended>,
    #[column(sql_type = "citext")]
    pub email: String,
    #[column(sql_type = "public.ltree")]
    pub path: String,
    #[column(sql_type = "hstore")]
    pub pairs: Option<String>,
    #[column(sql_type = "citext[]")]
    pub emails: Vec<String>,
}

schema! { pub EXTENDED = [Extended] }

/// An address without case.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(sql_type = "citext")]
pub struct Email(String);

/// Texts without case, behind a newtype, a domain and an array.
#[table(
    name = "mailboxes",
    check(newtype == "Ada"),
    check(domain == "Ada"),
    check(!domain.starts_with("BOB"), name = "not_bob"),
    check(newtype == other),
    waive(column_type = "types of extensions")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Mailbox {
    pub id: Id<Mailbox>,
    pub newtype: Email,
    pub other: Email,
    #[column(sql_type = "email_address")]
    pub domain: String,
}

schema! { pub MAILBOXES = [Mailbox] }

#[tokio::test]
async fn case_is_judged_by_the_database() {
    if !are_there().await {
        return;
    }
    let before = "CREATE EXTENSION citext; CREATE DOMAIN email_address AS citext CHECK (length(VALUE) < 9);";
    let (_database, pool) = database(&MAILBOXES, before).await;
    let row = || MailboxInsert::new(Email("ADA".to_owned()), Email("ada".to_owned()), "aDA");
    assert_eq!(row().validate(), Ok(()));
    Mailbox::insert(row()).execute(&pool).await.unwrap();
    let changes = MailboxUpdate::new().newtype(Email("adA".to_owned())).other(Email("Ada".to_owned()));
    assert_eq!(changes.validate(), Ok(()));
    for filter in [
        Mailbox::DOMAIN.eq("ADA"),
        Mailbox::DOMAIN.is_in(["ada"]),
        Mailbox::DOMAIN.starts_with("AD"),
        Mailbox::NEWTYPE.eq(Email("adA".to_owned())),
    ] {
        let told = format!("{filter:?}");
        assert_eq!(Mailbox::update_many(filter, changes.clone()).execute(&pool).await.unwrap(), 1, "{told}");
    }
    for domain in ["bob", "eve"] {
        let row = MailboxInsert::new(Email("ADA".to_owned()), Email("ada".to_owned()), domain);
        assert!(Mailbox::insert(row).execute(&pool).await.is_err());
    }
}

const EXTENSIONS: [&str; 3] = ["citext", "ltree", "hstore"];

/// The bundled server may be without contrib, and says so.
async fn are_there() -> bool {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let count = sqlx::query_scalar("SELECT count(*) FROM pg_available_extensions WHERE name = ANY($1)");
    let there: i64 = count.bind(EXTENSIONS.as_slice()).fetch_one(&owner).await.unwrap();
    if there < 3 {
        eprintln!("this server has no contrib: citext, ltree and hstore are not tried");
    }
    there == 3
}

#[tokio::test]
async fn types_of_extensions_come_back_and_compare() {
    if !are_there().await {
        return;
    }
    let create: String = EXTENSIONS.iter().map(|name| format!("CREATE EXTENSION {name};\n")).collect();
    let (_database, pool) = database(&EXTENDED, &create).await;
    let draft = ExtendedInsert::new("Ada@Example.org", "a.b.c").emails(vec!["X@y.org".to_owned()]);
    let row = Extended::insert(draft).fetch_one(&pool).await.unwrap();
    assert_eq!((row.email.as_str(), row.path.as_str(), &row.pairs), ("Ada@Example.org", "a.b.c", &None));
    assert_eq!(driver::rows::<Extended>(&pool, "SELECT * FROM extended").await.unwrap(), std::slice::from_ref(&row));
    for condition in [
        Extended::EMAIL.eq("ada@example.ORG"),
        Extended::EMAIL.is_in(["ADA@example.ORG"]),
        Extended::EMAIL.starts_with("ADA@"),
        Extended::PATH.eq("a.b.c"),
        Extended::PATH.lt("a.b.d"),
        Extended::EMAILS.eq(vec!["x@Y.org".to_owned()]),
    ] {
        let told = format!("{condition:?}");
        let found = Extended::select().filter(condition).limit(2).fetch_all(&pool).await;
        assert_eq!(found.unwrap_or_else(|error| panic!("{told}: {error}")).len(), 1, "{told}");
    }
    assert!(!Extended::select().filter(Extended::EMAIL.starts_with("a_a")).exists(&pool).await.unwrap());
    let other = Extended::insert(ExtendedInsert::new("ADA@example.org", "z")).fetch_one(&pool).await.unwrap();
    let emails = Extended::select().column(Extended::EMAIL).distinct().order_by(Extended::EMAIL.asc());
    assert_eq!(emails.limit(9).fetch_all(&pool).await.unwrap().len(), 1);
    assert_eq!(Extended::select().column(Extended::EMAIL).distinct().count(&pool).await.unwrap(), 1);
    assert_eq!(Extended::select().limit(9).offset(u64::MAX).fetch_all(&pool).await.unwrap(), []);
    let groups = Extended::select().group_by(Extended::EMAIL).having(Extended::EMAIL.min().eq("ADA@EXAMPLE.ORG"));
    assert_eq!(groups.count(&pool).await.unwrap(), 1);
    let read = (Extended::EMAIL.count_distinct(), Extended::PATH.min(), Extended::PATH.max(), Extended::PAIRS.max());
    let read = Extended::select().aggregate(read).fetch_one(&pool).await.unwrap();
    assert_eq!(read, (1, Some("a.b.c".to_owned()), Some("z".to_owned()), None));
    let read = (Extended::EMAIL.max(), Extended::PATH.array_agg(), Extended::EMAIL.string_agg(","));
    let read = Extended::select().aggregate(read).fetch_one(&pool).await.unwrap();
    assert_eq!((read.0.unwrap().to_lowercase(), read.1.unwrap().len()), ("ada@example.org".to_owned(), 2));
    assert_eq!(read.2.unwrap().to_lowercase(), "ada@example.org,ada@example.org");
    Extended::delete(other.id).execute(&pool).await.unwrap();
    // The database compares without case, and so it decides.
    let nobody = ExtendedInsert::new("NOBODY@example.org", "z");
    assert_eq!(nobody.validate(), Ok(()));
    assert!(Extended::insert(nobody).execute(&pool).await.is_err());
    let changes = ExtendedUpdate::new().pairs("a=>1, \"b c\"=>NULL".to_owned());
    let changed = Extended::update(row.id, changes).fetch_one(&pool).await.unwrap();
    assert_eq!(changed.pairs.as_deref(), Some("\"a\"=>\"1\", \"b c\"=>NULL"));
    let rows = Extended::insert_many([ExtendedInsert::new("b@c.de", "a")]).fetch_all(&pool).await.unwrap();
    assert_eq!((rows[0].email.as_str(), rows[0].emails.len()), ("b@c.de", 0));
}

/// What is near to what.
#[table(name = "nearness", waive(column_type = "types of extensions"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Nearness {
    pub id: Id<Nearness>,
    #[column(sql_type = "vector")]
    pub embedding: Vec<f32>,
}

schema! { pub NEARNESS = [Nearness] }

/// pgvector casts from and to `real[]`; so does a domain of it.
pub(super) const VECTOR: &str = "CREATE DOMAIN vector AS real[] CHECK (cardinality(VALUE) = 3);";

#[tokio::test]
async fn a_vector_travels_as_its_numbers() {
    let (_database, pool) = database(&NEARNESS, VECTOR).await;
    let row = Nearness::insert(NearnessInsert::new(vec![1.0_f32, -2.5, 0.0])).fetch_one(&pool).await.unwrap();
    assert_eq!(row.embedding, [1.0, -2.5, 0.0]);
    let found = Nearness::select().filter(Nearness::EMBEDDING.eq(vec![1.0_f32, -2.5, 0.0])).limit(2);
    assert_eq!(found.fetch_all(&pool).await.unwrap().len(), 1);
    let rows = Nearness::insert_many([NearnessInsert::new(vec![0.5_f32; 3])]).fetch_all(&pool).await.unwrap();
    assert_eq!(rows[0].embedding, [0.5; 3]);
    assert!(Nearness::insert(NearnessInsert::new(vec![0.5_f32])).execute(&pool).await.is_err());
}

/// What a model has made of a text.
#[table(name = "embeddings", waive(column_type = "pgvector's type"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    pub id: Id<Embedding>,
    #[column(sql_type = "vector(3)")]
    pub numbers: String,
    #[column(sql_type = "public.vector(2)")]
    pub maybe: Option<String>,
}

schema! { pub EMBEDDINGS = [Embedding] }

/// A type with a length, as an extension makes one: it reads and writes texts.
const SIZED_VECTOR: &str = "
    CREATE TYPE public.vector;
    CREATE FUNCTION public.vector_in(cstring, oid, integer) RETURNS public.vector AS 'textin' LANGUAGE internal IMMUTABLE STRICT;
    CREATE FUNCTION public.vector_out(public.vector) RETURNS cstring AS 'textout' LANGUAGE internal IMMUTABLE STRICT;
    CREATE FUNCTION public.vector_typmod_in(cstring[]) RETURNS integer AS 'bittypmodin' LANGUAGE internal IMMUTABLE STRICT;
    CREATE FUNCTION public.vector_typmod_out(integer) RETURNS cstring AS 'bittypmodout' LANGUAGE internal IMMUTABLE STRICT;
    CREATE TYPE public.vector (INPUT = public.vector_in, OUTPUT = public.vector_out, TYPMOD_IN = public.vector_typmod_in,
        TYPMOD_OUT = public.vector_typmod_out, STORAGE = extended);";

#[tokio::test]
async fn a_type_with_a_length_keeps_it() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let superuser = PgPool::connect_with(database.connect_options(Role::Admin)).await.unwrap();
    let options = peristyle_build::ddl::Options::new().application_role(server.role_name(Role::Application).to_owned());
    let sql = format!("{SIZED_VECTOR}\n{}", peristyle_build::ddl::sql(&EMBEDDINGS, &options).unwrap());
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&superuser).await.unwrap();
    let pool = super::super::pool(&database, 2);
    let row = Embedding::insert(EmbeddingInsert::new("[1,2,3]")).fetch_one(&pool).await.unwrap();
    assert_eq!((row.numbers.as_str(), &row.maybe), ("[1,2,3]", &None));
    let changes = EmbeddingUpdate::new().numbers("[3,2,1]").maybe("[0,1]".to_owned());
    let changed = Embedding::update(row.id, changes).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.numbers.as_str(), changed.maybe.as_deref()), ("[3,2,1]", Some("[0,1]")));
    let many = Embedding::insert_many([EmbeddingInsert::new("[1,1,1]")]).fetch_all(&pool).await.unwrap();
    assert_eq!(many[0].numbers, "[1,1,1]");
    let types = "SELECT format_type(atttypid, atttypmod) FROM pg_attribute
        WHERE attrelid = 'embeddings'::regclass AND attname IN ('numbers', 'maybe') ORDER BY attnum";
    let types: Vec<String> = sqlx::query_scalar(types).fetch_all(&superuser).await.unwrap();
    assert_eq!(types, ["vector(3)", "vector(2)"]);
}
