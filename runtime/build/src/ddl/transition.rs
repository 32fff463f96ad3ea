//! The triggers by which two releases write one table: an old and a new name of a column, and a column that one of them does not write.

use std::fmt::{Display, Formatter, Result};

use super::names::Names;
use super::{comment, function, idempotent};
use crate::model::{Column, Table, Transition};
use crate::physical::{generated_name, limited_name};
use crate::quote::Identifier;

/// What the names of the triggers begin with: before those of soft deletes and `updated_at`, which read what they write.
pub(crate) const TRIGGER: &str = "peristyle_across_releases";

pub(super) fn all(f: &mut Formatter<'_>, names: Names<'_>, table: &Table) -> Result {
    for column in &table.columns {
        match &column.transition {
            Some(Transition::OldName { of, until }) => {
                let about = format!("Keeps {} of {} in step with {of} until {until}.", column.name, table.name);
                write(f, names, table, column, &in_step(table, column, of), &about)?;
            }
            Some(Transition::Filled { value, until }) => {
                let about = format!(
                    "Gives {} of {} a value in rows of programs that do not write it, until {until}.",
                    column.name, table.name
                );
                write(f, names, table, column, &filled(column, value), &about)?;
            }
            Some(Transition::Retired { .. }) | None => {}
        }
    }
    Ok(())
}

/// The name of the trigger of a column.
pub(crate) fn trigger(column: &Column) -> String {
    limited_name(format!("{TRIGGER}_{}", column.name))
}

fn write(f: &mut Formatter<'_>, names: Names<'_>, table: &Table, column: &Column, body: &str, about: &str) -> Result {
    let of = table.schema.as_deref().into_iter().chain([table.name.as_ref(), column.name.as_ref()]);
    let function = generated_name("peristyle", of, "across_releases");
    let (function, replace, name) = (names.function(&function), names.or_replace(), names.relation(table.qualified()));
    let quote = idempotent::dollar(body);
    write!(
        f,
        "\nCREATE {replace}FUNCTION {function}() RETURNS trigger\n    LANGUAGE plpgsql\n    {}\nAS {quote}\nBEGIN\n{body}    RETURN NEW;\nEND\n{quote};\n",
        function::PINNED
    )?;
    comment::comment(f, format_args!("FUNCTION {function}()"), about)?;
    let trigger = trigger(column);
    write!(f, "\nCREATE {replace}TRIGGER {}\n    BEFORE INSERT OR UPDATE ON {name}\n", Identifier(&trigger))?;
    writeln!(f, "    FOR EACH ROW EXECUTE FUNCTION {function}();")
}

/// An insert states one of both names, and the other has its default. Values are compared byte by byte: every type has that, and 1.0 is not 1.00.
fn in_step(table: &Table, old: &Column, new: &str) -> String {
    let (written, other) = (Identifier(&old.name), Identifier(new));
    let is_stated: &dyn Display = match table.column(new).and_then(|new| new.default.as_ref()) {
        Some(default) if old.nullable => &format!("NEW.{other} IS NOT DISTINCT FROM ({default})"),
        _ => &format!("NEW.{written} IS NOT NULL"),
    };
    format!(
        "    IF TG_OP = 'INSERT' THEN
        IF {is_stated} THEN
            NEW.{other} := NEW.{written};
        ELSE
            NEW.{written} := NEW.{other};
        END IF;
    ELSIF record_image_ne(ROW(NEW.{other}), ROW(OLD.{other})) THEN
        NEW.{written} := NEW.{other};
    ELSIF record_image_ne(ROW(NEW.{written}), ROW(OLD.{written})) THEN
        NEW.{other} := NEW.{written};
    END IF;
"
    )
}

fn filled(column: &Column, value: &str) -> String {
    let written = Identifier(&column.name);
    format!(
        "    IF NEW.{written} IS NULL THEN
        NEW.{written} := (SELECT {value} FROM (SELECT NEW.*) AS written);
    END IF;
"
    )
}
