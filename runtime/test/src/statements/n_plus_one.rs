//! Statements that are run for each row of another.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use peristyle::Schema;

use super::log::{Execution, Log};
use super::places::Place;
use super::remedy::remedy;

/// Looks for statements that are run for each row of another while the value lives:
/// [`TestDatabase::no_n_plus_one`](crate::TestDatabase::no_n_plus_one).
#[derive(Debug)]
#[must_use = "it is checked when the value is dropped: `let check = db.no_n_plus_one();`"]
pub struct NPlusOneCheck {
    log: Arc<Log>,
    schema: &'static Schema,
    first: usize,
    least: usize,
    is_taken: bool,
}

/// A statement that was run for each row of another: the N+1 of a loop.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NPlusOne {
    /// The statement that returned the rows.
    pub rows_of: String,
    /// The call that ran it, as `src/orders.rs:41:10`. SQL of your own on the driver has none.
    pub rows_of_place: Option<String>,
    /// The number of its rows.
    pub rows: usize,
    /// The statement that was run for them.
    pub repeated: String,
    /// The call that ran it.
    pub repeated_place: Option<String>,
    /// The number of times.
    pub times: usize,
    /// What to write instead.
    pub instead: String,
}

impl NPlusOneCheck {
    pub(crate) fn new(log: Arc<Log>, schema: &'static Schema) -> Self {
        let first = log.watch();
        Self { log, schema, first, least: 2, is_taken: false }
    }

    /// Reports only what was run at least this often: 2 is the default, and the least.
    pub fn at_least(mut self, times: usize) -> Self {
        self.least = times.max(2);
        self
    }

    /// Returns what was found until now.
    #[must_use]
    pub fn found(&self) -> Vec<NPlusOne> {
        found(&self.log.executions(self.first), self.least, self.schema)
    }

    /// Returns what was found, and ends the check without a panic.
    #[must_use]
    pub fn into_found(mut self) -> Vec<NPlusOne> {
        self.is_taken = true;
        self.found()
    }
}

impl Drop for NPlusOneCheck {
    /// # Panics
    ///
    /// A statement was run for each row of another.
    fn drop(&mut self) {
        self.log.unwatch();
        if self.is_taken || std::thread::panicking() {
            return;
        }
        let found = self.found();
        let texts: Vec<_> = found.iter().map(NPlusOne::to_string).collect();
        assert!(found.is_empty(), "{}", texts.join("\n"));
    }
}

impl fmt::Display for NPlusOne {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |place: &Option<String>| place.clone().unwrap_or_else(|| "SQL of your own".to_owned());
        writeln!(f, "N+1: a statement was run {} times, once for each row of another", self.times)?;
        writeln!(f, "  {}: returned {} rows: {}", place(&self.rows_of_place), self.rows, one_line(&self.rows_of))?;
        writeln!(f, "  {}: was run for them: {}", place(&self.repeated_place), one_line(&self.repeated))?;
        write!(f, "  write instead: {}", self.instead)
    }
}

/// The statement in one line, without its columns where they are many.
fn one_line(sql: &str) -> String {
    let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let shortened = |start: &str, end: &str| {
        let from = sql.find(start)? + start.len();
        let to = from + sql[from..].find(end)?;
        (to - from > 60).then(|| format!("{}..{}", &sql[..from], &sql[to..]))
    };
    match shortened("SELECT * FROM (SELECT ", " FROM ").or_else(|| shortened("SELECT ", " FROM ")) {
        Some(short) => short,
        None => match sql.split_once(" RETURNING ") {
            Some((before, columns)) if columns.len() > 60 => format!("{before} RETURNING .."),
            _ => sql,
        },
    }
}

/// The executions of one statement at one place.
struct Group<'log> {
    sql: &'log str,
    place: Option<Place>,
    members: Vec<usize>,
}

/// Why a statement was run several times.
struct Cause {
    /// The execution that returned the rows.
    source: usize,
    /// How often the statement was run for them.
    times: usize,
    /// The number of values that are of the rows.
    values: usize,
    /// The place of the value among those of the statement.
    parameter: Option<usize>,
}

fn groups(executions: &[Execution]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known = HashMap::new();
    for (at, Execution { sql, place, .. }) in executions.iter().enumerate() {
        let group = *known
            .entry((sql.as_str(), place.map(|place| (place.file(), place.line(), place.column()))))
            .or_insert_with(|| {
                groups.push(Group { sql, place: *place, members: Vec::new() });
                groups.len() - 1
            });
        groups[group].members.push(at);
    }
    groups
}

fn found(executions: &[Execution], least: usize, schema: &Schema) -> Vec<NPlusOne> {
    let groups = groups(executions);
    let repeated = groups.iter().filter(|group| group.members.len() >= least);
    let loops = repeated.filter_map(|group| {
        let cause = by_values(executions, group, least).or_else(|| by_number(executions, &groups, group, least))?;
        let rows_of = &executions[cause.source];
        Some(NPlusOne {
            rows_of: rows_of.sql.clone(),
            rows_of_place: rows_of.place.map(ToString::to_string),
            rows: rows_of.count,
            repeated: group.sql.to_owned(),
            repeated_place: group.place.map(ToString::to_string),
            times: cause.times,
            instead: remedy(schema, &rows_of.sql, group.sql, cause.parameter),
        })
    });
    loops.collect()
}

/// The execution whose rows have the values that the statement is run with: its number, how many of them, and the place of
/// the value among those of the statement.
fn by_values(executions: &[Execution], group: &Group<'_>, least: usize) -> Option<Cause> {
    let last = *group.members.last()?;
    let mut best: Option<Cause> = None;
    for parameter in 0..executions[last].values.len() {
        let value = |member: usize| executions[member].values.get(parameter)?.as_deref().map(only_element);
        let values: HashSet<_> = group.members.iter().filter_map(|member| value(*member)).collect();
        if values.len() < least {
            continue;
        }
        for (source, rows_of) in executions[..last].iter().enumerate().filter(|(_, source)| source.rows.len() >= least)
        {
            // A value that the same call had before is not from these rows.
            let before = group.members.iter().take_while(|member| **member < source);
            let known: HashSet<_> = before.filter_map(|member| value(*member)).collect();
            for column in 0..rows_of.rows[0].len() {
                let cells = rows_of.rows.iter().filter_map(|row| row.get(column)?.as_deref());
                let cells: HashSet<_> = cells.filter(|cell| values.contains(cell) && !known.contains(cell)).collect();
                if cells.len() < least {
                    continue;
                }
                let later = group.members.iter().filter(|member| **member > source).filter_map(|member| value(*member));
                let from_rows: HashSet<_> = later.clone().filter(|value| cells.contains(value)).collect();
                // An id is in two places by no accident. A small value may be, so all of them have to be there.
                let are_ids = from_rows.iter().all(|value| value.len() == 16);
                let are_all = later.clone().all(|value| from_rows.contains(value));
                let is_loop = from_rows.len() >= least && (are_ids || (are_all && from_rows.len() >= 3));
                let times = later.filter(|value| from_rows.contains(value)).count();
                if is_loop && best.as_ref().is_none_or(|best| (from_rows.len(), source) > (best.values, best.source)) {
                    best = Some(Cause { source, times, values: from_rows.len(), parameter: Some(parameter) });
                }
            }
        }
    }
    best
}

/// The element of an array of one, as PostgreSQL sends it: the number of dimensions, a flag, the type, the number of
/// elements, the first subscript, and each with its length. Any other value is itself.
fn only_element(value: &[u8]) -> &[u8] {
    match value {
        [0, 0, 0, 1, _, _, _, _, _, _, _, _, 0, 0, 0, 1, _, _, _, _, a, b, c, d, element @ ..]
            if usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])) == Ok(element.len()) =>
        {
            element
        }
        _ => value,
    }
}

/// The execution right before the first of the statement that returned as many rows as the statement was run: the values
/// are computed from the rows, or are the same for all of them. From the one to the last, nothing else is run but what is
/// run for each of the rows too.
fn by_number(executions: &[Execution], groups: &[Group<'_>], group: &Group<'_>, least: usize) -> Option<Cause> {
    let times = group.members.len();
    let (first, last) = (*group.members.first()?, *group.members.last()?);
    let source = (0..first).rev().find(|source| executions[*source].count > 1)?;
    let is_loop = times >= least.max(3) && executions[source].count == times && group.place.is_some();
    let is_of_loop = |other: &Group<'_>| {
        let inside = other.members.iter().filter(|member| (source + 1..=last).contains(*member)).count();
        inside == 0 || (inside == other.members.len() && inside % times == 0)
    };
    (is_loop && groups.iter().all(is_of_loop)).then_some(Cause { source, times, values: 0, parameter: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    static NONE: Schema = Schema::new(&[], &[]);

    fn execution(sql: &str, values: &[&str], rows: &[&[&str]]) -> Execution {
        let bytes = |text: &&str| Some(text.as_bytes().to_vec());
        let rows: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(bytes).collect()).collect();
        let (values, count) = (values.iter().map(bytes).collect(), rows.len());
        Execution { sql: sql.to_owned(), place: None, values, rows, count }
    }

    fn repeated(executions: &[Execution]) -> Vec<(usize, String)> {
        found(executions, 2, &NONE).into_iter().map(|found| (found.times, found.rows_of)).collect()
    }

    const ONE: &str = "the first of ids";
    const TWO: &str = "the other of ids";

    #[test]
    fn values_of_rows_are_a_loop() {
        let list = execution("list", &[], &[&["a", ONE], &["b", TWO]]);
        let find = |id| execution("find", &["tenant", id], &[&[id]]);
        assert_eq!(repeated(&[list.clone(), find(ONE), find(TWO)]), [(2, "list".to_owned())]);
        // Before the list, and by an id that is not in it.
        assert_eq!(repeated(&[find(ONE), find(TWO), list.clone()]), []);
        assert_eq!(repeated(&[list.clone(), find(ONE), find("a third of ids..")]), []);
        assert_eq!(repeated(&[list.clone(), find(ONE), find(ONE)]), []);
        // Rows that come one by one are what the test itself writes.
        let insert = |id| execution("insert", &[id], &[&[id]]);
        assert_eq!(repeated(&[insert(ONE), insert(TWO), find(ONE), find(TWO)]), []);
        // The same call has had the ids before.
        assert_eq!(repeated(&[find(ONE), find(TWO), list.clone(), find(ONE), find(TWO)]), []);
        // The nearest list of the same ids.
        let again = execution("again", &[], &[&[ONE], &[TWO]]);
        assert_eq!(repeated(&[list, again, find(ONE), find(TWO)]), [(2, "again".to_owned())]);
    }

    #[test]
    fn small_values_have_to_be_all_of_the_rows() {
        let list = execution("list", &[], &[&["10"], &["20"], &["30"]]);
        let find = |number| execution("find", &[number], &[]);
        assert_eq!(repeated(&[list.clone(), find("10"), find("20")]), []);
        assert_eq!(repeated(&[list.clone(), find("10"), find("20"), find("30")]), [(3, "list".to_owned())]);
        assert_eq!(repeated(&[list, find("10"), find("20"), find("30"), find("40")]), []);
    }

    #[test]
    fn as_many_as_rows_right_before_is_a_loop() {
        let list = execution("list", &[], &[&["x"], &["y"], &["z"]]);
        let at =
            |value: &str| Execution { place: Some(std::panic::Location::caller()), ..execution("find", &[value], &[]) };
        let three = || ["X", "Y", "Z"].map(at);
        let after = |list: &Execution| [std::slice::from_ref(list), &three()].concat();
        assert_eq!(repeated(&after(&list)), [(3, "list".to_owned())]);
        // Something else is run in between, or before as well.
        let other = |number| execution("other", &[number], &[]);
        assert_eq!(repeated(&[after(&list), vec![other("1")], after(&list)].concat()), []);
        let between = [vec![list.clone(), other("1")], three().to_vec()].concat();
        assert_eq!(repeated(&between), []);
        let two = execution("list", &[], &[&["x"], &["y"]]);
        assert_eq!(repeated(&after(&two)), []);
    }

    #[test]
    fn long_statements_are_shortened() {
        let columns = r#""id", "#.repeat(20);
        assert_eq!(one_line(&format!("SELECT {columns}\n  FROM \"a\"")), "SELECT .. FROM \"a\"");
        let list =
            |columns: &str| format!("SELECT * FROM (SELECT {columns} FROM \"a\" LIMIT 20) AS \"0 list\" LIMIT $1");
        assert_eq!(one_line(&list(&columns)), list(".."));
        assert_eq!(one_line(&format!("DELETE FROM a RETURNING {columns}")), "DELETE FROM a RETURNING ..");
        assert_eq!(one_line("SELECT 1 FROM a"), "SELECT 1 FROM a");
    }
}
