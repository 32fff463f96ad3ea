use peristyle::definition::{Condition, Deferrable, IndexColumn, IndexDef, IndexMethod, Nulls, ReferenceDef};
use serde_json::{Value, json};

use super::key::leading_tenant;
use super::scratch::quoted;
use super::{Kind, Scratch, Stated, name, printed, reference, time};

/// An index as the rules complete it.
struct Index {
    name: String,
    said: IndexDef,
    keys: Vec<IndexColumn>,
    predicate: Option<String>,
}

impl Stated<'_> {
    /// The declared indexes, and one for each reference that nothing else leads (rule I01).
    pub(super) async fn indexes(&mut self, scratch: &mut Scratch<'_>) {
        let mut declared = Vec::new();
        for said in self.def.indexes.iter().chain(self.def.search.as_ref().map(|search| &search.index)) {
            declared.push(self.declared(scratch, said).await);
        }
        let needed = self.of_references(scratch, &declared).await;
        let lookups = self.of_lookups(scratch, &declared).await;
        for index in declared {
            let doc = index.said.doc;
            self.index(scratch, index, doc).await;
        }
        for index in lookups {
            let doc = "Serves the look-up of tenants, which reads the rows of all of them.";
            self.index(scratch, index, doc).await;
        }
        for (index, reference) in needed {
            let target = (reference.target)().qualified();
            let doc = format!("Leads the reference of {} to {target}.", reference.columns.join(", "));
            self.index(scratch, index, &doc).await;
        }
    }

    async fn declared(&self, scratch: &mut Scratch<'_>, said: &IndexDef) -> Index {
        let keys = self.index_keys(said);
        let kind = if said.unique || said.without_overlaps {
            "key"
        } else if said.exclusion {
            "excl"
        } else {
            "idx"
        };
        let mut parts: Vec<String> = Vec::new();
        for part in keys.iter().map(|key| key.name).chain(said.include.iter().copied()) {
            parts.push(name::untaken(part.to_owned(), &parts));
        }
        let parts: Vec<_> = parts.iter().map(String::as_str).collect();
        let name = said.name.map_or_else(|| name::of(self.def, &parts, kind), str::to_owned);
        let live = time(self.def, "deleted_at")
            .filter(|_| !said.including_deleted)
            .map(|column| format!("{} IS NULL", printed(column.name)));
        let conditions: Vec<_> = said.only.map(parenthesised).into_iter().chain(live).collect();
        let predicate = self.predicate(scratch, &conditions).await;
        Index { name, said: *said, keys, predicate }
    }

    async fn predicate(&self, scratch: &mut Scratch<'_>, conditions: &[String]) -> Option<String> {
        if conditions.is_empty() { None } else { Some(scratch.predicate(&conditions.join(" AND ")).await) }
    }

    /// The tenant in front (rule I03); behind an order the key, which makes it total.
    fn index_keys(&self, said: &IndexDef) -> Vec<IndexColumn> {
        let (tenant, mut keys) = (leading_tenant(self.def), said.columns.to_vec());
        if said.method != IndexMethod::Btree && !said.exclusion {
            return keys;
        }
        let per_tenant = tenant.filter(|_| !said.global);
        if let Some(tenant) = per_tenant.filter(|tenant| keys.first().is_none_or(|first| first.name != *tenant)) {
            keys.insert(0, IndexColumn::of(tenant));
        }
        let ordered = keys.iter().any(|key| key.descending) && !said.unique && !said.exclusion;
        if per_tenant.is_some() && ordered {
            let descending = keys[keys.len() - 1].descending;
            let there: Vec<_> = keys.iter().filter(|key| key.expression.is_none()).map(|key| key.name).collect();
            let missing = self.def.key.iter().filter(|key| !there.contains(key));
            keys.extend(missing.map(|key| IndexColumn { descending, ..IndexColumn::of(key) }));
        }
        keys
    }

    async fn of_references(
        &self,
        scratch: &mut Scratch<'_>,
        declared: &[Index],
    ) -> Vec<(Index, &'static ReferenceDef)> {
        let (mut needed, names) = (Vec::new(), declared.iter().map(|index| index.name.clone()).collect::<Vec<_>>());
        for reference in self.def.references {
            let (mut own, _) = reference::columns(self.def, reference);
            // The look-up of the server compares no period with `=`.
            own.truncate(own.len() - usize::from(reference.period));
            let optional = reference::nullable(self.def, reference);
            let conditions: Vec<_> = optional.iter().map(|column| format!("{} IS NOT NULL", quoted(column))).collect();
            let predicate = self.predicate(scratch, &conditions).await;
            if self.is_led(&own, predicate.as_deref(), declared) || self.asks_for_none(reference) {
                continue;
            }
            let leads = |index| self.is_led(&own, predicate.as_deref(), std::slice::from_ref(index));
            if reference.period && needed.iter().any(|(index, _)| leads(index)) {
                continue;
            }
            let joins = self.def.key.len() > 1 && reference.columns.iter().all(|column| self.def.key.contains(column));
            let rest = self.def.key.iter().filter(|key| joins && !own.contains(key));
            let columns: Vec<_> = own.iter().chain(rest).copied().collect();
            let name = name::untaken(name::of(self.def, &columns, "idx"), &names);
            let keys = columns.into_iter().map(IndexColumn::of).collect();
            needed.push((Index { name, said: IndexDef::PLAIN, keys, predicate }, reference));
        }
        needed
    }

    /// A unique index of each tenant leads with the tenant, so the look-up of several has one that does not.
    async fn of_lookups(&self, scratch: &mut Scratch<'_>, declared: &[Index]) -> Vec<Index> {
        let names = declared.iter().map(|index| index.name.clone()).collect::<Vec<_>>();
        let mut lookups = Vec::new();
        let tenant = leading_tenant(self.def);
        let live = time(self.def, "deleted_at").map(|column| format!("{} IS NULL", printed(column.name)));
        for said in self.lookup_indexes().filter(|said| !said.global) {
            let Some(tenant) = tenant else { continue };
            let columns: Vec<_> = self.looked_up_by(said).into_iter().chain([tenant]).collect();
            let conditions: Vec<_> = said.only.map(parenthesised).into_iter().chain(live.clone()).collect();
            let predicate = self.predicate(scratch, &conditions).await;
            let name = name::untaken(name::of(self.def, &columns, "idx"), &names);
            let declared = |name: &&str| said.columns.iter().find(|column| column.name == *name && said.queue).copied();
            let keys = columns.iter().map(|name| declared(name).unwrap_or(IndexColumn::of(name))).collect();
            lookups.push(Index { name, said: IndexDef::PLAIN, keys, predicate });
        }
        lookups
    }

    fn is_led(&self, columns: &[&str], predicate: Option<&str>, declared: &[Index]) -> bool {
        let key_leads = |key: Vec<&str>| key.iter().take(columns.len()).all(|column| columns.contains(column));
        let index_leads = |index: &Index| {
            let plain =
                |key: &IndexColumn| key.expression.is_none() && key.collation.is_none() && columns.contains(&key.name);
            (index.predicate.is_none() || index.predicate.as_deref() == predicate)
                && index.said.method == IndexMethod::Btree
                && index.keys.len() >= columns.len()
                && index.keys.iter().take(columns.len()).all(plain)
        };
        [Some(self.primary_key()), self.tenant_key()].into_iter().flatten().any(key_leads)
            || declared.iter().any(index_leads)
    }

    fn asks_for_none(&self, reference: &ReferenceDef) -> bool {
        let first = self.def.columns.iter().find(|column| Some(&column.name) == reference.columns.first());
        first.is_some_and(|column| column.waivers.iter().any(|waiver| waiver.code == "I01"))
    }

    async fn index(&mut self, scratch: &mut Scratch<'_>, index: Index, doc: &str) {
        let Index { name, said, .. } = &index;
        let comment = if said.constraint.is_some() { "constraint" } else { "index" };
        match said.constraint {
            Some(_) if said.exclusion && !said.without_overlaps => self.exclusion(scratch, &index).await,
            Some(deferrable) => self.constraint(&index, deferrable),
            None => {
                let what = self.plain_index(scratch, &index).await;
                self.named(Kind::Index, name, what);
            }
        }
        self.comment(format!("{comment} {name}"), doc);
    }

    fn constraint(&mut self, Index { name, said, keys, .. }: &Index, deferrable: Deferrable) {
        let columns: Vec<_> = keys.iter().map(|key| key.name).collect();
        let mut what = json!({
            "columns": columns,
            "include": said.include,
            "nulls_not_distinct": said.nulls_not_distinct,
            "deferrable": reference::deferrable(deferrable),
        });
        if said.without_overlaps {
            what["without_overlaps"] = true.into();
        }
        self.named(Kind::UniqueConstraint, name, what);
    }

    async fn exclusion(&mut self, scratch: &mut Scratch<'_>, Index { name, said, keys, predicate }: &Index) {
        let parts: Vec<_> = keys.iter().map(excluded).collect();
        let condition = predicate.as_ref().map_or_else(String::new, |predicate| format!(" WHERE ({predicate})"));
        let deferrable = said.constraint.and_then(reference::deferrable);
        let when = deferrable.map_or_else(String::new, |when| format!(" DEFERRABLE {when}"));
        let definition = format!("EXCLUDE USING {} ({}){condition}{when}", said.method.name(), parts.join(", "));
        let what = json!({ "definition": scratch.exclusion(&definition).await, "deferrable": deferrable });
        self.named(Kind::ExclusionConstraint, name, what);
    }

    async fn plain_index(&self, scratch: &mut Scratch<'_>, Index { said, keys, predicate, .. }: &Index) -> Value {
        let mut parts = Vec::new();
        for key in keys {
            parts.push(self.index_key(scratch, said, key).await);
        }
        let options: Vec<_> =
            said.options.iter().map(|option| format!("{}={}", option.name, bare(option.value))).collect();
        json!({
            "method": said.method.name(),
            "unique": said.unique,
            "keys": parts,
            "include": said.include,
            "where": predicate,
            "with": options,
            "nulls_not_distinct": said.nulls_not_distinct,
        })
    }

    async fn index_key(&self, scratch: &mut Scratch<'_>, said: &IndexDef, key: &IndexColumn) -> Value {
        let (method, ops) = (said.method.name(), key.ops.map(last));
        let expression = match key.expression {
            Some(it) => Some(scratch.key(method, &it.sql.concat(), key.ops.unwrap_or_default()).await),
            None => None,
        };
        let class = match ops {
            Some(ops) if !scratch.is_default_class(method, ops).await => Some(ops),
            _ => None,
        };
        let nulls = match (key.nulls, key.descending) {
            (Some(Nulls::First), false) => Some("first"),
            (Some(Nulls::Last), true) => Some("last"),
            _ => None,
        };
        json!({
            "column": if expression.is_none() { Some(key.name) } else { None },
            "expression": expression,
            "opclass": class,
            "collation": key.collation.map(last),
            "order": key.descending.then_some("desc"),
            "nulls": nulls,
        })
    }
}

fn parenthesised(condition: Condition) -> String {
    format!("({})", condition.concat())
}

/// The name without its schema.
fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The value without the quotes of a literal, as the catalog keeps it.
fn bare(value: &str) -> &str {
    value.trim_matches('\'')
}

fn excluded(key: &IndexColumn) -> String {
    let what = key.expression.map_or_else(|| quoted(key.name), |expression| parenthesised(expression.sql));
    format!("{what} {} WITH {}", key.ops.unwrap_or_default(), key.operator.unwrap_or("="))
}
