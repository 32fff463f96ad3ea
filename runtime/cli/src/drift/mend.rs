//! The statements that make an object of a database what it should be.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::FactDifference;
use crate::catalog::{Address, Catalog, Kind, Object};

/// The statements that make a missing object, with all parts of a table. With `has_rows` the other tables are those of a database in use.
pub(super) fn make(address: &Address, expected: &Catalog, has_rows: bool) -> Vec<String> {
    let Some(object) = expected.get(address) else { return Vec::new() };
    if address.kind == Kind::Table { table(address, object, expected, has_rows) } else { one(address.kind, object) }
}

/// A table and its parts.
fn table(address: &Address, object: &Object, expected: &Catalog, has_rows: bool) -> Vec<String> {
    let is_part = |(part, _): &(&Address, &Object)| {
        part.schema == address.schema && part.table == address.table && part.kind != Kind::Table
    };
    let (mut columns, parts): (Vec<_>, Vec<_>) =
        expected.objects().filter(is_part).partition(|(part, _)| part.kind == Kind::Column);
    columns.sort_by_key(|(_, column)| column.detail.get("place").and_then(Value::as_i64));
    let prefix = format!("ALTER TABLE {} ADD COLUMN ", object.ident);
    let definitions: Vec<_> = columns
        .iter()
        .filter_map(|(_, column)| column.create.as_deref()?.strip_prefix(&prefix))
        .map(str::to_owned)
        .collect();
    let unlogged = if object.is("unlogged") { "UNLOGGED " } else { "" };
    let options = object.facts.get("options").map(|options| format!(" WITH ({})", list(options))).unwrap_or_default();
    let partition = object.text("partitioned by").map(|by| format!(" PARTITION BY {by}")).unwrap_or_default();
    let space = object.text("tablespace").map(|name| format!(" TABLESPACE {}", quoted(name))).unwrap_or_default();
    let inherits =
        object.facts.get("inherits").map(|parents| format!(" INHERITS ({})", list(parents))).unwrap_or_default();
    let create = format!(
        "CREATE {unlogged}TABLE {} (\n    {}\n){inherits}{partition}{options}{space}",
        object.ident,
        definitions.join(",\n    ")
    );
    let fresh = fresh(Kind::Table, object, &["inherits", "options", "unlogged", "partitioned by", "tablespace"]);
    let mut statements = vec![create];
    let row_security = settle(Kind::Table, object, &fresh).0;
    for (part, column) in columns {
        statements.extend(completed(part.kind, column));
    }
    for (part, object) in parts {
        let made = one(part.kind, object);
        let is_checked = has_rows && part.kind == Kind::ForeignKey;
        statements.extend(if is_checked { unfiltered(part, expected, made) } else { made });
    }
    // Foreign keys stand before row security, which would filter what they are checked against.
    statements.extend(row_security);
    statements
}

/// An object that one statement makes.
fn one(kind: Kind, object: &Object) -> Vec<String> {
    object.create.iter().cloned().chain(completed(kind, object)).collect()
}

/// What its statement does not say: comments, privileges.
fn completed(kind: Kind, object: &Object) -> Vec<String> {
    const LATER: [&str; 8] = [
        "comment",
        "index comment",
        "grants",
        "owner",
        "owned sequence",
        "row security",
        "forced row security",
        "fires",
    ];
    let covered: Vec<_> = object.facts.keys().map(String::as_str).filter(|fact| !LATER.contains(fact)).collect();
    settle(kind, object, &fresh(kind, object, &covered)).0
}

/// The object as it is just after CREATE, with the facts that the statement states.
fn fresh(kind: Kind, object: &Object, covered: &[&str]) -> Object {
    let mut fresh = object.clone();
    fresh.facts.retain(|fact, _| covered.contains(&fact.as_str()));
    let public = match kind {
        Kind::Function | Kind::Procedure | Kind::Aggregate => Some("EXECUTE"),
        Kind::Enum | Kind::Domain => Some("USAGE"),
        _ => None,
    };
    if let Some(privilege) = public {
        fresh.facts.insert("grants".to_owned(), json!({ "public": [privilege] }));
    }
    if kind == Kind::Trigger {
        fresh.facts.insert("fires".to_owned(), "in ordinary sessions".into());
    }
    fresh
}

fn settle(kind: Kind, should: &Object, is: &Object) -> (Vec<String>, Option<String>) {
    let names: BTreeSet<_> = should.facts.keys().chain(is.facts.keys()).collect();
    let differing = names.into_iter().filter(|fact| should.facts.get(*fact) != is.facts.get(*fact));
    let of = |fact: &String| FactDifference {
        fact: fact.clone(),
        expected: should.facts.get(fact).cloned(),
        found: is.facts.get(fact).cloned(),
    };
    altered(kind, should, is, &differing.map(of).collect::<Vec<_>>())
}

/// The statements of a foreign key. PostgreSQL checks the rows that are there as the role that adds or validates it, so where the tables force row security, the owner
/// would check those of one tenant only, or none.
pub(super) fn unfiltered(address: &Address, expected: &Catalog, statements: Vec<String>) -> Vec<String> {
    let table = |schema: &str, name: &str| {
        let address = Address { kind: Kind::Table, schema: schema.into(), table: Some(name.into()), name: name.into() };
        expected.get(&address).filter(|table| table.is("forced row security"))
    };
    let target = expected.get(address).and_then(|key| {
        let text = |name: &str| key.detail.get(name).and_then(Value::as_str);
        table(text("target_schema")?, text("target")?)
    });
    let own = address.table.as_deref().and_then(|name| table(&address.schema, name));
    let forced: BTreeSet<&str> = own.into_iter().chain(target).map(|table| table.ident.as_str()).collect();
    let all = |word: &str| -> String {
        forced.iter().map(|ident| format!("        ALTER TABLE {ident} {word}FORCE ROW LEVEL SECURITY;\n")).collect()
    };
    let checks =
        |statement: &String| statement.contains(" ADD CONSTRAINT ") || statement.contains(" VALIDATE CONSTRAINT ");
    let block = |statement: String| {
        format!(
            "DO $peristyle$\nDECLARE\n    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);\n\
             BEGIN\n    -- The owner checks the rows of all tenants.\n    IF NOT bypasses THEN\n{}    END IF;\n    {statement};\n    \
             IF NOT bypasses THEN\n{}    END IF;\nEND\n$peristyle$",
            all("NO "),
            all("")
        )
    };
    let unless_forced = |statement| if !forced.is_empty() && checks(&statement) { block(statement) } else { statement };
    statements.into_iter().map(unless_forced).collect()
}

/// The statements that drop an object.
pub(super) fn remove(object: &Object) -> Vec<String> {
    object.drop.iter().cloned().collect()
}

/// What a drop destroys.
pub(super) fn loss(address: &Address, object: &Object) -> Option<String> {
    match address.kind {
        Kind::Table | Kind::Partition => {
            let rows = object.detail.get("rows").and_then(Value::as_f64).filter(|rows| *rows > 0.0);
            let rows = rows.map_or_else(|| "its rows".to_owned(), |rows| format!("about {rows} rows"));
            Some(format!("the statement deletes {rows}; to keep the table, `import` writes its struct"))
        }
        Kind::Column => {
            Some("the statement deletes its values; to keep the column, add a field to the struct".to_owned())
        }
        _ => None,
    }
}

/// The statements that change an object, and what they do not do.
pub(super) fn alter(
    address: &Address,
    should: &Object,
    is: &Object,
    facts: &[FactDifference],
) -> (Vec<String>, Option<String>) {
    altered(address.kind, should, is, facts)
}

fn altered(kind: Kind, should: &Object, is: &Object, facts: &[FactDifference]) -> (Vec<String>, Option<String>) {
    let (mut statements, mut notes) = (Vec::new(), Vec::new());
    let loses_validity = |fact: &str| kind.is_constraint() && fact == "valid" && !should.is("valid");
    let again = facts.iter().any(|one| is_made_again(kind, &one.fact) || loses_validity(&one.fact));
    if again {
        statements.extend(is.drop.clone().filter(|_| !matches!(kind, Kind::Function | Kind::Procedure)));
        statements.extend(one(kind, should));
    }
    for difference in facts.iter().filter(|_| !again) {
        match change(kind, should, difference) {
            Ok(more) => statements.extend(more),
            Err(note) => notes.push(note),
        }
    }
    (statements, Some(notes.join("; ")).filter(|notes| !notes.is_empty()))
}

/// Whether an object is dropped and made again when that fact differs.
fn is_made_again(kind: Kind, fact: &str) -> bool {
    match kind {
        Kind::Column => matches!(fact, "generated" | "virtual"),
        Kind::Policy => matches!(fact, "command" | "restrictive" | "using" | "with check" | "roles"),
        Kind::View | Kind::MaterializedView => matches!(fact, "definition" | "options"),
        _ => matches!(fact, "definition" | "no inherit"),
    }
}

fn change(kind: Kind, should: &Object, difference: &FactDifference) -> Result<Vec<String>, String> {
    let FactDifference { fact, expected, found } = difference;
    let Object { ident, on, own, .. } = should;
    let text = expected.as_ref().and_then(Value::as_str);
    let yes = expected.as_ref().is_some_and(|value| *value == Value::Bool(true));
    let alter = format!("ALTER {} {ident}", kind.keyword());
    let column = || format!("ALTER TABLE {on} ALTER COLUMN {own}");
    Ok(match (kind, fact.as_str()) {
        (_, "comment") => vec![comment(kind, should, text)],
        (_, "index comment") => {
            let schema = ident
                .strip_suffix(&format!(".{own}"))
                .and_then(|table| table.split_once('.'))
                .map_or("public", |(schema, _)| schema);
            vec![format!("COMMENT ON INDEX {schema}.{own} IS {}", text.map_or_else(|| "NULL".to_owned(), literal))]
        }
        (_, "grants") => grants(kind, should, expected.as_ref(), found.as_ref()),
        (_, "owner") => vec![format!("{alter} OWNER TO {}", text.map_or_else(|| "CURRENT_USER".to_owned(), quoted))],
        (Kind::Enum, "labels") => labels(ident, expected.as_ref(), found.as_ref())?,
        (Kind::Domain, "default") => {
            vec![text.map_or_else(|| format!("{alter} DROP DEFAULT"), |text| format!("{alter} SET DEFAULT {text}"))]
        }
        (Kind::Domain, "not_null") => vec![format!("{alter} {} NOT NULL", if yes { "SET" } else { "DROP" })],
        (Kind::Domain, "checks") => checks(ident, expected.as_ref(), found.as_ref()),
        (Kind::Sequence, "unlogged") => vec![format!("{alter} SET {}", if yes { "UNLOGGED" } else { "LOGGED" })],
        (Kind::Sequence, _) => vec![sequence(should)],
        (Kind::Table | Kind::Partition, "unlogged") => {
            vec![format!("ALTER TABLE {ident} SET {}", if yes { "UNLOGGED" } else { "LOGGED" })]
        }
        (Kind::Table | Kind::Partition, "row security") => {
            vec![format!("ALTER TABLE {ident} {} ROW LEVEL SECURITY", if yes { "ENABLE" } else { "DISABLE" })]
        }
        (Kind::Table | Kind::Partition, "forced row security") => {
            vec![format!("ALTER TABLE {ident} {}FORCE ROW LEVEL SECURITY", if yes { "" } else { "NO " })]
        }
        (Kind::Table | Kind::Partition, "tablespace") => {
            vec![format!("ALTER TABLE {ident} SET TABLESPACE {}", text.map_or_else(|| "pg_default".to_owned(), quoted))]
        }
        (Kind::Table | Kind::Partition, "options") => options(ident, expected.as_ref(), found.as_ref()),
        (Kind::Partition, "bound") => {
            let bound = text.unwrap_or("DEFAULT");
            vec![
                format!("ALTER TABLE {on} DETACH PARTITION {ident}"),
                format!("ALTER TABLE {on} ATTACH PARTITION {ident} {bound}"),
            ]
        }
        (Kind::Column, "type" | "collation") => {
            let collation = should.text("collation").map(|name| format!(" COLLATE {name}")).unwrap_or_default();
            vec![format!("{} TYPE {}{collation}", column(), should.text("type").unwrap_or_default())]
        }
        (Kind::Column, "not_null") => vec![format!("{} {} NOT NULL", column(), if yes { "SET" } else { "DROP" })],
        (Kind::Column, "default") => {
            vec![text.map_or_else(
                || format!("{} DROP DEFAULT", column()),
                |text| format!("{} SET DEFAULT {text}", column()),
            )]
        }
        (Kind::Column, "identity") => vec![match (text, found) {
            (None, _) => format!("{} DROP IDENTITY", column()),
            (Some(when), None) => format!("{} ADD GENERATED {when} AS IDENTITY", column()),
            (Some(when), Some(_)) => format!("{} SET GENERATED {when}", column()),
        }],
        (Kind::Column, "owned sequence") => match (text, found.as_ref().and_then(Value::as_str)) {
            (Some(name), _) => vec![format!("ALTER SEQUENCE {name} OWNED BY {ident}")],
            (None, Some(name)) => vec![format!("ALTER SEQUENCE {name} OWNED BY NONE")],
            (None, None) => Vec::new(),
        },
        (kind, "valid") if kind.is_constraint() && yes => vec![format!("ALTER TABLE {on} VALIDATE CONSTRAINT {own}")],
        (Kind::Index | Kind::ConstraintIndex | Kind::PartitionIndex, "valid" | "ready") if yes => {
            vec![format!("REINDEX INDEX CONCURRENTLY {ident}")]
        }
        (Kind::Trigger, "fires") => vec![format!("ALTER TABLE {on} {} TRIGGER {own}", fires(text))],
        (Kind::Partition, "triggers") => {
            let triggers = found.as_ref().and_then(Value::as_object).into_iter().flatten();
            let mend = |(name, how): (&String, &Value)| {
                let how = fires(how.get("in the table").and_then(Value::as_str));
                format!("ALTER TABLE {ident} {how} TRIGGER {}", quoted(name))
            };
            triggers.map(mend).collect()
        }
        _ => {
            return Err(format!(
                "no statement changes `{fact}` of this {kind}: `migrate new` plans it, or it is made again"
            ));
        }
    })
}

/// What ALTER TABLE writes so that a trigger fires like that.
fn fires(when: Option<&str>) -> &'static str {
    match when {
        Some("always") => "ENABLE ALWAYS",
        Some("on a replica") => "ENABLE REPLICA",
        Some("never") => "DISABLE",
        _ => "ENABLE",
    }
}

fn comment(kind: Kind, object: &Object, text: Option<&str>) -> String {
    let Object { ident, on, own, .. } = object;
    let text = text.map_or_else(|| "NULL".to_owned(), literal);
    let name = if kind.is_constraint() { format!("{own} ON {on}") } else { ident.clone() };
    format!("COMMENT ON {} {name} IS {text}", kind.keyword())
}

fn grants(kind: Kind, object: &Object, expected: Option<&Value>, found: Option<&Value>) -> Vec<String> {
    let Object { ident, on, own, .. } = object;
    let (target, columns) = match kind {
        Kind::Column => (on.clone(), format!(" ({own})")),
        Kind::Table | Kind::Partition | Kind::ForeignTable | Kind::View | Kind::MaterializedView => {
            (ident.clone(), String::new())
        }
        Kind::Enum | Kind::Domain => (format!("TYPE {ident}"), String::new()),
        Kind::Aggregate => (format!("FUNCTION {ident}"), String::new()),
        kind => (format!("{} {ident}", kind.keyword()), String::new()),
    };
    let (expected, found) = (privileges(expected), privileges(found));
    let say = |verb: &str, word: &str, (role, privilege): &(String, String)| {
        let role = if role == "public" { "PUBLIC".to_owned() } else { quoted(role) };
        format!("{verb} {privilege}{columns} ON {target} {word} {role}")
    };
    let revokes = found.difference(&expected).map(|one| say("REVOKE", "FROM", one));
    let grants = expected.difference(&found).map(|one| say("GRANT", "TO", one));
    revokes.chain(grants).collect()
}

fn privileges(grants: Option<&Value>) -> BTreeSet<(String, String)> {
    let roles = grants.and_then(Value::as_object).into_iter().flatten();
    roles
        .flat_map(|(role, privileges)| texts(Some(privileges)).into_iter().map(move |one| (role.clone(), one)))
        .collect()
}

fn labels(ident: &str, expected: Option<&Value>, found: Option<&Value>) -> Result<Vec<String>, String> {
    let (expected, found) = (texts(expected), texts(found));
    let kept: Vec<_> = expected.iter().filter(|label| found.contains(label)).collect();
    if kept.len() != found.len() || !kept.iter().zip(&found).all(|(one, other)| *one == other) {
        return Err("PostgreSQL cannot remove or reorder the labels of an enum: rename one by `ALTER TYPE .. RENAME VALUE`, or `migrate new` makes the type again".into());
    }
    let mut statements = Vec::new();
    for (place, label) in expected.iter().enumerate().filter(|(_, label)| !found.contains(label)) {
        let at = match (place.checked_sub(1), found.first()) {
            (Some(before), _) => format!(" AFTER {}", literal(&expected[before])),
            (None, Some(first)) => format!(" BEFORE {}", literal(first)),
            (None, None) => String::new(),
        };
        statements.push(format!("ALTER TYPE {ident} ADD VALUE {}{at}", literal(label)));
    }
    Ok(statements)
}

fn checks(ident: &str, expected: Option<&Value>, found: Option<&Value>) -> Vec<String> {
    let nothing = Map::new();
    let of = |value: Option<&Value>| value.and_then(Value::as_object).unwrap_or(&nothing).clone();
    let (expected, found) = (of(expected), of(found));
    let drops = found.iter().filter(|(name, check)| expected.get(*name) != Some(check));
    let drops = drops.map(|(name, _)| format!("ALTER DOMAIN {ident} DROP CONSTRAINT {}", quoted(name)));
    let adds = expected.iter().filter(|(name, check)| found.get(*name) != Some(check));
    let adds = adds.map(|(name, check)| {
        format!("ALTER DOMAIN {ident} ADD CONSTRAINT {} CHECK ({})", quoted(name), check.as_str().unwrap_or_default())
    });
    drops.chain(adds).collect()
}

fn sequence(should: &Object) -> String {
    let number = |fact: &str| should.facts.get(fact).map(Value::to_string).unwrap_or_default();
    let cycle = if should.is("cycle") { "CYCLE" } else { "NO CYCLE" };
    format!(
        "ALTER SEQUENCE {} AS {} INCREMENT BY {} MINVALUE {} MAXVALUE {} START WITH {} CACHE {} {cycle}",
        should.ident,
        should.text("type").unwrap_or("bigint"),
        number("increment"),
        number("minimum"),
        number("maximum"),
        number("start"),
        number("cache"),
    )
}

fn options(ident: &str, expected: Option<&Value>, found: Option<&Value>) -> Vec<String> {
    let (expected, found) = (texts(expected), texts(found));
    let name = |option: &String| option.split('=').next().unwrap_or_default().to_owned();
    let gone: Vec<_> =
        found.iter().map(name).filter(|one| !expected.iter().any(|option| name(option) == *one)).collect();
    let new: Vec<_> = expected.iter().filter(|option| !found.contains(option)).cloned().collect();
    let reset = (!gone.is_empty()).then(|| format!("ALTER TABLE {ident} RESET ({})", gone.join(", ")));
    let set = (!new.is_empty()).then(|| format!("ALTER TABLE {ident} SET ({})", new.join(", ")));
    reset.into_iter().chain(set).collect()
}

fn list(value: &Value) -> String {
    texts(Some(value)).join(", ")
}

fn texts(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A name in quotes, as `quote_ident` does it where it must.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as `E'..'` where it has a backslash, so that it does not depend on a setting.
fn literal(text: &str) -> String {
    let text = text.replace('\'', "''");
    if text.contains('\\') { format!("E'{}'", text.replace('\\', "\\\\")) } else { format!("'{text}'") }
}
