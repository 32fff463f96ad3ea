use peristyle::definition::{NumberDef, OnDelete, Transition};
use peristyle::{ColumnDef, SqlType, TableDef};
use serde_json::json;

use super::key::leading_tenant;
use super::{Kind, Stated, name, printed};

/// The numbered columns, each with the columns that it is counted by.
fn numbered(
    def: &'static TableDef,
) -> impl Iterator<Item = (&'static ColumnDef, &'static NumberDef, Vec<&'static str>)> {
    let numbered = def.columns.iter().filter_map(|column| Some((column, column.number?)));
    numbered.map(|(column, number)| {
        let by = leading_tenant(def).into_iter().chain(number.per.iter().copied()).collect();
        (column, number, by)
    })
}

fn plain(column: &ColumnDef) -> ColumnDef {
    ColumnDef {
        default: None,
        sequence: None,
        number: None,
        doc: "",
        denormalized: None,
        max_len: None,
        waivers: &[],
        transition: Transition::None,
        ..*column
    }
}

/// The tables that have the last numbers.
pub(super) fn counters(def: &'static TableDef) -> Vec<&'static TableDef> {
    let counter = |(column, number, by): (&'static ColumnDef, &'static NumberDef, Vec<&str>)| {
        let counted = by.iter().filter_map(|name| def.columns.iter().find(|column| column.name == *name)).map(plain);
        let last = ColumnDef { sql_type: SqlType::BigInt, nullable: false, ..plain(column) };
        let columns: Vec<_> = counted.chain([last]).collect();
        let to_root = def.references.iter().find(|reference| reference.columns == [by[0]]).copied();
        let references = to_root.map(|mut reference| {
            (reference.on_delete, reference.why, reference.name) =
                (OnDelete::Cascade, "the numbers of a tenant end with it", None);
            reference
        });
        let doc = format!("The last {} of {}, by tenant: only triggers write it.", column.name, def.name);
        let counter = TableDef {
            schema: def.schema,
            name: name::of(def, &[column.name], "counters").leak(),
            rust_name: def.rust_name,
            doc: doc.leak(),
            tenancy: def.tenancy,
            key: number.per,
            columns: columns.leak(),
            references: references.into_iter().collect::<Vec<_>>().leak(),
            row_security: def.row_security,
            ..TableDef::PLAIN
        };
        &*Box::leak(Box::new(counter))
    };
    numbered(def).map(counter).collect()
}

impl Stated<'_> {
    /// The tenant and what is counted by, also where the table itself has no more.
    pub(super) fn counter_key(&mut self) {
        let columns: Vec<_> = leading_tenant(self.def).into_iter().chain(self.def.key.iter().copied()).collect();
        self.named(Kind::PrimaryKey, &name::of(self.def, &[], "pkey"), json!({ "columns": columns }));
    }

    /// One takes numbers, one moves the counters, one refuses changes, and one deletes.
    pub(super) fn numbers(&mut self) {
        let is_partitioned = self.def.partition.is_some();
        for (place, (column, number, by)) in numbered(self.def).enumerate() {
            let suffix = if place == 0 { String::new() } else { format!("_{}", place + 1) };
            let of: Vec<_> = self.def.schema.into_iter().chain([self.def.name, column.name]).collect();
            let function = |kind: &str| {
                let name = format!("peristyle_{}_{kind}", of.join("_"));
                format!("{}.{}", self.setting.schema, name::shortened(&name, kind))
            };
            let keep = format!("{}.peristyle_keep_numbers", self.setting.schema);
            let own = printed(column.name);
            let own = format!("((old.{own} IS NOT NULL) AND (old.{own} IS DISTINCT FROM new.{own}))");
            let others = by.iter().map(|name| format!("(old.{0} IS DISTINCT FROM new.{0})", printed(name)));
            let changes: Vec<_> = [own].into_iter().chain(others).collect();
            let arguments = format!("{}\\000", column.name);
            let mut triggers = vec![
                (
                    "take",
                    json!({ "timing": "before", "level": "row", "events": ["insert"], "function": function("take_number") }),
                ),
                (
                    "end",
                    json!({
                        "timing": "after", "level": "statement", "events": ["insert"], "new_table": "inserted",
                        "function": function("count_numbers"),
                    }),
                ),
                (
                    "kept",
                    json!({
                        "timing": "before", "level": "row", "events": ["update"], "function": keep, "arguments": arguments,
                        "when": format!("({})", changes.join(" OR ")),
                    }),
                ),
            ];
            if is_partitioned {
                let begin = json!({ "timing": "before", "level": "statement", "events": ["insert"], "function": function("begin_numbers") });
                triggers.push(("begin", begin));
            }
            if number.no_gaps {
                let rows = json!({
                    "timing": "before", "level": "row", "events": ["delete"], "function": keep, "arguments": arguments, "always": true,
                });
                triggers.push(("rows", rows));
                let truncate = json!({
                    "timing": "before", "level": "statement", "events": ["truncate"], "function": keep, "arguments": arguments, "always": true,
                });
                triggers.push(("truncate", truncate));
            }
            for (kind, what) in triggers {
                self.named(Kind::Trigger, &format!("peristyle_number_{kind}{suffix}"), what);
            }
        }
    }
}
