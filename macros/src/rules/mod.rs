//! The rule book, one file a rule. `docs` of each stand in `peristyle::rules`.

use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Extra, PgEnum, Role, Table, Waiver};
use crate::parse::Schema;

/// By what a rule is decided.
#[derive(Clone, Copy)]
pub enum Decided {
    /// By the tokens of one struct, here.
    Tokens(fn(&Table, &mut Diagnostics)),
    /// By tokens where they show it, by a constant where the type of a column hides it; the constant also knows whether a waiver is needed. The second
    /// function names the columns whose types can break the rule.
    Both(fn(&Table, &mut Diagnostics), fn(&Table, &Column) -> bool),
    /// By a trait, a constant or the list of tables: the compiler decides, the runtime words it. The function names the columns that can break the
    /// rule.
    Compiler(fn(&Table, &Column) -> bool),
}

macro_rules! rules {
    ($($file:ident,)*) => {
        $(mod $file;)*

        /// Every rule and how it is decided, sorted by code.
        const DECISIONS: &[(&Rule, Decided)] = &[$((&$file::RULE, $file::DECIDED)),*];
        /// Every rule, sorted by code.
        pub const ALL: &[&Rule] = &[$(&$file::RULE),*];
    };
}

rules! {
    c01, c02, c03, c04, c05, c06, c07, c08, c09, c10, c11, c12,
    f01, f02, f03, f04, f05, f06, f07,
    i01, i02, i03, i04, i05, i06, i07, i08, i09,
    k01, k02, k03, k04,
    n01, n02, n03, n04, n05,
    p01, p02, p03, p04, p05, p06, p07,
    s01, s02, s03,
    t01, t02, t03, t04,
    w01,
}

pub use c02::is_typed_elsewhere as is_money_by_type;
pub use c07::is_typed_elsewhere as is_list_by_type;
pub use f01::is_typed_elsewhere as is_id_by_type;
pub use w01::RULE as WAIVER;

/// Rules that meet on the same column: where both are broken the first alone is reported.
const PRECEDENCE: [(&str, &str); 11] = [
    ("K02", "K01"),
    ("K01", "F02"),
    ("K01", "F05"),
    ("K02", "F02"),
    ("K02", "F05"),
    ("P01", "F01"),
    ("P01", "F02"),
    ("P04", "F02"),
    ("F01", "C07"),
    ("F02", "F03"),
    ("F06", "F04"),
];

/// A model that was held to every rule. Made by [`check`] alone.
pub struct Checked(Table);

impl Checked {
    /// The table.
    pub fn table(&self) -> &Table {
        &self.0
    }
}

/// Holds a table to every rule that tokens decide, then takes out what is waived.
pub fn check(mut table: Table, diagnostics: &mut Diagnostics) -> Checked {
    for (_, decided) in DECISIONS {
        if let Decided::Tokens(decide) | Decided::Both(decide, _) = decided {
            decide(&table, diagnostics);
        }
    }
    diagnostics.forget(|place| table.columns.get(place).is_some_and(|column| column.flawed));
    w01::waive_and_check_unused(&mut table, diagnostics);
    PRECEDENCE.iter().for_each(|(first, second)| diagnostics.prefer(first, second));
    repair(&mut table, diagnostics);
    Checked(table)
}

/// What is reported must not be found again by rustc in what is generated.
fn repair(table: &mut Table, diagnostics: &Diagnostics) {
    for (place, column) in table.columns.iter_mut().enumerate() {
        column.reported = column.flawed || diagnostics.speak_of(place);
        if column.role == Role::Key && column.reported {
            (column.default, column.sequence) = (None, None);
        }
    }
}

/// How a rule is decided.
pub fn decided(rule: &Rule) -> Decided {
    let found = DECISIONS.iter().find(|(known, _)| known.code == rule.code);
    found.map_or(Decided::Compiler(|_, _| true), |(_, decided)| *decided)
}

/// Whether the type of that column may break the rule without its tokens showing it.
pub fn depends_on_type(rule: &Rule, table: &Table, column: &Column) -> bool {
    match decided(rule) {
        Decided::Tokens(_) => false,
        Decided::Both(_, can_break) | Decided::Compiler(can_break) => can_break(table, column),
    }
}

/// Holds an enum to the rules of names; its labels may be any text.
pub fn check_enum(pg_enum: &PgEnum, diagnostics: &mut Diagnostics) {
    for name in pg_enum.schema.iter().chain([&pg_enum.name]) {
        n01::refuse(name, Place::Table, diagnostics);
        n03::refuse(name, diagnostics);
    }
    for (place, (_, label)) in pg_enum.labels.iter().enumerate() {
        n03::refuse_long(label, diagnostics);
        if pg_enum.labels.iter().take(place).any(|(_, earlier)| earlier.value == label.value) {
            let message = format!("the label `{}` is declared twice", label.value);
            let help = "write another label: `#[pg_enum(name = \"...\")]`".to_owned();
            diagnostics.broken(&n05::RULE, Place::Table, &label.tokens, message, help);
        }
    }
    w01::check_each(pg_enum.waivers.iter().map(|waiver| (Place::Table, waiver)), diagnostics);
    w01::waive_and_check_unused_alone(&pg_enum.waivers, diagnostics);
}

/// Holds the SQL of a schema to the rule of guards.
pub fn check_schema(schema: &Schema, extras: &mut [Extra], waivers: &[Waiver], diagnostics: &mut Diagnostics) {
    p06::check_schema(schema, extras, diagnostics);
    w01::check_each(waivers.iter().map(|waiver| (Place::Table, waiver)), diagnostics);
    w01::waive_and_check_unused_alone(waivers, diagnostics);
}

/// The rule that a waiver calls by that name.
pub fn named(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == name)
}

#[cfg(test)]
pub mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::*;
    use crate::model::Known;
    use crate::parse;

    /// The codes that a documented struct breaks.
    pub fn codes(arguments: TokenStream, item: TokenStream) -> Vec<String> {
        codes_of(arguments, quote!(/** What a row is. */ #item))
    }

    /// The codes that a struct breaks.
    pub fn codes_of(arguments: TokenStream, item: TokenStream) -> Vec<String> {
        codes_beside(&|_| None, arguments, item)
    }

    /// The codes that a struct breaks beside these tables.
    pub fn codes_beside(
        known: &dyn Fn(&syn::Path) -> Option<Known>,
        arguments: TokenStream,
        item: TokenStream,
    ) -> Vec<String> {
        read_beside(known, arguments, item).messages().iter().map(|message| code_of(message)).collect()
    }

    /// What is said of a documented struct, with the help.
    pub fn messages(arguments: TokenStream, item: TokenStream) -> Vec<String> {
        read_beside(&|_| None, arguments, quote!(/** What a row is. */ #item)).with_help()
    }

    fn read_beside(
        known: &dyn Fn(&syn::Path) -> Option<Known>,
        arguments: TokenStream,
        item: TokenStream,
    ) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        if let Some(table) = parse::Table::read(arguments, item, &mut diagnostics) {
            check(Table::of(table, known, &mut diagnostics), &mut diagnostics);
        }
        diagnostics
    }

    fn code_of(message: &str) -> String {
        message.split(']').next().and_then(|start| start.strip_prefix('[')).unwrap_or(message).to_owned()
    }

    #[test]
    fn codes_are_sorted_and_unique() {
        let codes: Vec<&str> = ALL.iter().map(|rule| rule.code).collect();
        let names: std::collections::BTreeSet<&str> = ALL.iter().map(|rule| rule.name).collect();
        assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
        assert_eq!(names.len(), ALL.len());
    }
}
