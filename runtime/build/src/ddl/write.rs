//! The statements of a script, in the order in which they load.

use std::fmt;

use super::script::Script;
use super::{
    comment, create_table, create_type, extensions, extra, function, grant, history, index, lookup, number, old_name,
    reporting, retired, roles, row_security, soft_delete, statistics, transition, trigger, version,
};
use crate::model::{Extra, Kind, Place};
use crate::quote::Identifier;

impl fmt::Display for Script<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, true)
    }
}

impl Script<'_> {
    /// Writes the script, with the SQL of the user or without.
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, with_extra: bool) -> fmt::Result {
        let of_user = |extra: &'_ [Extra]| -> usize { if with_extra { extra.len() } else { 0 } };
        let sql = &self.checked.database().sql;
        let sql = &sql[..of_user(sql)];
        head(f, self)?;
        extra::all(f, self.names, sql, Place::Before)?;
        create_type::all(f, self)?;
        function::all(f, self)?;
        self.mark(f, None)?;
        for part in self.written() {
            let own = &part.table.sql[..of_user(&part.table.sql)];
            extra::all(f, self.names, own, Place::Before)?;
            create_table::table(f, self.names, part)?;
            index::all(f, self.names, part.table)?;
            statistics::all(f, self.names, part.table)?;
            self.mark(f, Some(Kind::AcrossReleases))?;
            transition::all(f, self.names, part.table)?;
            self.mark(f, Some(Kind::OldNames))?;
            old_name::view(f, self.names, part.table)?;
            self.mark(f, Some(Kind::UpdatedAt))?;
            trigger::updated_at(f, self.names, part.table)?;
            self.mark(f, Some(Kind::AppendOnly))?;
            trigger::append_only(f, self.names, part.table)?;
            self.mark(f, Some(Kind::Numbers))?;
            number::all(f, self, part)?;
            self.mark(f, Some(Kind::SoftDeletes))?;
            let soft_deletes = fmt::from_fn(|f| soft_delete::all(f, self, part));
            retired::replacing(f, self, part, Kind::SoftDeletes, with_extra, soft_deletes)?;
            self.mark(f, Some(Kind::History))?;
            let history = fmt::from_fn(|f| history::all(f, self, part));
            retired::replacing(f, self, part, Kind::History, with_extra, history)?;
            self.mark(f, None)?;
            comment::all(f, self.names, part)?;
            extra::all(f, self.names, own, Place::After)?;
        }
        create_table::waiting_references(f, self)?;
        self.mark(f, Some(Kind::RowSecurity))?;
        row_security::all(f, self)?;
        self.mark(f, Some(Kind::Grants))?;
        grant::all(f, self)?;
        self.mark(f, Some(Kind::Lookups))?;
        lookup::all(f, self)?;
        self.mark(f, Some(Kind::Grants))?;
        reporting::all(f, self)?;
        self.mark(f, None)?;
        extra::all(f, self.names, sql, Place::After)?;
        self.mark(f, Some(Kind::Policies))?;
        row_security::declared(f, self)
    }
}

fn head(f: &mut fmt::Formatter<'_>, script: &Script<'_>) -> fmt::Result {
    let options = script.checked.options();
    f.write_str("-- Written by peristyle from the tables of the program: change them there, not here.\n")?;
    let again = match script.names.may_be_there() {
        true => "May be run again, and leaves what is there as it is, also where it differs",
        false => "Loads once, into a schema that holds none of it",
    };
    writeln!(f, "-- For PostgreSQL {} or later. {again}; run it in one transaction:", script.checked.database().min)?;
    comment_line(f, "psql -1 -v ON_ERROR_STOP=1 -f schema.sql")?;
    who_loads(f, script)?;
    version::check(f, script)?;
    roles::check(f, script)?;
    extensions::check(f, script)?;
    if let Some(schema) = options.new_schema() {
        writeln!(f, "\nCREATE SCHEMA {}{};", script.names.unless_there(), Identifier(schema))?;
    }
    for schema in script.named_schemas() {
        writeln!(f, "\nCREATE SCHEMA IF NOT EXISTS {};", Identifier(schema))?;
    }
    Ok(())
}

/// Who loads the script, and who has to be there before.
fn who_loads(f: &mut fmt::Formatter<'_>, script: &Script<'_>) -> fmt::Result {
    let schema = Identifier(script.names.schema());
    let needed = match (script.checked.options().new_schema(), script.named_schemas().len()) {
        (Some(_), _) => "CREATE on the database".to_owned(),
        (None, 0) => format!("USAGE and CREATE on schema {schema}"),
        (None, _) => format!("USAGE and CREATE on schema {schema}, and CREATE on the database"),
    };
    comment_line(f, &format!("Run it as the role that is to own the tables, which needs {needed}."))?;
    roles::comments(f, script)
}

/// A comment ends with its line, so a name in it has one.
pub(super) fn comment_line(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    writeln!(f, "-- {}", text.replace(char::is_control, " "))
}
