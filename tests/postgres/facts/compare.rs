use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Fact, Facts, Kind};

/// The most facts of a kind that are shown.
const SHOWN: usize = 20;

/// What two sets of facts have in common, kind by kind.
#[derive(Debug, Clone)]
pub struct Report(BTreeMap<Kind, Line>);

#[derive(Debug, Clone)]
struct Line {
    expected: usize,
    matched: usize,
    missing: Vec<Fact>,
    extra: Vec<Fact>,
}

/// Compares the kinds that the expected facts state.
pub fn compare(expected: &Facts, got: &Facts) -> Report {
    let known: BTreeSet<_> = expected.facts.iter().map(|fact| &fact.of).collect();
    let others = |fact: &&Fact| known.contains(&fact.of) || fact.kind == Kind::Table || is_type(fact.kind);
    let line = |kind: Kind| {
        let of_kind = |fact: &&Fact| fact.kind == kind;
        Line::of(
            expected.facts.iter().filter(of_kind).collect(),
            got.facts.iter().filter(of_kind).filter(others).collect(),
        )
    };
    Report(expected.kinds.intersection(&got.kinds).map(|kind| (*kind, line(*kind))).collect())
}

const fn is_type(kind: Kind) -> bool {
    matches!(kind, Kind::Enum | Kind::Domain)
}

impl Line {
    fn of(expected: Vec<&Fact>, got: Vec<&Fact>) -> Self {
        let (missing, extra) = (rest(&expected, &got), rest(&got, &expected));
        Self { expected: expected.len(), matched: expected.len() - missing.len(), missing, extra }
    }
}

/// What the others do not hold as often.
fn rest(all: &[&Fact], others: &[&Fact]) -> Vec<Fact> {
    let mut left = BTreeMap::<&Fact, usize>::new();
    all.iter().for_each(|fact| *left.entry(fact).or_default() += 1);
    others.iter().for_each(|fact| take_one(&mut left, fact));
    left.into_iter().flat_map(|(fact, count)| std::iter::repeat_n(fact.clone(), count)).collect()
}

fn take_one(left: &mut BTreeMap<&Fact, usize>, fact: &Fact) {
    if let Some(count) = left.get_mut(fact) {
        *count = count.saturating_sub(1);
    }
}

impl Report {
    /// Leaves kinds out.
    pub fn without(mut self, kinds: &[Kind]) -> Self {
        self.0.retain(|kind, _| !kinds.contains(kind));
        self
    }

    /// Leaves out what is extra on purpose, such as the columns that the product adds.
    pub fn allowing_extra(mut self, allowed: impl Fn(Kind, &str) -> bool) -> Self {
        for (kind, line) in &mut self.0 {
            line.extra.retain(|fact| !allowed(*kind, &fact.to_string()));
        }
        self
    }

    /// The kinds of which something is missing or extra.
    pub fn unclean(&self) -> Vec<Kind> {
        let unclean = self.0.iter().filter(|(_, line)| !line.missing.is_empty() || !line.extra.is_empty());
        unclean.map(|(kind, _)| *kind).collect()
    }

    /// Whether nothing is missing and nothing is extra.
    pub fn is_clean(&self) -> bool {
        self.unclean().is_empty()
    }

    /// How many facts of that kind are as they were expected.
    pub fn matched(&self, kind: Kind) -> usize {
        self.0.get(&kind).map_or(0, |line| line.matched)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:22} {:>8} {:>8} {:>8} {:>8}", "kind", "expected", "matched", "missing", "extra")?;
        for (kind, Line { expected, matched, missing, extra }) in &self.0 {
            writeln!(f, "{kind:22} {expected:8} {matched:8} {:8} {:8}", missing.len(), extra.len())?;
            missing.iter().take(SHOWN).try_for_each(|fact| writeln!(f, "    - {fact}"))?;
            extra.iter().take(SHOWN).try_for_each(|fact| writeln!(f, "    + {fact}"))?;
        }
        Ok(())
    }
}
