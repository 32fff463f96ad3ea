//! Any token stream gives tokens or errors at tokens: random input for the three entry points, most of it one step away from what is right.
//!
//! `macros/README.md` says how to run more of it. A failure prints the smallest input that still fails, and what repeats it.

mod convention;
mod corpus;
mod input;
mod shrink;
mod tokens;

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use proc_macro2::TokenStream;

use corpus::Corpus;
use input::{Entry, Input};

/// What the compiler gives its threads.
const STACK: usize = 8 << 20;
/// How many inputs one thread tries: what it remembers of spans is freed with it, and the corpus is read anew.
const CHUNK: usize = 2_000;

#[test]
fn any_input_gives_tokens_or_errors() {
    let (inputs, seed) = (number("PERISTYLE_FUZZ_INPUTS", 10_000), number("PERISTYLE_FUZZ_SEED", 1));
    let (counts, begin) = (Counts::default(), Instant::now());
    let failed = first_failure(inputs, seed, &counts);
    println!("{inputs} inputs from seed {seed}: {counts}, {:.1?}", begin.elapsed());
    if let Some(place) = failed {
        let message = on_a_thread(|| shrink::message(Input::random(&Corpus::read(), seed, place)));
        panic!("{message}\nrepeated by PERISTYLE_FUZZ_SEED={seed} PERISTYLE_FUZZ_INPUTS={}", place + 1);
    }
    let (refused, accepted) = (counts.refused.into_inner(), counts.accepted.into_inner());
    assert!(refused > inputs / 4 && accepted > inputs / 50, "the input is one-sided");
}

/// Whatever nests is read as deep as any person writes it, and refused beyond, before the stack ends.
#[test]
fn deep_tokens_are_read_or_refused() {
    for (depth, expected) in [(120, 0), (10_000, 1)] {
        let count = |input: &Input| convention::errors(input.expanded()).len();
        let counted = || nested(depth).iter().map(|(name, input)| (*name, count(input))).collect::<Vec<_>>();
        for (name, errors) in on_a_thread(counted) {
            assert!(errors == expected || name.ends_with('*'), "{name}, {depth}: {errors} errors");
        }
    }
}

/// What nests, so deep; with a star what is an error anyway.
fn nested(depth: usize) -> Vec<(&'static str, Input)> {
    let nest = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
    let check = |condition: String| table(&format!("name = \"plans\", check({condition})"), "", "i32");
    let of = |entry, item: String| Input { entry, arguments: TokenStream::new(), item: tokens(&item) };
    vec![
        ("parentheses", check(nest("(", "seats > 0", ")"))),
        ("operators", check(nest("!", "is_free", ""))),
        ("conditions", check(nest("seats > 0 && ", "is_free", ""))),
        ("types", table("name = \"plans\"", "", &nest("Vec<", "i32", ">"))),
        ("functions", table("name = \"plans\"", "", &nest("fn() -> ", "i32", ""))),
        ("attributes*", table("name = \"plans\"", &format!("#[column({})]", nest("waive(", "", ")")), "i32")),
        ("defaults*", table("name = \"plans\"", &format!("#[column(default = {})]", nest("{", "1", "}")), "i32")),
        ("schemas*", of(Entry::Schema, format!("SCHEMA = {}", nest("[", "Plan", "]")))),
        ("enums", of(Entry::Enum, format!("enum Billing {{ Monthly = {} }}", nest("(", "1", ")")))),
    ]
}

fn table(arguments: &str, attribute: &str, ty: &str) -> Input {
    let item = format!("/** A plan. */ struct Plan {{ id: Id<Plan>, is_free: bool, {attribute} seats: {ty} }}");
    Input { entry: Entry::Table, arguments: tokens(arguments), item: tokens(&item) }
}

fn tokens(text: &str) -> TokenStream {
    text.parse().expect("tokens")
}

fn number(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).map_or(otherwise, |value| value.replace('_', "").parse().expect("the variable is a number"))
}

/// How the inputs fared: both sides have to be reached.
#[derive(Default)]
struct Counts {
    refused: AtomicUsize,
    accepted: AtomicUsize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (refused, accepted) = (self.refused.load(Ordering::Relaxed), self.accepted.load(Ordering::Relaxed));
        write!(f, "{refused} refused, {accepted} accepted")
    }
}

/// The number of an input that fails, by two threads at a time.
fn first_failure(inputs: usize, seed: usize, counts: &Counts) -> Option<usize> {
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let begin = next.fetch_add(CHUNK, Ordering::Relaxed);
            if begin >= inputs {
                return None;
            }
            let failed = on_a_thread(|| chunk(begin..inputs.min(begin + CHUNK), seed, counts));
            if failed.is_some() {
                next.store(inputs, Ordering::Relaxed);
                return failed;
            }
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let own = work();
        own.or(other.join().expect("the thread returns what fails"))
    })
}

fn chunk(mut places: std::ops::Range<usize>, seed: usize, counts: &Counts) -> Option<usize> {
    let corpus = Corpus::read();
    places.find(|place| {
        // What differs between two runs differs often.
        let checked = Input::random(&corpus, seed, *place).check(place % 10 == 0);
        let counter = if checked == Ok(0) { &counts.accepted } else { &counts.refused };
        counter.fetch_add(1, Ordering::Relaxed);
        checked.is_err()
    })
}

fn on_a_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.expect("a thread starts").join().expect("the thread returns what fails")
    })
}
