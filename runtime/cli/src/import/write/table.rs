//! The struct of a table: its attribute, then its fields.

use serde_json::Value;

use super::{Named, actions, documentation, generated, schema, validity};
use crate::catalog::{Kind, Object};
use crate::import::partition;
use crate::import::plan::{Part, Plan, Table, Tenancy, detail, has_period, list};
use crate::import::types::{self, quoted};

/// The lines of a struct, each with what it states.
pub(super) struct Lines<'l, 'a> {
    pub(super) plan: &'l Plan<'a>,
    pub(super) table: &'l Table<'a>,
    pub(super) named: &'l Named,
    pub(super) lines: Vec<(Part, String)>,
}

impl Lines<'_, '_> {
    pub(super) fn all(&mut self) {
        let Self { plan, table, .. } = *self;
        if let Some(doc) = documentation(table.object.text("comment"), "") {
            self.push(Part::Head, doc);
        }
        self.push(Part::Head, format!("#[table(\n    name = {}{},", quoted(table.name), schema(table.schema, plan)));
        match &table.tenancy {
            Tenancy::Global => {}
            Tenancy::Root => self.push(Part::Head, "    tenant_root,".to_owned()),
            Tenancy::Tenant { root } => self.push(Part::Head, format!("    tenant = {root},")),
        }
        if table.history {
            self.push(Part::Head, "    history,".to_owned());
        }
        self.key();
        self.storage();
        self.partition();
        self.references();
        self.indexes();
        self.checks();
        self.statistics();
        self.policies();
        if !table.waivers.is_empty() {
            let reason = |count: &usize| if *count > 1 { format!(" ({count} times)") } else { String::new() };
            let lines: String = table
                .waivers
                .iter()
                .map(|(name, count)| {
                    format!("        {name} = \"TODO: as the imported database has it{}\",\n", reason(count))
                })
                .collect();
            self.push(Part::Waivers, format!("    waive(\n{lines}    ),"));
        }
        self.push(Part::Head, format!(")]\n#[derive(Debug, Clone)]\npub struct {} {{", table.rust_name));
        for column in table.stated_columns() {
            self.column(column);
        }
        self.push(Part::Head, "}".to_owned());
    }

    pub(super) fn push(&mut self, part: Part, text: String) {
        self.lines.extend(text.split('\n').map(|line| (part.clone(), line.to_owned())));
    }

    pub(super) fn is_left_out(&self, part: &Part) -> bool {
        self.table.left_out.contains(part)
    }

    pub(super) fn fields(&self, columns: &[&str]) -> Option<String> {
        let fields: Option<Vec<_>> = columns.iter().map(|column| self.table.field(column)).collect();
        fields.map(|fields| fields.join(", "))
    }

    fn key(&mut self) {
        let table = self.table;
        let key = table.key();
        if self.is_left_out(&Part::Key) || table.tenancy != Tenancy::Global {
            return;
        }
        let Some(fields) = self.fields(&key).filter(|fields| !fields.is_empty()) else { return };
        let name =
            table.parts.keys().find(|(kind, _)| *kind == Kind::PrimaryKey).map(|(_, name)| *name).unwrap_or_default();
        let named = if name == generated(table.name, &[], "pkey") {
            String::new()
        } else {
            format!(", name = {}", quoted(name))
        };
        if table.is_junction(&key) && named.is_empty() {
            self.push(Part::Key, format!("    junction({fields}),"));
        } else if fields != "id" || !named.is_empty() {
            self.push(Part::Key, format!("    primary_key({fields}{named}),"));
        }
    }

    fn storage(&mut self) {
        let object = self.table.object;
        let options =
            object.facts.get("options").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let options: Vec<_> = options.filter_map(|option| option.split_once('=')).collect();
        if !options.is_empty() {
            let value = |value: &str| {
                if value.parse::<f64>().is_ok() || matches!(value, "true" | "false") {
                    value.to_owned()
                } else {
                    quoted(value)
                }
            };
            let options: Vec<_> = options.iter().map(|(name, given)| format!("{name} = {}", value(given))).collect();
            self.push(Part::Head, format!("    with({}),", options.join(", ")));
        }
        if object.is("row security") && self.table.tenancy == Tenancy::Global {
            let forced = if object.is("forced row security") { " = forced" } else { "" };
            self.push(Part::Head, format!("    row_security{forced},"));
        }
        if object.is("unlogged") {
            self.push(Part::Head, "    unlogged,".to_owned());
        }
    }

    fn partition(&mut self) {
        let table = self.table;
        let Some(by) = table.object.text("partitioned by") else { return };
        let field = |column: &str| table.field(column);
        let stated = partition::stated(table.name, by, field, &table.partitions);
        if let Some((text, _)) = stated {
            self.push(Part::Partition, format!("    {text},"));
        }
    }

    /// The foreign keys that stand on the table: several columns, or a second one of a column.
    fn references(&mut self) {
        let table = self.table;
        for (name, one) in table.stated_references() {
            let columns = list(one, "columns");
            if self.on_column(name, one) {
                continue;
            }
            let Some((target, mut fields)) = self.target(one).zip(self.fields(&columns)) else { continue };
            if has_period(one)
                && let Some((before, period)) = fields.rsplit_once(", ")
            {
                fields = format!("{before}, period({period})");
            } else if has_period(one) {
                fields = format!("period({fields})");
            }
            let target_columns = list(one, "target_columns");
            let target_fields: Option<Vec<_>> = target_columns.iter().map(|column| target.field(column)).collect();
            let Some(target_fields) = target_fields else { continue };
            let target = if target.key() == target_columns && !has_period(one) {
                target.rust_name.clone()
            } else {
                format!("{}({})", target.rust_name, target_fields.join(", "))
            };
            let named = if name == generated(table.name, &columns, "fkey") {
                String::new()
            } else {
                format!(", name = {}", quoted(name))
            };
            let text = format!("    foreign_key({fields}, references = {target}{}{named}),", actions(one));
            self.push(Part::Reference(name.to_owned()), text);
        }
    }

    /// Whether the column states it: the first one over this column only.
    pub(super) fn on_column(&self, name: &str, one: &Object) -> bool {
        let columns = list(one, "columns");
        let [column] = columns.as_slice() else { return false };
        let mut of_column = self.table.stated_references().filter(|(_, one)| list(one, "columns") == [*column]);
        of_column.next().is_some_and(|(first, _)| first == name) && self.target(one).is_some()
    }

    pub(super) fn target(&self, one: &Object) -> Option<&Table<'_>> {
        self.plan.struct_of(detail(one, "target_schema"), detail(one, "target"))
    }

    fn checks(&mut self) {
        let table = self.table;
        for ((_, name), object) in table.parts.iter().filter(|((kind, _), _)| *kind == Kind::Check) {
            let part = Part::Check((*name).to_owned());
            // `#[table]` adds these.
            if self.is_of_array(name, object) || self.max_len(name, object).is_some() {
                continue;
            }
            if self.is_left_out(&part) || object.is("no inherit") {
                continue;
            }
            let Some(sql) = table.in_fields(detail(object, "expression")) else { continue };
            let message =
                object.text("comment").map(|text| format!(", message = {}", quoted(text))).unwrap_or_default();
            let sql = quoted(&sql);
            let not_valid = validity(object);
            self.push(part, format!("    check(sql = {sql}, name = {}{message}{not_valid}),", quoted(name)));
        }
    }

    /// The parts of the table that no line states. Triggers and rules are no parts of its shape.
    pub(super) fn unstated(&self) -> Vec<(Kind, String)> {
        let table = self.table;
        let has = |part: Part| self.lines.iter().any(|(one, _)| *one == part);
        let is_stated = |kind: Kind, name: &str, object: &Object| match kind {
            Kind::Check => {
                has(Part::Check(name.to_owned()))
                    || self.is_of_array(name, object)
                    || self.max_len(name, object).is_some()
            }
            Kind::Index | Kind::UniqueConstraint | Kind::ExclusionConstraint => has(Part::Index(name.to_owned())),
            Kind::ForeignKey => {
                self.target(object).is_some() && table.stated_references().any(|(stated, _)| stated == name)
            }
            Kind::PrimaryKey => !self.is_left_out(&Part::Key),
            Kind::Statistics => has(Part::Statistics(name.to_owned())),
            Kind::Policy => has(Part::Policy(name.to_owned())),
            _ => true,
        };
        let parts = table.parts.iter().filter(|((kind, name), object)| !is_stated(*kind, name, object));
        let parts = parts.map(|((kind, name), _)| (*kind, (*name).to_owned()));
        let by = table.object.text("partitioned by");
        let partitions =
            by.and_then(|by| partition::stated(table.name, by, |column| table.field(column), &table.partitions));
        let left_out = partitions.map(|(_, left_out)| left_out).unwrap_or_default();
        parts.chain(left_out.into_iter().map(|name| (Kind::Partition, name))).collect()
    }

    /// Whether it is the check of an array: its elements are not NULL.
    pub(super) fn is_of_array(&self, name: &str, check: &Object) -> bool {
        let columns = list(check, "columns");
        let [column] = columns.as_slice() else { return false };
        let is_array = self.table.columns.iter().any(|one| {
            one.name == *column
                && types::of_column(one.object, self.named).name.starts_with("Vec<")
                && !self.table.as_text.contains(column)
        });
        let expression = detail(check, "expression");
        let is_usual =
            check.is("valid") && expression.starts_with("(array_position(") && expression.ends_with(" IS NULL)");
        is_array && is_usual && name == generated(self.table.name, &[column], "check")
    }

    /// The column and the limit of `max_len`, where it is the same check with the same message.
    pub(super) fn max_len<'o>(&self, name: &str, check: &'o Object) -> Option<(&'o str, &'o str)> {
        let columns = list(check, "columns");
        let [column] = columns.as_slice() else { return None };
        let limit = detail(check, "expression")
            .strip_prefix("(char_length(")?
            .strip_prefix(*column)?
            .strip_prefix(") <= ")?
            .strip_suffix(')')?;
        let is_text =
            self.table.columns.iter().any(|one| one.name == *column && one.object.text("type") == Some("text"));
        // The message that `max_len` has.
        let message = format!("the {} must have at most {limit} characters", column.replace('_', " "));
        let is_usual =
            name == generated(self.table.name, &[column], "max_len") && check.text("comment") == Some(message.as_str());
        (is_text && is_usual && check.is("valid") && limit.parse::<u32>().is_ok()).then_some((column, limit))
    }
}
