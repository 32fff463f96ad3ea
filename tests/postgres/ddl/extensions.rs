//! A script says at its head which extensions the database lacks.

use peristyle::prelude::*;
use sqlx::postgres::PgDatabaseError;

use super::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// An address, in any case.
#[derive(Debug, Clone, ColumnType)]
#[column_type(sql_type = "citext")]
pub struct Email(String);

/// A room that is taken for some time.
#[table(
    name = "org_bookings",
    tenant = Organization,
    index(note(ops = "gin_trgm_ops"), method = gin),
    exclude(room with "=", during with "&&", method = gist),
    waive(leakproof = "the words of one tenant are few")
)]
pub struct Booking {
    pub id: Id<Booking>,
    pub organization_id: Id<Organization>,
    pub email: Email,
    pub room: i32,
    pub during: peristyle::Range<i32>,
    pub note: String,
}

schema! { pub BOOKINGS = [Organization, Booking] }

mod created {
    use super::{Booking, Organization};
    use peristyle::prelude::*;

    schema! {
        pub BOOKINGS = [Organization, Booking];
        sql_before(name = "bookings", sql = "CREATE EXTENSION IF NOT EXISTS btree_gist");
        sql_before(name = "words", sql = "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS citext")
    }
}

#[tokio::test]
async fn the_missing_extensions_are_named_with_what_to_run() {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let (mut owner, mut admin) = (connect(&database, Role::Owner).await, connect(&database, Role::Admin).await);
    let text = ddl::sql(&BOOKINGS, &ddl::Options::new()).unwrap();
    let mut missing = vec!["btree_gist", "citext", "pg_trgm"];
    while let Some(extension) = missing.first() {
        let error = sqlx::raw_sql(AssertSqlSafe(text.as_str())).execute(&mut owner).await.unwrap_err();
        let error = error.into_database_error().unwrap().downcast::<PgDatabaseError>();
        let creates: Vec<_> = missing.iter().map(|name| format!("CREATE EXTENSION {name};")).collect();
        assert_eq!(error.code(), "42704");
        assert_eq!(
            error.message(),
            format!("the script needs extensions that this database lacks: {}", missing.join(", "))
        );
        let hint = format!("Run this first in this database, as its owner or as a superuser: {}", creates.join(" "));
        assert_eq!(error.hint(), Some(&*hint));
        run(&mut admin, &format!("CREATE EXTENSION {extension}")).await;
        missing.remove(0);
    }
    run(&mut owner, &text).await;
}

/// What SQL of the user creates is not asked for.
#[tokio::test]
async fn an_extension_that_the_script_creates_is_not_asked_for() {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut admin = connect(&database, Role::Admin).await;
    run(&mut admin, &ddl::sql(&created::BOOKINGS, &ddl::Options::new()).unwrap()).await;
}
