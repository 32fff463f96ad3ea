//! What an import refuses, and that nothing of it stays.

use peristyle_build::{Database as Model, Options};
use peristyle_cli::tenant::{Import, TenantError, TenantErrorKind};
use peristyle_test::server::{Role, Server};

use crate::fixture::Teams;
use crate::schema::{COUNTRY, OTHER, TEAM};

/// The first line of an error.
fn told(error: &TenantError) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_file_that_was_cut_or_edited_is_refused_with_the_line() {
    let (from, to) = (Teams::with_rows().await, Teams::empty().await);
    to.run(COUNTRY).await;
    let (text, _) = from.export(Role::Application, TEAM).await.unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    // The first line of each kind, and one in the middle.
    let kinds = ["{\"peristyle_tenant\":", "{\"table\":", "{\"row\":", "{\"end_of\":", "{\"end\":"];
    let mut places: Vec<usize> =
        kinds.iter().map(|kind| lines.iter().position(|line| line.starts_with(kind)).unwrap()).collect();
    places.push(lines.len() / 2);
    for place in places {
        let number = place + 1;
        let cut = joined(&lines[..place]);
        let error = to.import(&cut, None).await.unwrap_err();
        assert_eq!(error.kind(), TenantErrorKind::File { line: number as u64 }, "{error}");
        let half = format!("{cut}{}", &lines[place][..lines[place].len() / 2]);
        assert_eq!(to.import(&half, None).await.unwrap_err().kind(), TenantErrorKind::File { line: number as u64 });
        let edited = lines[place].replacen(['a', 'e', '0'], "1", 1);
        assert_ne!(edited, lines[place]);
        let mut all = lines.clone();
        all[place] = &edited;
        let error = to.import(&joined(&all), None).await.unwrap_err();
        assert_eq!(error.kind(), TenantErrorKind::File { line: number as u64 }, "{error}");
        assert!(to.is_empty().await);
    }
    let error =
        to.import(&text.replacen("{\"peristyle_tenant\":1,", "{\"peristyle_tenant\":9,", 1), None).await.unwrap_err();
    assert_eq!(told(&error), "line 1: the format has version 9, and this program reads version 1");
    // The whole file is accepted by the same database.
    to.import(&text, None).await.unwrap();
}

#[tokio::test]
async fn rows_that_are_there_are_never_mixed_with_the_import() {
    let teams = Teams::with_rows().await;
    let (text, _) = teams.export(Role::Application, TEAM).await.unwrap();
    let error = teams.import(&text, None).await.unwrap_err();
    assert_eq!(error.kind(), TenantErrorKind::Rows);
    assert!(told(&error).starts_with(&format!("the tenant {TEAM} has rows in `")), "{error}");
    let error = teams.import(&text, Some(OTHER)).await.unwrap_err();
    assert!(told(&error).starts_with(&format!("the tenant {OTHER} has rows in `")), "{error}");
    // Keys and values that are unique over all tenants are there.
    let before = teams.rows_of(TEAM).await;
    let error = teams.import(&text, Some("0190b0a0-0000-7000-8000-00000000000f")).await.unwrap_err();
    assert!(told(&error).contains("duplicate key value violates unique constraint"), "{error}");
    assert!(error.to_string().contains("ids are kept"), "{error}");
    assert_eq!(teams.rows_of(TEAM).await, before);
    assert_eq!(teams.value("SELECT count(*) FROM teams").await, "2");
}

#[tokio::test]
async fn a_row_of_a_global_table_that_is_missing_is_named() {
    let (from, to) = (Teams::with_rows().await, Teams::empty().await);
    let (text, _) = from.export(Role::Application, TEAM).await.unwrap();
    let error = to.import(&text, None).await.unwrap_err();
    assert!(told(&error).contains("is not present in table \"countries\""), "{error}");
    assert!(
        error.to_string().contains("rows of global tables and of other tenants are not part of an export"),
        "{error}"
    );
    assert!(to.is_empty().await);
}

#[tokio::test]
async fn another_schema_is_refused_with_each_difference() {
    let (from, to) = (Teams::with_rows().await, Teams::empty().await);
    to.run(COUNTRY).await;
    let (text, _) = from.export(Role::Application, TEAM).await.unwrap();
    // The database has something that the structs do not have, or not in this way.
    to.run("ALTER TABLE team_events ADD COLUMN more text; ALTER TABLE team_order_lines DROP COLUMN pieces").await;
    let error = to.import(&text, None).await.unwrap_err();
    assert_eq!(error.kind(), TenantErrorKind::Schema);
    for line in [
        "the structs do not have the column `more` of `team_events`",
        "the column `pieces` of `team_order_lines` is not there",
    ] {
        assert!(error.to_string().contains(line), "{error}");
    }
    assert_eq!(to.export(Role::Owner, TEAM).await.unwrap_err().kind(), TenantErrorKind::Schema);
    let to = Teams::empty().await;
    to.run("ALTER TABLE team_events ALTER COLUMN what TYPE varchar(20)").await;
    let error = to.import(&text, None).await.unwrap_err();
    assert!(
        error.to_string().contains("`what` of `team_events` is `text` in the file and `character varying(20)` here"),
        "{error}"
    );
    // Structs of another program.
    let other = Model::of(&OTHER_SCHEMA).check(&Options::new()).unwrap();
    let import = Import::new(&other).run(&mut to.connect(Role::Owner).await, text.as_bytes(), &mut |_| {}).await;
    assert_eq!(import.unwrap_err().kind(), TenantErrorKind::Argument);
    assert!(to.is_empty().await);
}

mod other {
    use peristyle::prelude::*;

    /// A shop.
    #[table(name = "shops", tenant_root)]
    pub struct Shop {
        pub id: Id<Shop>,
    }

    schema! { pub OTHER_SCHEMA = [Shop] }
}
use other::OTHER_SCHEMA;

#[tokio::test]
async fn a_role_without_rights_is_told_so() {
    let (from, to) = (Teams::with_rows().await, Teams::empty().await);
    to.run(COUNTRY).await;
    let (text, _) = from.export(Role::Application, TEAM).await.unwrap();
    // The application role sets no timestamps.
    let error = to.import_as(Role::Application, &text, None).await.unwrap_err();
    assert_eq!(error.kind(), TenantErrorKind::Role, "{error}");
    assert!(error.to_string().contains("use the role that owns the tables"), "{error}");
    let owner = Server::shared().await.unwrap().role_name(Role::Owner);
    to.run(&format!("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC, {owner}", to.database.name())).await;
    let error = to.import(&text, None).await.unwrap_err();
    assert!(error.to_string().contains("GRANT TEMPORARY ON DATABASE .. TO .."), "{error}");
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    from.run(&format!("REVOKE SELECT ON team_charges FROM {role}")).await;
    let mut application = from.connect(Role::Application).await;
    let export = peristyle_cli::tenant::Export::new(&from.structs, crate::fixture::id(TEAM));
    let error = export.run(&mut application, Vec::new(), &mut |_| {}).await.unwrap_err();
    assert_eq!(error.kind(), TenantErrorKind::Role, "{error}");
    assert!(told(&error).contains("permission denied for table team_charges"), "{error}");
    // The connection can be used afterwards.
    assert_eq!(sqlx::query_scalar::<_, i32>("SELECT 1").fetch_one(&mut application).await.unwrap(), 1);
    // A policy that hides rows without an error.
    from.run("CREATE POLICY hides ON team_events AS RESTRICTIVE USING (what <> 'event 1')").await;
    let error = from.export(Role::Owner, TEAM).await.unwrap_err();
    assert_eq!(told(&error), "the policy `hides` of `team_events` may hide rows from this role");
    from.export(Role::Admin, TEAM).await.unwrap();
}

#[tokio::test]
async fn a_tenant_that_does_not_exist_is_not_exported() {
    let teams = Teams::with_rows().await;
    let nobody = "0190b0a0-0000-7000-8000-000000000000";
    for role in [Role::Application, Role::Owner, Role::Admin] {
        let error = teams.export(role, nobody).await.unwrap_err();
        assert_eq!(
            (error.kind(), told(&error)),
            (TenantErrorKind::Rows, format!("`teams` has no row with the id {nobody}"))
        );
    }
}

#[tokio::test]
async fn a_trigger_that_changes_values_is_found() {
    let (from, to) = (Teams::with_rows().await, Teams::empty().await);
    to.run(COUNTRY).await;
    to.run(
        "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.what := upper(NEW.what); RETURN NEW; END $$;
        CREATE TRIGGER shout BEFORE INSERT ON team_events FOR EACH ROW EXECUTE FUNCTION shout()",
    )
    .await;
    let (text, _) = from.export(Role::Application, TEAM).await.unwrap();
    let error = to.import(&text, None).await.unwrap_err();
    assert_eq!(told(&error), "the database changes values of `team_events` while they are inserted");
    assert!(to.is_empty().await);
}
