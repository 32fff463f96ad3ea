//! The table of the versions of a table with `history`: its name, the columns that it has beside those of the table, and the functions that write it.

use super::name;

/// When a row got the values of a version.
pub const VERSION_FROM: &str = "version_from";
/// When it lost them.
pub const VERSION_UNTIL: &str = "version_until";
/// Who changed or deleted the row then.
pub const VERSION_CHANGED_BY: &str = "version_changed_by";

/// The setting of a transaction that states who changes rows.
pub const CHANGED_BY: &str = "peristyle.changed_by";

/// The SQLSTATE of a change while the clock of the server is before the last change of the row.
pub const CLOCK_SET_BACK: &str = "PH001";

/// Returns the name of the table that has the versions.
pub fn history(table: &str) -> String {
    name::generated(table, [], "history")
}

/// The transition tables of a statement: the rows as they were, and as they are.
pub const OLD_ROWS: &str = "peristyle_old";
/// Those of an UPDATE, in the order of the others.
pub const NEW_ROWS: &str = "peristyle_new";

/// The body of the function that keeps a row of a partitioned table as it was. It runs as the owner of the tables, under the
/// policies: where a role that bypasses them has set no tenant, or another one, it sets that of the row. The audit compares
/// functions with this text and the next two.
pub const ROW_BODY: &str = "
DECLARE
    ended timestamptz := greatest(now(), OLD.{since} + interval '1 microsecond');
{who}{tenant}BEGIN
{path}    IF OLD.{since} > clock_timestamp() THEN
{refuse}    END IF;
{update}{enter}    {insert}
    VALUES ({values}, OLD.{since}, ended, changed_by);
{leave}    RETURN NULL;
END
";

/// The body of the functions that keep the rows of a statement as they were: one for UPDATE, one for DELETE. A column may
/// be called as a variable is.
pub const STATEMENT_BODY: &str = "
#variable_conflict use_variable
DECLARE
{who}{tenant}{one}BEGIN
{path}    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.{since} > clock_timestamp()) THEN
{refuse}    END IF;
{tenants}    {insert}
    SELECT {values}, changed.{since}, {next}{ended}, changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
";

/// The body of the function that lets no row begin before the one ended that had its key.
pub const INSERTS_BODY: &str = "
DECLARE
    ended timestamptz;
{tenant}BEGIN
{path}{enter}    SELECT max(version_until) INTO ended FROM {relation} WHERE ({names}) = ({values});
{leave}    IF ended > NEW.{since} THEN
        NEW.{since} := ended;
    END IF;
    RETURN NEW;
END
";

/// The parts of them that several have, or that not every table needs.
pub const PARTS: &[(&str, &str)] = &[
    (
        "who",
        "    changed_by text := coalesce(nullif(current_setting('peristyle.changed_by', true), ''),
        nullif(current_setting('role', true), 'none'), session_user);
",
    ),
    ("tenant", "    tenant text := current_setting({setting}, true);\n"),
    ("one", "    one record;\n"),
    (
        "path",
        "    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
",
    ),
    (
        "refuse",
        "        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = {message},
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
",
    ),
    ("update", "    IF TG_OP = 'UPDATE' THEN\n        ended := NEW.{since};\n    END IF;\n"),
    (
        "enter",
        "    IF tenant IS DISTINCT FROM {row}.{column}::text THEN
        PERFORM set_config({setting}, {row}.{column}::text, true);
    END IF;
",
    ),
    (
        "leave",
        "    IF tenant IS DISTINCT FROM {row}.{column}::text THEN
        PERFORM set_config({setting}, coalesce(tenant, ''), true);
    END IF;
",
    ),
    // The policy of the versions reads the tenant once in a statement.
    (
        "tenants",
        "    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.{column}::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, {next}{ended} AS version_until FROM peristyle_old AS changed ORDER BY changed.{column} LOOP
            PERFORM set_config({setting}, one.{column}::text, true);
            {insert}
            VALUES ({values_of_one}, one.{since}, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config({setting}, coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
",
    ),
    ("insert", "INSERT INTO {relation} ({names}, version_from, version_until, version_changed_by)"),
    // Of an update, the time that the trigger of the table gave the row: both transition tables have the rows in one order.
    ("next", "(ARRAY(SELECT changed.{since} FROM peristyle_new AS changed))[row_number() OVER ()]"),
    ("ended", "greatest(now(), changed.{since} + interval '1 microsecond')"),
];

/// Writes a body: `value` returns what stands in place of a name in braces, which may have names in braces too.
pub fn filled(body: &str, value: &dyn Fn(&str) -> String, literal: &dyn Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(&literal(before));
        text.push_str(&value(name));
        rest = after;
    }
    text.push_str(&literal(rest));
    text
}

/// The part of that name.
pub fn part(name: &str) -> Option<&'static str> {
    PARTS.iter().find(|(one, _)| *one == name).map(|(_, text)| *text)
}

/// A regular expression of PostgreSQL that matches a body of any table. In place of names stand identifiers and literals only,
/// so that a function that matches does nothing else.
pub(crate) fn pattern(body: &str) -> String {
    const NAME: &str = r#"(?:"(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)"#;
    let named = |name: &str| match (name, part(name)) {
        (_, Some(part)) => format!("(?:{})?", pattern(part)),
        ("since" | "column", None) => NAME.to_owned(),
        ("relation", None) => format!(r"(?:{NAME}\.)?{NAME}"),
        ("names" | "values" | "values_of_one", None) => format!(r"(?:(?:OLD\.|NEW\.|changed\.|one\.)?{NAME}(?:, )?)+"),
        ("row", None) => "(?:OLD|NEW)".to_owned(),
        // A message or a setting.
        _ => "'(?:[^']|'')*'".to_owned(),
    };
    let escaped = |text: &str| {
        let letter =
            |letter: char| match letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '\n' | '_' | '\'' | ',') {
                true => letter.to_string(),
                false => format!("\\{letter}"),
            };
        text.chars().map(letter).collect()
    };
    filled(body, &named, &escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_has_the_setting_the_code_and_the_columns() {
        for body in [ROW_BODY, STATEMENT_BODY] {
            let body = all_parts(body);
            for text in [CHANGED_BY, CLOCK_SET_BACK, VERSION_FROM, VERSION_UNTIL, VERSION_CHANGED_BY] {
                assert!(body.contains(text), "{text}");
            }
        }
        let body = all_parts(STATEMENT_BODY);
        assert!([OLD_ROWS, NEW_ROWS].iter().all(|rows| body.contains(&format!(" FROM {rows} AS changed"))));
    }

    /// The body with each part that any table needs.
    fn all_parts(body: &str) -> String {
        let value = |name: &str| part(name).map_or_else(|| format!("<{name}>"), all_parts);
        filled(body, &value, &str::to_owned)
    }

    #[test]
    fn no_part_is_needless() {
        for (name, _) in PARTS {
            let named = format!("{{{name}}}");
            let bodies = [ROW_BODY, STATEMENT_BODY, INSERTS_BODY].into_iter();
            assert!(bodies.chain(PARTS.iter().map(|(_, text)| *text)).any(|text| text.contains(&named)), "{name}");
        }
    }

    #[test]
    fn every_name_in_braces_is_filled() {
        let value = |name: &str| part(name).map_or_else(|| format!("<{name}>"), str::to_owned);
        let text = filled(INSERTS_BODY, &value, &str::to_owned);
        assert!(
            text.contains("WHERE (<names>) = (<values>);\n    IF tenant IS DISTINCT FROM {row}.{column}::text THEN")
        );
        assert_eq!(pattern("a.{row}({since})"), r#"a\.(?:OLD|NEW)\((?:"(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)\)"#);
    }
}
