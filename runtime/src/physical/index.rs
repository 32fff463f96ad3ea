use super::{Key, Lookup, Reference, condition, leading_tenant, lookup, name};
use crate::TableDef;
use crate::definition::{IndexColumn, IndexDef, IndexMethod, QualifiedName, WaiverDef};
use crate::quote::Identifier;

/// An index, unique or not.
#[derive(Debug)]
pub struct Index {
    pub name: String,
    pub columns: Vec<IndexColumn>,
    /// How many of the columns were added to the declared ones, in front and behind.
    pub added: (usize, usize),
    pub unique: bool,
    /// The declaration; [`IndexDef::PLAIN`] for the index of a foreign key.
    pub said: IndexDef,
    /// The predicate of a partial index, which an upsert repeats.
    pub predicate: Option<String>,
    pub purpose: Purpose,
    /// The look-up of the tenant by its columns.
    pub lookup: Option<Lookup>,
}

/// The purpose of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It is declared.
    Declared,
    /// It leads with a foreign key that no other index leads with (rule I01).
    Reference {
        /// The columns of the foreign key.
        columns: &'static [&'static str],
        /// The referenced table.
        target: QualifiedName,
    },
    /// It leads with the columns by which the tenants of a value, or of waiting rows, are looked up.
    Lookup,
}

/// The declared indexes, then one for each foreign key without an index.
pub(super) fn of(def: &TableDef, primary_key: &Key, tenant_key: Option<&Key>, references: &[Reference]) -> Vec<Index> {
    let mut indexes: Vec<_> = def.indexes.iter().map(|index| declared(def, index)).collect();
    let primary_key = Some(primary_key).filter(|key| !key.columns.is_empty());
    let keys = || [primary_key, tenant_key].into_iter().flatten();
    let led = |reference: &Reference| {
        keys().any(|key| key_leads(key, reference)) || indexes.iter().any(|index| leads(index, reference))
    };
    let generated: Vec<_> = {
        let taken: Vec<_> = indexes.iter().map(|index| index.name.as_str()).collect();
        let needy = references.iter().filter(|reference| !led(reference) && !waived(def, reference));
        let mut generated: Vec<Index> = Vec::new();
        for reference in needy {
            // A foreign key of the other columns may be beside one with a period.
            if !(reference.period && generated.iter().any(|index| leads(index, reference))) {
                generated.push(for_reference(def, reference, &taken));
            }
        }
        generated
    };
    let lookups: Vec<_> = {
        let taken: Vec<_> = indexes.iter().map(|index| index.name.as_str()).collect();
        def.indexes.iter().filter_map(|index| for_lookup(def, index, &taken)).collect()
    };
    indexes.extend(def.search.iter().map(|search| declared(def, &search.index)));
    indexes.extend(lookups);
    indexes.extend(generated);
    indexes
}

/// The physical index of a declaration.
pub fn declared(def: &TableDef, index: &IndexDef) -> Index {
    let (columns, added) = columns(def, index);
    let kind = match (index.exclusion, index.unique || index.without_overlaps) {
        (_, true) => "key",
        (true, false) => "excl",
        (false, false) => "idx",
    };
    let generated = || name::generated(def.name, parts(&columns, index).iter().map(String::as_str), kind);
    let name = index.name.map_or_else(generated, str::to_owned);
    Index {
        name,
        columns,
        added,
        unique: index.unique,
        said: *index,
        predicate: predicate(def, index),
        purpose: Purpose::Declared,
        lookup: lookup(def, index),
    }
}

/// The parts of a generated name. PostgreSQL numbers equal names, and includes the columns of INCLUDE.
fn parts(columns: &[IndexColumn], index: &IndexDef) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for name in columns.iter().map(|column| column.name).chain(index.include.iter().copied()) {
        let numbered = (1_u32..).map(|number| format!("{name}{number}"));
        let mut untaken = std::iter::once(name.to_owned()).chain(numbered).filter(|name| !parts.contains(name));
        parts.extend(untaken.next());
    }
    parts
}

/// The declared columns with the tenant column in front (rule I03), and behind an order the key that makes it total, for pages.
/// Only a b-tree has an order; another method holds what was said.
fn columns(def: &TableDef, index: &IndexDef) -> (Vec<IndexColumn>, (usize, usize)) {
    if index.method != IndexMethod::Btree && !index.exclusion {
        return (index.columns.to_vec(), (0, 0));
    }
    let mut columns = Vec::with_capacity(index.columns.len() + 2);
    let tenant = leading_tenant(def).filter(|_| !index.global);
    columns
        .extend(tenant.filter(|tenant| index.columns.first().is_none_or(|first| first.name != *tenant)).map(ascending));
    let front = columns.len();
    columns.extend_from_slice(index.columns);
    if index.exclusion {
        columns.iter_mut().for_each(|column| column.operator = column.operator.or(Some("=")));
        return (columns, (front, 0));
    }
    let ordered = columns.iter().any(|column| column.descending);
    if tenant.is_some() && ordered && !index.unique {
        // The primary key has the direction of the last column, because a page compares all of them as one row.
        let descending = columns.last().is_some_and(|last| last.descending);
        let has = |key: &str| index.columns.iter().any(|column| column.expression.is_none() && column.name == key);
        let missing = def.key.iter().filter(|key| !has(key));
        columns.extend(missing.map(|name| IndexColumn { descending, ..ascending(name) }));
    }
    let behind = columns.len() - front - index.columns.len();
    (columns, (front, behind))
}

fn predicate(def: &TableDef, index: &IndexDef) -> Option<String> {
    let deleted_at = def.deleted_at().filter(|_| !index.including_deleted).map(Identifier);
    match (index.only.map(condition::sql), deleted_at) {
        (Some(only), Some(name)) => Some(format!("{} AND {name} IS NULL", condition::conjunct(only))),
        (None, Some(name)) => Some(format!("{name} IS NULL")),
        (only, None) => only,
    }
}

/// Whether the table or the first column waives the index (I01).
fn waived(def: &TableDef, reference: &Reference) -> bool {
    let asks = |waivers: &[WaiverDef]| waivers.iter().any(|waiver| waiver.code == "I01");
    let first = reference.declared.first().and_then(|name| def.column(name));
    asks(def.waivers) || first.is_some_and(|column| asks(column.waivers))
}

/// Whether the server can use the index for the foreign key: it contains every referring row.
fn leads(index: &Index, reference: &Reference) -> bool {
    let covers = match &index.predicate {
        None => true,
        Some(predicate) => not_null(reference).is_some_and(|wanted| wanted == *predicate),
    };
    let equal = reference.equal_columns();
    let long_enough = index.columns.len() >= equal.len();
    let mut first = index.columns.iter().take(equal.len());
    let orders = index.said.method == IndexMethod::Btree;
    covers && orders && long_enough && first.all(|column| finds(column, reference))
}

/// A plain column: neither an expression nor another collation.
fn finds(column: &IndexColumn, reference: &Reference) -> bool {
    column.expression.is_none() && column.collation.is_none() && reference.equal_columns().contains(&column.name)
}

/// The same for a primary key. One with fewer columns than the foreign key, the id of a root, finds at most one row.
fn key_leads(key: &Key, reference: &Reference) -> bool {
    let equal = reference.equal_columns();
    key.columns.iter().take(equal.len()).all(|column| equal.contains(column))
}

/// An index of a junction ends with the rest of its primary key, for index-only scans from both sides. For a nullable
/// column it contains the rows that are not NULL, which the server can use.
fn for_reference(def: &TableDef, reference: &Reference, taken: &[&str]) -> Index {
    let in_key = def.key.len() > 1 && reference.declared.iter().all(|column| def.key.contains(column));
    let rest = def.key.iter().copied().filter(|key| in_key && !reference.declared.contains(key));
    let columns: Vec<_> = reference.equal_columns().iter().copied().chain(rest).map(ascending).collect();
    let name = name::generated(def.name, columns.iter().map(|column| column.name), "idx");
    Index {
        name: name::untaken(name, taken),
        added: (0, 0),
        columns,
        unique: false,
        said: IndexDef::PLAIN,
        predicate: not_null(reference),
        purpose: Purpose::Reference { columns: reference.declared, target: reference.target },
        lookup: None,
    }
}

/// The unique index of a tenant table leads with the tenant, so the look-up of several tenants has an index of its own.
fn for_lookup(def: &TableDef, index: &IndexDef, taken: &[&str]) -> Option<Index> {
    let lookup = lookup(def, index).filter(|lookup| !lookup.is_one)?;
    let own = leading_tenant(def);
    let declared = index.columns.iter().filter(|column| Some(column.name) != own).copied();
    let columns: Vec<_> = declared.chain(own.map(ascending)).collect();
    let columns =
        if lookup.queue { columns } else { columns.into_iter().map(|column| ascending(column.name)).collect() };
    let name = name::generated(def.name, columns.iter().map(|column| column.name), "idx");
    Some(Index {
        name: name::untaken(name, taken),
        added: (0, 0),
        columns,
        unique: false,
        said: IndexDef::PLAIN,
        predicate: predicate(def, &IndexDef { including_deleted: false, ..*index }),
        purpose: Purpose::Lookup,
        lookup: None,
    })
}

/// The referring rows, if a column is nullable.
fn not_null(reference: &Reference) -> Option<String> {
    let conditions: Vec<_> =
        reference.nullable.iter().map(|column| format!("{} IS NOT NULL", Identifier(column))).collect();
    (!conditions.is_empty()).then(|| conditions.join(" AND "))
}

const fn ascending(name: &'static str) -> IndexColumn {
    IndexColumn::of(name)
}
