//! Statements over their budget, and what to write.

use std::fmt;

use peristyle::TableDef;
use peristyle_build::Checked;
use serde::Serialize;

use super::plan::{Reads, Scan};
use super::{Limits, Statement};
use crate::doctor::{Proposal, propose};

/// A statement that would cost more than its table states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// The call, or the place in the source.
    statement: String,
    sql: String,
    plan: Vec<String>,
    table: String,
    /// `rows`, `sort` or `sequential_scan`: the key of the budget.
    limit: &'static str,
    estimate: u64,
    budget: u64,
    what: String,
    help: Vec<String>,
    /// Other statements with the same help.
    others: Vec<String>,
}

/// A statement without a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Unplanned {
    statement: String,
    reason: String,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Checkup {
    findings: Vec<Finding>,
    /// The number of statements that were planned.
    planned: usize,
    /// Generated statements that the server refuses.
    refused: Vec<Unplanned>,
    /// Recorded statements that need what the private database does not have.
    not_planned: Vec<Unplanned>,
    /// Tables that the statistics do not have, or that were never analyzed.
    without_statistics: Vec<String>,
}

impl Checkup {
    pub(super) fn new(without_statistics: Vec<String>) -> Self {
        Self { without_statistics, ..Self::default() }
    }

    pub(super) fn unplanned(&mut self, statement: &Statement, reason: String) {
        let one = Unplanned { statement: statement.name.clone(), reason };
        if statement.is_recorded { &mut self.not_planned } else { &mut self.refused }.push(one);
    }

    /// Whether nothing is over its budget, and every generated statement has a plan.
    pub(crate) fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.refused.is_empty()
    }

    /// Compares a plan with the budgets of its tables.
    pub(super) fn add(
        &mut self,
        statement: &Statement,
        reads: &Reads,
        limits: &Limits,
        structs: &Checked,
        tables: &[&'static TableDef],
    ) {
        self.planned += 1;
        let default = structs.options().default_schema();
        let mut names: Vec<&str> = reads.scans.iter().map(|scan| scan.table.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let is_it = |def: &&&TableDef| format!("{}.{}", def.schema.unwrap_or(default), def.name) == name;
            let Some(def) = tables.iter().find(is_it) else { continue };
            let scans: Vec<&Scan> = reads.scans.iter().filter(|scan| scan.table == name).collect();
            let limits = limits.of(def);
            let pages: f64 =
                scans.iter().filter(|scan| scan.index.is_empty()).map(|scan| scan.pages * scan.share).sum();
            let rows: f64 = scans.iter().map(|scan| scan.rows).sum();
            let sorted: f64 = reads.sorts.iter().filter(|sort| sort.table == name).map(|sort| sort.rows).sum();
            let over = [
                ("sequential_scan", pages, limits.sequential_scan),
                ("sort", sorted, limits.sort),
                ("rows", rows, limits.rows),
            ];
            // A sequential scan reads the rows too, and a sort sorts what is read: the index mends both.
            let over = over.into_iter().take(if statement.is_lookup { 1 } else { 3 });
            let Some((limit, estimate, budget)) = over.into_iter().find(|(_, cost, budget)| *cost > *budget as f64)
            else {
                continue;
            };
            self.over((statement, &reads.outline), def, (limit, estimate as u64, budget), &scans, structs);
        }
    }

    fn over(
        &mut self,
        (statement, outline): (&Statement, &[String]),
        def: &TableDef,
        (limit, estimate, budget): (&'static str, u64, u64),
        scans: &[&Scan],
        structs: &Checked,
    ) {
        let table = def.name;
        let number = with_commas(estimate);
        let what = match limit {
            "sequential_scan" => format!("reads {number} pages of `{table}` without an index"),
            "sort" => format!("sorts {number} rows of `{table}`"),
            _ => format!("reads {number} rows of `{table}`"),
        };
        let what = format!("{what}, and the budget is {}", with_commas(budget));
        let mut help = Vec::new();
        match propose(def.schema, table, &conditions(scans), &order(scans), structs) {
            Some(Proposal::Index { attribute, statement }) => {
                help.push(format!("write {attribute}: `{statement}`"));
            }
            Some(Proposal::Served { index }) => help.push(format!(
                "the index `{index}` has its condition and order, and the planner expects as many rows: narrow it by `.filter(..)`, or read smaller pages"
            )),
            Some(Proposal::Bare) => {
                help.push("it has no condition but the tenant: narrow it by `.filter(..)`, or read pages".to_owned());
            }
            None => help.push("add an index over the expressions of its condition".to_owned()),
        }
        help.push(format!(
            "or, if it may cost that, write `budget({limit} = {}, why = \"the reason\")` on `{}`",
            rounded(estimate),
            def.rust_name
        ));
        let is_same = |one: &&mut Finding| one.limit == limit && one.table == table && one.help[0] == help[0];
        if let Some(same) = self.findings.iter_mut().find(is_same) {
            // One budget is enough for all of them.
            if estimate > same.estimate {
                same.estimate = estimate;
                same.what = what;
                same.help = help;
                let other = std::mem::replace(&mut same.statement, statement.name.clone());
                same.sql.clone_from(&statement.sql);
                same.plan = outline.to_vec();
                same.others.push(other);
            } else {
                same.others.push(statement.name.clone());
            }
            return;
        }
        self.findings.push(Finding {
            statement: statement.name.clone(),
            sql: statement.sql.clone(),
            plan: outline.to_vec(),
            table: table.to_owned(),
            limit,
            estimate,
            budget,
            what,
            help,
            others: Vec::new(),
        });
    }
}

fn conditions(scans: &[&Scan]) -> Vec<String> {
    scans.first().map(|scan| scan.conditions.clone()).unwrap_or_default()
}

fn order(scans: &[&Scan]) -> Vec<String> {
    scans.first().map(|scan| scan.order.clone()).unwrap_or_default()
}

/// `12,000`
fn with_commas(number: u64) -> String {
    grouped(number, ',')
}

fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// Rounded up to two digits, as in Rust: `13_000`.
fn rounded(number: u64) -> String {
    let mut unit = 1;
    while number / unit >= 100 {
        unit *= 10;
    }
    grouped(number.div_ceil(unit) * unit, '_')
}

/// As a diagnostic of a compiler.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "`{}` {}", self.statement, self.what)?;
        writeln!(f, "  = statement: {}", self.sql.split_whitespace().collect::<Vec<_>>().join(" "))?;
        writeln!(f, "  = plan: {}", self.plan.join(" > "))?;
        match self.others.as_slice() {
            [] => {}
            [one] => writeln!(f, "  = also: `{one}`")?,
            [one, rest @ ..] => writeln!(f, "  = also: `{one}` and {} more", rest.len())?,
        }
        self.help.iter().try_for_each(|help| writeln!(f, "  = help: {help}"))
    }
}

impl fmt::Display for Checkup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        for Unplanned { statement, reason } in &self.refused {
            writeln!(f, "`{statement}` is refused by the server: {reason}\n")?;
        }
        for Unplanned { statement, reason } in &self.not_planned {
            writeln!(f, "not planned: `{statement}`: {reason}")?;
        }
        for table in &self.without_statistics {
            writeln!(f, "without statistics: `{table}`")?;
        }
        let over = self.findings.iter().map(|one| one.others.len() + 1).sum::<usize>();
        let statements = if self.planned == 1 { "statement" } else { "statements" };
        match over {
            0 => writeln!(f, "planned {} {statements}: none costs more than its budget", self.planned),
            over => writeln!(f, "planned {} {statements}: {over} cost more than the budget", self.planned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written() {
        assert_eq!(with_commas(1_234_567), "1,234,567");
        assert_eq!(with_commas(999), "999");
        assert_eq!(
            (rounded(12_345), rounded(100), rounded(99)),
            ("13_000".to_owned(), "100".to_owned(), "99".to_owned())
        );
    }
}
