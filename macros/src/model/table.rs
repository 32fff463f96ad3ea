use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Ident, Path, Visibility};

use super::primary_key::{DeclaredKey, is_id_of};
use super::tenancy::{default_prefix, forgotten_tenant, tenancy_of, tenant_of};
use super::{
    Action, Budget, Check, Column, Condition, Documentation, Extra, ForeignKey, Index, IndexColumn, Key, Known,
    KnownTables, Partition, Policy, Role, RowSecurity, Scope, Search, Statistics, TableStorage, TableTransition,
    Tenancy, Waiver, history_rules, number_rules, partition_rules, transition_rules,
};
use crate::diagnostics::Diagnostics;
use crate::parse;
use crate::parse::value::{self, Text};
use crate::suggest;

/// A table.
pub struct Table {
    pub ident: Ident,
    pub visibility: Visibility,
    /// The attributes that stay on the struct, documentation included.
    pub attributes: Vec<Attribute>,
    pub documentation: Documentation,
    /// The path of the module that generated code refers to.
    pub runtime: TokenStream,
    /// The schema of the database, where it says one.
    pub schema: Option<Text>,
    /// The name in the database.
    pub name: Text,
    /// It was declared; otherwise it is a guess.
    pub is_named: bool,
    pub tenancy: Tenancy,
    /// The column of the tenant, where the struct does not say `tenant = ..` and must (rule P04): it is read as if it did.
    pub forgotten_tenant: Option<usize>,
    /// Some argument could not be read: it was the tenant, or may have been.
    pub unreadable: bool,
    /// The tables above that it names.
    pub known: KnownTables,
    pub key: Key,
    /// `primary_key = "id"`, as it was written.
    pub key_alone: Option<TokenStream>,
    /// `primary_key(.., name = "...")`
    pub key_name: Option<Text>,
    pub append_only: bool,
    /// The versions of its rows are kept.
    pub history: bool,
    /// Row security of a global table.
    pub row_security: Option<RowSecurity>,
    pub partition: Option<Partition>,
    /// A partition was said and is not understood.
    pub unread_partition: bool,
    pub storage: TableStorage,
    pub budget: Option<Budget>,
    /// `renamed_from = "org_goods"`
    pub renamed_from: Option<Text>,
    /// `renamed_from = "..", until = "0.5"`, `retired = "the reason"`
    pub transition: Option<TableTransition>,
    pub extras: Vec<Extra>,
    pub search: Option<Search>,
    pub columns: Vec<Column>,
    /// Those that only the database has: `retired = "the reason"`.
    pub retired: Vec<Column>,
    /// Fields of a name that another has: nothing is generated for them (rule N05).
    pub repeated: Vec<Ident>,
    pub foreign_keys: Vec<ForeignKey>,
    pub indexes: Vec<Index>,
    pub checks: Vec<Check>,
    pub statistics: Vec<Statistics>,
    pub policies: Vec<Policy>,
    pub waivers: Vec<Waiver>,
    /// `named_insert`: the required columns of an insert are fields of a struct.
    pub named_insert: bool,
    pub derive_insert: Vec<Path>,
    pub derive_update: Vec<Path>,
    /// The keys of `#[table]` as they were written.
    pub keys: Vec<Ident>,
    /// The keys of every `#[column]`.
    pub column_keys: Vec<Ident>,
}

impl Table {
    /// Understands a struct: adds what every table has and finds out which column is what.
    pub fn of(table: parse::Table, known: &dyn Fn(&Path) -> Option<Known>, diagnostics: &mut Diagnostics) -> Self {
        let arguments = table.arguments;
        let runtime = value::runtime(arguments.runtime.as_ref(), diagnostics);
        let waivers = Waiver::read_all(&arguments.waive, diagnostics);
        let append_only = value::flag(arguments.append_only.as_ref(), diagnostics);
        let mut columns: Vec<Column> =
            table.fields.into_iter().map(|field| Column::of(field, &table.ident, diagnostics)).collect();
        let repeated = repeated(&mut columns);
        let column_keys = columns.iter_mut().flat_map(|column| std::mem::take(&mut column.keys)).collect();
        let tenant = tenant_of(&arguments);
        let retired = transition_rules::retired(&mut columns, tenant.as_deref(), diagnostics);
        let stated = arguments.primary_key.as_ref().map(|raw| DeclaredKey::read(raw, diagnostics)).unwrap_or_default();
        let tenancy = tenancy_of(&arguments, &columns, diagnostics);
        let root = match &tenancy {
            Tenancy::Tenant { root, .. } => Some(root),
            Tenancy::Global | Tenancy::Root { .. } => None,
        };
        let known = KnownTables::of(&columns, root, known);
        let is_global = matches!(tenancy, Tenancy::Global);
        let forgotten = is_global.then(|| forgotten_tenant(&arguments, &waivers, &columns, &known)).flatten();
        let forgotten_tenant = forgotten.as_ref().map(|(place, _)| *place);
        let tenancy = forgotten.map_or(tenancy, |(column, root)| Tenancy::Tenant { root, column: Some(column) });
        let key = Key::of(&arguments, &stated, &columns, &tenancy, diagnostics);
        assign_roles(&mut columns, &key, &tenancy, &table.ident);
        let row_security = arguments.row_security.as_ref();
        let row_security = row_security.and_then(|raw| RowSecurity::read(raw, &tenancy, diagnostics));
        columns.iter_mut().for_each(|column| refuse_generated(column, diagnostics));
        number_rules::mark(&mut columns);
        let storage = TableStorage::read(&arguments, diagnostics);
        let renamed_from = value::old_name(arguments.renamed_from.as_ref(), "org_goods", diagnostics);
        let transition = TableTransition::read(&arguments, &table.ident, diagnostics);
        for (name, nullable) in missing_timestamps(&columns, &key, append_only, &waivers) {
            columns.push(Column::timestamp(name, nullable, &table.visibility));
        }
        refuse_derives_above(&columns, diagnostics);
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let partition = arguments.partition.as_ref().and_then(|raw| Partition::read(raw, &names, diagnostics));
        mark_partition(&mut columns, partition.as_ref());
        let name = name_of(&arguments, &table.ident, (&tenancy, &known), diagnostics);
        let mut table = Self {
            schema: value::schema(arguments.schema.as_ref(), diagnostics),
            is_named: name.is_some(),
            name: name.unwrap_or_else(|| guess(&table.ident)),
            forgotten_tenant,
            unreadable: arguments.unreadable || arguments.tenant.is_some(),
            known,
            documentation: Documentation::of(&table.attributes),
            key_alone: stated.alone,
            key_name: stated.name,
            foreign_keys: arguments.foreign_key.iter().filter_map(|raw| ForeignKey::read(raw, diagnostics)).collect(),
            named_insert: value::flag(arguments.named_insert.as_ref(), diagnostics),
            derive_insert: derives(arguments.derive_insert.as_ref(), "derive_insert(PartialEq)", diagnostics),
            derive_update: derives(arguments.derive_update.as_ref(), "derive_update(PartialEq)", diagnostics),
            indexes: indexes(&arguments, &columns, diagnostics),
            checks: arguments.check.iter().filter_map(|raw| Check::read(raw, diagnostics)).collect(),
            statistics: statistics(&arguments, &columns, diagnostics),
            policies: arguments.policy.iter().filter_map(|raw| Policy::read(raw, diagnostics)).collect(),
            ident: table.ident,
            visibility: table.visibility,
            attributes: table.attributes,
            runtime,
            tenancy,
            key,
            append_only,
            history: value::flag(arguments.history.as_ref(), diagnostics),
            row_security,
            unread_partition: partition.is_none() && arguments.partition.is_some(),
            search: arguments.search.as_ref().and_then(|raw| Search::read(raw, &columns, diagnostics)),
            extras: Extra::read_all(&arguments.sql_before, &arguments.sql_after, diagnostics),
            partition,
            storage,
            budget: arguments.budget.as_ref().and_then(|raw| Budget::read(raw, diagnostics)),
            renamed_from,
            transition,
            columns,
            retired,
            repeated,
            waivers,
            keys: arguments.written,
            column_keys,
        };
        let lengths = table.columns.iter().filter(|column| !column.reported);
        let lengths = lengths.filter_map(|column| column.max_len.as_ref()?.check(&table.name.value, column));
        table.checks.extend(lengths.collect::<Vec<_>>());
        let of_numbers = number_rules::indexes(&table.columns, &table.indexes, &table.tenancy, table.soft_delete());
        table.indexes.extend(of_numbers);
        let keeps = table.soft_delete() || table.append_only;
        number_rules::check((&table.ident, &table.tenancy, keeps), &table.columns, diagnostics);
        partition_rules::check(&table, diagnostics);
        if let Some(raw) = arguments.named_insert.filter(|_| !table.columns.iter().any(Column::is_required)) {
            let message = format!("`{}` has no required column, so `named_insert` has no effect", table.ident);
            diagnostics.malformed("table", &raw.0, message, "remove `named_insert`");
        }
        if let Some(raw) = arguments.history.as_ref().filter(|_| table.history) {
            let kept = history_rules::Kept {
                ident: &table.ident,
                append_only: table.append_only,
                has_key: table.has_key(),
                own_policies: match (&table.row_security, &table.policies[..]) {
                    (Some(_), _) => Some("row_security"),
                    (None, [_, ..]) => Some("policy"),
                    (None, []) => None,
                },
                columns: &table.columns,
                retired: &table.retired,
            };
            history_rules::check(&kept, &raw.0, diagnostics);
        }
        transition_rules::check(&table.columns, &table.retired, diagnostics);
        if let Some(transition) = &table.transition {
            let is_root = matches!(table.tenancy, Tenancy::Root { .. });
            let is_purged_by_place = !table.has_key() && table.soft_delete();
            transition_rules::check_table((&table.ident, transition), (is_root, is_purged_by_place), diagnostics);
        }
        table
    }

    /// The column of that Rust name. Names are compared, because each comparison of two `Ident` makes two texts.
    pub fn column(&self, ident: &Ident) -> Option<(usize, &Column)> {
        let name = ident.unraw().to_string();
        self.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }

    /// Whether that path is its name. Another path, or an alias, may lead to it too.
    pub fn is_called(&self, path: &Path) -> bool {
        path.is_ident(&self.ident) || path.is_ident("Self")
    }

    /// The tenant column.
    pub fn tenant_column(&self) -> Option<&Column> {
        match self.tenancy {
            Tenancy::Tenant { column: Some(column), .. } => self.columns.get(column),
            _ => None,
        }
    }

    /// The columns by which the tenant is looked up: those of the index, without the tenant column.
    pub fn looked_up(&self, index: &Index) -> Vec<&Column> {
        let tenant = self.tenant_column().map(|column| &column.ident);
        let named = index.columns.iter().filter_map(IndexColumn::ident).filter(|column| Some(*column) != tenant);
        named.filter_map(|column| self.column(column)).map(|(_, column)| column).collect()
    }

    /// Whether only the database has it: `retired = "the reason"`.
    pub const fn is_retired(&self) -> bool {
        matches!(self.transition, Some(TableTransition::Retired { .. }))
    }

    /// Whether rows carry their tenant: the root's do too.
    pub fn has_tenant(&self) -> bool {
        !matches!(self.tenancy, Tenancy::Global)
    }

    /// Whether a delete keeps the row.
    pub fn soft_delete(&self) -> bool {
        self.columns.iter().any(|column| column.name == "deleted_at" && column.set_by_application.is_none())
    }

    /// Whether no row is ever deleted, but with its tenant: the table is append-only, or its numbers have no gaps.
    pub fn keeps_rows(&self) -> bool {
        self.append_only || self.has_numbers_without_gaps()
    }

    /// Whether a deleted row would be a gap in the numbers.
    pub fn has_numbers_without_gaps(&self) -> bool {
        self.columns.iter().any(|column| column.number.as_ref().is_some_and(|number| number.no_gaps.is_some()))
    }

    /// Whether a row has a name: not where that is waived (rule K01).
    pub fn has_key(&self) -> bool {
        !(matches!(self.key, Key::Missing) && self.waivers.iter().any(|waiver| waiver.name == "primary_key"))
    }

    /// The columns of the key.
    pub fn key_columns(&self) -> Vec<&Column> {
        match &self.key {
            Key::Id(column) => self.columns.get(*column).into_iter().collect(),
            Key::Junction { columns, .. } | Key::Composite { columns, .. } => {
                columns.iter().filter_map(|column| self.columns.get(*column)).collect()
            }
            Key::Missing | Key::Unreadable => Vec::new(),
        }
    }

    /// The indexes whose columns are all there; the others are said by rule C09.
    pub fn sound_indexes(&self) -> impl Iterator<Item = &Index> {
        self.indexes.iter().filter(|index| index.named_columns().all(|column| self.column(column).is_some()))
    }

    /// The checks whose columns are all there; the others are said by rule C09.
    pub fn sound_checks(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.condition.columns().iter().all(|column| self.column(column).is_some()))
    }
}

impl Table {
    /// The statistics whose columns are all there; the others are said by rule C09.
    pub fn sound_statistics(&self) -> impl Iterator<Item = &Statistics> {
        let is_known = |column: &Ident| self.column(column).is_some();
        self.statistics.iter().filter(move |one| one.columns.iter().flat_map(IndexColumn::reads).all(is_known))
    }

    /// The names that were written for what belongs to the table: its key, its indexes, its checks, its references over several columns.
    pub fn part_names(&self) -> impl Iterator<Item = &Text> {
        let indexes = self.indexes.iter().map(|index| &index.name);
        let checks = self.checks.iter().map(|check| &check.name);
        let foreign_keys = self.foreign_keys.iter().map(|key| &key.reference_options.name);
        let statistics = self.statistics.iter().map(|one| &one.name);
        indexes.chain(checks).chain(statistics).chain(foreign_keys).chain([&self.key_name]).flatten()
    }
}

fn statistics(arguments: &parse::TableArguments, columns: &[Column], diagnostics: &mut Diagnostics) -> Vec<Statistics> {
    let known: Vec<Ident> = columns.iter().map(|column| column.ident.clone()).collect();
    arguments.statistics.iter().filter_map(|raw| Statistics::read(raw, &known, diagnostics)).collect()
}

/// A derive above the attribute does not see the added columns: `Clone` does not compile, and `PartialEq` leaves them out.
fn refuse_derives_above(columns: &[Column], diagnostics: &mut Diagnostics) {
    let added: Vec<&str> = columns.iter().filter(|column| column.added).map(|column| column.name.as_str()).collect();
    if added.is_empty() {
        return;
    }
    for derive in parse::derives_above() {
        let message = format!("`{derive}` is above `#[table]`, so it does not see {}", suggest::list(&added));
        diagnostics.malformed("table", &quote!(table), message, format!("move `{derive}` below `#[table(..)]`"));
    }
}

/// Takes out the columns of a name that an earlier one has, with `r#` or without.
fn repeated(columns: &mut Vec<Column>) -> Vec<Ident> {
    let mut names: Vec<String> = Vec::new();
    let second = columns.extract_if(.., |column| {
        let is_new = !names.contains(&column.name);
        names.extend(is_new.then(|| column.name.clone()));
        !is_new
    });
    second.map(|column| column.ident).collect()
}

/// The name, or an error. Where an argument could not be read it may have been the name.
fn name_of(
    arguments: &parse::TableArguments,
    ident: &Ident,
    (tenancy, known): (&Tenancy, &KnownTables),
    diagnostics: &mut Diagnostics,
) -> Option<Text> {
    if let Some(raw) = &arguments.name {
        return value::text(raw, "name = \"org_products\"", diagnostics);
    }
    if !arguments.unreadable {
        let rows = plural(&guess(ident).value);
        let help = match tenancy {
            Tenancy::Tenant { root, .. } => {
                let (prefix, why) = match known.get(root).map(|root| &root.scope) {
                    Some(Scope::Root { prefix }) => (
                        prefix.clone(),
                        format!("`{prefix}` is the `prefix` of the tenant root `{}`", super::written(root)),
                    ),
                    _ => {
                        let prefix = default_prefix().value;
                        let why = format!(
                            "the names of tenant tables begin with the `prefix` of their root, `{prefix}` unless `{}` declares another",
                            super::written(root)
                        );
                        (prefix, why)
                    }
                };
                format!("write `name = \"{prefix}{rows}\"` in `#[table(..)]`: {why}")
            }
            Tenancy::Global | Tenancy::Root { .. } => format!("write `#[table(name = \"{rows}\")]`"),
        };
        diagnostics.malformed("table", ident, format!("`{ident}` has no table name"), help);
    }
    None
}

/// Stands for the name where there is none.
fn guess(ident: &Ident) -> Text {
    let value = heck::ToSnakeCase::to_snake_case(ident.to_string().as_str());
    Text { value, tokens: ident.to_token_stream() }
}

/// Several of an English noun, as names of tables have it.
fn plural(noun: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| noun.ends_with(ending));
    match noun.strip_suffix('y') {
        Some(stem) if !ends(&["ay", "ey", "oy", "uy"]) => format!("{stem}ies"),
        _ if ends(&["s", "x", "z", "ch", "sh"]) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

fn assign_roles(columns: &mut [Column], key: &Key, tenancy: &Tenancy, table: &Ident) {
    for (place, column) in columns.iter_mut().enumerate() {
        let is_key = match key {
            Key::Id(id) => *id == place,
            Key::Junction { columns, .. } | Key::Composite { columns, .. } => columns.contains(&place),
            Key::Missing | Key::Unreadable => false,
        };
        column.role = match tenancy {
            Tenancy::Tenant { column: Some(tenant), .. } if *tenant == place => Role::Tenant,
            _ if is_key => Role::Key,
            _ if column.set_by_application.is_some() => Role::Plain,
            _ if matches!(column.name.as_str(), "created_at" | "updated_at" | "deleted_at") => Role::Timestamp,
            _ => Role::Plain,
        };
        let names_row = matches!(key, Key::Id(id) if *id == place) || column.name == "id";
        column.own_id = names_row && column.generated.is_none() && is_id_of(column, table);
    }
}

/// A row stays in the child that it is in.
fn mark_partition(columns: &mut [Column], partition: Option<&Partition>) {
    for column in columns {
        column.partitions = partition.is_some_and(|partition| partition.columns.contains(&column.ident));
    }
}

/// What is computed is nothing that a statement sets, and nothing that the database sets by another way.
fn refuse_generated(column: &mut Column, diagnostics: &mut Diagnostics) {
    let Some(Condition::Sql(sql)) = &column.generated else { return };
    let name = &column.name;
    let problem = match column.role {
        Role::Key => format!("`{name}` is the primary key, which the application generates"),
        Role::Tenant => format!("`{name}` is the tenant column, which is set from the tenant of the statement"),
        Role::Timestamp => format!("`{name}` is a timestamp, which the statement sets"),
        Role::Plain if matches!(column.on_delete, Some((Action::SetNull, _))) => {
            format!("`{name}` is a generated column, which cannot become NULL")
        }
        Role::Plain => return,
    };
    diagnostics.malformed("table", &sql.tokens, problem, "remove `generated`, or another action");
    column.flawed = true;
}

/// What is added, and whether it is nullable (rules T01, T03).
fn missing_timestamps(
    columns: &[Column],
    key: &Key,
    append_only: bool,
    waivers: &[Waiver],
) -> Vec<(&'static str, bool)> {
    let junction = matches!(key, Key::Junction { .. });
    let bare = junction && !columns.iter().any(Column::is_changeable);
    let waived = |name: &str| waivers.iter().any(|waiver| waiver.name == name);
    let mut added = Vec::new();
    if !waived("timestamps") {
        added.push(("created_at", false));
        if !append_only && !bare {
            added.push(("updated_at", false));
        }
    }
    if !waived("soft_delete") && !append_only && !junction {
        added.push(("deleted_at", true));
    }
    added.retain(|(name, _)| !columns.iter().any(|column| column.name == *name));
    added
}

fn derives(raw: Option<&parse::Raw>, form: &str, diagnostics: &mut Diagnostics) -> Vec<Path> {
    raw.map(|raw| value::paths(raw, form, diagnostics)).unwrap_or_default()
}

fn indexes(arguments: &parse::TableArguments, columns: &[Column], diagnostics: &mut Diagnostics) -> Vec<Index> {
    let known: Vec<Ident> = columns.iter().map(|column| column.ident.clone()).collect();
    let all = arguments.unique.iter().chain(&arguments.index).chain(&arguments.exclude);
    all.filter_map(|raw| Index::read(raw, &known, diagnostics)).collect()
}
