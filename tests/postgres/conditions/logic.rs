use peristyle::prelude::*;
use peristyle::query::Insert;

use super::generator::{Draw, Generator};
use super::subject::{RustResult, Subject, broken, plain, subject};
use super::twin::Condition;
use super::{Compared, compare, differences, report};

subject! {
    /// What is true, false or unknown, in every nesting.
    Logic, LogicInsert, LogicUpdate, "logic";
    required {
        r#type: bool,
        order: i32,
        this: bool,
        select: i32,
    }
    optional {
        a: Option<bool>,
        b: Option<bool>,
        c: Option<bool>,
        d: Option<bool>,
        number: Option<i32>,
        #[column(default = 5)] r#where: i32,
    }
    checks {
        "flag": (a), "not_flag": (!a), "not_not_flag": (!!a), "parenthesised": (((a))),
        "a_true": (a == true), "a_false": (a == false), "a_not_true": (a != true), "true_a": (true == a), "false_not_a": (false != a),
        "a_is_b": (a == b), "a_is_not_b": (a != b), "a_below_b": (a < b), "a_up_to_b": (a <= b), "a_above_b": (a > b), "a_from_b": (a >= b),
        "this_below_type": (this < r#type), "type_up_to_this": (r#type <= this),
        "a_none": (a.is_none()), "a_some": (a.is_some()), "not_none": (!a.is_none()), "not_some": (!a.is_some()),

        "and": (a && b), "or": (a || b), "not_and": (!(a && b)), "not_or": (!(a || b)),
        "one_not_and": (!a && b), "and_one_not": (a && !b), "one_not_or": (!a || b), "or_one_not": (a || !b),
        "and_and": (a && b && c), "or_or": (a || b || c), "and_right": (a && (b && c)), "or_right": (a || (b || c)),
        "and_or": (a && b || c), "or_and": (a || b && c), "or_first": ((a || b) && c), "or_last": (a && (b || c)),
        "and_of_ors": ((a || b) && (c || d)), "or_of_ands": (a && b || c && d), "or_inside": (a && (b || c) && d),
        "and_inside": (a || b && c || d), "deep_and": (a && (b || c && (d || this))), "deep_or": (a || b && (c || d && this)),
        "not_of_and_or": (!(a && b || c)), "not_inside_and": (a && !(b || c)), "not_inside_or": (a || !(b && c)),
        "not_first": (!(a || b) && c), "not_not_and": (!(!(a && b))), "not_all": (!(a || !(b && !(c || d)))),
        "not_flags": (!a && !b || !c && !d), "implies": (!a || b && number.is_some()),

        "or_none": (a || b.is_none()), "and_some": (a && b.is_some()), "both_or_none": (a.is_some() && b.is_some() || a.is_none() && b.is_none()),
        "known_and_true": (a.is_some() && a), "only_where": (number.is_none() || number > 0 && number < 100),
        "not_less": (!(number < 5)), "not_equal_or": (!(number == 5) || a), "less_or_less": (number < 5 || order < 5),
        "compared_and_or": (number == 5 && order != 5 || select >= 5 && this), "or_compared": ((number > 5 || a) && order > 0),

        "range": ((0..5).contains(&number)), "range_to": ((0..=5).contains(&number)), "not_range": (!(0..=5).contains(&number)),
        "range_and": ((0..=5).contains(&number) && a), "and_range": (a && (0..5).contains(&number)), "range_or": ((0..=5).contains(&number) || a),
        "or_range": (a || (0..5).contains(&order)), "not_range_or": (!((0..=5).contains(&order) || a)), "two_ranges": ((-5..=0).contains(&order) || (4..6).contains(&order)),
        "range_of_columns": ((order..=select).contains(&number)), "range_before": ((-100..order).contains(&select)), "empty_range": ((order..order).contains(&select) || a),

        "keywords": (order < select), "keyword_flag": (r#type), "not_keyword": (!r#type && this), "where_keyword": (r#where >= 5 || order == r#where),
        "literal_left": (5 <= order), "literal_above": (5 > order), "literal_not": (-5 != order), "literal_equal": (5 == r#where), "negative_left": (-4 >= number),
    }
}

/// The same by hand: both forms come from one reading of the condition, which could be wrong in both.
const BY_HAND: [(&str, &str); 30] = [
    ("not_flag", "NOT a"),
    ("a_not_true", "a <> true"),
    ("true_a", "true = a"),
    ("a_below_b", "a < b"),
    ("a_up_to_b", "a <= b"),
    ("a_above_b", "a > b"),
    ("a_from_b", "a >= b"),
    ("a_none", "a IS NULL"),
    ("a_some", "a IS NOT NULL"),
    ("one_not_and", "(NOT a) AND b"),
    ("and_or", "(a AND b) OR c"),
    ("or_and", "a OR (b AND c)"),
    ("or_first", "(a OR b) AND c"),
    ("or_last", "a AND (b OR c)"),
    ("not_of_and_or", "NOT ((a AND b) OR c)"),
    ("not_inside_or", "a OR NOT (b AND c)"),
    ("implies", "(NOT a) OR (b AND (number IS NOT NULL))"),
    ("compared_and_or", "((number = 5) AND (\"order\" <> 5)) OR ((\"select\" >= 5) AND this)"),
    ("range", "0 <= number AND number < 5"),
    ("range_to", "number BETWEEN 0 AND 5"),
    ("not_range", "number NOT BETWEEN 0 AND 5"),
    ("range_or", "(number BETWEEN 0 AND 5) OR a"),
    ("range_of_columns", "number BETWEEN \"order\" AND \"select\""),
    ("keywords", "\"order\" < \"select\""),
    ("keyword_flag", "\"type\""),
    ("literal_left", "5 <= \"order\""),
    ("literal_above", "5 > \"order\""),
    ("literal_not", "(-5) <> \"order\""),
    ("literal_equal", "5 = \"where\""),
    ("negative_left", "(-4) >= number"),
];

#[tokio::test]
async fn logic() {
    let Compared { seed, mut twin, results } = compare::<Logic>().await;
    let condition = |(name, sql): &(&str, &str)| Condition { name: (*name).to_owned(), expression: (*sql).to_owned() };
    let conditions: Vec<Condition> = BY_HAND.iter().map(condition).collect();
    let answers = twin.answers(&conditions).await;
    let is_reported = |_, results: &RustResult, condition: &Condition| results.insert.contains(&condition.name);
    let found = differences(&results, &conditions, &answers, false, is_reported);
    report(seed, &found);
}
