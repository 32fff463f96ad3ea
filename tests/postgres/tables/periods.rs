//! Constraints over periods: what is written of them everywhere, and what PostgreSQL 18 then has.

use peristyle_build::{Checked, Database, Options, advice, ddl, diagram, schema_md};
use peristyle_cli::drift::Compare;
use peristyle_test::server::{Role, Server};
use peristyle_test::{Example, GlobalExample, Setup, TestDatabase};
use sqlx::{Connection, PgConnection, PgPool};

use super::{assert_held, run, texts};
use crate::facts::{Kind, Setting, round_trip};
use crate::periods::{self, Badge, EXTENSIONS, Lesson, Offer, Organization, PERIODS, Price, Seat};

const OF_PRICES: &str = "    CONSTRAINT org_prices_organization_id_product_id_valid_at_key
        UNIQUE (organization_id, product_id, valid_at WITHOUT OVERLAPS)";

const OF_OFFERS: &str = "    CONSTRAINT org_offers_organization_id_product_id_offered_fkey
        FOREIGN KEY (organization_id, product_id, PERIOD offered) REFERENCES org_prices (organization_id, product_id, PERIOD valid_at)
        ON DELETE NO ACTION
        DEFERRABLE INITIALLY DEFERRED";

#[test]
fn the_ddl_has_constraints_and_no_index_of_a_period() {
    let sql = ddl::sql(&PERIODS, &Options::new()).unwrap();
    let seats = "    CONSTRAINT org_seats_organization_id_line_place_taken_note_key
        UNIQUE (organization_id, line, place, taken WITHOUT OVERLAPS)
        INCLUDE (note)";
    let lessons = "    CONSTRAINT lessons_room_days_key
        UNIQUE (room, days WITHOUT OVERLAPS)
        DEFERRABLE";
    let badges = "    CONSTRAINT worn_once
        UNIQUE NULLS NOT DISTINCT (number, worn WITHOUT OVERLAPS),
    CONSTRAINT org_badges_organization_id_worn_key
        UNIQUE (organization_id, worn WITHOUT OVERLAPS)
        WITH (fillfactor = 70)
        DEFERRABLE INITIALLY DEFERRED";
    for part in [OF_PRICES, OF_OFFERS, seats, badges, lessons] {
        assert!(sql.contains(part), "{part}\n{sql}");
    }
    let about = "COMMENT ON CONSTRAINT org_prices_organization_id_product_id_valid_at_key ON org_prices IS 'A product has one price at a time.';";
    assert!(sql.contains(about), "{sql}");
    // The server looks for the rows of a product; one index serves both foreign keys.
    assert!(sql.contains("ON org_offers (organization_id, product_id);"), "{sql}");
    assert_eq!(sql.matches("CREATE INDEX").count(), 2, "{sql}");
}

#[test]
fn every_file_knows_them() {
    let checked = Checked::of(&PERIODS).unwrap();
    let text = schema_md::markdown(&checked, &advice::advise(&checked));
    for line in [
        "| `org_prices_organization_id_product_id_valid_at_key`<br>(organization_id, product_id, valid_at without overlaps) \
         | A product has one price at a time.<br>no two rows of a tenant with the same `product_id` have periods that overlap \
         | every insert; a change of `product_id` or `valid_at` |",
        "no two rows with the same `room` have periods that overlap; the check can be put off",
        "| `product_id` and `offered` | [org_prices](#org_prices) (`product_id` and `valid_at`) \
         | it cannot be if the period of this row is then not covered; checked when the transaction ends \
         | an offer has a price at all times |",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let dbml = peristyle_build::dbml::dbml(&checked);
    assert!(dbml.contains("UNIQUE, the last column WITHOUT OVERLAPS"), "{dbml}");
    let mermaid = diagram::mermaid(&checked);
    assert!(mermaid.contains(r#""org_prices" ||--o{ "org_offers" : "product_id, offered""#), "{mermaid}");
    let database = Database::of(&PERIODS);
    assert_eq!(Database::from_json(&database.to_json()).unwrap(), database);
    assert!(peristyle_build::migrate(&PERIODS).plan(&database).unwrap().is_empty());
}

async fn loaded() -> Option<(peristyle_test::server::Database, PgPool, PgConnection)> {
    let server = periods::server().await?;
    let database = server.empty_database().await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application));
    run(&owner, &format!("{EXTENSIONS} {}", ddl::sql(&PERIODS, &options).unwrap())).await;
    let connection = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    Some((database, owner, connection))
}

#[tokio::test]
async fn the_catalog_is_what_the_structs_say() {
    let Some((_database, owner, mut connection)) = loaded().await else { return };
    let server = periods::server().await.unwrap();
    let setting = Setting { schema: "public", role: Some(server.role_name(Role::Application)) };
    let report = round_trip(&mut connection, &PERIODS, setting).await;
    assert!(report.is_clean(), "{report}");
    assert!(report.matched(Kind::UniqueConstraint) >= 3 && report.matched(Kind::ForeignKey) >= 5, "{report}");
    assert_held(&owner).await;
    let definitions = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conparentid = 0 AND conrelid > 16384 AND (contype = 'u'
        OR contype = 'f' AND conrelid = 'org_offers'::regclass AND cardinality(conkey) = 3) ORDER BY 1";
    assert_eq!(
        texts(&owner, definitions).await,
        [
            "FOREIGN KEY (organization_id, product_id, PERIOD offered) REFERENCES org_prices(organization_id, product_id, PERIOD valid_at) \
             DEFERRABLE INITIALLY DEFERRED",
            "UNIQUE (organization_id, line, place, taken WITHOUT OVERLAPS) INCLUDE (note)",
            "UNIQUE (organization_id, product_id, valid_at WITHOUT OVERLAPS)",
            "UNIQUE (organization_id, worn WITHOUT OVERLAPS) DEFERRABLE INITIALLY DEFERRED",
            "UNIQUE (room, days WITHOUT OVERLAPS) DEFERRABLE",
            "UNIQUE NULLS NOT DISTINCT (number, worn WITHOUT OVERLAPS)",
        ]
    );
}

#[tokio::test]
async fn drift_finds_a_constraint_that_is_gone_or_weaker() {
    let Some((_database, owner, mut live)) = loaded().await else { return };
    let server = periods::server().await.unwrap();
    let beside = server.empty_database().await.unwrap();
    let mut scratch = PgConnection::connect_with(&beside.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql(EXTENSIONS).execute(&mut scratch).await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application));
    let structs = Database::of(&PERIODS).check(&options).unwrap();
    let none = Compare::new().run(&structs, &mut live, &mut scratch).await.unwrap();
    assert!(none.differences.is_empty(), "{none}");
    run(
        &owner,
        "ALTER TABLE org_offers DROP CONSTRAINT org_offers_organization_id_product_id_offered_fkey;
         ALTER TABLE org_prices DROP CONSTRAINT org_prices_organization_id_product_id_valid_at_key;
         ALTER TABLE org_prices ADD CONSTRAINT org_prices_organization_id_product_id_valid_at_key UNIQUE (organization_id, product_id, valid_at);",
    )
    .await;
    let found = Compare::new().run(&structs, &mut live, &mut scratch).await.unwrap();
    assert_eq!(found.differences.len(), 2, "{found}");
    let statements: Vec<String> = found.differences.iter().flat_map(|one| one.mend.clone()).collect();
    assert!(statements.iter().any(|sql| sql.contains("valid_at WITHOUT OVERLAPS")), "{found}");
    assert!(statements.iter().any(|sql| sql.contains("PERIOD offered")), "{found}");
}

#[tokio::test]
async fn the_audit_finds_a_constraint_of_all_tenants() {
    let Some((_database, owner, _)) = loaded().await else { return };
    let server = periods::server().await.unwrap();
    run(&owner, "ALTER TABLE org_prices ADD CONSTRAINT one_for_all UNIQUE (product_id, valid_at WITHOUT OVERLAPS)")
        .await;
    let role = server.role_name(Role::Application);
    let found = peristyle::audit(&owner, role).await.unwrap();
    let found: Vec<_> = found.iter().filter(|finding| finding.waiver.is_none()).collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].code, "L21", "{found:#?}");
    run(&owner, found[0].mend.as_deref().unwrap()).await;
    let left = peristyle::audit(&owner, role).await.unwrap();
    assert!(left.iter().all(|finding| finding.waiver.is_some()), "{left:#?}");
    let definition = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'one_for_all'";
    assert_eq!(texts(&owner, definition).await, ["UNIQUE (organization_id, product_id, valid_at WITHOUT OVERLAPS)"]);
}

#[tokio::test]
async fn example_rows_do_not_overlap() {
    let Some(server) = periods::server().await else { return };
    if !std::ptr::eq(server, Server::shared().await.unwrap()) {
        println!("skipped: the databases of `peristyle-test` are on the server of the tests");
        return;
    }
    let setup = Setup::new().before(EXTENSIONS);
    let db = TestDatabase::with(&PERIODS, &setup).await.unwrap();
    let [ours, theirs] = db.tenants::<Organization>().await.unwrap();
    for tenant in [ours, theirs] {
        assert_eq!(Price::example(tenant).insert_many(&db, 300).await.unwrap().len(), 300);
        assert_eq!(Offer::example(tenant).insert_many(&db, 300).await.unwrap().len(), 300);
        assert_eq!(Seat::example(tenant).insert_many(&db, 300).await.unwrap().len(), 300);
        assert_eq!(Badge::example(tenant).insert_many(&db, 300).await.unwrap().len(), 300);
    }
    Lesson::example().insert_many(&db, 300).await.unwrap();
    let product = Price::example(ours).insert(&db).await.unwrap().product_id;
    let of_one = Price::example(ours).with(Price::PRODUCT_ID, product).insert_many(&db, 50).await.unwrap();
    assert_eq!(of_one.len(), 50);
}
