use super::super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::super::types::{self, TypeChange, Using};
use super::Planner;
use crate::ddl::objects::Objects;
use crate::diff::TableChange;
use crate::model::{Column, SqlType, Table};
use crate::quote::Identifier;

impl<'a> Planner<'a> {
    pub(super) fn retype(&mut self, change: &TableChange<'a>, old: &'a Column, new: &'a Column) {
        let of = change.new.qualified().to_string();
        if new.new_name().is_some() && old.new_name().is_none() {
            return self.refuse(
                format!("`{of}.{}` is {}, and its new name has the type {}", new.name, old.sql_type, new.sql_type),
                format!("write `old_type = \"{}\"` behind `until`: the trigger then converts the values", old.sql_type),
            );
        }
        let told = format!("change the type of `{}` of `{of}` from {} to {}", new.name, old.sql_type, new.sql_type);
        let forwards = types::of(old, new);
        let stated = self.rules.backfill(&of, &new.name).filter(|_| forwards == TypeChange::Refused).map(str::to_owned);
        if forwards == TypeChange::Refused && stated.is_none() {
            return self.refuse(
                format!("{told}: there is no conversion that is the same on every server"),
                format!(
                    "state it: `.backfill(\"{of}\", \"{}\", \"SQL\")`, which rewrites the table; or add a new column, change the program, and drop the old column in a later release",
                    new.name
                ),
            );
        }
        if change.old.partitions_by(&new.name) {
            return self.refuse(
                format!("{told}: rows are partitioned by it"),
                "create a new table, copy the rows, and drop the old one in a later release",
            );
        }
        if let Some(value) = stated {
            return self.convert(change, (old, new), told, &value);
        }
        let sql = |planner: &Self, is_new: bool| {
            let (table, from, to) = if is_new { (change.new, old, new) } else { (change.old, new, old) };
            let objects = if is_new { &planner.new.objects } else { &planner.old.objects };
            let using = match types::of(from, to) {
                TypeChange::Rewrite { using, .. } => using,
                TypeChange::Free => None,
                TypeChange::Refused => return None,
            };
            Some(retyped(objects, table, from, to, using))
        };
        let undo = sql(self, false)
            .map_or_else(|| Undo::Impossible(format!("`{of}.{}` cannot be converted back", new.name)), Undo::Sql);
        let Some(sql) = sql(self, true) else { return };
        let mut step = Step::new(Stage::Expand, Rank::Retype, told, sql, undo).lock(Lock::AccessExclusive);
        if let TypeChange::Rewrite { loses, .. } = forwards {
            step = step.rewrites().scans().hazard(Hazard::RewritesTable).instead(in_two_releases(old, new));
            if loses {
                step = step.hazard(Hazard::DeletesData).note("values are rounded or cut");
            }
            if old.sql_type.base() != new.sql_type.base() {
                step = step.hazard(Hazard::BreaksRunningVersion);
            }
        }
        self.push(step);
        self.analyze(change, new);
    }

    /// By a conversion that is stated.
    fn convert(&mut self, change: &TableChange<'a>, (old, new): (&Column, &Column), told: String, value: &str) {
        let of = change.new.qualified().to_string();
        self.used_backfills.insert((of.clone(), new.name.to_string()));
        let stated = Some(Using::Stated(value));
        let sql = retyped(&self.new.objects, change.new, old, new, stated);
        // AT TIME ZONE goes both ways.
        let is_of_zone = [old, new].iter().all(|column| column.sql_type.base().is_some_and(types::is_timestamp));
        let undo = match is_of_zone && value.to_ascii_uppercase().contains("AT TIME ZONE") {
            true => Undo::sql(retyped(&self.old.objects, change.old, new, old, stated)),
            false => Undo::Impossible(format!("`{of}.{}` cannot be converted back", new.name)),
        };
        let step = Step::new(Stage::Expand, Rank::Retype, told, sql, undo).lock(Lock::AccessExclusive);
        let step = step.rewrites().scans().hazard(Hazard::RewritesTable).hazard(Hazard::BreaksRunningVersion);
        self.push(step);
        self.analyze(change, new);
    }

    fn analyze(&mut self, change: &TableChange<'a>, new: &Column) {
        let (name, of) = (self.new.name(change.new), change.new.qualified());
        let step = Step::new(
            Stage::Validate,
            Rank::Retype,
            format!("collect the statistics of `{}` of `{of}`, which a change of the type drops", new.name),
            format!("ANALYZE {name} ({});", Identifier(&new.name)),
            Undo::Nothing,
        );
        self.push(step.lock(Lock::ShareUpdateExclusive));
    }
}

/// What to write in place of a rewrite.
fn in_two_releases(old: &Column, new: &Column) -> String {
    format!(
        "give the field a new name and write `#[column(renamed_from = \"{}\", until = \"the next release\", old_type = \"{}\")]`: both columns stay, a trigger keeps \
         them in step, and the rows are filled in batches",
        new.name, old.sql_type
    )
}

/// ALTER COLUMN TYPE between the defaults of both types.
pub(super) fn retyped(
    objects: &Objects<'_>,
    table: &Table,
    old: &Column,
    new: &Column,
    using: Option<Using<'_>>,
) -> String {
    let name = objects.relation(table.qualified());
    let written = Identifier(&new.name);
    let alter = format!("ALTER TABLE {name} ALTER COLUMN {written}");
    let sql_type = objects.column_type(new);
    let depth = |sql_type: &SqlType| {
        std::iter::successors(Some(sql_type), |one| match one {
            SqlType::Array(element) => Some(element.as_ref()),
            _ => None,
        })
        .count()
            - 1
    };
    // A cast names the type without a collation.
    let bare = Column { collation: None, ..new.clone() };
    let target = objects.column_type(&bare);
    let using = match using {
        None => String::new(),
        Some(Using::Stated(value)) => format!("\n    USING {value}"),
        Some(Using::Cast) => format!("\n    USING {written}::{target}"),
        Some(Using::CastOfText) => {
            format!("\n    USING {written}::text{}::{target}", "[]".repeat(depth(&new.sql_type)))
        }
    };
    let mut lines = Vec::new();
    if old.default.is_some() {
        lines.push(format!("{alter} DROP DEFAULT;"));
    }
    lines.push(format!("{alter} TYPE {sql_type}{using};"));
    if let Some(default) = objects.default(table, new).filter(|_| new.default.is_some()) {
        lines.push(format!("{alter} SET DEFAULT {default};"));
    }
    lines.join("\n")
}
