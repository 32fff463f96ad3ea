//! 100,000 random bodies: the schemas of both libraries accept exactly those that serde reads and `validate()` accepts.
//! The differences that `peristyle::json_schema` lists are named by the values, and each of them is seen.

mod bodies;
mod documents;
mod tables;

use std::collections::BTreeMap;

use bodies::{Body, Difference, Generator};
use jsonschema::Validator;
use serde_json::{Value, from_value};
use tables::{ThingInsert, ThingUpdate};

const BODIES: usize = 50_000;

/// What is counted.
#[derive(Default)]
struct Seen {
    accepted: usize,
    refused: usize,
    differing: BTreeMap<&'static str, usize>,
}

fn accepts_insert(body: &Value) -> bool {
    from_value::<ThingInsert>(body.clone()).is_ok_and(|row| row.validate().is_ok())
}

fn accepts_update(body: &Value) -> bool {
    from_value::<ThingUpdate>(body.clone()).is_ok_and(|changes| changes.validate().is_ok())
}

fn compare(is_insert: bool, accepts: fn(&Value) -> bool, validators: &[(&str, Validator)]) -> Seen {
    let mut generator = Generator::new(if is_insert { 7 } else { 8 });
    let mut seen = Seen::default();
    for _ in 0..BODIES {
        let Body { value, difference } = generator.body(is_insert);
        let accepted = accepts(&value);
        *if accepted { &mut seen.accepted } else { &mut seen.refused } += 1;
        for (library, validator) in validators {
            let described = validator.is_valid(&value);
            let is_named = match difference {
                None => false,
                Some(Difference::More(_)) => described && !accepted,
                Some(Difference::Less(_)) => !described && accepted,
            };
            if is_named {
                let (Some(Difference::More(name) | Difference::Less(name)), 1) = (difference, generator.odd()) else {
                    continue;
                };
                *seen.differing.entry(name).or_default() += 1;
                continue;
            }
            let why: Vec<String> =
                validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert_eq!(
                described,
                accepted,
                "{library}: {value:#}\n{why:#?}\nread: {:?}",
                if is_insert {
                    from_value::<ThingInsert>(value.clone())
                        .map(|row| row.validate().err())
                        .map_err(|error| error.to_string())
                } else {
                    from_value::<ThingUpdate>(value.clone())
                        .map(|row| row.validate().err())
                        .map_err(|error| error.to_string())
                }
            );
        }
    }
    seen
}

fn check(is_insert: bool, accepts: fn(&Value) -> bool, validators: &[(&str, Validator)]) {
    let seen = compare(is_insert, accepts, validators);
    println!("{} accepted, {} refused, differing: {:?}", seen.accepted, seen.refused, seen.differing);
    assert!(seen.accepted > BODIES / 5 && seen.refused > BODIES / 5, "{} accepted", seen.accepted);
    let expected: Vec<&str> = bodies::differences(is_insert);
    let unseen: Vec<&&str> = expected.iter().filter(|name| !seen.differing.contains_key(**name)).collect();
    assert!(unseen.is_empty(), "these do not differ: {unseen:?}");
}

#[test]
fn inserts_are_accepted_as_described() {
    check(true, accepts_insert, &documents::validators("ThingInsert"));
}

#[test]
fn updates_are_accepted_as_described() {
    check(false, accepts_update, &documents::validators("ThingUpdate"));
}
