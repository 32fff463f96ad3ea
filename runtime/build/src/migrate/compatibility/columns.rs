use super::tables::{ALL, INSERTING, Pair, READING, WRITING};
use super::{Certainty, StatementKind};
use crate::model::{Column, Sequence, SqlType, Transition};

use Certainty::{Always, Sometimes};

const IN_TWO: &str = "add the column in the release before the one that uses it; before it is dropped, mark it `retired` in a release; rename it with `until`";

impl Pair<'_> {
    pub(super) fn columns(&mut self) {
        let (program, there) = (self.program, self.database);
        for column in program.struct_columns() {
            match there.column(&column.name) {
                Some(other) if other == column => self.labels(column, other),
                Some(other) => self.column(column, other),
                None => self.missing(column),
            }
        }
        if let Some(search) = program.search.as_deref().filter(|search| there.column(search).is_none()) {
            self.push(
                Some(search),
                &[StatementKind::Select],
                Sometimes,
                format!("text searches read the column `{search}`, which is not there"),
                IN_TWO,
            );
        }
        for column in &there.columns {
            let is_given = program.has_column(&column.name) || program.search.as_ref() == Some(&column.name);
            if !is_given && needs_value(column) {
                let name = &column.name;
                let help = "give it a default, or make it an `Option`, until every program inserts it";
                self.push(
                    Some(name),
                    INSERTING,
                    Always,
                    format!("the column `{name}` is NOT NULL without a default, and they do not insert it"),
                    help,
                );
            }
        }
    }

    fn missing(&mut self, column: &Column) {
        let name = &column.name;
        let is_in_all = self.program.deleted_at() == Some(name)
            || self.program.is_in_key(name)
            || self.program.tenant_column() == Some(name);
        let statements = if is_in_all { ALL } else { READING };
        self.push(Some(name), statements, Always, format!("the column `{name}` is not there"), IN_TWO);
    }

    fn column(&mut self, column: &Column, other: &Column) {
        let name = column.name.as_ref();
        if column.sql_type != other.sql_type {
            self.types(column, other);
        }
        self.labels(column, other);
        let is_inserted = !column.is_generated() && !column.is_timestamp();
        let only_database = other.generated.is_some() || other.sequence == Some(Sequence::Identity);
        if is_inserted && only_database {
            let help = "add a generated column under a new name, and drop the old one in a later release";
            self.push(Some(name), WRITING, Always, format!("only the database sets `{name}`"), help);
        } else if !is_inserted && column.is_generated() && needs_value(other) {
            let help = "give it a default until every program inserts it";
            self.push(
                Some(name),
                INSERTING,
                Always,
                format!("`{name}` is NOT NULL without a default, and they do not insert it"),
                help,
            );
        }
        match (column.nullable, other.nullable) {
            (false, true) => {
                let help = "release a program that reads an `Option` first, and write NULL when it is everywhere";
                self.push(
                    Some(name),
                    READING,
                    Sometimes,
                    format!("`{name}` may be NULL, which the program cannot read"),
                    help,
                );
            }
            (true, false) if is_inserted => {
                let help = "release a program that always writes a value first, and make the column NOT NULL when it is everywhere";
                self.push(Some(name), WRITING, Sometimes, format!("`{name}` does not accept NULL"), help);
            }
            _ => {}
        }
    }

    fn types(&mut self, column: &Column, other: &Column) {
        let (name, from, to) = (&column.name, &column.sql_type, &other.sql_type);
        let help = "add a column of the new type under a new name, write both, and drop the old one in a later release";
        if !is_read(from, to) {
            return self.push(
                Some(name),
                READING,
                Always,
                format!("`{name}` is {to}, which the program reads as {from}"),
                help,
            );
        }
        if let Some(own) = from.enum_name().filter(|own| to.enum_name() != Some(*own)) {
            let is_there = self.schemas.database.enums.iter().any(|one| one.qualified() == own);
            if !is_there || to.enum_name().is_some() {
                return self.push(
                    Some(name),
                    WRITING,
                    Always,
                    format!("values of `{name}` are written as {from}, and the column is {to}"),
                    help,
                );
            }
        } else if to.enum_name().is_some() && from.enum_name().is_none() {
            return self.push(
                Some(name),
                WRITING,
                Always,
                format!("`{name}` is {to}, and the program writes {from}"),
                help,
            );
        }
        if is_narrower(from, to) {
            let help =
                "release a program that accepts the shorter values only, and change the type when it is everywhere";
            self.push(
                Some(name),
                WRITING,
                Sometimes,
                format!("`{name}` is {to}, in which some values of {from} do not fit"),
                help,
            );
        }
    }

    fn labels(&mut self, column: &Column, other: &Column) {
        if column.sql_type != other.sql_type {
            return;
        }
        let (program, there) =
            (self.schemas.program.enum_of(&column.sql_type), self.schemas.database.enum_of(&other.sql_type));
        let (Some(own), Some(there)) = (program, there) else { return };
        let name = &column.name;
        let missing: Vec<_> =
            own.labels.iter().filter(|label| !there.labels.contains(label)).map(|label| format!("`{label}`")).collect();
        if !missing.is_empty() {
            let help = "add a label in the release before the one that writes it, and remove it in the release after the last that does";
            self.push(
                Some(name),
                &[StatementKind::Select, StatementKind::Insert, StatementKind::Upsert, StatementKind::Update],
                Sometimes,
                format!("`{name}` has no label {}", missing.join(", ")),
                help,
            );
        }
        let more: Vec<_> =
            there.labels.iter().filter(|label| !own.labels.contains(label)).map(|label| format!("`{label}`")).collect();
        if !more.is_empty() {
            let help = "write the label in the release after the one that can read it";
            self.push(
                Some(name),
                READING,
                Sometimes,
                format!("the program cannot read the label {} of `{name}`", more.join(", ")),
                help,
            );
        }
    }
}

fn needs_value(column: &Column) -> bool {
    let is_filled = matches!(column.transition, Some(Transition::Filled { .. } | Transition::OldName { .. }));
    !column.nullable && column.default.is_none() && !column.is_generated() && !is_filled
}

/// How a driver reads a value of the type. Enums, documents and addresses are read as text, whatever the column is.
fn read_as(sql_type: &SqlType) -> Option<String> {
    match sql_type {
        SqlType::Enum { .. } => None,
        SqlType::Array(element) => Some(format!("{}[]", read_as(element).unwrap_or_else(|| "text".to_owned()))),
        SqlType::Scalar(_) => match sql_type.base().unwrap_or_default() {
            "json" | "jsonb" | "inet" | "cidr" | "macaddr" => None,
            "varchar" | "char" | "citext" => Some("text".to_owned()),
            base => Some(base.to_owned()),
        },
    }
}

/// Whether the driver reads a column of the second type where the program expects the first.
fn is_read(expected: &SqlType, sql_type: &SqlType) -> bool {
    let Some(expected) = read_as(expected) else { return !matches!(sql_type, SqlType::Array(_)) };
    if let SqlType::Enum { .. } = sql_type {
        return false;
    }
    let has = match sql_type {
        SqlType::Scalar(_) if read_as(sql_type).is_none() => sql_type.base().map(str::to_owned),
        _ => read_as(sql_type),
    };
    has.as_deref() == Some(expected.as_str())
}

/// Whether some values of the first type are refused or cut by the second.
fn is_narrower(from: &SqlType, to: &SqlType) -> bool {
    let sizes = |sql_type: &SqlType| -> Vec<u32> {
        let text = sql_type.to_string();
        let inner = text.split_once('(').map_or("", |(_, rest)| rest.split(')').next().unwrap_or_default());
        inner.split(',').filter_map(|size| size.trim().parse().ok()).collect()
    };
    let (from, to) = (sizes(from), sizes(to));
    match (from.as_slice(), to.as_slice()) {
        (_, []) => false,
        ([], _) => true,
        ([from], [to]) => to < from,
        ([from, ..], [to]) => to < from,
        ([from], [to, scale, ..]) => to - scale.min(to) < *from,
        ([from, from_scale, ..], [to, to_scale, ..]) => {
            to_scale < from_scale || to.saturating_sub(*to_scale) < from.saturating_sub(*from_scale)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(text: &'static str) -> SqlType {
        SqlType::Scalar(text.into())
    }

    #[test]
    fn a_driver_reads_texts_of_any_length() {
        assert!(
            is_read(&scalar("varchar(5)"), &scalar("text")) && is_read(&scalar("numeric(4,2)"), &scalar("numeric"))
        );
        assert!(!is_read(&scalar("integer"), &scalar("bigint")) && !is_read(&scalar("text"), &scalar("uuid")));
        assert!(is_read(&scalar("jsonb"), &scalar("json")) && !is_read(&scalar("text"), &scalar("jsonb")));
    }

    #[test]
    fn a_narrower_type_has_fewer_digits_on_a_side() {
        assert!(
            is_narrower(&scalar("varchar(50)"), &scalar("varchar(20)"))
                && is_narrower(&scalar("text"), &scalar("varchar(20)"))
        );
        assert!(
            !is_narrower(&scalar("varchar(50)"), &scalar("text"))
                && !is_narrower(&scalar("numeric(10,2)"), &scalar("numeric(12,2)"))
        );
        assert!(
            is_narrower(&scalar("numeric(10,2)"), &scalar("numeric(10,4)"))
                && is_narrower(&scalar("numeric(10,2)"), &scalar("numeric(10,1)"))
        );
    }
}
