//! The waivers that the facts of the database show to be needed, so that the compiler is asked once.

use serde_json::Value;

use super::names;
use super::plan::{Column, Plan, TIMESTAMPS, Table, detail, has_period, list};
use crate::catalog::{Kind, Object};

impl Plan<'_> {
    /// Adds the waivers that the facts show to be needed. What they do not show, the compiler says.
    pub(super) fn expect_waivers(&mut self, place: usize) {
        let table = &self.tables[place];
        let mut expected = Vec::new();
        let has = |name: &str| table.has_field(name);
        let key = table.key();
        let is_junction = table.is_junction(&key);
        let is_own = |name: &&str| has(name) && !table.has_timestamp(name);
        let has_no_trigger = table.stated_columns().any(|column| column.no_trigger);
        if is_own(&"deleted_at") || (!has("deleted_at") && !is_junction) {
            expected.push(("soft_delete", 1));
        }
        let own = ["created_at", "updated_at"].iter().filter(|name| is_own(name)).count();
        let is_without = !has("created_at") || (!has("updated_at") && !is_junction);
        let has_other_name = |field: &&str| table.timestamp(field).is_some_and(|column| column.name != column.field);
        let renamed = TIMESTAMPS.iter().filter(|field| has_other_name(field)).count();
        expected.push(("timestamps", own + renamed + usize::from(is_without) + usize::from(has_no_trigger)));
        let renamed = |column: &&Column<'_>| column.name != column.field && !names::is_snake_case(column.name);
        expected.push(("snake_case", table.columns.iter().filter(renamed).count()));
        if !is_junction && key != ["id"] {
            expected.push(("primary_key", 1));
        }
        if let [only] = key.as_slice() {
            let column = table.columns.iter().find(|column| column.name == *only);
            if column.is_some_and(|column| column.object.text("type") != Some("uuid") || *only != "id") {
                expected.push(("uuid_v7", 1));
            }
            if column.is_some_and(|column| {
                ["default", "identity"].iter().any(|fact| column.object.facts.contains_key(*fact))
            }) {
                expected.push(("app_side_id", 1));
            }
        }
        if table.object.text("comment").is_none() {
            expected.push(("table_doc", 1));
        }
        let references: Vec<_> = table.references().collect();
        let count =
            |is_it: &dyn Fn(&Object) -> bool| references.iter().filter(|(_, reference)| is_it(reference)).count();
        expected.push(("on_delete", count(&|one| detail(one, "on_delete") == "no_action" && !has_period(one))));
        expected.push(("on_delete_why", count(&|one| one.text("comment").is_none() && !has_period(one))));
        let has_index = |one: &Object| {
            let mut columns = list(one, "columns");
            columns.truncate(columns.len() - usize::from(has_period(one)));
            table.has_index_for(&columns)
        };
        expected.push(("fk_index", count(&|one| !has_index(one))));
        let is_not_valid = |kind: Kind| {
            let parts = table.parts.iter().filter(|((of, _), one)| *of == kind && !one.is("valid"));
            parts.count()
        };
        expected.push(("validated", is_not_valid(Kind::Check) + is_not_valid(Kind::ForeignKey)));
        let is_soft = |one: &Object| {
            let target = self.struct_of(detail(one, "target_schema"), detail(one, "target"));
            target.is_some_and(|target| target.has_timestamp("deleted_at"))
        };
        // The triggers that make a soft delete honour `on_delete` are not there.
        expected.push(("live_reference", count(&is_soft)));
        expected.push(("denormalized", self.copies(table)));
        let has_documents = |index: &Object| {
            let keys = index.detail.get("keys").and_then(Value::as_array).into_iter().flatten();
            let mut plain = keys.filter(|key| key.get("ops").is_none()).filter_map(|key| key.get("column")?.as_str());
            detail(index, "method") == "btree"
                && plain.any(|key| table.columns.iter().any(|column| column.name == key && is_document(column)))
        };
        let indexes = table.parts.iter().filter(|((kind, _), _)| matches!(kind, Kind::Index | Kind::ConstraintIndex));
        expected.push(("index_fits_type", indexes.filter(|(_, index)| has_documents(index)).count()));
        self.tables[place].waivers = expected
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| (name.to_owned(), count))
            .collect();
    }

    /// The columns that are named after one of a table that is referred to: rule C08.
    fn copies(&self, table: &Table<'_>) -> usize {
        let pairs: Vec<_> = table
            .references()
            .filter_map(|(_, one)| Some((one, self.struct_of(detail(one, "target_schema"), detail(one, "target"))?)))
            .flat_map(|(one, target)| list(one, "columns").into_iter().map(move |column| (column, target)))
            .collect();
        let is_copy = |column: &&Column<'_>| {
            pairs
                .iter()
                .any(|(reference, target)| *reference != column.name && is_named_after(column.name, reference, target))
        };
        table.columns.iter().filter(is_copy).count()
    }
}

/// Whether a column is called like the stem of a foreign key, followed by the name of a column of the other table.
fn is_named_after(column: &str, reference: &str, target: &Table<'_>) -> bool {
    let of_column =
        |one: &Column<'_>| reference.strip_suffix(one.name).filter(|stem| stem.ends_with('_') && stem.len() > 1);
    let by_id = reference.strip_suffix("id").filter(|stem| stem.ends_with('_'));
    let stem = by_id.or_else(|| target.columns.iter().find_map(of_column));
    let rest = stem.and_then(|stem| column.strip_prefix(stem)).filter(|rest| *rest != "id");
    rest.is_some_and(|rest| target.columns.iter().any(|one| one.name == rest || one.field == rest))
}

fn is_document(column: &Column<'_>) -> bool {
    matches!(column.object.text("type"), Some("json" | "jsonb"))
}
