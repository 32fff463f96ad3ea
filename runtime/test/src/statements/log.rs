//! What was executed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::places::{self, Place};
use super::protocol::{Bytes, counted};
use super::recorder;

/// The rows of a statement whose values are kept.
const MOST_ROWS: usize = 1_000;

/// The statements that were executed, in their order.
#[derive(Debug, Default)]
pub(crate) struct Log {
    statements: Mutex<Vec<String>>,
    watchers: AtomicUsize,
    executions: Mutex<Vec<Execution>>,
}

/// A statement with its values and rows.
#[derive(Debug, Clone)]
pub(crate) struct Execution {
    /// The query of a cursor, where one was declared.
    pub(crate) sql: String,
    pub(crate) place: Option<Place>,
    pub(crate) values: Vec<Bytes>,
    /// The first rows.
    pub(crate) rows: Vec<Vec<Bytes>>,
    /// The number of all rows.
    pub(crate) count: usize,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Log {
    pub(crate) fn len(&self) -> usize {
        locked(&self.statements).len()
    }

    /// Those after the first ones.
    pub(crate) fn after(&self, first: usize) -> Vec<String> {
        locked(&self.statements).iter().skip(first).cloned().collect()
    }

    /// From now on, values and rows are kept too, until [`Log::unwatch`]. Returns the number of those that are known.
    pub(crate) fn watch(&self) -> usize {
        self.watchers.fetch_add(1, Ordering::SeqCst);
        locked(&self.executions).len()
    }

    pub(crate) fn unwatch(&self) {
        self.watchers.fetch_sub(1, Ordering::SeqCst);
    }

    pub(crate) fn is_watched(&self) -> bool {
        self.watchers.load(Ordering::SeqCst) > 0
    }

    /// The executions after the first ones.
    pub(crate) fn executions(&self, first: usize) -> Vec<Execution> {
        locked(&self.executions).iter().skip(first).cloned().collect()
    }

    /// Adds the statements of a text. Returns the number of the execution, if there is one statement and it is kept.
    pub(crate) fn add(&self, sql: &str, values: &[Bytes]) -> Option<usize> {
        let statements = counted(sql);
        for statement in &statements {
            let statement = declared(statement).map_or(statement.as_str(), |(_, query)| query);
            recorder::record(statement, || places::of(statement, values));
        }
        let one = match statements.as_slice() {
            [one] if self.is_watched() => Some(self.execute(one, values)),
            _ => None,
        };
        locked(&self.statements).extend(statements);
        one
    }

    fn execute(&self, sql: &str, values: &[Bytes]) -> usize {
        let sql = declared(sql).map_or(sql, |(_, query)| query);
        let place = places::of(sql, values);
        let mut executions = locked(&self.executions);
        executions.push(Execution { sql: sql.to_owned(), place, values: values.to_vec(), rows: Vec::new(), count: 0 });
        executions.len() - 1
    }

    pub(crate) fn row(&self, execution: usize, row: Vec<Bytes>) {
        if let Some(execution) = locked(&self.executions).get_mut(execution) {
            execution.count += 1;
            if execution.rows.len() < MOST_ROWS {
                execution.rows.push(row);
            }
        }
    }
}

/// The name of a cursor that is declared, and its query.
pub(crate) fn declared(sql: &str) -> Option<(&str, &str)> {
    let rest = sql.strip_prefix("DECLARE ")?;
    let (name, rest) = rest.split_once(' ')?;
    let (_, query) = rest.split_once(" FOR ")?;
    Some((name, query))
}

/// The name of a cursor whose rows are fetched.
pub(crate) fn fetched(sql: &str) -> Option<&str> {
    let rest = sql.trim().strip_prefix("FETCH ")?;
    rest.rsplit_once(' ').map(|(_, name)| name)
}
