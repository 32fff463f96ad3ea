//! What is written: for each table its names, its waivers and what it does not state. `cargo check` changes it until nothing is refused.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use peristyle::definition::{CREATED_AT, DELETED_AT, UPDATED_AT};
use serde_json::Value;

use super::names::{self, Once};
use super::numbers::Numbers;
use super::partition;
use super::sql::{self, Name};
use super::types;
use crate::catalog::{Address, Catalog, Kind, Object};

/// A part of a struct that has lines of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Part {
    /// The name, the doc comment, the struct itself.
    Head,
    /// The list of waivers.
    Waivers,
    /// The primary key.
    Key,
    /// The partitions.
    Partition,
    /// An index or a unique or exclusion constraint, by its name.
    Index(String),
    /// A check.
    Check(String),
    /// Extended statistics.
    Statistics(String),
    /// A policy.
    Policy(String),
    /// A foreign key.
    Reference(String),
    /// A column.
    Column(String),
    /// The default of a column.
    Default(String),
    /// The expression of a generated column.
    Generated(String),
}

impl Part {
    /// For a person: of which table it is stands before it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Head | Self::Waivers => String::new(),
            Self::Key => ", the primary key".to_owned(),
            Self::Partition => ", the partitions".to_owned(),
            Self::Index(name) => format!(", index `{name}`"),
            Self::Check(name) => format!(", check `{name}`"),
            Self::Statistics(name) => format!(", statistics `{name}`"),
            Self::Policy(name) => format!(", policy `{name}`"),
            Self::Reference(name) => format!(", foreign key `{name}`"),
            Self::Column(name) | Self::Default(name) | Self::Generated(name) => format!(", column `{name}`"),
        }
    }
}

/// What a line of a file belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Table(usize, Part),
    Enum(usize),
    Newtype(usize),
    Schema,
}

/// A struct.
#[derive(Debug, Clone)]
pub(super) struct Table<'a> {
    pub(super) schema: &'a str,
    pub(super) name: &'a str,
    pub(super) object: &'a Object,
    pub(super) rust_name: String,
    pub(super) module: String,
    pub(super) columns: Vec<Column<'a>>,
    /// The parts, by kind and name.
    pub(super) parts: BTreeMap<(Kind, &'a str), &'a Object>,
    pub(super) partitions: Vec<(&'a str, &'a str)>,
    /// The rules that are waived, each with what hides behind it.
    pub(super) waivers: BTreeMap<String, usize>,
    /// The waivers that waive nothing.
    pub(super) never: BTreeSet<String>,
    pub(super) left_out: BTreeSet<Part>,
    /// The columns that travel as texts, since the compiler refuses another type.
    pub(super) as_text: BTreeSet<&'a str>,
    /// Whether no struct states it.
    pub(super) skipped: bool,
    /// Whether the versions of its rows are kept.
    pub(super) history: bool,
    /// Whether it has the versions of another table.
    pub(super) is_of_versions: bool,
    pub(super) tenancy: Tenancy,
}

/// Whether a table takes part in tenancy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tenancy {
    Global,
    Root,
    Tenant { root: String },
}

/// A field.
#[derive(Debug, Clone)]
pub(super) struct Column<'a> {
    pub(super) name: &'a str,
    pub(super) field: String,
    pub(super) object: &'a Object,
    /// Whether it has the name of a timestamp and is a column like any other.
    pub(super) set_by_application: bool,
    /// Whether it is `updated_at` without its trigger.
    pub(super) no_trigger: bool,
    /// How it numbers the rows of a tenant, as `#[column(..)]` says it.
    pub(super) number: Option<String>,
}

/// An enum or a newtype.
#[derive(Debug, Clone)]
pub(super) struct Type<'a> {
    pub(super) schema: &'a str,
    pub(super) name: &'a str,
    pub(super) object: &'a Object,
    pub(super) rust_name: String,
    pub(super) module: String,
    pub(super) waivers: BTreeSet<String>,
}

/// All of it.
#[derive(Debug, Clone)]
pub(super) struct Plan<'a> {
    pub(super) default_schema: String,
    pub(super) tables: Vec<Table<'a>>,
    /// The places of the tables, by schema and name.
    places: HashMap<(&'a str, &'a str), usize>,
    pub(super) enums: Vec<Type<'a>>,
    pub(super) newtypes: Vec<Type<'a>>,
    /// The waivers of `schema!`.
    pub(super) waivers: BTreeSet<String>,
    /// The sequences that are not identities, by their names in SQL.
    pub(super) sequences: HashMap<&'a str, (&'a Address, &'a Object)>,
    /// SQL in front of the tables and behind them: a name and statements.
    pub(super) before: Vec<(String, String)>,
    pub(super) after: Vec<(String, String)>,
    /// What the compiler refused and is stated otherwise, or as SQL.
    pub(super) refused: Vec<String>,
}

/// Which file a table is written to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
#[non_exhaustive]
pub enum Modules {
    /// One for each schema of the database.
    #[default]
    Schema,
    /// One for each table; types are in one for each schema.
    Table,
}

impl<'a> Plan<'a> {
    pub(super) fn of(
        catalog: &'a Catalog,
        default_schema: &str,
        modules: Modules,
        ignored: impl Fn(&Address) -> bool,
    ) -> Self {
        let mut rust_names = Once::default();
        let mut files = Once::default();
        let mut schema_files = BTreeMap::<&str, String>::new();
        let mut plan = Self {
            default_schema: default_schema.to_owned(),
            tables: Vec::new(),
            places: HashMap::new(),
            enums: Vec::new(),
            newtypes: Vec::new(),
            waivers: BTreeSet::new(),
            sequences: HashMap::new(),
            before: Vec::new(),
            after: Vec::new(),
            refused: Vec::new(),
        };
        let numbers = Numbers::of(catalog);
        for (address, object) in catalog.objects().filter(|(address, _)| !ignored(address)) {
            let Address { kind, schema, table, name } = address;
            if *kind == Kind::Table && numbers.is_counter(schema, name) {
                continue;
            }
            let mut file = |files: &mut Once| {
                schema_files.entry(schema).or_insert_with(|| files.take([names::module(schema)])).clone()
            };
            let qualified = format!("{schema}_{name}");
            match kind {
                Kind::Enum | Kind::Domain => {
                    let rust_name = rust_names.take([names::type_name(name), names::type_name(&qualified)]);
                    let module = file(&mut files);
                    let one = Type { schema, name, object, rust_name, module, waivers: BTreeSet::new() };
                    let is_scalar =
                        |base: &str| types::scalar(base).is_some_and(|one| one.keys.is_empty() && one.waiver.is_none());
                    if *kind == Kind::Enum {
                        plan.enums.push(one);
                    } else if object.text("type").is_some_and(is_scalar) {
                        plan.newtypes.push(one);
                    }
                }
                Kind::Sequence => drop(plan.sequences.insert(&object.ident, (address, object))),
                Kind::Table => {
                    let candidates = [names::struct_name(name), names::type_name(name), names::struct_name(&qualified)];
                    let rust_name = rust_names.take(candidates);
                    let module = match modules {
                        Modules::Schema => file(&mut files),
                        Modules::Table => files.take([names::module(name), names::module(&qualified)]),
                    };
                    plan.places.insert((schema.as_str(), name.as_str()), plan.tables.len());
                    plan.tables.push(Table {
                        schema,
                        name,
                        object,
                        rust_name,
                        module,
                        columns: Vec::new(),
                        parts: BTreeMap::new(),
                        partitions: Vec::new(),
                        waivers: BTreeMap::new(),
                        never: BTreeSet::new(),
                        left_out: BTreeSet::new(),
                        as_text: BTreeSet::new(),
                        skipped: object.facts.contains_key("inherits"),
                        history: false,
                        is_of_versions: false,
                        tenancy: Tenancy::Global,
                    });
                }
                _ => {
                    let of = table.as_deref().and_then(|table| plan.places.get(&(schema.as_str(), table)));
                    let Some(place) = of.copied() else { continue };
                    let table = &mut plan.tables[place];
                    match kind {
                        Kind::Partition => table.partitions.push((name, object.text("bound").unwrap_or_default())),
                        Kind::Column => table.columns.push(Column {
                            name,
                            field: String::new(),
                            object,
                            set_by_application: false,
                            no_trigger: false,
                            number: numbers.of_column(schema, table.name, name).map(str::to_owned),
                        }),
                        _ => drop(table.parts.insert((*kind, name), object)),
                    }
                }
            }
        }
        for table in &mut plan.tables {
            table.name_fields();
            let by = table.object.text("partitioned by");
            let is_stated =
                |by| partition::stated(table.name, by, |column| table.field(column), &table.partitions).is_some();
            table.skipped |= by.is_some_and(|by| !is_stated(by));
        }
        for place in 0..plan.tables.len() {
            plan.expect_waivers(place);
        }
        plan
    }

    /// Finds the tables whose versions are kept, and leaves out those that have the versions. The policies of a global table are SQL, and its versions
    /// have none.
    pub(super) fn find_histories(&mut self) {
        let keeps = |table: &Table<'_>| {
            let is_open = table.tenancy != Tenancy::Global || !table.object.is("row security");
            // Of statements, or of each row.
            let triggers = ["peristyle_history_update", "peristyle_history"];
            is_open && triggers.iter().any(|trigger| table.parts.contains_key(&(Kind::Trigger, trigger)))
        };
        let kept: Vec<_> = (0..self.tables.len()).filter(|place| keeps(&self.tables[*place])).collect();
        for place in kept {
            let Table { schema, name, .. } = self.tables[place];
            let versions = peristyle::__build_v0::physical::history::history(name);
            if let Some(versions) = self.places.get(&(schema, versions.as_str())).copied() {
                self.tables[place].history = true;
                let versions = &mut self.tables[versions];
                (versions.skipped, versions.is_of_versions) = (true, true);
            }
        }
    }

    /// The struct of a table.
    pub(super) fn struct_of(&self, schema: &str, table: &str) -> Option<&Table<'a>> {
        self.places.get(&(schema, table)).map(|place| &self.tables[*place]).filter(|one| !one.skipped)
    }
}

impl<'a> Table<'a> {
    fn name_fields(&mut self) {
        let has_trigger = self.parts.contains_key(&(Kind::Trigger, UPDATED_AT_TRIGGER));
        let mut once = Once::default();
        // What the database calls like a field keeps its name.
        self.columns.sort_by_key(|column| names::field(column.name) != column.name);
        for column in &mut self.columns {
            column.field = once.take([names::field(column.name)]);
        }
        for (field, others) in TIMESTAMPS.into_iter().zip(OTHER_TIMESTAMPS) {
            if self.columns.iter().all(|column| column.field != field) {
                let is_one =
                    |column: &&mut Column<'_>| others.contains(&column.name) && is_as_added(field, column.object);
                if let Some(column) = self.columns.iter_mut().find(is_one) {
                    column.field = field.to_owned();
                }
            }
        }
        for column in &mut self.columns {
            column.set_by_application =
                TIMESTAMPS.contains(&column.field.as_str()) && !is_as_added(&column.field, column.object);
            column.no_trigger = column.field == UPDATED_AT && !column.set_by_application && !has_trigger;
        }
        self.columns.sort_by_key(|column| column.object.detail.get("place").and_then(Value::as_i64));
        if self.key().is_empty() {
            self.without_id();
        }
    }

    /// The columns of the primary key.
    pub(super) fn key(&self) -> Vec<&'a str> {
        let key = self.parts.iter().find(|((kind, _), _)| *kind == Kind::PrimaryKey);
        key.map(|(_, object)| list(object, "columns")).unwrap_or_default()
    }

    /// The field of a column, as Rust writes it.
    pub(super) fn field(&self, column: &str) -> Option<String> {
        self.stated_columns().find(|one| one.name == column).map(|one| names::written(&one.field))
    }

    /// SQL of the database as attributes take it: with the names of fields. None where it names a column that is no field.
    pub(super) fn in_fields(&self, sql: &str) -> Option<String> {
        sql::in_fields(sql, |name| match self.columns.iter().find(|column| column.name == name) {
            Some(column) if self.left_out.contains(&Part::Column(column.name.to_owned())) => Name::Unclear,
            Some(column) => Name::Field(&column.field),
            None if self.columns.iter().any(|column| column.field == name) => Name::Unclear,
            None => Name::Other,
        })
    }

    /// What was a junction may have become a table to which columns are added.
    pub(super) fn without_added(&mut self) {
        let is_junction = self.is_junction(&self.key());
        for (name, columns) in [("soft_delete", &["deleted_at"][..]), ("timestamps", &["created_at", "updated_at"])] {
            let is_added = !is_junction && columns.iter().any(|column| !self.has_field(column));
            if is_added {
                self.never.remove(name);
                self.waivers.entry(name.to_owned()).or_insert(1);
            }
        }
    }

    /// A struct has a key where it has a field `id`.
    pub(super) fn without_id(&mut self) {
        let free = ["row_id", "row_id_", "row_id__"].into_iter().find(|name| !self.has_field(name));
        for column in &mut self.columns {
            if column.field == "id" {
                column.field = free.unwrap_or("id_").to_owned();
            }
        }
    }

    /// Whether the struct has a field of that name.
    pub(super) fn has_field(&self, name: &str) -> bool {
        self.stated_columns().any(|column| column.field == name)
    }

    /// Whether the struct has a timestamp that the database and the statements set.
    pub(super) fn has_timestamp(&self, field: &str) -> bool {
        self.timestamp(field).is_some()
    }

    /// The timestamp of that field, which the database and the statements set.
    pub(super) fn timestamp(&self, field: &str) -> Option<&Column<'a>> {
        self.stated_columns().find(|column| column.field == field && !column.set_by_application)
    }

    /// Whether the compiler refused the default of a column.
    pub(super) fn is_without_default(&self, column: &Column<'_>) -> bool {
        self.left_out.contains(&Part::Default(column.name.to_owned()))
    }

    /// The columns that are fields.
    pub(super) fn stated_columns(&self) -> impl Iterator<Item = &Column<'a>> {
        self.columns.iter().filter(|column| !self.left_out.contains(&Part::Column(column.name.to_owned())))
    }

    /// The foreign keys.
    pub(super) fn references(&self) -> impl Iterator<Item = (&'a str, &'a Object)> {
        self.parts.iter().filter(|((kind, _), _)| *kind == Kind::ForeignKey).map(|((_, name), object)| (*name, *object))
    }

    /// The foreign keys that `references`, an `Id` or `foreign_key(..)` can state.
    pub(super) fn stated_references(&self) -> impl Iterator<Item = (&'a str, &'a Object)> {
        let is_stated = |name: &str, one: &Object| {
            let on_delete = detail(one, "on_delete");
            let is_plain = on_delete != "set_default" && detail(one, "on_update") != "set_default";
            let whole = list(one, "set_columns").is_empty();
            let full = one.detail.get("match_full") == Some(&Value::Bool(true));
            let fields =
                list(one, "columns").iter().all(|column| !self.left_out.contains(&Part::Column((*column).to_owned())));
            is_plain && whole && !full && fields && !self.left_out.contains(&Part::Reference(name.to_owned()))
        };
        self.references().filter(move |(name, one)| is_stated(name, one))
    }

    /// Whether the key consists of foreign keys, each of one column.
    pub(super) fn is_junction(&self, key: &[&str]) -> bool {
        let is_reference = |column: &&str| self.stated_references().any(|(_, one)| list(one, "columns") == [*column]);
        key.len() > 1 && key.iter().all(is_reference)
    }

    pub(super) fn has_index_for(&self, columns: &[&str]) -> bool {
        let leads = |object: &Object| {
            // The index of another method does not count (rule I01).
            let is_btree = detail(object, "method") == "btree";
            let keys = object.detail.get("keys").and_then(Value::as_array).into_iter().flatten();
            let keys: Vec<_> = keys.filter_map(|key| key.get("column")?.as_str()).collect();
            let is_full = match object.detail.get("where").and_then(Value::as_str) {
                None => true,
                Some(predicate) => columns.iter().any(|column| predicate == format!("({column} IS NOT NULL)")),
            };
            is_btree
                && is_full
                && keys.len() >= columns.len()
                && columns.iter().all(|column| keys[..columns.len()].contains(column))
        };
        let is_index = |kind: &Kind| matches!(kind, Kind::Index | Kind::ConstraintIndex);
        self.parts.iter().any(|((kind, _), object)| is_index(kind) && leads(object))
    }
}

/// Whether the last column of a foreign key is a period.
pub(super) fn has_period(reference: &Object) -> bool {
    reference.detail.get("period") == Some(&Value::Bool(true))
}

/// A text among the details.
pub(super) fn detail<'o>(object: &'o Object, key: &str) -> &'o str {
    object.detail.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Whether rows are held to a constraint.
pub(super) fn is_enforced(object: &Object) -> bool {
    object.detail.get("not_enforced") != Some(&Value::Bool(true))
}

/// A list of names among the details.
pub(super) fn list<'o>(object: &'o Object, key: &str) -> Vec<&'o str> {
    object.detail.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The fields that `#[table]` gives a meaning.
pub(super) const TIMESTAMPS: [&str; 3] = [CREATED_AT, UPDATED_AT, DELETED_AT];

/// What databases call them beside `createdAt`, which is the same field.
const OTHER_TIMESTAMPS: [&[&str]; 3] = [
    &["inserted_at", "created", "created_on", "created_time", "create_time"],
    &["modified_at", "updated", "updated_on", "updated_time", "update_time", "modified", "modified_on"],
    &["deleted", "deleted_on", "deleted_time"],
];

/// The trigger that keeps `updated_at` true.
const UPDATED_AT_TRIGGER: &str = "peristyle_updated_at";

/// Whether a column is what `#[table]` means by its name.
fn is_as_added(field: &str, column: &Object) -> bool {
    let is_moment = column
        .text("type")
        .is_some_and(|sql_type| sql_type.starts_with("timestamp") && sql_type.ends_with("with time zone"));
    let default = column.text("default");
    let is_now = || {
        default.is_some_and(|default| {
            default.contains("now()") || default.contains("CURRENT_TIMESTAMP") || default.contains("_timestamp()")
        })
    };
    match field {
        CREATED_AT | UPDATED_AT => is_moment && column.is("not_null") && is_now(),
        _ => is_moment && !column.is("not_null") && default.is_none(),
    }
}
