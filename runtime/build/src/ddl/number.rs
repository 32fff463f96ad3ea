//! `number_per_tenant`: the triggers that number the rows of each tenant.
//!
//! A table has the last number of each tenant, and no role writes it: the functions run as the owner of the tables, under the same row security. Where no tenant is
//! set, they set that of the row meanwhile: the statement is of a role that bypasses row security, or the policy of the table refuses it. The first row of a statement locks the counter until the end of the transaction, so a number that a rollback takes back is given to the next row. The following rows are
//! counted in a setting, and the end of the statement writes the counter once: a counter that is updated for each row gets slower with each row of the transaction.
//! Only rows that were inserted count, not those that ON CONFLICT skipped.
//!
//! A statement that names a partition fires no statement trigger of its parent. There each row updates the counter: the trigger that opens the setting has not
//! fired.

use std::fmt::{Display, Formatter, Result};

use super::names::Names;
use super::script::{Part, Script};
use super::{comment, function, idempotent};
use crate::model::{Column, Number, Table, Tenancy};
use crate::physical::generated_name;
use crate::quote::{Identifier, Identifiers, Literal, Qualified};

/// What the names of the triggers begin with.
pub(crate) const TRIGGER: &str = "peristyle_number";
/// The function that refuses changes of numbers, and deletes that leave a gap.
const KEEP: &str = "peristyle_keep_numbers";

/// The function that all tables with numbers share.
pub(super) fn keep(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    if script.tables.iter().all(|part| part.table.numbered().next().is_none()) {
        return Ok(());
    }
    let (function, replace) = (script.names.function(KEEP), script.names.or_replace());
    write!(
        f,
        "
CREATE {replace}FUNCTION {function}() RETURNS trigger
    LANGUAGE plpgsql
    {}
AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'a row of % is not deleted: its % would be a gap', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RAISE EXCEPTION '% of % never changes, nor what it is counted by', TG_ARGV[0], TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
",
        function::PINNED
    )?;
    let about = "Refuses changes of numbers, and deletes that would leave a gap in them.";
    comment::comment(f, format_args!("FUNCTION {function}()"), about)
}

pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>, part: &Part<'_>) -> Result {
    let (names, table) = (script.names, part.table);
    let tenant_setting = part.root.filter(|_| !table.without_row_security).and_then(|root| {
        match &script.checked.tables()[root].tenancy {
            Tenancy::Root { setting, .. } => Some(Literal(setting).to_string()),
            _ => None,
        }
    });
    for (place, (column, number)) in table.numbered().enumerate() {
        let writer = Writer { names, table, column, number, place, tenant_setting: tenant_setting.as_deref() };
        writer.begin(f)?;
        writer.take(f)?;
        writer.end(f)?;
        writer.kept(f)?;
    }
    Ok(())
}

/// The names of the triggers that refuse deletes, which an erasure of the tenant disables.
pub(super) fn delete_triggers(table: &Table) -> Vec<String> {
    let kept = table.numbered().enumerate().filter(|(_, (_, number))| number.no_gaps);
    kept.map(|(place, _)| trigger("rows", place)).collect()
}

/// The name of a trigger. A column may be renamed, and its triggers keep their names.
fn trigger(kind: &str, place: usize) -> String {
    match place {
        0 => format!("{TRIGGER}_{kind}"),
        _ => format!("{TRIGGER}_{kind}_{}", place + 1),
    }
}

struct Writer<'a> {
    names: Names<'a>,
    table: &'a Table,
    column: &'a Column,
    number: &'a Number,
    /// Which of the numbered columns of the table it is.
    place: usize,
    /// The setting that the policy of the counters reads, as a literal.
    tenant_setting: Option<&'a str>,
}

impl Writer<'_> {
    /// The setting with the numbers that rows of the statement have, by what they are counted by. A name of a setting is of plain letters.
    fn setting(&self) -> String {
        let name = format!("{}_{}", self.table.qualified(), self.column.name);
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
        Literal(&format!("peristyle.numbers_{}", name.chars().map(plain).collect::<String>())).to_string()
    }

    fn tenant(&self) -> &str {
        self.table.leading_tenant().unwrap_or_default()
    }

    /// The tenant column and those that are counted by.
    fn counted_by(&self) -> Vec<&str> {
        let tenant = self.table.leading_tenant();
        tenant.into_iter().chain(self.number.per.iter().map(AsRef::as_ref)).collect()
    }

    fn of_row(&self, row: &str) -> String {
        let columns = self.counted_by();
        columns.iter().map(|column| format!("{row}.{}", Identifier(column))).collect::<Vec<_>>().join(", ")
    }

    fn own(&self) -> Qualified<'_> {
        self.names.relation(self.table.qualified())
    }

    /// Fires before a statement that names the table itself.
    fn begin(&self, f: &mut Formatter<'_>) -> Result {
        if self.table.partition.is_none() {
            return Ok(());
        }
        let setting = self.setting();
        let body = format!(
            "    IF coalesce(current_setting({setting}, true), '') = '' THEN
        PERFORM set_config({setting}, '{{}}', true);
    END IF;
    RETURN NULL;
"
        );
        let about = format!("Opens the numbers of a statement, for {} of {}.", self.column.name, self.table.name);
        self.function(f, "begin_numbers", &body, &about)?;
        self.trigger(f, "begin", "BEFORE INSERT", "FOR EACH STATEMENT", "begin_numbers")
    }

    fn take(&self, f: &mut Formatter<'_>) -> Result {
        let (counter, setting, written) = (self.table.counter_of(&self.column.name), self.setting(), self.written());
        let counter = self.names.beside(self.table.qualified(), &counter);
        let (columns, row) = (Identifiers(&self.counted_by()).to_string(), self.of_row("NEW"));
        let upsert = |first: &str, next: &str| {
            format!(
                "INSERT INTO {counter} AS counter ({columns}, {written}) VALUES ({row}, {first})
            ON CONFLICT ({columns}) DO UPDATE SET {written} = counter.{written}{next}
            RETURNING counter.{written} INTO NEW.{written};"
            )
        };
        let (open, close) = self.of_tenant(&format!("NEW.{}", Identifier(self.tenant())));
        let alone = match self.table.partition {
            None => String::new(),
            Some(_) => format!(
                "    IF taken IS NULL THEN
{open}        {}
{close}        RETURN NEW;
    END IF;
",
                upsert("1", " + 1")
            ),
        };
        let body = format!(
            "    IF NEW.{written} IS NOT NULL THEN
        RETURN NEW;
    END IF;
{alone}    NEW.{written} := taken ->> counted_by;
    IF NEW.{written} IS NULL THEN
{open}        {}
{close}    END IF;
    NEW.{written} := NEW.{written} + 1;
    PERFORM set_config({setting}, (coalesce(taken, '{{}}') || jsonb_build_object(counted_by, NEW.{written}))::text, true);
    RETURN NEW;
",
            upsert("0", "")
        );
        let declared = format!(
            "    taken jsonb := nullif(current_setting({setting}, true), '');
    counted_by text := ROW({row})::text;
{}",
            self.is_open()
        );
        let about =
            format!("Takes the next {} of {}, as the owner of the counters.", self.column.name, self.table.name);
        self.definer(f, "take_number", &declared, &body, &about)?;
        self.trigger(f, "take", "BEFORE INSERT", "FOR EACH ROW", "take_number")
    }

    fn end(&self, f: &mut Formatter<'_>) -> Result {
        let (counter, setting, written) = (self.table.counter_of(&self.column.name), self.setting(), self.written());
        let counter = self.names.beside(self.table.qualified(), &counter);
        let (columns, tenant) = (Identifiers(&self.counted_by()).to_string(), Identifier(self.tenant()));
        let (open, close) = self.of_tenant("of_tenant");
        let no_gaps = if self.number.no_gaps { self.no_gaps(&counter) } else { String::new() };
        let body = format!(
            "    FOR of_tenant IN SELECT DISTINCT {tenant} FROM inserted LOOP
{open}{no_gaps}        INSERT INTO {counter} AS counter ({columns}, {written})
            SELECT {columns}, max({written}) FROM inserted WHERE {tenant} = of_tenant GROUP BY {columns}
            ON CONFLICT ({columns}) DO UPDATE SET {written} = excluded.{written} WHERE counter.{written} < excluded.{written};
{close}    END LOOP;
    PERFORM set_config({setting}, '', true);
    RETURN NULL;
"
        );
        let about = format!(
            "Moves the counters behind {} of the inserted rows of {}, as their owner.",
            self.column.name, self.table.name
        );
        let tenant_type = self.table.column(self.tenant()).map(|column| self.names.sql_type(&column.sql_type));
        let declared = tenant_type.map_or_else(String::new, |tenant_type| format!("    of_tenant {tenant_type};\n"));
        self.definer(f, "count_numbers", &format!("{declared}{}", self.is_open()), &body, &about)?;
        let rows = "REFERENCING NEW TABLE AS inserted\n    FOR EACH STATEMENT";
        self.trigger(f, "end", "AFTER INSERT", rows, "count_numbers")
    }

    /// Whether no tenant is set.
    fn is_open(&self) -> String {
        let declared =
            |setting| format!("    is_open boolean := coalesce(current_setting({setting}, true), '') = '';\n");
        self.tenant_setting.map(declared).unwrap_or_default()
    }

    /// What stands around statements on the counters of a tenant.
    fn of_tenant(&self, tenant: &str) -> (String, String) {
        let Some(setting) = self.tenant_setting else { return Default::default() };
        let set = |value: &str| {
            format!(
                "        IF is_open THEN\n            PERFORM set_config({setting}, {value}, true);\n        END IF;\n"
            )
        };
        (set(&format!("{tenant}::text")), set("''"))
    }

    /// A statement that took numbers has a row for each: those before the last one that it inserted are there.
    fn no_gaps(&self, counter: &impl Display) -> String {
        let (setting, written, own) = (self.setting(), self.written(), self.own());
        let (columns, tenant) = (self.counted_by(), Identifier(self.tenant()));
        let equal = |one: &str, other: &str| {
            let pairs = columns.iter().map(|column| format!("{one}.{0} = {other}.{0}", Identifier(column)));
            pairs.collect::<Vec<_>>().join(" AND ")
        };
        let (to_counter, to_row) = (equal("counter", "latest"), equal("numbered", "latest"));
        let listed = Identifiers(&columns).to_string();
        format!(
            "        IF coalesce(current_setting({setting}, true), '') NOT IN ('', '{{}}') AND EXISTS (
            SELECT FROM (SELECT {listed}, max({written}) AS last FROM inserted WHERE {tenant} = of_tenant GROUP BY {listed}) AS latest
                LEFT JOIN {counter} AS counter ON {to_counter}
                WHERE latest.last - coalesce(counter.{written}, 0) > (SELECT count(*) FROM {own} AS numbered
                    WHERE {to_row} AND numbered.{written} > coalesce(counter.{written}, 0) AND numbered.{written} <= latest.last)
        ) THEN
            RAISE EXCEPTION 'ON CONFLICT skipped a row between others, which leaves a gap in % of %', {}, {}
                USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Insert each row by a statement of its own.';
        END IF;
",
            Literal(&self.column.name),
            Literal(&self.table.name)
        )
    }

    fn kept(&self, f: &mut Formatter<'_>) -> Result {
        let written = self.written();
        let changes = self.counted_by();
        let changes = changes.iter().map(|column| format!("OLD.{0} IS DISTINCT FROM NEW.{0}", Identifier(column)));
        let own = format!("OLD.{written} IS NOT NULL AND OLD.{written} IS DISTINCT FROM NEW.{written}");
        let changes: Vec<_> = [own].into_iter().chain(changes).collect();
        let head = format!("FOR EACH ROW\n    WHEN ({})", changes.join("\n        OR "));
        self.calls(f, "kept", "BEFORE UPDATE", &head, KEEP)?;
        if !self.number.no_gaps {
            return Ok(());
        }
        self.calls(f, "rows", "BEFORE DELETE", "FOR EACH ROW", KEEP)?;
        self.always(f, "rows", self.own())?;
        // TRUNCATE fires no trigger of rows, and one that names a partition none of its parent.
        let children = self.table.children.iter().map(|child| self.names.beside(self.table.qualified(), &child.name));
        for table in [self.own()].into_iter().chain(children) {
            let argument = Literal(&self.column.name).to_string();
            self.calls_on(f, table, "truncate", "BEFORE TRUNCATE", "FOR EACH STATEMENT", (KEEP, &argument))?;
            self.always(f, "truncate", table)?;
        }
        Ok(())
    }

    /// Also under `session_replication_role = replica`, which switches other triggers off.
    fn always(&self, f: &mut Formatter<'_>, kind: &str, table: Qualified<'_>) -> Result {
        writeln!(f, "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {};", trigger(kind, self.place))
    }

    fn written(&self) -> Identifier<'_> {
        Identifier(&self.column.name)
    }

    fn function_name(&self, kind: &'static str) -> String {
        let of = self.table.schema.as_deref().into_iter().chain([self.table.name.as_ref(), self.column.name.as_ref()]);
        generated_name("peristyle", of, kind)
    }

    fn trigger(&self, f: &mut Formatter<'_>, kind: &str, when: &str, rows: &str, function: &'static str) -> Result {
        self.calls_on(f, self.own(), kind, when, rows, (&self.function_name(function), ""))
    }

    /// A trigger of the function that all tables share.
    fn calls(&self, f: &mut Formatter<'_>, kind: &str, when: &str, rows: &str, function: &str) -> Result {
        let argument = Literal(&self.column.name).to_string();
        self.calls_on(f, self.own(), kind, when, rows, (function, &argument))
    }

    fn calls_on(
        &self,
        f: &mut Formatter<'_>,
        table: Qualified<'_>,
        kind: &str,
        when: &str,
        rows: &str,
        (function, arguments): (&str, &str),
    ) -> Result {
        let (trigger, replace) = (trigger(kind, self.place), self.names.or_replace());
        let function = self.names.function(function);
        writeln!(f, "\nCREATE {replace}TRIGGER {trigger}\n    {when} ON {table}\n    {rows}")?;
        writeln!(f, "    EXECUTE FUNCTION {function}({arguments});")
    }

    /// Runs as the owner of the tables, and nobody else may put it on a table of his own.
    fn definer(&self, f: &mut Formatter<'_>, kind: &'static str, declared: &str, body: &str, about: &str) -> Result {
        let declare = if declared.is_empty() { "" } else { "DECLARE\n" };
        let home = self.own().schema.unwrap_or_else(|| self.names.schema());
        let path = if self.own().schema.is_some() { "" } else { function::IN_ITS_SCHEMA };
        let body = format!("\n{declare}{declared}BEGIN\n{path}{body}END\n");
        let settings = format!("SECURITY DEFINER\n    SET search_path = pg_catalog, {}, pg_temp", Identifier(home));
        self.create(f, kind, &settings, &body, about)?;
        let name = self.function_name(kind);
        writeln!(f, "REVOKE ALL ON FUNCTION {}() FROM PUBLIC;", self.names.function(&name))
    }

    fn function(&self, f: &mut Formatter<'_>, kind: &'static str, body: &str, about: &str) -> Result {
        self.create(f, kind, function::PINNED, &format!("\nBEGIN\n{body}END\n"), about)
    }

    fn create(&self, f: &mut Formatter<'_>, kind: &'static str, settings: &str, body: &str, about: &str) -> Result {
        let name = self.function_name(kind);
        let (name, replace, quote) = (self.names.function(&name), self.names.or_replace(), idempotent::dollar(body));
        writeln!(f, "\nCREATE {replace}FUNCTION {name}() RETURNS trigger\n    LANGUAGE plpgsql {settings}")?;
        writeln!(f, "AS {quote}{body}{quote};")?;
        comment::comment(f, format_args!("FUNCTION {name}()"), about)
    }
}
