//! The prepared statements of a connection of deadpool whose texts are not constants: those that ran last.
//!
//! The cache of deadpool has no limit, and a program may build any number of texts. What is dropped here, tokio-postgres closes on the server.

use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use deadpool_postgres::StatementCache;
use tokio_postgres::Statement;

use super::parameters::Parameters;

/// The maximum number of statements of a connection.
const MOST: usize = 256;

/// The statements of a connection.
#[derive(Default)]
pub(super) struct Kept(Mutex<Statements<Statement>>);

/// What the connection knows of a text.
pub(super) enum Found {
    Prepared(Statement),
    /// It is to be prepared and added.
    Unprepared(Arc<Kept>),
    /// It is not prepared: the connection has no room, and did not see the text before.
    Once,
}

type Connections = HashMap<usize, (Weak<StatementCache>, Arc<Kept>)>;

/// By the address of the cache, which stays its own as long as there is a reference to it.
static CONNECTIONS: LazyLock<RwLock<Connections>> = LazyLock::new(RwLock::default);

/// Returns the prepared statement of this text with parameters of these types.
pub(super) fn find(connection: &Arc<StatementCache>, sql: &str, parameters: &Parameters) -> Found {
    let kept = of(connection);
    let mut statements = kept.statements();
    match statements.find(sql).filter(|found| parameters.are_those_of(found)).cloned() {
        Some(found) => Found::Prepared(found),
        None if statements.admits(sql) => {
            drop(statements);
            Found::Unprepared(kept)
        }
        None => Found::Once,
    }
}

/// Drops all statements of a connection.
pub(super) fn clear(connection: &Arc<StatementCache>) {
    *of(connection).statements() = Statements::default();
}

fn of(connection: &Arc<StatementCache>) -> Arc<Kept> {
    let key = Arc::as_ptr(connection).addr();
    let known = CONNECTIONS.read().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, kept)) = known.get(&key) {
        return Arc::clone(kept);
    }
    drop(known);
    let mut known = CONNECTIONS.write().unwrap_or_else(PoisonError::into_inner);
    known.retain(|_, (connection, _)| connection.strong_count() > 0);
    let new = || (Arc::downgrade(connection), Arc::default());
    Arc::clone(&known.entry(key).or_insert_with(new).1)
}

impl Kept {
    fn statements(&self) -> MutexGuard<'_, Statements<Statement>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a statement, in place of the one that was not used for the longest time.
    pub(super) fn add(&self, sql: Arc<str>, prepared: &Statement) {
        let dropped = self.statements().add(sql, prepared.clone());
        // Outside of the lock, because it sends a message.
        drop(dropped);
    }
}

/// Statements by their texts, each with the number of its last use.
struct Statements<S> {
    known: HashMap<Arc<str>, (u64, S)>,
    uses: u64,
    /// The hashes of texts that were refused.
    refused: VecDeque<u64>,
}

impl<S> Default for Statements<S> {
    fn default() -> Self {
        Self { known: HashMap::new(), uses: 0, refused: VecDeque::new() }
    }
}

impl<S> Statements<S> {
    fn find(&mut self, sql: &str) -> Option<&S> {
        let (used, found) = self.known.get_mut(sql)?;
        self.uses += 1;
        *used = self.uses;
        Some(found)
    }

    /// Whether a text that is not there is added. Without room, it is when it comes for the second time: a text that never comes again
    /// would cost two round trips and another one its place.
    fn admits(&mut self, sql: &str) -> bool {
        if self.known.len() < MOST || self.known.contains_key(sql) {
            return true;
        }
        let hash = self.known.hasher().hash_one(sql);
        if let Some(at) = self.refused.iter().position(|other| *other == hash) {
            self.refused.remove(at);
            return true;
        }
        self.refused.truncate(MOST - 1);
        self.refused.push_front(hash);
        false
    }

    /// Returns the statements that have no place any more.
    fn add(&mut self, sql: Arc<str>, statement: S) -> [Option<S>; 2] {
        let is_new = !self.known.contains_key(&sql);
        let oldest = self.known.iter().min_by_key(|(_, (used, _))| *used).map(|(sql, _)| Arc::clone(sql));
        let oldest = oldest.filter(|_| is_new && self.known.len() >= MOST);
        let dropped = oldest.and_then(|sql| self.known.remove(&sql));
        self.uses += 1;
        let replaced = self.known.insert(sql, (self.uses, statement));
        [dropped, replaced].map(|entry| entry.map(|(_, statement)| statement))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a statement. Returns whether it was prepared before.
    fn run(statements: &mut Statements<usize>, number: usize) -> bool {
        let sql = format!("SELECT {number}");
        if statements.find(&sql).is_some() {
            return true;
        }
        if statements.admits(&sql) {
            statements.add(sql.into(), number);
        }
        assert!(statements.known.len() <= MOST && statements.refused.len() <= MOST);
        false
    }

    #[test]
    fn the_statements_that_ran_last_stay() {
        let mut statements = Statements::default();
        assert!((0..MOST).all(|number| !run(&mut statements, number)));
        assert!((0..MOST).all(|number| run(&mut statements, number)));
        // Texts that come once take nobody's place.
        assert!((MOST..10 * MOST).all(|number| !run(&mut statements, number)));
        assert!((0..MOST).all(|number| run(&mut statements, number)));
        // The second time they do: of the oldest.
        let new = [1_000_001, 1_000_002];
        assert!([new, new].into_iter().flatten().all(|number| !run(&mut statements, number)));
        assert!(new.into_iter().all(|number| run(&mut statements, number)));
        assert!((2..MOST).all(|number| run(&mut statements, number)));
        assert!((0..2).all(|number| !run(&mut statements, number)));
    }

    #[test]
    fn a_statement_is_replaced_by_one_of_its_text() {
        let mut statements = Statements::default();
        assert_eq!(statements.add("SELECT $1".into(), 1), [None, None]);
        assert_eq!(statements.add("SELECT $1".into(), 2), [None, Some(1)]);
        assert_eq!(statements.find("SELECT $1"), Some(&2));
    }
}
