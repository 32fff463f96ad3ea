use std::fmt::{Formatter, Result};

use super::function::PINNED;
use super::names::Names;
use super::script::{Part, Script};
use super::{comment, idempotent};
use crate::model::{Index, Kind, Lookup, Name, Table};
use crate::quote::{Identifier, Identifiers, Literal, Qualified};
use peristyle::query::MOST_TENANTS;

/// The policy of the look-up role.
const POLICY: &str = "tenant_lookup";

/// The look-ups of the tenant before it is known: functions of a role that sees only the columns that they read.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    let reads = reads(script);
    let Some(role) = script.lookup_owner().filter(|_| !reads.is_empty()) else { return Ok(()) };
    let (role, names) = (Identifier(&role), script.names);
    let mut schemas: Vec<_> =
        reads.iter().map(|(table, _)| table.schema.as_deref().unwrap_or(names.schema())).collect();
    schemas.sort_unstable();
    schemas.dedup();
    f.write_str("\n")?;
    for schema in &schemas {
        // An owner of a function needs CREATE only when it becomes the owner.
        writeln!(f, "GRANT USAGE, CREATE ON SCHEMA {} TO {role};", Identifier(schema))?;
    }
    for (table, columns) in &reads {
        of_table(f, names, (table, columns), role)?;
    }
    for part in parts(script) {
        for (index, lookup) in part.table.lookups() {
            function(f, script, part, (index, lookup), role)?;
            if let Some(old) = part.table.view() {
                function(f, script, part, (index, &lookup.of_table(old.name)), role)?;
            }
        }
    }
    f.write_str("\n")?;
    schemas.iter().try_for_each(|schema| writeln!(f, "REVOKE CREATE ON SCHEMA {} FROM {role};", Identifier(schema)))
}

/// The tables with look-ups.
fn parts<'s, 'a>(script: &'s Script<'a>) -> impl Iterator<Item = &'s Part<'a>> {
    script.tables.iter().filter(|part| part.table.lookups().next().is_some())
}

pub(super) fn is_there(script: &Script<'_>) -> bool {
    parts(script).next().is_some()
}

/// The root of a table with look-ups, if its rows can be soft-deleted.
fn closable_root<'a>(script: &Script<'a>, part: &Part<'_>) -> Option<&'a Table> {
    let root = &script.checked.tables()[part.root?];
    (root.soft_delete() && root.qualified() != part.table.qualified()).then_some(root)
}

/// The tables that the functions read, with the columns: those of the look-ups, and of the roots whether a tenant is closed.
fn reads<'a>(script: &Script<'a>) -> Vec<(&'a Table, Vec<&'a str>)> {
    let roots: Vec<_> = parts(script).filter_map(|part| Some(closable_root(script, part)?.qualified())).collect();
    let of_part = |part: &Part<'a>| {
        let table = part.table;
        let mut columns = table.looked_up();
        if roots.contains(&table.qualified()) {
            columns.extend(table.key.iter().map(AsRef::as_ref).chain(table.deleted_at()));
            columns.sort_by_key(|name| table.columns.iter().position(|column| column.name == *name));
            columns.dedup();
        }
        (!columns.is_empty()).then_some((table, columns))
    };
    script.tables.iter().filter_map(of_part).collect()
}

/// A policy of the role and its only privilege.
fn of_table(
    f: &mut Formatter<'_>,
    names: Names<'_>,
    (table, columns): (&Table, &[&str]),
    role: Identifier<'_>,
) -> Result {
    let name = names.relation(table.qualified());
    f.write_str("\n")?;
    if names.may_be_there() {
        writeln!(f, "DROP POLICY IF EXISTS {POLICY} ON {name};\nREVOKE ALL ON {name} FROM {role};")?;
    }
    if !table.without_row_security {
        writeln!(f, "CREATE POLICY {POLICY} ON {name}\n    FOR SELECT TO {role} USING (true);")?;
    }
    writeln!(f, "GRANT SELECT ({}) ON {name} TO {role};", Identifiers(columns))
}

/// The body is parsed when the function is created, so that no `search_path` decides what it reads and compares with.
fn function(
    f: &mut Formatter<'_>,
    script: &Script<'_>,
    part: &Part<'_>,
    (index, lookup): (&Index, &Lookup),
    role: Identifier<'_>,
) -> Result {
    let (names, table) = (script.names, part.table);
    let column = |name: &_| table.column(name);
    let types: Vec<_> = match lookup.queue {
        true => vec!["uuid[]".to_owned()],
        false => {
            let types = lookup.columns.iter().filter_map(|name| Some(&column(name)?.sql_type));
            types.map(|sql_type| names.sql_type(sql_type).to_string()).collect()
        }
    };
    let signature = format!("{}({})", names.beside(table.qualified(), &lookup.function), types.join(", "));
    // Its owner is another role, so it is not replaced: the owner of the schema may drop it.
    if names.may_be_there() {
        let there = format!("to_regprocedure({}) IS NULL", Literal(&signature));
        idempotent::unless(f, names, there, &format!("DROP FUNCTION {signature};"))?;
        if let Some(former) = (Kind::Lookups.spec().former)(&signature) {
            writeln!(f, "\nDROP FUNCTION IF EXISTS {former};")?;
        }
    }
    let tenant = Identifier(table.tenant_column().unwrap_or_default());
    write!(
        f,
        "
CREATE FUNCTION {signature} RETURNS SETOF uuid
    LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
    {PINNED}
BEGIN ATOMIC
"
    )?;
    let (name, mut condition) = (names.relation(table.qualified()), condition(table, index, lookup));
    if let Some(root) = closable_root(script, part) {
        let (of, key) = (names.relation(root.qualified()), Identifier(root.key.first().map_or("", AsRef::as_ref)));
        let own = format!("{}.{tenant}", Identifier(&table.name));
        let deleted_at = Identifier(root.deleted_at().unwrap_or_default());
        condition += &format!(
            "\n            AND EXISTS (SELECT FROM {of} AS peristyle_root WHERE peristyle_root.{key} = {own} AND peristyle_root.{deleted_at} IS NULL)"
        );
    }
    match (lookup.queue, lookup.several) {
        (true, _) => in_queue(f, name, index, (tenant, &condition))?,
        (false, true) => writeln!(
            f,
            "    SELECT {tenant} FROM {name}\n        WHERE {condition}\n        ORDER BY {tenant} LIMIT {MOST_TENANTS};"
        )?,
        (false, false) => writeln!(f, "    SELECT {tenant} FROM {name}\n        WHERE {condition};")?,
    }
    f.write_str("END;\n")?;
    comment::comment(f, format_args!("FUNCTION {signature}"), &purpose(table.qualified(), lookup))?;
    writeln!(f, "REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;")?;
    if let Some(application) = script.role() {
        writeln!(f, "GRANT EXECUTE ON FUNCTION {signature} TO {};", Identifier(application))?;
    }
    writeln!(f, "ALTER FUNCTION {signature} OWNER TO {role};")
}

/// The tenants of the first rows that wait, each once, in the order of their first row. If these were asked in vain, the function is asked for others than
/// those, and reads the whole queue.
fn in_queue(
    f: &mut Formatter<'_>,
    name: Qualified<'_>,
    index: &Index,
    (tenant, condition): (Identifier<'_>, &str),
) -> Result {
    let order: Vec<_> = index.declared().map(super::index::ordered).collect();
    let order = order.join(", ");
    let page = |asked: &str, limit: &str| {
        format!(
            "SELECT {tenant}, row_number() OVER (ORDER BY {order}) AS place FROM {name}
            WHERE {asked} AND {condition}
            ORDER BY {order}{limit}"
        )
    };
    let first = page("cardinality($1) = 0", &format!(" LIMIT {MOST_TENANTS}"));
    let rest = page(&format!("cardinality($1) > 0 AND {tenant} <> ALL ($1)"), "");
    writeln!(
        f,
        "    SELECT {tenant} FROM (
        ({first})
        UNION ALL
        ({rest})
    ) AS waiting
        GROUP BY {tenant} ORDER BY min(place) LIMIT {MOST_TENANTS};"
    )
}

/// The rows of the unique index with the values, without soft-deleted ones.
fn condition(table: &Table, index: &Index, lookup: &Lookup) -> String {
    let equal = lookup.columns.iter().enumerate().map(|(at, name)| format!("{} = ${}", Identifier(name), at + 1));
    let only = index.only.iter().map(|only| format!("({only})"));
    let live = table.deleted_at().map(|deleted_at| format!("{} IS NULL", Identifier(deleted_at)));
    let until = lookup.until.iter().map(|column| format!("{} <= now()", Identifier(column)));
    equal.chain(only).chain(until).chain(live).collect::<Vec<_>>().join(" AND ")
}

fn purpose(table: Name<'_>, Lookup { columns, several, queue, .. }: &Lookup) -> String {
    if *queue {
        return format!(
            "The tenants of the rows of {table} that wait, in their order, without those that were asked before."
        );
    }
    let noun = if *several { "tenants that have" } else { "tenant that has" };
    format!("The {noun} a row of {table} with this {}, before the tenant is known.", columns.join(" and "))
}
