//! The schema of a table, without the types of a library.

use serde_json::{Map, Value, json};

use super::cond::{self, Cond};
use super::decimal;
use super::form::{self, Limits};
use super::own::{Check, Described, Field, Name, Own};
use crate::column_type::JsonForm;
use crate::query::inserted;
use crate::{ColumnDef, TableDef};

/// One of the types of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// `Product`
    Row,
    /// `ProductInsert`
    Insert,
    /// `ProductUpdate`
    Update,
}

/// The schema of a type of the table. `own` returns the schema of the type of a column, or something that stands for it.
pub(super) fn describe<T: Described>(view: View, own: &mut dyn FnMut(&Own) -> Option<Value>) -> Value {
    let facts = Facts { table: T::def(), own: T::OWN, names: T::NAMES, checks: T::CHECKS };
    let mut schema = facts.describe(view, own);
    if let (true, Some(schema)) = (T::DENIES_UNKNOWN && view != View::Row, schema.as_object_mut()) {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
    schema
}

struct Facts {
    table: &'static TableDef,
    own: &'static [Own],
    names: &'static [Name],
    checks: &'static [Check],
}

impl Facts {
    fn describe(&self, view: View, own: &mut dyn FnMut(&Own) -> Option<Value>) -> Value {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for (place, column) in self.table.columns.iter().enumerate() {
            let name = self.names.iter().find(|name| name.place == place);
            let field = name.map_or(Field::Plain, |name| name.field);
            let (is_part, is_required) = match view {
                View::Row => (field != Field::Skipped, field != Field::Optional),
                View::Insert => (self.is_inserted(column), self.is_required(column)),
                View::Update => (self.is_changeable(column), false),
            };
            if !is_part {
                continue;
            }
            let key = match (name, view) {
                (None, _) => column.field,
                (Some(name), View::Row) => name.written,
                (Some(name), _) => name.read,
            };
            if is_required {
                required.push(Value::from(key));
            }
            let own = self.own.iter().find(|own| own.place == place).and_then(&mut *own);
            let property = match (view, field) {
                (View::Row, Field::Custom) => documented(column, Value::Object(Map::new())),
                _ => documented(column, self.property(view, place, column, own)),
            };
            properties.insert(key.to_owned(), property);
        }
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        if let Some(text) = self.text(view) {
            schema.insert("description".to_owned(), text.into());
        }
        schema.insert("properties".to_owned(), properties.into());
        if !required.is_empty() {
            schema.insert("required".to_owned(), required.into());
        }
        schema.into()
    }

    fn text(&self, view: View) -> Option<String> {
        let TableDef { rust_name, doc, .. } = self.table;
        match view {
            View::Row => Some(*doc).filter(|doc| !doc.is_empty()).map(str::to_owned),
            View::Insert => Some(format!("A new row of `{rust_name}`. {doc}").trim_end().to_owned()),
            View::Update => {
                let changes = "An absent property is not changed.";
                Some(format!("Changes of a row of `{rust_name}`. {changes} {doc}").trim_end().to_owned())
            }
        }
    }

    fn is_inserted(&self, column: &ColumnDef) -> bool {
        inserted(self.table).any(|inserted| std::ptr::eq(inserted, column))
    }

    fn is_required(&self, column: &ColumnDef) -> bool {
        !column.nullable && column.default.is_none() && !self.is_own_id(column)
    }

    /// The typed id of the table, which is generated.
    fn is_own_id(&self, column: &ColumnDef) -> bool {
        let is_own = column.target.is_some_and(|target| target().qualified() == self.table.qualified());
        self.table.key == [column.name] && is_own
    }

    fn is_changeable(&self, column: &ColumnDef) -> bool {
        let is_fixed = self.table.key.contains(&column.name) || self.table.tenant_column() == Some(column.name);
        let is_set = column.is_timestamp() || column.is_set_by_database();
        !is_fixed && !is_set && !self.table.partitions_by(column.name)
    }

    fn property(&self, view: View, place: usize, column: &ColumnDef, own: Option<Value>) -> Value {
        let limits = Limits { sql_type: column.sql_type, max_len: column.max_len, is_read: !matches!(view, View::Row) };
        let is_decided = |check: &&Check| {
            check.place == place
                && match view {
                    View::Row => check.of_insert || check.of_update,
                    View::Insert => check.of_insert,
                    View::Update => check.of_update,
                }
        };
        let form = column.__non_exhaustive.json.inner();
        let own = own.filter(|_| column.__non_exhaustive.json.is_of_user());
        let checks: Vec<&Check> = self.checks.iter().filter(is_decided).collect();
        let mut is_nullable = column.nullable;
        let mut parts = Vec::new();
        for check in &checks {
            if check.rule.of_null() == Some(false) {
                is_nullable = false;
            }
        }
        if column.nullable && !is_nullable && own.is_some() {
            parts.push(json!({ "type": ["array", "boolean", "number", "object", "string"] }));
        }
        for check in checks {
            match cond::of(&check.rule, true, form) {
                None | Some(Cond::Always) => {}
                Some(Cond::Never) => parts.push(json!({ "type": "null" })),
                Some(Cond::Is(mut part)) => {
                    if let (true, Some(part)) = (is_nullable, part.as_object_mut()) {
                        form::with_null(part);
                    }
                    parts.push(part);
                }
            }
        }
        let base = form::schema(form, limits);
        let base = if is_nullable { form::or_null(base) } else { base };
        match own {
            None => restricted(base, parts),
            Some(own) if matches!(form, JsonForm::Any | JsonForm::Labels(_)) => all(own, parts),
            Some(own) => {
                parts.insert(0, base.into());
                all(own, parts)
            }
        }
    }
}

/// A schema with these conditions: the keywords of one schema, as far as they do not stand there twice.
fn restricted(mut schema: Map<String, Value>, mut parts: Vec<Value>) -> Value {
    let mut rest = Vec::new();
    while let Some(part) = parts.pop() {
        match part {
            Value::Object(mut part) if part.keys().all(|key| key == "allOf") => {
                parts.extend(part.remove("allOf").and_then(|all| all.as_array().cloned()).into_iter().flatten());
            }
            Value::Object(part) => {
                if !merge(&mut schema, &part) {
                    rest.insert(0, part.into());
                }
            }
            part => rest.push(part),
        }
    }
    all(schema.into(), rest)
}

/// Adds the keywords, if each is new or a stricter limit.
fn merge(schema: &mut Map<String, Value>, part: &Map<String, Value>) -> bool {
    let merged: Option<Vec<Value>> = part.iter().map(|(key, value)| stricter(schema.get(key), key, value)).collect();
    let Some(merged) = merged else { return false };
    schema.extend(part.keys().cloned().zip(merged));
    if schema.contains_key("minimum") {
        schema.remove("exclusiveMinimum");
    }
    true
}

/// The value of the keyword that has both limits.
fn stricter(there: Option<&Value>, key: &str, new: &Value) -> Option<Value> {
    let Some(there) = there else { return (!matches!(key, "allOf" | "anyOf")).then(|| new.clone()) };
    match key {
        "minimum" | "minLength" | "minItems" => Some(there.as_i64()?.max(new.as_i64()?).into()),
        "maximum" | "maxLength" | "maxItems" => Some(there.as_i64()?.min(new.as_i64()?).into()),
        "pattern" => decimal::not_negative(there.as_str()?, new.as_str()?).map(Value::from),
        "enum" => {
            let (there, new) = (there.as_array()?, new.as_array()?);
            Some(there.iter().filter(|value| new.contains(value)).cloned().collect())
        }
        _ => None,
    }
}

fn all(schema: Value, mut rest: Vec<Value>) -> Value {
    if rest.is_empty() {
        return schema;
    }
    rest.insert(0, schema);
    json!({ "allOf": rest })
}

fn documented(column: &ColumnDef, mut schema: Value) -> Value {
    if column.doc.is_empty() {
        return schema;
    }
    match &mut schema {
        Value::Object(keywords) if keywords.keys().all(|key| !key.starts_with('$')) => {
            keywords.insert("description".to_owned(), column.doc.into());
            schema
        }
        _ => json!({ "description": column.doc, "allOf": [schema] }),
    }
}
