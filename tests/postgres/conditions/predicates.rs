//! The predicate of an index is true where the same condition as a check is.

use peristyle::Table;
use peristyle::prelude::*;
use peristyle::query::Insert;
use rust_decimal::Decimal;

use super::generator::{Draw, Generator};
use super::subject::{RustResult, Subject, broken, plain, subject};
use super::texts::Mood;
use super::twin::Condition;
use super::{Compared, compare, differences, one_sided, report};

subject! {
    /// Rows that indexes leave out.
    Predicate, PredicateInsert, PredicateUpdate, "predicates";
    required {
        name: String,
        order: i32,
        mood: Mood,
        double: f64,
    }
    optional {
        a: Option<bool>,
        b: Option<bool>,
        c: Option<bool>,
        #[column(numeric(12, 4))] price: Option<Decimal>,
        r#type: Option<String>,
        tags: Vec<String>,
    }
    predicates {
        "only_flag", "flag", "not_flag": (a),
        "only_not", "not", "not_not": (!a),
        "only_or", "or", "not_or": (a || b),
        "only_and_or", "and_or", "not_and_or": (a && b || c),
        "only_or_and", "or_and", "not_or_and": ((a || b) && !c),
        "only_range", "range", "not_range": ((-5..=5).contains(&order)),
        "only_range_or", "range_or", "not_range_or": ((0..5).contains(&order) || price > 0.5),
        "only_priced", "priced", "not_priced": (price.is_some() && price != 0),
        "only_none", "none", "not_none": (r#type.is_none() || b),
        "only_mood", "mood", "not_mood": (mood == Mood::Grey || mood == Mood::Stormy),
        "only_quoted", "quoted", "not_quoted": (name == "it's" || r#type == "a\\b" || name == "ORDER or \" OR '"),
        "only_word", "word", "not_word": (r#type != "or"),
        "only_start", "start", "not_start": (name.starts_with("a") && r#type.len() > 0),
        "only_tagged", "tagged", "not_tagged": (!tags.is_empty()),
        "only_number", "number", "not_number": (double < 0.1),
    }
    checks {}
}

#[tokio::test]
async fn predicates() {
    let Compared { seed, mut twin, results } = compare::<Predicate>().await;
    twin.run("UPDATE predicates SET deleted_at = now() WHERE place % 4 = 0").await;
    let predicates = twin.predicates().await;
    assert_eq!(predicates.len(), Predicate::DEF.indexes.len());
    let answers = twin.answers(&predicates).await;

    let is_covered =
        |place, results: &RustResult, condition: &Condition| place % 4 != 0 && is_so(results, &condition.name);
    let mut found = differences(&results, &predicates, &answers, true, is_covered);
    found.extend(one_sided(&predicates, &answers));
    report(seed, &found);
}

/// A condition is true where its opposite is broken.
fn is_so(results: &RustResult, index: &str) -> bool {
    let opposite = index.replacen("only", "not", 1);
    results.insert.contains(&opposite)
}
