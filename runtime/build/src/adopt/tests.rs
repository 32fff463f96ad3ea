use super::*;

const OLDER: &str = r#"{"version": 2, "tables": [
    {"name": "organizations", "struct": "Organization", "tenancy": {"of": "itself", "prefix": "org_", "setting": "peristyle.organization_id", "function": "current_organization_id"},
     "key": ["id"], "columns": [{"name": "id", "type": "uuid"}]},
    {"name": "authors", "struct": "Author", "tenancy": {"of": "nobody"}, "key": ["id"],
     "columns": [{"name": "id", "type": "uuid"}, {"name": "organization_id", "type": "uuid", "waivers": [{"code": "P04", "name": "no_global_to_tenant", "reason": "TODO"}]}],
     "references": [{"name": "a", "columns": ["organization_id"], "target": "organizations", "target_columns": ["id"], "on_delete": "restrict"}]},
    {"name": "notes", "struct": "Note", "tenancy": {"of": "nobody"}, "key": ["id"],
     "waivers": [{"code": "N04", "name": "table_doc", "reason": "TODO"}, {"code": "T03", "name": "soft_delete", "reason": "a \"note\" stays"}],
     "columns": [{"name": "id", "type": "uuid", "waivers": [{"code": "K03", "name": "app_side_id", "reason": "TODO"}]}, {"name": "author_id", "type": "uuid"}],
     "references": [{"name": "n", "columns": ["author_id"], "target": "authors", "target_columns": ["id"], "on_delete": "restrict"}]}
], "order": ["organizations", "authors", "notes"]}"#;

fn older() -> Database {
    Database::from_json(OLDER).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn waivers_go_in_an_order_in_which_each_can() {
    let database = older();
    let steps = steps(&database, &database.tables[2], None);
    let rules: Vec<_> = steps.iter().flat_map(|step| &step.rules).map(String::as_str).collect();
    assert_eq!(rules, ["N04", "K03", "T03"]);
    assert_eq!(steps[2].remove, [r#"`soft_delete = "a \"note\" stays"` in `waive(..)` of `#[table(..)]` on `Note`"#]);
    assert_eq!(steps[1].remove[0], r#"`app_side_id = "TODO"` in `waive(..)` of `#[column(..)]` on `Note.id`"#);
}

#[test]
fn a_table_takes_those_that_refer_to_it_along() {
    let database = older();
    let steps = steps(&database, &database.tables[1], None);
    let [step] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(step.title, "make `authors`, `notes` tenant tables of `Organization`");
    assert_eq!(step.rules, ["P04"]);
    assert!(step.write.contains(&"`pub organization_id: Id<Organization>,` on `Note`".to_owned()), "{step:?}");
    // The author has its tenant already; a note has that of its author.
    assert_eq!(
        step.needs,
        [r#"--backfill "notes.organization_id=(SELECT p.organization_id FROM authors p WHERE p.id = author_id)""#]
    );
}

#[test]
fn a_table_without_a_waiver_becomes_a_tenant_table_when_a_root_is_named() {
    let database = older();
    let (notes, root) = (&database.tables[2], &database.tables[0]);
    assert!(steps(&database, notes, None).iter().all(|step| step.needs.is_empty()));
    let steps = steps(&database, notes, Some(root));
    let tenancy = steps.iter().find(|step| step.title.contains("tenant table")).unwrap();
    assert_eq!(tenancy.title, "make `notes` a tenant table of `Organization`");
    assert_eq!(tenancy.needs.len(), 1);
    // Soft deletes are per tenant, so they come after it.
    assert_eq!(steps.last().unwrap().rules, ["T03"]);
}

/// A rule that is added has a place here.
#[test]
fn every_rule_that_can_be_waived_has_a_step() {
    let database = older();
    let (table, column) = (&database.tables[2], &database.tables[2].columns[1]);
    for rule in peristyle::rules::ALL.iter().filter(|rule| rule.waivable && rule.code != "S02") {
        let step = guide::step(&database, table, Some(column), rule.code);
        assert_ne!(step.title, "comply with the rule", "{}", rule.code);
        assert_ne!(guide::place(rule.code), guide::place("Z99"), "{}", rule.code);
        assert_eq!(step.by_hand, step.cost == "several releases", "{}", rule.code);
    }
}

/// One table, with these waivers of it and this column.
fn steps_of(waivers: &str, columns: &str, more: &str) -> Vec<Step> {
    let text = format!(
        r#"{{"version": 2, "tables": [{{"name": "notes", "struct": "Note", "tenancy": {{"of": "nobody"}}, "key": ["id"], "waivers": [{waivers}],
            "columns": [{{"name": "id", "type": "uuid"}}, {columns}]{more}}}], "order": ["notes"]}}"#
    );
    let database = Database::from_json(&text).unwrap_or_else(|error| panic!("{error}"));
    steps(&database, &database.tables[0], None)
}

const TIMESTAMPS: &str = r#"{"code": "T01", "name": "timestamps", "reason": "TODO"}"#;
const NAMES: &str = r#"{"code": "N01", "name": "snake_case", "reason": "TODO"}"#;
const CREATED_AT: &str = r#"{"name": "createdAt", "field": "created_at", "type": "timestamptz"}"#;
const RENAMED: &str =
    r#"`renamed_from = "createdAt"` in place of `name = "createdAt"` in `#[column(..)]` of `created_at`"#;

#[test]
fn a_timestamp_is_renamed_by_one_step() {
    let table = steps_of(&format!("{TIMESTAMPS}, {NAMES}"), CREATED_AT, "");
    let [step] = table.as_slice() else { panic!("{table:#?}") };
    assert_eq!(
        (step.rules.as_slice(), step.write.as_slice()),
        (&["T01".to_owned(), "N01".to_owned()][..], &[RENAMED.to_owned()][..])
    );
    assert_eq!(step.remove.len(), 2, "{step:?}");

    let column = format!(r#"{}, "waivers": [{TIMESTAMPS}, {NAMES}]}}"#, CREATED_AT.trim_end_matches('}'));
    let column = steps_of("", &column, "");
    let [step] = column.as_slice() else { panic!("{column:#?}") };
    assert_eq!((step.remove.len(), step.write.as_slice()), (2, &[RENAMED.to_owned()][..]));

    // What is named so beside it has a step of its own, without the timestamp.
    let both = steps_of(
        &format!("{TIMESTAMPS}, {NAMES}"),
        &format!(r#"{CREATED_AT}, {{"name": "bookTitle", "field": "book_title", "type": "text"}}"#),
        "",
    );
    let [timestamps, names] = both.as_slice() else { panic!("{both:#?}") };
    assert_eq!(timestamps.write, [RENAMED]);
    assert_eq!(
        names.write,
        [r#"`renamed_from = "bookTitle"` in place of `name = "bookTitle"` in `#[column(..)]` of `book_title`"#]
    );
}

#[test]
fn a_waiver_of_the_table_is_about_the_table() {
    for rule in peristyle::rules::ALL.iter().filter(|rule| rule.waivable && rule.code != "S02") {
        let waiver = format!(r#"{{"code": "{}", "name": "{}", "reason": "TODO"}}"#, rule.code, rule.name);
        for step in steps_of(&waiver, r#"{"name": "title", "type": "text"}"#, "") {
            let Step { title, remove, write, .. } = &step;
            let lines = [title].into_iter().chain(remove).chain(write);
            let unclear = ["the column", "`?`", ".?", "pub ?"];
            let wrong: Vec<_> =
                lines.filter(|line| unclear.iter().any(|one| line.replace("the columns", "").contains(one))).collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", rule.code);
        }
    }
}
