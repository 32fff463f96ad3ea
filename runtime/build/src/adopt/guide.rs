use super::{Step, concerned, field, names};
use crate::definition::{CREATED_AT, DELETED_AT, UPDATED_AT};
use crate::migrate::Hazard;
use crate::model::{Column, Database, Table, Tenancy, Text};

/// A UUIDv7 that every server computes: the time in milliseconds, the version, and random bits.
pub const UUID_V7: &str = "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid";

/// The rules in the order in which they are complied with: what others build on is first, names are last.
const ORDER: &[&str] = &[
    "N04", "F03", "C04", "C08", "K01", "K04", "K02", "K03", "C01", "C02", "C03", "C05", "C06", "C07", "T02", "T01",
    "F01", "F05", "F02", "I01", "P04", "I03", "I04", "I05", "I06", "P02", "T03", "I07", "F07", "C11", "I02", "I08",
    "I09", "P06", "N01", "N02",
];

pub(super) fn place(code: &str) -> usize {
    ORDER.iter().position(|one| *one == code).unwrap_or(ORDER.len())
}

const MOMENT: &str = "ACCESS EXCLUSIVE for a moment";
const COMMENT: &str = "a comment";
const NONE: &str = "nothing: the database does not change";
const REWRITE: &str = "the table is rewritten under ACCESS EXCLUSIVE";
const INDEX: &str = "an index is built while rows are written, and takes the place of the old one in a moment";
const VALIDATED: &str = "SHARE ROW EXCLUSIVE for a moment, then the rows are read while they are written";
const FILLED: &str = "rows are filled in batches, and read once while they are written; ACCESS EXCLUSIVE for a moment";

use Hazard::{BreaksRunningVersion, DeletesData, RewritesTable};

/// What a rule takes, without the waiver itself. A waiver of the table is of all columns that break the rule.
pub(super) fn step(database: &Database, table: &Table, column: Option<&Column>, code: &str) -> Step {
    let concerned = if column.is_none() { concerned::columns(table, code) } else { Vec::new() };
    let Some((first, others)) = concerned.split_first() else {
        let step = of_column(database, table, column, code);
        return if column.is_none() { of_table(step, code) } else { step };
    };
    let mut all = of_column(database, table, Some(first), code);
    for other in others {
        let Step { remove, write, needs, .. } = of_column(database, table, Some(other), code);
        all.remove.extend(remove);
        all.write.extend(write.into_iter().filter(|line| !all.write.contains(line)).collect::<Vec<_>>());
        all.needs.extend(needs);
    }
    let names: Vec<_> = concerned.iter().map(|column| format!("`{}`", field(column))).collect();
    all.title = all.title.replace(&names[0], &names.join(", "));
    all
}

/// What stands for the name where the definition does not show which columns or foreign keys break a rule.
const UNKNOWN: &str = "?";

/// The step of a waiver of the table, which is about all that break the rule.
fn of_table(mut step: Step, code: &str) -> Step {
    let title = match code {
        "C01" => "size each decimal",
        "C02" => "make each amount of money exact",
        "C03" => "give each column a type that statements know",
        "C04" => "give each document a type",
        "C05" => "make each document jsonb",
        "C06" => "do not pad a text",
        "C08" => "say what each copied column is a copy of",
        "F01" => "refer to a row by each id",
        "F02" => "decide what a delete does to each foreign key",
        "F03" => "say why each foreign key has its `on_delete`",
        "I01" => "index each foreign key",
        "T02" => "make each timestamp an instant",
        _ => "",
    };
    if !title.is_empty() {
        title.clone_into(&mut step.title);
    }
    for line in &mut step.write {
        *line = line
            .replace(&format!("pub {UNKNOWN}:"), "pub name:")
            .replace(&format!("of `{UNKNOWN}`"), "of each, or in its `foreign_key(..)`");
    }
    step
}

fn of_column(database: &Database, table: &Table, column: Option<&Column>, code: &str) -> Step {
    let name = column.map_or(UNKNOWN, field);
    let qualified = table.qualified();
    let rust = &table.rust_name;
    let planned = |title: &str, write: Vec<String>, hazards: &[Hazard], cost: &str| Step {
        title: title.to_owned(),
        rules: Vec::new(),
        remove: Vec::new(),
        write,
        needs: Vec::new(),
        hazards: hazards.to_vec(),
        cost: cost.to_owned(),
        by_hand: false,
    };
    let by_hand =
        |title: &str, write: String| Step { by_hand: true, ..planned(title, vec![write], &[], "several releases") };
    let one = |text: String| vec![text];
    match code {
        "N04" => planned("say what the table is for", one(format!("`/// What a row is.` above `{rust}`")), &[], COMMENT),
        "F03" => planned(&format!("say why `{name}` has its `on_delete`"), one(format!("`why = \"..\"` in `#[column(..)]` of `{name}`")), &[], COMMENT),
        "C04" => planned(&format!("give the document `{name}` a type"), one(format!("`pub {name}: Json<YourType>,`")), &[], NONE),
        "C08" => planned(&format!("say what `{name}` is a copy of"), one("`denormalized(from = Other::COLUMN, why = \"..\")`".to_owned()), &[], COMMENT),
        "K01" | "K04" if table.partition.is_none() && table.column("id").is_none() => {
            let mut step = planned("give the rows an id", one(format!("`pub id: Id<{rust}>,`")), &[BreaksRunningVersion], FILLED);
            if let Some(key) = &table.primary_key {
                let columns = key.columns.join(", ");
                step.write.push(format!("`unique({columns})` in place of `primary_key({columns})`"));
            } else {
                step.cost = format!("{FILLED}; without a key all rows are filled in one transaction");
            }
            step.needs.push(backfill(table, "id", UUID_V7));
            step
        }
        "K01" | "K04" | "K02" => by_hand(
            "give the rows an id that is a UUIDv7",
            "a new key beside the old one in one release, the references to it in the next, and the old one is dropped in the third".to_owned(),
        ),
        "K03" if column.is_some_and(|column| column.sequence.is_none()) => {
            let mut step = planned("let the application generate the id", Vec::new(), &[], MOMENT);
            step.remove.push(format!("`default_sql = \"..\"` in `#[column(..)]`{}", on(table, column)));
            step
        }
        "K03" => by_hand("let the application generate the id", "an id that the database counts is replaced as under K02".to_owned()),
        "C01" => planned(&format!("size the decimal `{name}`"), one("`numeric(12, 2)`, with digits that its values fit".to_owned()), &[RewritesTable, DeletesData], REWRITE),
        "C02" => planned(
            &format!("make `{name}` exact"),
            one(format!("`#[column(numeric(12, 2))] pub {name}: Decimal,`")),
            &[RewritesTable, DeletesData, BreaksRunningVersion],
            REWRITE,
        ),
        "C05" => {
            let mut step = planned(&format!("make `{name}` jsonb"), Vec::new(), &[RewritesTable, BreaksRunningVersion], REWRITE);
            step.remove.push(format!("`json` in `#[column(..)]`{}", on(table, column)));
            step
        }
        "C06" => planned(&format!("do not pad `{name}`"), one("`varchar(n)` in place of `char(n)`".to_owned()), &[RewritesTable, BreaksRunningVersion], REWRITE),
        "T02" => {
            let mut step = planned(&format!("make `{name}` an instant"), one(format!("`pub {name}: Timestamp,`")), &[RewritesTable, BreaksRunningVersion], REWRITE);
            let value = column.map(|column| format!("{} AT TIME ZONE 'UTC'", crate::quote::Identifier(&column.name)));
            step.needs.extend(column.zip(value).map(|(column, value)| backfill(table, &column.name, &value)));
            step
        }
        "T01" => timestamps(
            table,
            &[CREATED_AT, UPDATED_AT],
            column,
            planned("have the database keep the timestamps", Vec::new(), &[], MOMENT),
        ),
        "F01" => planned(
            &format!("refer to a row by `{name}`"),
            one(format!("`#[column(on_delete = restrict, why = \"..\")] pub {name}: Id<Other>,`")),
            &[],
            VALIDATED,
        ),
        "F05" => planned("let a row refer to no row", one(format!("`pub {name}: Option<Id<{rust}>>,`")), &[], MOMENT),
        "F02" => planned(
            &format!("decide what a delete does to `{name}`"),
            one("`on_delete = restrict`, `cascade` or `set_null`, and `why = \"..\"`".to_owned()),
            &[],
            VALIDATED,
        ),
        "I01" => planned(&format!("index the foreign key `{name}`"), Vec::new(), &[], "an index is built while rows are written"),
        "I03" => planned("lead the index with the tenant", one("the tenant column in front, or no `global`".to_owned()), &[], INDEX),
        "I04" => planned("make the value unique within a tenant", one("no `global` in `unique(..)`".to_owned()), &[], INDEX),
        "I05" | "I06" => planned("let a tenant have several rows", one("another column in `unique(..)`".to_owned()), &[], INDEX),
        "I07" => planned("make the value unique among live rows", one("no `including_deleted` in `unique(..)`".to_owned()), &[], INDEX),
        "P02" => planned("separate the rows by row security", Vec::new(), &[BreaksRunningVersion], MOMENT),
        "T03" => timestamps(table, &[DELETED_AT], None, planned("delete rows by `deleted_at`", Vec::new(), &[], MOMENT)),
        "F07" => planned("let soft deletes follow the foreign keys", Vec::new(), &[], "a trigger: SHARE ROW EXCLUSIVE for a moment"),
        "C11" => not_valid(table, column, planned("hold the rows that are there to it", Vec::new(), &[], VALIDATED)),
        "I02" => planned("drop the redundant index", one("without the shorter `index(..)`".to_owned()), &[], MOMENT),
        "I08" | "I09" => planned("give the index a type that it can serve", one("another method, operator class or column in `index(..)`".to_owned()), &[], INDEX),
        "N01" if column.is_some() => planned(
            &format!("name the column `{name}`"),
            column.map(names::renamed).into_iter().collect(),
            &[BreaksRunningVersion],
            MOMENT,
        ),
        "N01" => {
            let mut write: Vec<_> = names::columns(table).map(names::renamed).collect();
            write.extend(names::others(table).map(|other| match *other == *table.name {
                true => format!("`renamed_from = {:?}` and a name in snake_case in `#[table(..)]`", qualified.to_string()),
                false => format!("another name than `{other}`, or none: then it has the usual one"),
            }));
            planned("name the table and its columns in snake_case", write, &[BreaksRunningVersion], MOMENT)
        }
        "N02" => {
            let name = &table.name;
            let write = format!("`name = \"{}{name}\", renamed_from = {:?}` in `#[table(..)]`", prefix(database, table), qualified.to_string());
            planned("name the table after its tenant", one(write), &[BreaksRunningVersion], MOMENT)
        }
        "P04" => by_hand("make the table a tenant table", "`adopt <TABLE> --tenant <ROOT>` lists what it takes".to_owned()),
        "C03" => by_hand(&format!("give `{name}` a type that statements know"), "a Rust type with `ColumnType`".to_owned()),
        "C07" => by_hand("put the group into a table of its own", "a table with a row for each, filled from the columns".to_owned()),
        "P06" => by_hand("leave the guards as they are emitted", "the SQL without the statements that override them".to_owned()),
        _ => by_hand("comply with the rule", format!("what `explain {code}` shows")),
    }
}

/// Where the attribute of a column stands, if the column is known.
fn on(table: &Table, column: Option<&Column>) -> String {
    column.map(|column| format!(" on `{}.{}`", table.rust_name, field(column))).unwrap_or_default()
}

/// The constraints that are NOT VALID or NOT ENFORCED, of a column or of the table.
fn not_valid(table: &Table, column: Option<&Column>, mut step: Step) -> Step {
    let is_of = |columns: &[Text]| column.is_none_or(|column| columns == [column.name.clone()]);
    let references = table.references.iter().filter(|one| is_of(one.declared()));
    let references = references.map(|one| (&one.name, one.not_valid, one.not_enforced));
    let checks = table.checks.iter().filter(|_| column.is_none());
    let constraints = references.chain(checks.map(|one| (&one.name, one.not_valid, one.not_enforced)));
    step.remove.extend(constraints.filter_map(|(name, not_valid, not_enforced)| {
        let word = if not_enforced { Some("not_enforced") } else { not_valid.then_some("not_valid") };
        Some(format!("`{}` of the constraint `{name}`", word?))
    }));
    step
}

/// What the names of the tenant tables of the root begin with.
fn prefix<'a>(database: &'a Database, table: &Table) -> &'a str {
    let root = table.tenancy.root_name().and_then(|name| database.tables.iter().find(|one| one.qualified() == name));
    match root.map(|root| &root.tenancy) {
        Some(Tenancy::Root { prefix, .. }) => prefix,
        _ => "",
    }
}

/// The argument of `migrate new`.
pub(super) fn backfill(table: &Table, column: &str, value: &str) -> String {
    format!("--backfill \"{}.{column}={value}\"", table.qualified())
}

/// Columns of these names that the application sets become those of the database: all, or the one of a waiver.
fn timestamps(table: &Table, names: &[&str], of: Option<&Column>, mut step: Step) -> Step {
    let is_it = |one: &&Column| of.is_none_or(|column| column.name == one.name);
    let columns = || table.columns.iter().filter(is_it);
    let without_trigger = columns().filter(|column| column.no_trigger && names.contains(&field(column)));
    step.remove.extend(
        without_trigger
            .map(|column| format!("`no_trigger` in `#[column(..)]` on `{}.{}`", table.rust_name, field(column))),
    );
    for column in names::renamed_timestamps(table).filter(|_| names.contains(&CREATED_AT)).filter(is_it) {
        step.write.push(names::renamed(column));
        step.hazards = vec![BreaksRunningVersion];
    }
    let is_of_step = |column: &&Column| column.set_by_application && names.contains(&field(column));
    for column in columns().filter(is_of_step) {
        step.remove.push(format!("the field `{}` with its attributes", field(column)));
        let written = crate::quote::Identifier(&column.name);
        let base = column.sql_type.base().unwrap_or_default();
        let moment = match base {
            "timestamptz" => written.to_string(),
            "timestamp" => format!("{written} AT TIME ZONE 'UTC'"),
            "smallint" | "integer" | "bigint" => format!("to_timestamp({written})"),
            _ => "SQL".to_owned(),
        };
        // A row without a time is one that is not deleted.
        let is_required = field(column) != DELETED_AT;
        if base != "timestamptz" {
            let value = if is_required && moment != "SQL" { format!("coalesce({moment}, now())") } else { moment };
            step.needs.push(backfill(table, &column.name, &value));
            step.hazards = vec![RewritesTable, BreaksRunningVersion];
            step.cost = REWRITE.to_owned();
        } else if column.nullable && is_required {
            step.needs.push(backfill(table, &column.name, "now()"));
            if step.hazards.is_empty() {
                step.cost = FILLED.to_owned();
            }
        }
    }
    step
}
