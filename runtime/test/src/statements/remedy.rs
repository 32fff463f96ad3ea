//! What to write in place of a statement that is run for each row of another.

use peristyle::definition::Tenancy;
use peristyle::{Schema, TableDef};

/// The statement for all rows at once, by the tables of the user. `value` is the place of the value of the rows.
pub(crate) fn remedy(schema: &Schema, rows_of: &str, repeated: &str, value: Option<usize>) -> String {
    let column = value.and_then(|value| compared(repeated, value + 1));
    match table(schema, repeated) {
        Some(def) => of_table(def, table(schema, rows_of), repeated, column),
        None => match column {
            Some(column) => format!("one statement for all rows, with `{column} = ANY($1)`"),
            None => "one statement for all rows".to_owned(),
        },
    }
}

fn of_table(def: &TableDef, source: Option<&TableDef>, repeated: &str, column: Option<&str>) -> String {
    let name = def.rust_name;
    let (tenant, first) = match def.tenancy {
        Tenancy::Global => ("", ""),
        _ => ("tenant", "tenant, "),
    };
    let known = column.filter(|column| def.columns.iter().any(|known| known.name == *column));
    let constant = |column: &str| format!("{name}::{}", column.to_uppercase());
    let inside = known.map_or_else(|| "condition".to_owned(), |column| format!("{}.is_in(values)", constant(column)));
    let is = |word: &str| repeated.trim_start().starts_with(word);
    if is("INSERT") {
        let conflict = if repeated.contains(" ON CONFLICT ") { ".on_conflict(..).do_update()" } else { "" };
        return format!("`{name}::insert_many({first}rows){conflict}`");
    }
    if repeated.contains("UPDATE ") && !is("SELECT") {
        return match repeated {
            _ if repeated.contains("\"deleted_at\" = now()") => format!("`{name}::delete_many({first}{inside})`"),
            _ if repeated.contains("\"deleted_at\" = NULL") => format!("`{name}::restore_many({first}{inside})`"),
            _ => format!(
                "`{name}::update_many({first}{inside}, changes)`, or with a value for each row \
                 `{name}::insert_many({first}rows).on_key_conflict().do_update()`"
            ),
        };
    }
    if is("DELETE") {
        let method =
            if def.columns.iter().any(|column| column.name == "deleted_at") { "purge_many" } else { "delete_many" };
        return format!("`{name}::{method}({first}{inside})`");
    }
    let Some(column) = known else {
        return format!("one `{name}::select({tenant})` for all rows");
    };
    if is_aggregate(repeated) {
        let by = constant(column);
        return format!("`{name}::select({tenant}).filter({inside}).group_by({by}).aggregate(count_rows())`");
    }
    if def.key == [column] {
        let refers = source.and_then(|source| {
            source.references.iter().find(|reference| {
                let target = (reference.target)();
                (target.schema, target.name) == (def.schema, def.name) && reference.columns.len() == 1
            })
        });
        let join = refers.zip(source).map(|(reference, source)| {
            let (source, column) = (source.rust_name, reference.columns[0].to_uppercase());
            format!("`{source}::select({tenant}).join({source}::{column})`, or ")
        });
        return format!("{}`{name}::select({tenant}).load_parents(ids)`", join.unwrap_or_default());
    }
    if def.references.iter().any(|reference| reference.columns == [column]) {
        return format!("`{name}::select({tenant}).limit(n).load_children({}, ids)`", constant(column));
    }
    format!("`{name}::select({tenant}).filter({inside})`")
}

fn is_aggregate(sql: &str) -> bool {
    let list = sql.split(" FROM ").next().unwrap_or_default().to_ascii_lowercase();
    ["count(", "sum(", "min(", "max(", "avg(", "exists("].iter().any(|call| list.contains(call))
}

/// The first table of a statement.
fn table(schema: &Schema, sql: &str) -> Option<&'static TableDef> {
    let start =
        ["INSERT INTO ", "UPDATE ", "FROM "].iter().filter_map(|word| Some(sql.find(word)? + word.len())).min()?;
    let (first, rest) = identifier(&sql[start..])?;
    let (namespace, name) = match rest.strip_prefix('.').and_then(identifier) {
        Some((name, _)) => (Some(first), name),
        None => (None, first),
    };
    let is_named = |def: &&&TableDef| def.name == name && (namespace.is_none() || def.schema == namespace);
    schema.tables.iter().find(is_named).copied()
}

/// A name, and what follows it.
fn identifier(sql: &str) -> Option<(&str, &str)> {
    match sql.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"'),
        None => {
            let end = sql.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(sql.len());
            (end > 0).then(|| sql.split_at(end))
        }
    }
}

/// The column that a value is compared with.
fn compared(sql: &str, number: usize) -> Option<&str> {
    let placeholder = format!("${number}");
    let is_whole = |at: &usize| !sql[at + placeholder.len()..].starts_with(|letter: char| letter.is_ascii_digit());
    sql.match_indices(placeholder.as_str()).map(|(at, _)| at).filter(is_whole).find_map(|at| {
        let before = sql[..at].strip_suffix(" = ")?;
        match before.strip_suffix('"') {
            Some(quoted) => quoted.rsplit('"').next(),
            None => before.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_of_a_value_is_found() {
        let sql = r#"SELECT 1 FROM "a" WHERE "a"."tenant" = $1 AND number = $12 AND "a b" = $2"#;
        let columns = [1, 2, 12, 3].map(|number| compared(sql, number));
        assert_eq!(columns, [Some("tenant"), Some("a b"), Some("number"), None]);
    }

    #[test]
    fn sql_without_a_table_of_the_schema_has_a_general_remedy() {
        static NONE: Schema = Schema::new(&[], &[]);
        let text = remedy(&NONE, "SELECT 1", "SELECT name FROM other WHERE code = $1", Some(0));
        assert_eq!(text, "one statement for all rows, with `code = ANY($1)`");
        assert_eq!(remedy(&NONE, "SELECT 1", "SELECT 2", None), "one statement for all rows");
    }
}
