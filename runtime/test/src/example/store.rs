//! The examples of one database: which rows there are to refer to, and which values are used.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use peristyle::__build_v0::physical;
use peristyle::TableDef;
use peristyle::definition::{ReferenceDef, Tenancy};
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, Row};
use uuid::Uuid;

use super::ExampleError;
use super::choices::Choices;
use super::fresh::Fresh;
use super::plan::{Failure, Plan};
use super::statement::{self, AllFixed, Fixed};
use super::value;

/// Rows of one statement.
const BATCH: usize = 1_000;

/// How many rows of another table the rows of a batch refer to, unless a unique index needs more.
const PARENTS: usize = 8;

/// How often other values are chosen where some are used.
const TRIES: usize = 100;

/// References through more tables than that are a circle.
const DEEPEST: usize = 30;

/// A row that others may refer to: the texts of its columns.
type Texts = Vec<Option<String>>;

/// The key of what belongs to a table and a tenant.
type Scope = (&'static str, &'static str, Option<Uuid>);

#[derive(Debug)]
pub(crate) struct Store {
    options: PgConnectOptions,
    connection: Option<PgConnection>,
    plans: HashMap<(&'static str, &'static str), Arc<Plan>>,
    rows: HashMap<Scope, Vec<Texts>>,
    used: HashMap<(Scope, usize), HashSet<Vec<String>>>,
    /// How many periods were chosen.
    periods: HashMap<Scope, u64>,
    /// Which row is referred to next, where a unique index has used others.
    next: usize,
}

/// Rows of one table that are to be inserted.
pub(crate) struct Request<'a> {
    pub(crate) def: &'static TableDef,
    pub(crate) tenant: Option<Uuid>,
    pub(crate) count: usize,
    pub(crate) fixed: &'a AllFixed,
}

impl Store {
    pub(crate) fn new(options: PgConnectOptions) -> Self {
        let (connection, plans, rows, used, periods) = Default::default();
        Self { options, connection, plans, rows, used, periods, next: 0 }
    }

    /// Inserts rows with all that they refer to. Once more with other values, if rows that the test itself wrote or deleted are in conflict.
    pub(crate) async fn insert(
        &mut self,
        request: Request<'_>,
        choices: &mut Choices,
    ) -> Result<Vec<PgRow>, ExampleError> {
        let mut tries = 0;
        loop {
            match self.rows(&request, choices, 0).await {
                Err(ExampleError::Refused { source, .. }) if tries < 3 && is_conflict(&source) => {
                    tries += 1;
                    self.rows.clear();
                }
                result => return result,
            }
        }
    }

    /// A row of the tenant that is not inserted; if `is_unique`, no other row has its values.
    pub(crate) async fn fresh(
        &mut self,
        def: &'static TableDef,
        tenant: Option<Uuid>,
        is_unique: bool,
        choices: &mut Choices,
    ) -> Result<Fresh, ExampleError> {
        let plan = self.plan(def);
        let fixed = AllFixed::new();
        let request = Request { def, tenant, count: 1, fixed: &fixed };
        self.parents(&plan, &request, 1, choices, 0).await?;
        let rows = self.choose(&plan, &request, 1, choices, is_unique).await?;
        let row = rows.first().map(Vec::as_slice).unwrap_or_default();
        Ok(Fresh::of(&plan, row))
    }

    /// The texts of a row that there is, in the columns that others may refer to.
    pub(crate) fn any(&self, def: &TableDef, tenant: Option<Uuid>) -> Option<&[Option<String>]> {
        self.rows.get(&scope(def, tenant))?.first().map(Vec::as_slice)
    }

    fn plan(&mut self, def: &'static TableDef) -> Arc<Plan> {
        let plan = self.plans.entry((def.schema.unwrap_or_default(), def.name));
        Arc::clone(plan.or_insert_with(|| Arc::new(Plan::of(def))))
    }

    async fn rows(
        &mut self,
        request: &Request<'_>,
        choices: &mut Choices,
        depth: usize,
    ) -> Result<Vec<PgRow>, ExampleError> {
        let Request { def, count, .. } = *request;
        if depth > DEEPEST {
            return Err(ExampleError::Circle { table: def.name });
        }
        let plan = self.plan(def);
        let mut inserted = Vec::new();
        while inserted.len() < count {
            let size = BATCH.min(count - inserted.len());
            self.next += 1;
            let mut beside = choices.beside(self.next as u64);
            self.parents(&plan, request, size, &mut beside, depth).await?;
            let chosen = self.choose(&plan, request, size, choices, true).await?;
            inserted.extend(self.write(&plan, request, chosen).await?);
        }
        Ok(inserted)
    }

    /// Inserts the rows that the next ones refer to, where there are too few.
    async fn parents(
        &mut self,
        plan: &Plan,
        request: &Request<'_>,
        size: usize,
        choices: &mut Choices,
        depth: usize,
    ) -> Result<(), ExampleError> {
        if let Tenancy::Tenant { root, .. } = plan.def.tenancy {
            self.tenant(root(), request.tenant, choices, depth).await?;
        }
        for (reference, places) in &plan.references {
            let target = (reference.target)();
            let is_nullable = places.iter().any(|at| plan.def.columns[*at].nullable);
            if is_nullable || places.iter().any(|at| request.fixed.contains_key(at)) {
                continue;
            }
            let scope = scope(target, request.tenant);
            let found = self.rows.get(&scope).map_or(0, Vec::len);
            let wanted = self.wanted(plan, request, size, places).max(if size > 1 { PARENTS } else { 1 });
            if found < wanted {
                let fixed = AllFixed::new();
                let more = Request { def: target, tenant: scope.2, count: wanted - found, fixed: &fixed };
                Box::pin(self.rows(&more, choices, depth + 1)).await?;
            }
        }
        Ok(())
    }

    /// The number of parents that a unique index of foreign keys only needs: each new row has a combination of its own.
    fn wanted(&self, plan: &Plan, request: &Request<'_>, size: usize, places: &[usize]) -> usize {
        let is_reference = |at: &&usize| plan.references.iter().any(|(_, places)| places.contains(at));
        let tenant = plan.def.tenant_column();
        let is_chosen = |at: &&usize| Some(plan.def.columns[**at].name) != tenant && !request.fixed.contains_key(at);
        let needed = plan.unique.iter().enumerate().map(|(number, unique)| {
            let chosen: Vec<_> = unique.columns.iter().filter(is_chosen).collect();
            if !chosen.iter().any(|at| places.contains(at)) || !chosen.iter().all(is_reference) {
                return 0;
            }
            let used = self.used.get(&(scope(plan.def, request.tenant), number)).map_or(0, HashSet::len);
            let total = used + size;
            if chosen.len() == 1 { total } else { 2 * root(total, chosen.len()) }
        });
        needed.max().unwrap_or(0)
    }

    /// Inserts the row of the tenant itself, unless the test has.
    async fn tenant(
        &mut self,
        def: &'static TableDef,
        tenant: Option<Uuid>,
        choices: &mut Choices,
        depth: usize,
    ) -> Result<(), ExampleError> {
        if self.rows.contains_key(&scope(def, tenant)) {
            return Ok(());
        }
        let (Some(id), Some(key)) = (tenant, def.tenant_column()) else { return Ok(()) };
        let question = format!("SELECT FROM {} WHERE {key} = '{id}'", statement::name(def));
        if self.execute(def, tenant, question, Vec::new()).await?.is_empty() {
            let fixed = AllFixed::new();
            Box::pin(self.rows(&Request { def, tenant, count: 1, fixed: &fixed }, choices, depth + 1)).await?;
        }
        let mut row = vec![None; def.columns.len()];
        if let Some(at) = def.columns.iter().position(|column| column.name == key) {
            row[at] = Some(id.to_string());
        }
        self.rows.insert(scope(def, tenant), vec![row]);
        Ok(())
    }

    /// Chooses values that satisfy the checks, are unique and refer to rows that exist.
    async fn choose(
        &mut self,
        plan: &Plan,
        request: &Request<'_>,
        size: usize,
        choices: &mut Choices,
        is_unique: bool,
    ) -> Result<Vec<Texts>, ExampleError> {
        let mut texts: HashMap<usize, Option<String>> =
            request.fixed.iter().map(|(at, fixed)| (*at, fixed.text.clone())).collect();
        if let (Some(tenant), Some(column)) = (request.tenant, plan.def.tenant_column()) {
            let place = plan.def.columns.iter().position(|one| one.name == column);
            texts.extend(place.map(|at| (at, Some(tenant.to_string()))));
        }
        let mut chosen = Vec::with_capacity(size);
        for round in 0.. {
            while chosen.len() < size {
                chosen.push(self.row(plan, request.tenant, &texts, choices, is_unique)?);
            }
            if plan.server_checks.is_empty() {
                break;
            }
            let sql = statement::check(plan, request.fixed, chosen.len());
            let arrays = arrays(plan, request.fixed, &chosen);
            let kept = self.execute(plan.def, request.tenant, sql, arrays).await?;
            let kept: HashSet<i64> = kept.iter().filter_map(|row| row.try_get(0).ok()).collect();
            let mut place = 0;
            chosen.retain(|_| {
                place += 1;
                kept.contains(&place)
            });
            if chosen.len() == size {
                break;
            }
            if round >= TRIES {
                return Err(ExampleError::Check { table: plan.def.name, check: plan.server_checks.join("`, `") });
            }
        }
        Ok(chosen)
    }

    fn row(
        &mut self,
        plan: &Plan,
        tenant: Option<Uuid>,
        fixed: &HashMap<usize, Option<String>>,
        choices: &mut Choices,
        is_unique: bool,
    ) -> Result<Texts, ExampleError> {
        let mut row = plan.row(fixed, choices).map_err(|failure| failed(plan.def, failure))?;
        if !plan.periods.is_empty() {
            let is_global = plan.def.indexes.iter().any(|index| index.without_overlaps && index.global);
            let number = self.periods.entry(scope(plan.def, tenant.filter(|_| !is_global))).or_default();
            for at in plan.periods.iter().filter(|at| !fixed.contains_key(at)) {
                row[*at] = value::period(plan.def.columns[*at].sql_type, *number).or(row[*at].take());
            }
            *number += 1;
        }
        let free = plan.references.iter().filter(|(_, places)| !places.iter().any(|at| fixed.contains_key(at)));
        let free: Vec<_> = free.collect();
        for (reference, places) in &free {
            self.refer(plan, tenant, reference, places, &mut row, choices, false);
        }
        let parents =
            free.iter().map(|(reference, _)| self.rows.get(&scope((reference.target)(), tenant)).map_or(0, Vec::len));
        let tries = TRIES + parents.max().unwrap_or(0);
        let mut conflict = 0;
        for _ in 0..tries {
            let Some(number) = self.conflict(plan, tenant, &row, is_unique) else { return Ok(row) };
            conflict = number;
            let unique = &plan.unique[number];
            for (reference, places) in &free {
                if places.iter().any(|at| unique.columns.contains(at)) {
                    self.refer(plan, tenant, reference, places, &mut row, choices, true);
                }
            }
            plan.choose_again(&unique.columns, &mut row, fixed, choices)
                .map_err(|failure| failed(plan.def, failure))?;
        }
        let columns = plan.unique[conflict].columns.iter().map(|at| plan.def.columns[*at].name);
        Err(ExampleError::Unique { table: plan.def.name, columns: columns.collect::<Vec<_>>().join(", ") })
    }

    /// Refers to one of the rows that are there. A nullable foreign key is NULL half of the time.
    #[expect(clippy::too_many_arguments, reason = "one call")]
    fn refer(
        &mut self,
        plan: &Plan,
        tenant: Option<Uuid>,
        reference: &ReferenceDef,
        places: &[usize],
        row: &mut Texts,
        choices: &mut Choices,
        is_next: bool,
    ) {
        let target = (reference.target)();
        let is_nullable = places.iter().any(|at| plan.def.columns[*at].nullable);
        let Some(found) = self.rows.get(&scope(target, tenant)).filter(|found| !found.is_empty()) else { return };
        if is_nullable && !is_next && choices.one_in(2) {
            return;
        }
        let parent = match is_next {
            false => &found[choices.below(found.len())],
            // The newest ones are there for a unique index that has used the others.
            true => {
                self.next += 1;
                &found[found.len() - 1 - self.next % found.len()]
            }
        };
        for (at, name) in places.iter().zip(reference.target_columns()) {
            let text = target.columns.iter().position(|column| column.name == name).and_then(|at| parent[at].clone());
            row[*at] = text;
        }
    }

    /// Takes the values of the row for itself; or the number of the unique index in which another row has them.
    fn conflict(&mut self, plan: &Plan, tenant: Option<Uuid>, row: &Texts, is_unique: bool) -> Option<usize> {
        if !is_unique {
            return None;
        }
        let mut taken = Vec::new();
        for (number, unique) in plan.unique.iter().enumerate() {
            let values: Option<Vec<String>> =
                unique.columns.iter().map(|at| comparable(row[*at].as_deref(), unique.null_is_equal)).collect();
            // The database sets one of the values, or it is NULL.
            let Some(values) = values else { continue };
            let of = if unique.global { None } else { tenant };
            let key = (scope(plan.def, of), number);
            if self.used.get(&key).is_some_and(|used| used.contains(&values)) {
                return Some(number);
            }
            taken.push((key, values));
        }
        for (key, values) in taken {
            self.used.entry(key).or_default().insert(values);
        }
        None
    }

    async fn write(
        &mut self,
        plan: &Plan,
        request: &Request<'_>,
        mut chosen: Vec<Texts>,
    ) -> Result<Vec<PgRow>, ExampleError> {
        let sql = statement::insert(plan, request.fixed, chosen.len());
        let arrays = arrays(plan, request.fixed, &chosen);
        let rows = self.execute(plan.def, request.tenant, sql, arrays).await?;
        for (texts, row) in chosen.iter_mut().zip(&rows) {
            for (at, column) in plan.def.columns.iter().enumerate() {
                if statement::is_returned(column) {
                    texts[at] = row.try_get(format!("__text_{at}").as_str()).ok();
                } else if !plan.is_referred_to(at) {
                    texts[at] = None;
                }
            }
        }
        self.rows.entry(scope(plan.def, request.tenant)).or_default().extend(chosen);
        Ok(rows)
    }

    /// Runs one statement as the application, in a transaction of the tenant.
    async fn execute(
        &mut self,
        def: &'static TableDef,
        tenant: Option<Uuid>,
        sql: String,
        arrays: Vec<Vec<Option<String>>>,
    ) -> Result<Vec<PgRow>, ExampleError> {
        let refused = |source| ExampleError::Refused { table: def.name, source };
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(self.options.connect().await.map_err(refused)?),
        };
        let result = transaction(connection, opening(def, tenant), sql, arrays).await;
        if result.is_err() {
            // Whatever state it is in, the next statement has a new one.
            self.connection = None;
        }
        result.map_err(refused)
    }
}

async fn transaction(
    connection: &mut PgConnection,
    opening: String,
    sql: String,
    arrays: Vec<Vec<Option<String>>>,
) -> Result<Vec<PgRow>, sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(opening)).execute(&mut *connection).await?;
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for array in arrays {
        query = query.bind(array);
    }
    let rows = query.fetch_all(&mut *connection).await?;
    sqlx::raw_sql("COMMIT").execute(connection).await?;
    Ok(rows)
}

fn opening(def: &'static TableDef, tenant: Option<Uuid>) -> String {
    let root = match def.tenancy {
        Tenancy::Root { .. } => Some(def),
        Tenancy::Tenant { root, .. } => Some(root()),
        _ => None,
    };
    match (root, tenant) {
        (Some(root), Some(tenant)) => {
            format!("BEGIN; SET LOCAL {} = '{tenant}'", physical::setting(root.rust_name))
        }
        _ => "BEGIN".to_owned(),
    }
}

/// The values of each column that is sent.
fn arrays(plan: &Plan, fixed: &AllFixed, rows: &[Texts]) -> Vec<Vec<Option<String>>> {
    let sent = statement::sent(plan, fixed);
    sent.into_iter().map(|at| rows.iter().map(|row| row[at].clone()).collect()).collect()
}

/// Rows of a global table have no tenant.
fn scope(def: &TableDef, tenant: Option<Uuid>) -> Scope {
    let tenant = if matches!(def.tenancy, Tenancy::Global) { None } else { tenant };
    (def.schema.unwrap_or_default(), def.name, tenant)
}

/// Equal texts are equal in every collation; more are equal here than there.
fn comparable(text: Option<&str>, null_is_equal: bool) -> Option<String> {
    match text {
        Some(text) => Some(text.trim_end().to_lowercase()),
        None => null_is_equal.then(String::new),
    }
}

fn failed(def: &'static TableDef, failure: Failure) -> ExampleError {
    match failure {
        Failure::Type(column) => {
            ExampleError::Type { table: def.name, column: column.name, sql_type: column.sql_type.name().into_owned() }
        }
        Failure::Check(check) => ExampleError::Check { table: def.name, check },
    }
}

/// A row that the test wrote has the values, or one that it deleted is referred to.
fn is_conflict(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else { return false };
    let is_dead = error.message().starts_with(physical::LIVE_ROW);
    is_dead || error.code().is_some_and(|code| matches!(code.as_ref(), "23505" | "23503" | "23P01"))
}

/// The smallest number that is at least the root.
fn root(number: usize, degree: usize) -> usize {
    let degree = u32::try_from(degree).unwrap_or(u32::MAX);
    (1..).find(|root: &usize| root.saturating_pow(degree) >= number).unwrap_or(number)
}

impl Fixed {
    /// A literal of SQL.
    pub(crate) fn of(sql: String) -> Self {
        let inner = sql.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        let text = match inner {
            Some(text) => Some(text.replace("''", "'")),
            None if sql == "NULL" => None,
            None => Some(match sql.as_str() {
                "TRUE" => "t".to_owned(),
                "FALSE" => "f".to_owned(),
                _ => sql.clone(),
            }),
        };
        Self { sql, text }
    }
}
