//! Another number of hash partitions: the plan refuses it, and the way that the guide states leads to it, with the rows and the foreign keys to them.

use peristyle_build::Database;
use peristyle_build::migrate::Migrate;
use peristyle_test::server::Server;

use super::{Pair, allow_all, options, script};

macro_rules! release {
    ($module:ident, $([$events:ident $name:literal $partitions:literal $($retired:literal)?])+, $refers_to:ident) => {
        #[allow(dead_code, reason = "the definitions are read, and no row")]
        mod $module {
            use peristyle::prelude::*;

            /// A customer account.
            #[table(name = "organizations", tenant_root)]
            pub struct Organization {
                pub id: Id<Organization>,
            }

            $(
                /// What happened.
                #[table(name = $name, tenant = Organization, unique(number), partition(hash(organization_id), $partitions) $(, retired = $retired)?)]
                pub struct $events {
                    pub id: Id<$events>,
                    pub organization_id: Id<Organization>,
                    pub number: i64,
                }
            )+

            /// What somebody wrote about an event.
            #[table(name = "org_notes", tenant = Organization)]
            pub struct Note {
                pub id: Id<Note>,
                pub organization_id: Id<Organization>,
                #[column(on_delete = cascade, why = "a note is about its event")]
                pub event_id: Id<$refers_to>,
            }

            schema! { pub SCHEMA = [Organization, $($events,)+ Note] }
        }
    };
}

release!(before, [Event "org_events" 2], Event);
release!(at_once, [Event "org_events" 4], Event);
release!(beside, [Event "org_events" 2] [EventWide "org_events_wide" 4], Event);
release!(switched, [Event "org_events" 2 "org_events_wide has its rows"] [EventWide "org_events_wide" 4], EventWide);
release!(after, [EventWide "org_events_wide" 4], EventWide);

#[test]
fn another_number_is_refused_with_the_way_to_it() {
    let (old, new) = (Database::of(&before::SCHEMA), Database::of(&at_once::SCHEMA));
    for (old, new, [had, has]) in [(&old, &new, [2, 4]), (&new, &old, [4, 2])] {
        let error = allow_all(Migrate::to(new.clone())).plan(old).unwrap_err().to_string();
        let message = format!(
            "`org_events` has {had} hash partitions and would have {has}, and PostgreSQL does not move rows between them\n  \
             = help: keep `partition(hash(organization_id), {had})`; or declare a second table with {has} partitions, copy the rows in batches, and drop this \
             one in a later release, as `peristyle::guide::past_one_machine` shows\n  = docs: peristyle_build::migrate"
        );
        assert_eq!(error, message);
    }
}

const TENANTS: [&str; 2] = ["00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"];

/// The statement of the guide.
fn copy() -> &'static str {
    let page = include_str!("../../runtime/src/guide/past_one_machine.md");
    let (_, steps) = page.split_once("## Another number of partitions").expect("the page has the steps");
    let (_, block) = steps.split_once("```sql").expect("they have a statement");
    block.split("```").next().expect("it ends")
}

#[tokio::test]
async fn the_rows_get_a_second_table() {
    let server = Server::shared().await.unwrap();
    let releases = [&before::SCHEMA, &beside::SCHEMA, &switched::SCHEMA, &after::SCHEMA].map(Database::of);
    let mut pair = Pair::fresh(server, &script(&releases[0], &options(server))).await;
    for (place, tenant) in TENANTS.iter().enumerate() {
        let rows = format!(
            "INSERT INTO organizations (id) VALUES ('{tenant}');
             INSERT INTO org_events (id, organization_id, number) SELECT ('00000000-0000-7000-800{place}-' || lpad(n::text, 12, '0'))::uuid, '{tenant}', n FROM generate_series(1, 50) n;
             INSERT INTO org_notes (id, organization_id, event_id) SELECT gen_random_uuid(), organization_id, id FROM org_events WHERE organization_id = '{tenant}'"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut pair.admin).await.unwrap();
    }
    for (step, pairs) in releases.windows(2).enumerate() {
        let plan = allow_all(Migrate::to(pairs[1].clone()).options(options(server))).plan(&pairs[0]);
        pair.up(&plan.unwrap_or_else(|error| panic!("{error}")).parts()).await.unwrap();
        for tenant in TENANTS.iter().filter(|_| step == 0) {
            let copied = sqlx::raw_sql(sqlx::AssertSqlSafe(copy().replace("$1", &format!("'{tenant}'"))));
            assert_eq!(copied.execute(&mut pair.admin).await.unwrap().rows_affected(), 50);
        }
    }
    let counted = "SELECT array[(SELECT count(*) FROM org_events_wide), (SELECT count(*) FROM org_notes), (SELECT count(*) FROM pg_inherits WHERE inhparent = 'org_events_wide'::regclass)]";
    let counts: Vec<i64> = sqlx::query_scalar(counted).fetch_one(&mut pair.admin).await.unwrap();
    assert_eq!(counts, [100, 100, 4]);
    let gone: bool =
        sqlx::query_scalar("SELECT to_regclass('org_events') IS NULL").fetch_one(&mut pair.admin).await.unwrap();
    assert!(gone, "the first table is dropped");
    // The foreign key is that of the second table.
    let removed = sqlx::raw_sql("DELETE FROM org_events_wide").execute(&mut pair.admin).await.unwrap();
    assert_eq!(removed.rows_affected(), 100);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM org_notes").fetch_one(&mut pair.admin).await.unwrap();
    assert_eq!(left, 0);
}
