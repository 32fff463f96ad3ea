//! The tables of a tenant, and how they refer to each other.

use peristyle_build::model::{OnDelete, Table, Tenancy};
use peristyle_build::{Checked, ddl};
use uuid::Uuid;

use super::error::{TenantError, TenantErrorKind};
use crate::database::quoted;

/// The tables of the tenants of one root.
#[derive(Debug)]
pub(super) struct Scope {
    /// The schema of tables that name none.
    pub(super) schema: String,
    /// The setting that policies read the tenant of a transaction from.
    setting: String,
    /// The tables in load order.
    pub(super) tables: Vec<Member>,
    /// The places of the tables that are loaded together, in load order.
    pub(super) groups: Vec<Group>,
    /// The place of the root.
    pub(super) root: usize,
    /// Global tables that refer to the root.
    pub(super) outside: Vec<Outside>,
}

/// A table of the tenants.
#[derive(Debug)]
pub(super) struct Member {
    /// The name with its schema, where it names one.
    pub(super) name: String,
    /// The name in SQL.
    pub(super) sql: String,
    /// The column that has the tenant.
    pub(super) tenant: String,
    /// The columns that name a row, the tenant first; none without a key.
    pub(super) key: Vec<String>,
    /// Columns that refer to the root, with the tenant column, or the key of the root.
    pub(super) of_root: Vec<String>,
    /// The columns of the structs.
    pub(super) columns: Vec<String>,
    /// Columns that may be NULL, one of each optional reference to the same group.
    pub(super) unlink: Vec<String>,
    /// Whether a reference that is not optional leads to the table itself, or to one of its group that is loaded later.
    pub(super) is_tied: bool,
    /// The places of the tables that it refers to, and of the table of its versions.
    pub(super) targets: Vec<usize>,
    /// Whether it has the versions of another table.
    pub(super) is_history: bool,
    /// The triggers that refuse deletes.
    pub(super) kept_by: Vec<String>,
    pub(super) is_partitioned: bool,
}

/// Tables that are loaded together, since their rows refer to each other.
#[derive(Debug)]
pub(super) struct Group {
    /// Places of [`Scope::tables`].
    pub(super) tables: Vec<usize>,
    /// Whether rows refer to rows of the same group.
    pub(super) is_circle: bool,
    /// The groups before it that its rows refer to.
    pub(super) after: Vec<usize>,
}

/// A reference of a global table to the root.
#[derive(Debug)]
pub(super) struct Outside {
    pub(super) name: String,
    pub(super) sql: String,
    pub(super) column: String,
    pub(super) is_optional: bool,
    pub(super) on_delete: OnDelete,
    pub(super) key: Vec<String>,
    /// The triggers that refuse deletes.
    pub(super) kept_by: Vec<String>,
    pub(super) is_partitioned: bool,
}

impl Scope {
    pub(super) fn of(checked: &Checked, root: Option<&str>) -> Result<Self, TenantError> {
        let root = root_of(checked, root)?;
        let schema = checked.options().default_schema().to_owned();
        let groups: Vec<Vec<usize>> = checked.load_groups();
        let belongs = |place: &usize| checked.root_of(*place) == Some(root);
        let groups: Vec<Vec<usize>> =
            groups.into_iter().map(|group| group.into_iter().filter(belongs).collect::<Vec<_>>()).collect();
        let mut groups: Vec<_> = groups.into_iter().filter(|group| !group.is_empty()).collect();
        // An erasure goes backwards, and the deletes of other tables write versions: they are erased last.
        groups.sort_by_key(|group| group.iter().any(|place| checked.tables()[*place].history_of.is_none()));
        let order: Vec<usize> = groups.iter().flatten().copied().collect();
        let group_of = |place: usize| groups.iter().position(|group| group.contains(&place));
        let place_of = |place: usize| order.iter().position(|other| *other == place);
        let member = |place: &usize| {
            let is_same_group = |other| group_of(other) == group_of(*place);
            Member::of(checked, *place, root, &schema, is_same_group, place_of)
        };
        let group = |(number, group): (usize, &Vec<usize>)| {
            let targets = || group.iter().flat_map(|place| checked.references(*place)).map(|(target, _)| target);
            let mut after: Vec<usize> = targets().filter_map(group_of).filter(|other| *other != number).collect();
            after.sort_unstable();
            after.dedup();
            Group {
                tables: group.iter().filter_map(|place| place_of(*place)).collect(),
                is_circle: targets().any(|target| group.contains(&target)),
                after,
            }
        };
        let Tenancy::Root { setting, .. } = &checked.tables()[root].tenancy else {
            return Err(TenantError::new(TenantErrorKind::Argument, "the root is not a tenant root"));
        };
        Ok(Self {
            setting: setting.clone().into_owned(),
            tables: order.iter().map(member).collect(),
            groups: groups.iter().enumerate().map(group).collect(),
            root: place_of(root).unwrap_or_default(),
            outside: outside(checked, root, &schema),
            schema,
        })
    }

    /// The table of that name.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.name == name)
    }

    /// Sets the tenant of the transaction, and what the text form of values depends on. Types and functions are found in this order.
    pub(super) fn settings(&self, tenant: Uuid) -> String {
        format!(
            "SET LOCAL search_path = pg_catalog, {};
            SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
            SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL lc_monetary = 'C';
            SET LOCAL xmloption = 'content'; SET LOCAL row_security = on; SET LOCAL quote_all_identifiers = off;
            SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
            SET LOCAL {} = '{tenant}'",
            quoted(&self.schema),
            self.setting.split('.').map(quoted).collect::<Vec<_>>().join(".")
        )
    }
}

impl Member {
    fn of(
        checked: &Checked,
        place: usize,
        root: usize,
        schema: &str,
        is_same_group: impl Fn(usize) -> bool,
        place_of: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        let table = &checked.tables()[place];
        let tenant = table.tenant_column().unwrap_or_default().to_owned();
        let root_key = checked.tables()[root].tenant_column().unwrap_or_default();
        let mut of_root = vec![tenant.clone()];
        let mut unlink: Vec<String> = Vec::new();
        let mut is_tied = false;
        let mut targets = Vec::new();
        // Versions have the ids that the rows had, and refer to nothing.
        let is_own = |other: &Table| other.schema == table.schema && Some(&other.name) == table.history_of.as_ref();
        let versions_of = checked.tables().iter().position(is_own);
        let of_rows = versions_of.into_iter().flat_map(|rows| checked.references(rows));
        for (_, reference) in of_rows.filter(|(target, _)| *target == root) {
            let pairs = reference.columns.iter().zip(&reference.target_columns);
            let to_root = pairs.filter(|(_, to)| *to == root_key).map(|(column, _)| column);
            of_root.extend(to_root.map(|column| column.clone().into_owned()));
        }
        for (target, reference) in checked.references(place) {
            let pairs = reference.columns.iter().zip(&reference.target_columns);
            let to_root = pairs.filter(|(_, to)| target == root && *to == root_key).map(|(column, _)| column);
            of_root.extend(to_root.map(|column| column.clone().into_owned()));
            targets.extend(place_of(target));
            match table.nullable_of(reference).first() {
                _ if !is_same_group(target) => {}
                Some(column) => unlink.push((*column).to_owned()),
                None => is_tied |= place_of(target) >= place_of(place),
            }
        }
        let history = table.history_name();
        let is_history =
            |other: &Table| other.schema == table.schema && Some(other.name.as_ref()) == history.as_deref();
        targets.extend(checked.tables().iter().position(is_history).and_then(place_of));
        unlink.retain(|column| *column != tenant);
        for columns in [&mut of_root, &mut unlink] {
            columns.sort_unstable();
            columns.dedup();
        }
        Self {
            name: table.qualified().to_string(),
            sql: in_sql(table, schema),
            key: key_of(table),
            of_root,
            columns: table.columns.iter().map(|column| column.name.clone().into_owned()).collect(),
            unlink,
            is_tied,
            targets,
            is_history: table.history_of.is_some(),
            kept_by: ddl::delete_triggers(table),
            is_partitioned: table.partition.is_some(),
            tenant,
        }
    }
}

/// The UNIQUE constraint that begins with the tenant, or the primary key.
fn key_of(table: &Table) -> Vec<String> {
    let key = table.tenant_key.as_ref().or(table.primary_key.as_ref());
    key.map(|key| key.columns.iter().map(|column| column.clone().into_owned()).collect()).unwrap_or_default()
}

fn in_sql(table: &Table, schema: &str) -> String {
    format!("{}.{}", quoted(table.schema.as_deref().unwrap_or(schema)), quoted(&table.name))
}

fn outside(checked: &Checked, root: usize, schema: &str) -> Vec<Outside> {
    let of_table = |place: usize| {
        let table = &checked.tables()[place];
        let refers = checked.references(place).filter(move |(target, _)| *target == root);
        refers.filter_map(move |(_, reference)| {
            Some(Outside {
                name: table.qualified().to_string(),
                sql: in_sql(table, schema),
                column: reference.columns.first()?.clone().into_owned(),
                is_optional: table.is_optional(reference),
                on_delete: reference.on_delete,
                key: key_of(table),
                kept_by: ddl::delete_triggers(table),
                is_partitioned: table.partition.is_some(),
            })
        })
    };
    let places = (0..checked.tables().len()).filter(|place| checked.root_of(*place) != Some(root));
    places.flat_map(of_table).collect()
}

/// The root of that name, or the only one.
fn root_of(checked: &Checked, name: Option<&str>) -> Result<usize, TenantError> {
    let wrong = |message: String, help: String| Err(TenantError::new(TenantErrorKind::Argument, message).help(help));
    let roots: Vec<_> = (0..checked.tables().len())
        .filter(|place| matches!(checked.tables()[*place].tenancy, Tenancy::Root { .. }))
        .map(|place| (place, checked.tables()[place].qualified().to_string()))
        .collect();
    let names = roots.iter().map(|(_, name)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match (roots.as_slice(), name) {
        ([], _) => {
            wrong("the structs have no tenant root".to_owned(), "write `tenant_root` in its `#[table(..)]`".to_owned())
        }
        (roots, Some(name)) => match roots.iter().find(|(_, one)| one == name) {
            Some((place, _)) => Ok(*place),
            None => wrong(format!("`{name}` is not a tenant root"), format!("name one of {names}")),
        },
        ([(place, _)], None) => Ok(*place),
        (_, None) => {
            wrong(format!("the structs have several tenant roots: {names}"), "name one: `--root <TABLE>`".to_owned())
        }
    }
}
