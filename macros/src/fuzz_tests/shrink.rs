//! The smallest input that still fails.

use std::panic;

use proc_macro2::{TokenStream, TokenTree};

use super::input::Input;
use super::tokens::{self, Level};

/// What fails, and the least that is needed for it.
pub fn message(input: Input) -> String {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let smallest = smallest(input);
    panic::set_hook(hook);
    match smallest.check(true) {
        Err(problem) => format!("{problem}\n{smallest}"),
        Ok(_) => format!("it failed once, and no more:\n{smallest}"),
    }
}

fn smallest(mut input: Input) -> Input {
    let fails = |input: &Input| input.check(true).is_err();
    loop {
        let before = input.to_string().len();
        input.item = shorter(&input.item, |item| fails(&Input { item: item.clone(), ..input.clone() }));
        input.arguments =
            shorter(&input.arguments, |arguments| fails(&Input { arguments: arguments.clone(), ..input.clone() }));
        if input.to_string().len() == before {
            return input;
        }
    }
}

/// Takes out each token that can go, groups with all that is in them first, then puts what is in a group in its place.
fn shorter(start: &TokenStream, fails: impl Fn(&TokenStream) -> bool) -> TokenStream {
    let mut best = start.clone();
    let smaller: [&dyn Fn(&mut Level, usize); 2] = [&remove, &unwrap];
    for change in smaller {
        let mut place = 0;
        while place < tokens::count(&best) {
            let changed = tokens::change_at(best.clone(), place, |level, at| change(level, at));
            if tokens::count(&changed) < tokens::count(&best) && fails(&changed) {
                best = changed;
            } else {
                place += 1;
            }
        }
    }
    best
}

fn remove(level: &mut Level, at: usize) {
    level.remove(at);
}

fn unwrap(level: &mut Level, at: usize) {
    if let TokenTree::Group(group) = &level[at] {
        let inner: Level = group.stream().into_iter().collect();
        level.splice(at..=at, inner);
    }
}
