//! Numbers per tenant: a tenant takes them along with its counters, and an erasure takes all of them.

use peristyle_cli::tenant::erase::Erase;
use peristyle_test::server::Role;

use crate::fixture::{Teams, id};
use crate::numbered;
use crate::schema::{OTHER, TEAM};

/// Two tenants with rows, the last of which in each table was deleted where that is allowed.
fn rows() -> String {
    format!(
        "INSERT INTO organizations (id) VALUES ('{TEAM}'), ('{OTHER}');
        INSERT INTO org_invoices (organization_id, id, series, year, customer) SELECT id, gen_random_uuid(), 'A', 2026 + n % 2, 'x' FROM organizations, generate_series(1, 25) n;
        UPDATE org_invoices SET deleted_at = now() WHERE number = 3;
        INSERT INTO org_tickets (organization_id, id, title) SELECT id, gen_random_uuid(), 'x' FROM organizations, generate_series(1, 15) n;
        DELETE FROM org_tickets WHERE number = 15;
        INSERT INTO billing.org_entries (organization_id, id, cents) SELECT id, gen_random_uuid(), n FROM organizations, generate_series(1, 3) n;
        INSERT INTO org_watchers (organization_id, ticket_id, entry_id) SELECT t.organization_id, t.id, e.id FROM org_tickets t JOIN billing.org_entries e USING (organization_id);
        INSERT INTO org_letters (organization_id, id, year) SELECT id, gen_random_uuid(), 2025 + n FROM organizations, generate_series(1, 3) n;"
    )
}

async fn numbered() -> Teams {
    Teams::of("numbers", &numbered::SCHEMA, "").await
}

/// The next ticket of a tenant.
async fn next(teams: &Teams, team: &str) -> String {
    let insert =
        format!("INSERT INTO org_tickets (organization_id, id, title) VALUES ('{team}', gen_random_uuid(), 'x')");
    teams.run(&insert).await;
    teams.value(&format!("SELECT max(number) FROM org_tickets WHERE organization_id = '{team}'")).await
}

#[tokio::test]
async fn numbers_go_with_their_tenant() {
    const NEW: &str = "0190b0a0-0000-7000-8000-00000000000f";
    let [from, to] = [numbered().await, numbered().await];
    from.run(&rows()).await;
    let (text, exported) = from.export(Role::Application, TEAM).await.unwrap();
    assert_eq!(exported.tables.len(), 11);
    assert!(exported.tables.iter().all(|table| table.rows > 0), "{exported:?}");
    assert_eq!(to.import(&text, None).await.unwrap().tables, exported.tables);
    // Under another id the same numbers are another tenant's.
    to.import(&text, Some(NEW)).await.unwrap();
    for team in [TEAM, NEW] {
        assert_eq!(next(&to, team).await, "16", "the number of the ticket that was deleted is not given again");
        let invoices = format!(
            "SELECT string_agg(number::text, ' ' ORDER BY number) FROM org_invoices WHERE year = 2026 AND organization_id = '{team}'"
        );
        assert_eq!(to.value(&invoices).await, "1 2 3 4 5 6 7 8 9 10 11 12");
    }
}

#[tokio::test]
async fn an_erasure_takes_rows_that_nobody_else_deletes() {
    let teams = numbered().await;
    teams.run(&rows()).await;
    let others = teams.rows_of(OTHER).await;
    let plan = Erase::new(&teams.structs, id(TEAM)).plan(&mut teams.connect(Role::Application).await).await.unwrap();
    assert!(plan.refused.is_empty() && plan.tables.iter().all(|table| table.erase > 0), "{plan:?}");
    let erase = Erase::new(&teams.structs, id(TEAM)).batch(4).search_text();
    let certificate = erase.run(&mut teams.connect(Role::Admin).await, &mut |_| {}).await.unwrap();
    assert!(certificate.complete, "{certificate:?}");
    assert_eq!(teams.rows_of(TEAM).await, [""; 0]);
    assert_eq!(teams.rows_of(OTHER).await, others);
    assert_eq!(next(&teams, OTHER).await, "16");
    // The triggers refuse deletes as before.
    let enabled = "SELECT string_agg(tgenabled::text, '') FROM pg_trigger WHERE tgname = 'peristyle_number_rows'";
    assert!(teams.value(enabled).await.chars().all(|enabled| enabled == 'A'));
}
