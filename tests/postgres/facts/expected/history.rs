use peristyle::definition::{PrimaryKey, StorageDef, Transition};
use peristyle::{ColumnDef, SqlType, TableDef};
use serde_json::json;

use super::key::leading_tenant;
use super::{Kind, Scratch, Stated, name, time};

/// A column as the versions have it: they refer to nothing, and nothing counts or sets them.
fn kept(column: &ColumnDef) -> ColumnDef {
    ColumnDef {
        nullable: column.nullable || column.sequence.is_some() || column.number.is_some(),
        sequence: None,
        number: None,
        doc: "",
        denormalized: None,
        no_trigger: false,
        waivers: &[],
        ..*column
    }
}

fn added(name: &'static str, sql_type: SqlType, doc: &'static str, like: &ColumnDef) -> ColumnDef {
    ColumnDef {
        name,
        field: name,
        sql_type,
        doc,
        nullable: false,
        collation: None,
        default: None,
        generated: None,
        transition: Transition::None,
        ..kept(like)
    }
}

/// The table that has the versions of the rows of a table.
pub(super) fn versions(def: &'static TableDef) -> Option<&'static TableDef> {
    let own = def.history.then(|| def.columns.iter().map(kept))?;
    let added = |name, sql_type, doc| added(name, sql_type, doc, &def.columns[0]);
    let columns: Vec<_> = own
        .chain([
            added("version_from", SqlType::TimestampTz, "When the row got these values."),
            added("version_until", SqlType::TimestampTz, "When it lost them."),
            added("version_changed_by", SqlType::Text, "Who changed or deleted the row then."),
        ])
        .collect();
    // Those of the partitions are in the primary key of the table too, unless that is the key only.
    let by = def.partition.iter().flat_map(|partition| partition.columns);
    let by = by.filter(|_| def.primary_key == PrimaryKey::TenantAndKey || leading_tenant(def).is_none());
    let by = by.filter(|column| !def.key.contains(column) && leading_tenant(def) != Some(**column));
    let key: Vec<_> = def.key.iter().chain(by).copied().collect();
    let doc = format!("The versions of rows of {} that were changed or deleted.", def.qualified());
    Some(Box::leak(Box::new(TableDef {
        schema: def.schema,
        name: name::of(def, &[], "history").leak(),
        rust_name: def.rust_name,
        doc: doc.leak(),
        tenancy: def.tenancy,
        key: key.leak(),
        primary_key: def.primary_key,
        columns: columns.leak(),
        storage: StorageDef { unlogged: def.storage.unlogged, tablespace: def.storage.tablespace, ..StorageDef::PLAIN },
        row_security: def.row_security,
        ..TableDef::PLAIN
    })))
}

impl Stated<'_> {
    /// A table of versions, which the application reads.
    pub(super) async fn versions(&mut self, scratch: &mut Scratch<'_>) {
        self.table(scratch).await;
        self.columns(scratch).await;
        let tenant = self.def.tenant_column().filter(|tenant| !self.primary_key().contains(tenant));
        let columns: Vec<_> = tenant.into_iter().chain(self.primary_key()).chain(["version_until"]).collect();
        self.named(Kind::PrimaryKey, &name::of(self.def, &[], "pkey"), json!({ "columns": columns }));
        self.row_security(scratch).await;
        self.transitions();
        self.comments();
        if let Some(role) = self.setting.role {
            self.fact(Kind::Privilege, json!({ "role": role, "privilege": "select" }));
        }
    }

    /// Those of statements keep versions, and one of the rows of a partitioned table; one lets no row begin before the one ended that had its key, one refuses TRUNCATE.
    pub(super) fn history(&mut self) {
        if !self.def.history {
            return;
        }
        let of: Vec<_> = self.def.schema.into_iter().chain([self.def.name]).collect();
        let function = |kind: &str| {
            let name = format!("peristyle_{}_{kind}", of.join("_"));
            format!("{}.{}", self.setting.schema, name::shortened(&name, kind))
        };
        let refuses = format!("{}.peristyle_refuse_truncate", self.setting.schema);
        let mut triggers = vec![(
            "peristyle_history_truncate",
            json!({ "timing": "before", "level": "statement", "events": ["truncate"], "function": refuses }),
        )];
        if self.def.partition.is_some() {
            let what = json!({ "timing": "after", "level": "row", "events": ["delete", "update"], "function": function("history") });
            triggers.push(("peristyle_history", what));
        } else {
            let of = |event: &str| {
                let function = function(&format!("history_{event}"));
                json!({
                    "timing": "after", "level": "statement", "events": [event], "function": function,
                    "old_table": "peristyle_old",
                })
            };
            let mut update = of("update");
            if time(self.def, "updated_at").is_some_and(|column| !column.no_trigger) {
                update["new_table"] = "peristyle_new".into();
            }
            triggers.extend([("peristyle_history_update", update), ("peristyle_history_delete", of("delete"))]);
        }
        let is_uuid = |name: &str| self.def.columns.iter().any(|one| one.name == name && one.sql_type == SqlType::Uuid);
        if !matches!(self.def.key, [key] if is_uuid(key)) {
            let what = json!({ "timing": "before", "level": "row", "events": ["insert"], "function": function("history_insert") });
            triggers.push(("peristyle_history_insert", what));
        }
        for (name, what) in triggers {
            self.named(Kind::Trigger, name, what);
        }
    }
}
