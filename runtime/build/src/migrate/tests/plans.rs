//! What is planned, what is refused, and which tables are compared.

use super::super::*;
use super::{planned, refusals, refused, shop, table, with_column};
use crate::fixture::*;
use crate::model::{Database, GlobalRowSecurity};
use crate::{Options, Schema, ddl};

#[test]
fn nothing_changed_is_an_empty_plan() {
    assert!(planned(|database| database.tables.reverse(), |migrate| migrate).unwrap().is_empty());
}

#[test]
fn the_first_migration_has_every_right_of_the_ddl() {
    let options = Options::new().application_role("shop_app");
    let plan = Migrate::to(shop()).options(options.clone()).plan(&Database::default()).unwrap();
    let script = ddl::script(&shop().check(&options).unwrap());
    let grants: Vec<_> = script.lines().filter(|line| line.starts_with("GRANT ")).collect();
    assert!(grants.contains(&"GRANT USAGE ON SCHEMA public TO shop_app;"), "{script}");
    let text = plan.to_string();
    assert!(grants.iter().all(|grant| text.contains(grant)), "{text}");
    assert_eq!(plan.steps[0].title, "check that the roles exist");
}

#[test]
fn a_hazard_is_refused_until_it_is_allowed() {
    let change: fn(&mut Database) = |database| {
        let table = table(database, "org_products");
        table.columns.retain(|column| column.name != "tags");
        table.checks.retain(|check| check.columns != ["tags"]);
    };
    let error = refused(change);
    assert!(error.contains("drop the column `tags` of `org_products`: data is lost"), "{error}");
    assert!(error.contains("write `.allow(Hazard::DeletesData, \"the reason\")`"), "{error}");
    assert!(error.contains("Hazard::BreaksRunningVersion"), "{error}");
    let plan = planned(change, |migrate| {
        migrate.allow(Hazard::DeletesData, "nobody reads it").allow(Hazard::BreaksRunningVersion, "read since March")
    });
    let empty = planned(change, |migrate| migrate.allow(Hazard::DeletesData, " ")).unwrap_err().to_string();
    assert!(empty.contains("deletes_data is allowed without a reason"), "{empty}");
    let text = plan.unwrap().to_string();
    assert!(text.contains("data is lost; allowed deletes_data: nobody reads it"), "{text}");
}

#[test]
fn a_backfill_of_one_word_is_a_column() {
    let add = |database: &mut Database| {
        let table = table(database, "org_products");
        let column = table.columns.iter().find(|column| column.name == "sku").unwrap().clone();
        table.columns.push(crate::model::Column { name: "country".into(), ..column });
    };
    let of = |sql: &'static str| move |migrate: Migrate| migrate.backfill("org_products", "country", sql);
    let is_refused = |sql| refusals(add, of(sql)).iter().any(|one| one.message.contains("is not a value in SQL"));
    assert!(is_refused("de") && is_refused("skv"));
    assert!(!is_refused("sku") && !is_refused("'de'") && !is_refused("current_user") && !is_refused("lower(sku)"));
    let refused = refusals(add, of("skv"));
    assert!(refused.iter().any(|one| one.help.contains("write the column `sku`, or a text in quotes")), "{refused:#?}");
}

#[test]
fn a_new_column_needs_a_value_for_the_rows_that_are_there() {
    let error = refused(|database| {
        *database = with_column(database.clone(), "extra");
        table(database, "countries").columns.last_mut().unwrap().nullable = false;
    });
    assert!(error.contains("`.backfill(\"countries\", \"extra\", \"SQL\")`"), "{error}");
}

#[test]
fn a_backfill_or_a_rename_of_nothing_is_an_error() {
    let nothing: fn(&mut Database) = |_| {};
    let error = planned(nothing, |migrate| migrate.backfill("countries", "none", "1")).unwrap_err().to_string();
    assert!(error.contains("the backfill of `countries.none` is of no column that is new"), "{error}");
    for declare in [
        (|migrate| migrate.renamed_column("countries", "no", "yes")) as fn(Migrate) -> Migrate,
        |migrate| migrate.renamed_table("no", "countries"),
        |migrate| migrate.renamed_enum("no", "product_status"),
        |migrate| migrate.renamed_label("product_status", "no", "yes"),
    ] {
        let error = planned(nothing, declare).unwrap_err().to_string();
        assert!(error.contains("`no` cannot be renamed to"), "{error}");
    }
}

#[test]
fn row_security_of_a_global_table_is_a_hazard_in_both_directions() {
    let secured = |how| {
        let mut new = shop();
        table(&mut new, "countries").global_row_security = how;
        new
    };
    let allow =
        |migrate: Migrate| Hazard::ALL.into_iter().fold(migrate, |migrate, hazard| migrate.allow(hazard, "a test"));
    let (off, forced) = (secured(GlobalRowSecurity::Off), secured(GlobalRowSecurity::Forced));
    for (from, to, statement) in [
        (&off, &forced, "countries ENABLE ROW LEVEL SECURITY"),
        (&forced, &off, "countries DISABLE ROW LEVEL SECURITY"),
    ] {
        let refusal = Migrate::to(to.clone()).plan(from).unwrap_err();
        assert!(refusal.to_string().contains("row security"), "{refusal}");
        let text = allow(Migrate::to(to.clone())).plan(from).unwrap().to_string();
        assert!(text.contains(statement), "{text}");
    }
    let found = Migrate::to(forced.clone()).compatibility(&off);
    assert!(format!("{found:?}").contains("only the rows that a policy allows"), "{found:?}");
    assert!(!format!("{:?}", Migrate::to(off.clone()).compatibility(&off)).contains("policy"), "nothing changed");
}

/// Tables with soft deletes, each in a schema of its own, that refer to each other.
fn followers(on_delete: crate::model::OnDelete) -> Database {
    let mut database = Database::of(&Schema::new(list([&ORGANIZATION, &CATEGORY]), &[]));
    let first = database.tables.pop().unwrap();
    let mut deleted_at = first.columns[0].clone();
    (deleted_at.name, deleted_at.nullable, deleted_at.default) = ("deleted_at".into(), true, None);
    deleted_at.sql_type = crate::model::SqlType::Scalar("timestamptz".into());
    let to_parent = first.references.iter().position(|one| one.target == "org_categories").unwrap();
    for level in 0..5_usize {
        let mut table = first.clone();
        table.columns.push(deleted_at.clone());
        table.schema = Some(format!("s{level}").into());
        let reference = &mut table.references[to_parent];
        reference.target_schema = Some(format!("s{}", level.saturating_sub(1)).into());
        reference.on_delete = on_delete;
        database.tables.push(table);
    }
    database
}

/// What a change reaches is compared, however many tables are between: the function of a delete names the schemas of all that follows.
#[test]
fn every_table_that_a_change_reaches_is_compared() {
    use crate::model::OnDelete;

    type Change = fn(&mut Database, usize);
    let changes: &[(&str, Change)] = &[
        ("nothing", |_, _| {}),
        ("a column", |database, at| {
            let mut column = database.tables[at].columns[0].clone();
            (column.name, column.nullable) = ("extra".into(), true);
            database.tables[at].columns.push(column);
        }),
        ("without its last table", |database, _| drop(database.tables.pop())),
        ("no soft deletes", |database, at| database.tables[at].columns.retain(|column| column.name != "deleted_at")),
        ("nothing that acts on a delete", |database, at| {
            for reference in &mut database.tables[at].references {
                reference.on_delete = OnDelete::NoAction;
            }
        }),
        ("no row security", |database, at| database.tables[at].without_row_security = true),
        ("another order", |database, _| database.tables.reverse()),
        ("another setting of the root", |database, _| {
            if let crate::model::Tenancy::Root { setting, .. } = &mut database.tables[0].tenancy {
                *setting = "app.tenant".into();
            }
        }),
        ("another function of the root", |database, _| {
            if let crate::model::Tenancy::Root { function, .. } = &mut database.tables[0].tenancy {
                *function = "current_shop".into();
            }
        }),
    ];
    let options = || Options::new().application_role("app").purge_role("purger").reporting_role("reporter");
    let mut longest = 0;
    for (name, change) in changes {
        let cases = [OnDelete::Cascade, OnDelete::Restrict].into_iter().flat_map(|all| (1..6).map(move |at| (all, at)));
        for (on_delete, at) in cases {
            let (old, mut new) = (followers(on_delete), followers(on_delete));
            change(&mut new, at);
            for (from, to) in [(&old, &new), (&new, &old)] {
                let migrate = Migrate::to(to.clone()).options(options());
                let migrate = Hazard::ALL.into_iter().fold(migrate, |migrate, hazard| migrate.allow(hazard, "a test"));
                let migrate = migrate.dropped("s4.org_categories");
                let plan = migrate.plan(from).unwrap_or_else(|error| panic!("{name} {at}: {error}"));
                let every = migrate.comparing_every_table().plan(from).unwrap();
                assert_eq!(plan.to_string(), every.to_string(), "{name} {at}");
                longest = longest.max(plan.steps.len());
            }
        }
    }
    assert!(longest > 10, "{longest}");
}
