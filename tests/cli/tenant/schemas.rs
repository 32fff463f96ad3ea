//! The schema with every option, and the rows of a house.

use peristyle_cli::tenant::erase::Erase;
use peristyle_test::server::Role;

use crate::every_option;
use crate::fixture::{Teams, id};
use crate::schema::{OTHER, TEAM};

const MAKER: &str = "INSERT INTO makers (id, name, country, letters) VALUES ('0190b0a0-0000-7000-8000-0000000000c1', 'Maker', 'de', 'ab')";

const ROWS: &str = r#"
    INSERT INTO houses (id, name) VALUES ('0190b0a0-0000-7000-8000-00000000000a', 'one'), ('0190b0a0-0000-7000-8000-00000000000b', 'other');
    INSERT INTO house_members (id, lender, email, card) SELECT gen_random_uuid(), id, n || '@' || id, nullif(n, 1) FROM houses, generate_series(1, 4) n;
    INSERT INTO house_tools (id, house_id, code, price, maker_id, maker_name, uses, wear, manual)
        SELECT gen_random_uuid(), id, 'T' || n, n * 1.25, '0190b0a0-0000-7000-8000-0000000000c1', 'Maker', '{"a,b",c}',
            CASE n WHEN 1 THEN 'broken' ELSE 'as new' END::lending.wear, '{"pages" :  3}' FROM houses, generate_series(1, 4) n;
    UPDATE house_tools t SET set_id = (SELECT id FROM house_tools o WHERE o.house_id = t.house_id AND o.code = 'T1') WHERE code <> 'T1';
    INSERT INTO house_loans (id, house_id, tool_id, starts, ends, hour, desk, slot, ticket)
        SELECT gen_random_uuid(), house_id, id, '2026-01-01', '2026-01-02', '10:00', right(code, 1)::int, right(code, 1)::int, right(code, 1)::int FROM house_tools;
    INSERT INTO house_permits (house_id, member_id, tool_id) SELECT t.house_id, m.id, t.id FROM house_tools t JOIN house_members m ON m.lender = t.house_id;
    INSERT INTO lending.house_entries (id, house_id, town_id) SELECT gen_random_uuid(), id, n FROM houses, generate_series(1, 3) n;
    INSERT INTO house_doors (id, house_id, colour) SELECT gen_random_uuid(), id, 'red' FROM houses;
    INSERT INTO house_passages (id, house_id, way) SELECT gen_random_uuid(), id, 'comes-in' FROM houses, generate_series(1, 5);
    UPDATE house_loans SET deleted_at = now() WHERE desk = 4;
"#;

#[tokio::test]
async fn every_option_is_exported_imported_and_erased() {
    let [from, to] = [Houses::new().await, Houses::new().await].map(|houses| houses.0);
    from.run(ROWS).await;
    let (text, exported) = from.export(Role::Application, TEAM).await.unwrap();
    assert!(exported.tables.iter().all(|table| table.rows > 0), "{exported:?}");
    assert_eq!(exported.tables.len(), 10);
    assert_eq!(to.import(&text, None).await.unwrap().tables, exported.tables);
    assert_eq!(to.export(Role::Owner, TEAM).await.unwrap().1.tables, exported.tables);
    // Members have ids and addresses that are unique over all houses.
    assert!(from.import(&text, Some("0190b0a0-0000-7000-8000-00000000000f")).await.is_err());
    let others = from.export(Role::Owner, OTHER).await.unwrap().1;
    let mut admin = from.connect(Role::Admin).await;
    let certificate =
        Erase::new(&from.structs, id(TEAM)).batch(3).search_text().run(&mut admin, &mut |_| {}).await.unwrap();
    assert!(certificate.complete, "{certificate:?}");
    // The deletes write versions, which are erased at last.
    for table in exported.tables.iter().filter(|table| !table.table.ends_with("_history")) {
        let erased = certificate.tables.iter().find(|one| one.table == table.table).unwrap().erased;
        assert_eq!(erased, i64::try_from(table.rows).unwrap(), "{table:?}");
    }
    assert_eq!(from.export(Role::Owner, OTHER).await.unwrap().1.tables, others.tables);
}

/// A restrictive policy keeps every role that row security holds for from deleting red doors, but not an erasure by the owner.
#[tokio::test]
async fn a_policy_that_keeps_rows_does_not_keep_them_from_an_erasure() {
    let houses = Houses::new().await.0;
    houses.run(ROWS).await;
    houses.run("CREATE POLICY kept ON house_passages AS RESTRICTIVE FOR UPDATE USING (false)").await;
    let others = houses.export(Role::Owner, OTHER).await.unwrap().1;
    let doors = |house: &str| format!("SELECT count(*) FROM house_doors WHERE house_id = '{house}'");
    let forced = "SELECT string_agg(relname, ' ') FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity";
    let mut owner = houses.connect(Role::Owner).await;
    let setting = format!("SET peristyle.house_id = '{TEAM}'; DELETE FROM house_doors; RESET peristyle.house_id");
    sqlx::raw_sql(sqlx::AssertSqlSafe(setting)).execute(&mut owner).await.unwrap();
    assert_eq!(houses.value(&doors(TEAM)).await, "1");
    let certificate = Erase::new(&houses.structs, id(TEAM)).batch(2).run(&mut owner, &mut |_| {}).await.unwrap();
    let erased = certificate.tables.iter().find(|one| one.table == "house_doors").unwrap().erased;
    assert_eq!((erased, certificate.scan.found.as_slice()), (1, &[][..]));
    assert_eq!((houses.value(&doors(TEAM)).await, houses.value(&doors(OTHER)).await), ("0".to_owned(), "1".to_owned()));
    assert_eq!(houses.value(forced).await, "", "row security is forced again");
    assert_eq!(houses.export(Role::Owner, OTHER).await.unwrap().1.tables, others.tables);
}

/// A database with a maker of tools.
struct Houses(Teams);

impl Houses {
    async fn new() -> Self {
        let teams = Teams::of("houses", &every_option::SCHEMA, every_option::EXTENSIONS).await;
        teams.run(MAKER).await;
        Self(teams)
    }
}
