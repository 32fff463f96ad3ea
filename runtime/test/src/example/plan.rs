//! What the definition of a table says about the values of its rows.

use std::collections::HashMap;

use peristyle::__build_v0::physical;
use peristyle::definition::{Bound, PartitionMethod, ReferenceDef};
use peristyle::{ColumnDef, SqlType, TableDef};

use super::choices::{Choices, reduced};
use super::condition::{Condition, Term, Texts};
use super::value::{Limits, value};

/// How often the values of a check are chosen before it is given up.
const TRIES: usize = 500;

/// The longest text of an index, whose rows fit a page.
const INDEXED_LENGTH: usize = 150;

/// The longest text of a column without a limit.
const UNLIMITED_LENGTH: usize = 400;

/// A table, prepared for many rows.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) def: &'static TableDef,
    /// The columns that an insert sets, by their places in the definition.
    pub(crate) columns: Vec<usize>,
    /// The foreign keys without that of the tenant column, with the places of their columns.
    pub(crate) references: Vec<(&'static ReferenceDef, Vec<usize>)>,
    pub(crate) unique: Vec<Unique>,
    /// The periods of unique constraints without overlaps, whose values the store chooses: those of no two rows overlap.
    pub(crate) periods: Vec<usize>,
    checks: Vec<Check>,
    /// The checks that only the server can evaluate, as SQL.
    pub(crate) server_checks: Vec<String>,
}

/// Columns in which no two rows agree.
#[derive(Debug)]
pub(crate) struct Unique {
    /// Their places.
    pub(crate) columns: Vec<usize>,
    /// Whether they are unique over all tenants.
    pub(crate) global: bool,
    /// Whether NULL equals NULL.
    pub(crate) null_is_equal: bool,
}

#[derive(Debug)]
struct Check {
    sql: String,
    columns: Vec<usize>,
    condition: Condition,
    hints: Vec<(Term, Term)>,
}

/// Why a row cannot be chosen.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nothing is known about the type of the column.
    Type(&'static ColumnDef),
    /// No values were found that satisfy the check.
    Check(String),
}

impl Plan {
    pub(crate) fn of(def: &'static TableDef) -> Self {
        let place = |name: &str| def.columns.iter().position(|column| column.name == name);
        let places = |names: &[&str]| names.iter().filter_map(|name| place(name)).collect::<Vec<_>>();
        let is_set = |column: &ColumnDef| !column.is_set_by_database() && !column.is_timestamp();
        let columns: Vec<_> = (0..def.columns.len()).filter(|at| is_set(&def.columns[*at])).collect();
        let tenant = def.tenant_column();
        let is_of_tenant = |reference: &ReferenceDef| reference.columns.iter().all(|column| Some(*column) == tenant);
        let references = def.references.iter().filter(|reference| !is_of_tenant(reference));
        let mut unique = vec![Unique { columns: places(def.key), global: false, null_is_equal: false }];
        for index in def.indexes.iter().filter(|index| index.unique || index.exclusion) {
            // Rows that agree in no column with `=` are excluded by no constraint.
            let is_compared =
                |operator: Option<&str>| !index.exclusion || index.without_overlaps || operator == Some("=");
            let compared = index.columns.iter().filter(|column| is_compared(column.operator));
            let names: Vec<_> = compared.flat_map(|column| column.columns()).collect();
            let null_is_equal = index.nulls_not_distinct;
            unique.push(Unique { columns: places(&names), global: index.global, null_is_equal });
        }
        let periods = def.indexes.iter().filter(|index| index.without_overlaps);
        let periods = periods.filter_map(|index| place(index.columns.last()?.name));
        let is_referring = |at: &usize| def.references.iter().any(|one| places(one.columns).contains(at));
        let mut plan = Self {
            def,
            periods: periods.filter(|at| columns.contains(at) && !is_referring(at)).collect(),
            columns,
            references: references.map(|reference| (reference, places(reference.columns))).collect(),
            unique,
            checks: Vec::new(),
            server_checks: Vec::new(),
        };
        for check in def.checks {
            plan.check(&check.condition.concat(), &places(check.columns));
        }
        for index in def.indexes.iter().filter(|index| index.exclusion) {
            let expressions = index.columns.iter().filter_map(|column| column.expression);
            for range in expressions.filter(|expression| is_range(&expression.sql.concat())) {
                // A range whose ends are in the wrong order is an error.
                if let [from, to, ..] = range.columns {
                    plan.check(&format!("\"{from}\" <= \"{to}\""), &places(&[from, to]));
                }
            }
        }
        plan
    }

    fn check(&mut self, sql: &str, columns: &[usize]) {
        let Some(condition) = Condition::read(self.def, sql) else { return self.server_checks.push(sql.to_owned()) };
        if !condition.is_certain(self.def) {
            self.server_checks.push(sql.to_owned());
        }
        let mut hints = Vec::new();
        condition.hints(&mut hints);
        self.checks.push(Check { sql: sql.to_owned(), columns: columns.to_vec(), condition, hints });
    }

    /// Chooses the values of a row, as texts in the order of the definition. Those of `fixed` stay; foreign keys are NULL until their rows are known.
    pub(crate) fn row(
        &self,
        fixed: &HashMap<usize, Option<String>>,
        choices: &mut Choices,
    ) -> Result<Vec<Option<String>>, Failure> {
        let mut row = vec![None; self.def.columns.len()];
        let is_reference = |at: &usize| self.references.iter().any(|(_, places)| places.contains(at));
        for at in &self.columns {
            row[*at] = match fixed.get(at) {
                Some(text) => text.clone(),
                None if is_reference(at) || self.has_database_default(*at) => None,
                None => self.value(*at, choices)?,
            };
        }
        self.satisfy(&mut row, fixed, choices)?;
        Ok(row)
    }

    /// Whether a foreign key may refer to the column: that of a key or of a unique index.
    pub(crate) fn is_referred_to(&self, at: usize) -> bool {
        self.unique.iter().any(|unique| unique.columns.contains(&at))
    }

    /// A document of a shape that only its Rust type knows: the database supplies the default.
    pub(crate) fn has_database_default(&self, at: usize) -> bool {
        let column = &self.def.columns[at];
        matches!(column.sql_type, SqlType::Json | SqlType::Jsonb) && column.default.is_some()
    }

    fn value(&self, at: usize, choices: &mut Choices) -> Result<Option<String>, Failure> {
        let column = &self.def.columns[at];
        if let Some(text) = self.partition_value(column, choices) {
            return Ok(text);
        }
        let is_key = self.def.key.contains(&column.name);
        // The primary key of a partitioned table contains the partition columns, whatever their fields are.
        let is_nullable = column.nullable && !physical::primary_key(self.def).columns.contains(&column.name);
        if is_nullable && choices.one_in(4) {
            return Ok(None);
        }
        let is_json = matches!(column.sql_type, SqlType::Json | SqlType::Jsonb);
        let limits =
            Limits { name: column.name, length: self.length(column), is_key, is_small: self.is_computed_with(column) };
        match value(column.sql_type, limits, choices) {
            _ if is_nullable && is_json => Ok(None),
            Some(text) => Ok(Some(text)),
            None if is_nullable => Ok(None),
            None => Err(Failure::Type(column)),
        }
    }

    /// Whether a generated column is computed from it.
    fn is_computed_with(&self, column: &ColumnDef) -> bool {
        let quoted = format!("\"{}\"", column.name);
        let mut pieces = self.def.columns.iter().filter_map(|one| one.generated).flatten();
        pieces.any(|piece| *piece == quoted)
    }

    fn length(&self, column: &ColumnDef) -> usize {
        let declared = match column.sql_type {
            SqlType::Varchar(length) => Some(length),
            _ => column.max_len,
        };
        let declared = declared.and_then(|length| usize::try_from(length).ok()).unwrap_or(UNLIMITED_LENGTH);
        let uses = |name: &str| name == column.name;
        let is_indexed = self.def.key.contains(&column.name)
            || self.def.indexes.iter().any(|index| index.columns.iter().flat_map(|one| one.columns()).any(uses));
        if is_indexed { declared.min(INDEXED_LENGTH) } else { declared }
    }

    /// A value of one of the partitions, if not every value has one.
    fn partition_value(&self, column: &ColumnDef, choices: &mut Choices) -> Option<Option<String>> {
        let partition = self.def.partition.filter(|partition| partition.columns == [column.name])?;
        let is_total = matches!(partition.method, PartitionMethod::Hash(_))
            || partition.children.iter().any(|child| child.bound == Bound::Default);
        if is_total {
            return None;
        }
        let literals = partition.children.iter().flat_map(|child| match child.bound {
            Bound::List(values) => values,
            Bound::Range(from, _) => from,
            _ => &[],
        });
        let values: Vec<_> = literals.filter(|literal| !literal.eq_ignore_ascii_case("minvalue")).collect();
        let literal = values.get(choices.below(values.len()))?;
        Some((!literal.eq_ignore_ascii_case("null")).then(|| literal.trim_matches('\'').to_owned()))
    }

    /// Chooses the values of checks again until all are satisfied.
    fn satisfy(
        &self,
        row: &mut [Option<String>],
        fixed: &HashMap<usize, Option<String>>,
        choices: &mut Choices,
    ) -> Result<(), Failure> {
        for _ in 0..TRIES {
            let Some(broken) = self.broken(row) else { return Ok(()) };
            let free: Vec<_> = broken.columns.iter().filter(|at| self.is_free(**at, fixed)).collect();
            let Some(at) = free.get(choices.below(free.len())) else {
                return Err(Failure::Check(broken.sql.clone()));
            };
            row[**at] = match self.suggested(broken, **at, row, choices) {
                Some(text) => Some(text),
                None => self.value(**at, choices)?,
            };
        }
        self.broken(row).map_or(Ok(()), |check| Err(Failure::Check(check.sql.clone())))
    }

    /// Chooses the values of these columns again, in a row that satisfies the checks.
    pub(crate) fn choose_again(
        &self,
        places: &[usize],
        row: &mut [Option<String>],
        fixed: &HashMap<usize, Option<String>>,
        choices: &mut Choices,
    ) -> Result<(), Failure> {
        for at in places.iter().filter(|at| self.is_free(**at, fixed)) {
            row[*at] = self.value(*at, choices)?;
        }
        self.satisfy(row, fixed, choices)
    }

    fn is_free(&self, at: usize, fixed: &HashMap<usize, Option<String>>) -> bool {
        self.columns.contains(&at)
            && !self.periods.contains(&at)
            && !fixed.contains_key(&at)
            && !self.references.iter().any(|(_, places)| places.contains(&at))
    }

    fn broken(&self, row: Texts<'_>) -> Option<&Check> {
        self.checks.iter().find(|check| matches!(check.condition.is_true(self.def, row), Ok(Some(false))))
    }

    /// A value near one that the column is compared with; half the time, any other.
    fn suggested(&self, check: &Check, at: usize, row: Texts<'_>, choices: &mut Choices) -> Option<String> {
        let column = &self.def.columns[at];
        let near: Vec<_> = check.hints.iter().filter(|(term, _)| term.column() == Some(at)).collect();
        let (term, other) = near.get(choices.below(near.len()))?;
        let compared = match other {
            Term::Literal(text) => text.clone(),
            Term::Column(other) => row.get(*other)?.clone()?,
            Term::Length(_) => return None,
        };
        if choices.one_in(2) && !matches!(term, Term::Length(_)) {
            return None;
        }
        if matches!(term, Term::Length(_)) {
            let length = compared.parse::<usize>().ok()?;
            let length = (length + 1).saturating_sub(choices.below(3)).min(self.length(column));
            let limits = Limits { name: "", length, is_key: false, is_small: false };
            let text = value(column.sql_type, limits, choices)?;
            return Some(
                text.chars().cycle().take(length).map(|letter| if letter == ' ' { '_' } else { letter }).collect(),
            );
        }
        match column.sql_type {
            SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => {
                let number = compared.split('.').next()?.parse::<i64>().ok()?;
                let by = i64::try_from(choices.below(201)).ok()? - 100;
                number.checked_add(by).map(|number| number.to_string())
            }
            SqlType::NumericSized(_, scale) => {
                let whole = compared.split('.').next()?.parse::<i64>().ok()?;
                let by = i64::try_from(choices.below(11)).ok()? - 5;
                let fraction = format!("{:0width$}", reduced(choices.next(), 10), width = usize::from(scale));
                let point = if scale == 0 { String::new() } else { format!(".{fraction}") };
                Some(format!("{}{point}", whole.checked_add(by)?))
            }
            SqlType::Text | SqlType::Varchar(_) if choices.one_in(2) => {
                let rest = self.length(column).saturating_sub(compared.chars().count());
                let limits = Limits { name: "", length: rest.min(20), is_key: false, is_small: false };
                let more = if rest == 0 { String::new() } else { value(SqlType::Text, limits, choices)? };
                Some(format!("{compared}{more}"))
            }
            _ => Some(compared),
        }
    }
}

impl Term {
    fn column(&self) -> Option<usize> {
        match self {
            Self::Column(at) | Self::Length(at) => Some(*at),
            Self::Literal(_) => None,
        }
    }
}

fn is_range(expression: &str) -> bool {
    ["tstzrange(", "tsrange(", "daterange(", "int4range(", "int8range(", "numrange("]
        .iter()
        .any(|function| expression.trim_start().starts_with(function))
}
