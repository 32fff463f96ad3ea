use peristyle::definition::Sequence;
use peristyle::{ColumnDef, SqlType};
use serde_json::json;

use super::{Kind, Scratch, Stated, name, printed};

impl Stated<'_> {
    pub(super) async fn columns(&mut self, scratch: &mut Scratch<'_>) {
        let columns = || self.def.columns.iter().chain(self.def.search.as_ref().map(|search| &search.column));
        let names: Vec<_> = columns().map(|column| column.name).collect();
        self.fact(Kind::ColumnOrder, json!(names));
        let key = self.primary_key();
        for (column, (sql_type, expression)) in
            columns().copied().collect::<Vec<_>>().iter().zip(scratch.columns().await)
        {
            let name = column.name;
            self.fact(Kind::ColumnType, json!({ "column": name, "type": sql_type }));
            self.fact(Kind::ColumnNull, json!({ "column": name, "not_null": !column.nullable || key.contains(&name) }));
            if let Some(collation) = column.collation {
                self.fact(Kind::ColumnCollation, json!({ "column": name, "collation": collation }));
            }
            self.sequence(column);
            match (column.generated, expression) {
                (Some(_), Some(text)) => {
                    let stored = if column.is_virtual { "virtual: " } else { "" };
                    let text = format!("{stored}{text}");
                    self.fact(Kind::ColumnGenerated, json!({ "column": name, "expr": text }));
                }
                (None, Some(text)) => self.fact(Kind::ColumnDefault, json!({ "column": name, "default": text })),
                (_, None) => {}
            }
        }
    }
}

impl Stated<'_> {
    /// A serial column takes its default from a sequence that PostgreSQL would call so.
    fn sequence(&mut self, column: &ColumnDef) {
        let name = column.name;
        let declared = match column.sequence {
            Some(Sequence::SerialOf(own)) => own.name,
            _ => None,
        };
        let identity = match column.sequence {
            Some(Sequence::Serial | Sequence::SerialOf(_)) => {
                let sequence = declared.map_or_else(|| name::of(self.def, &[name], "seq"), str::to_owned);
                let schema = self.def.schema.unwrap_or(self.setting.schema);
                let sequence = format!("{}.{}", printed(schema), printed(&sequence));
                let default = format!("nextval('{sequence}'::regclass)");
                return self.fact(Kind::ColumnDefault, json!({ "column": name, "default": default }));
            }
            Some(Sequence::Identity) => "always",
            Some(Sequence::IdentityByDefault) => "by default",
            _ => return,
        };
        self.fact(Kind::ColumnIdentity, json!({ "column": name, "identity": identity }));
    }
}

/// What was said; the time for the added timestamps, no elements for an array.
pub(super) fn default(column: &ColumnDef) -> Option<&'static str> {
    let said = column.default.map(|default| default.sql);
    let unsaid = match column.sql_type {
        _ if column.nullable || column.generated.is_some() || column.no_default => None,
        SqlType::Array(_) => Some("'{}'"),
        SqlType::TimestampTz | SqlType::Timestamp | SqlType::TimestampTzSized(_) | SqlType::TimestampSized(_)
            if ["created_at", "updated_at"].contains(&column.field) && !column.set_by_application =>
        {
            Some("now()")
        }
        _ => None,
    };
    said.or(unsaid)
}
