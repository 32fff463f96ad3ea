//! The keys of every attribute. A key is one line here; the model says what its value means.
//!
//! Values are read by `parse::value`, not by a derive such as darling's. Each message names the key, what it takes, and an example of its form, with the
//! tokens of the argument; all mistakes of a struct are reported together; and most values are expressions, lists of columns or conditions, which need the
//! struct. An error of `FromMeta` has the expected type only, so what would be left of the derive is the sorting of keys below.

use std::mem;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Ident, LitStr, Meta, MetaList, MetaNameValue};

use super::{elsewhere, expression};
use crate::diagnostics::Diagnostics;
use crate::suggest;

/// A key with its value, as it was written. In a box: an attribute has dozens of them, and the unoptimized macro copies them with each move.
pub struct Raw(pub Box<Meta>);

macro_rules! arguments {
    ($(#[$doc:meta])* $name:ident, $attribute:literal {
        $($(#[$key_doc:meta])* $key:literal => $field:ident, $form:literal;)*
        and
        $($(#[$many_doc:meta])* $many_key:literal => $many:ident, $many_form:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Default)]
        pub struct $name {
            $($(#[$key_doc])* pub $field: Option<Raw>,)*
            $($(#[$many_doc])* pub $many: Vec<Raw>,)*
            /// The keys as they were written, misspelt ones too: an editor completes them.
            pub written: Vec<Ident>,
            /// Some argument could not be read, whichever it was meant to be.
            #[allow(dead_code, reason = "not every reader has to know")]
            pub unreadable: bool,
        }

        impl $name {
            const ONCE: &[&str] = &[$($key),*];
            const MANY: &[&str] = &[$($many_key),*];
            pub(super) const FORMS: &[(&str, &str)] = &[$(($key, $form),)* $(($many_key, $many_form)),*];

            /// Reads the arguments of one attribute; each one that cannot be read is a diagnostic, the others count.
            pub fn read(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
                let keys = Keys { attribute: $attribute, once: Self::ONCE, many: Self::MANY, forms: Self::FORMS };
                let parts = split_at_commas(tokens);
                let written = parts.iter().filter_map(key_of).collect();
                let before = diagnostics.count();
                let known = keys.known(parts, diagnostics);
                let unreadable = diagnostics.count() > before;
                let mut read = Self { written, unreadable, ..Self::default() };
                for (name, meta) in known {
                    match name.as_str() {
                        $($key => read.$field = Some(Raw(Box::new(meta))),)*
                        $($many_key => read.$many.push(Raw(Box::new(meta))),)*
                        _ => {}
                    }
                }
                read
            }
        }
    };
}

arguments! {
    /// `#[table(...)]`
    TableArguments, "table" {
        /// The name in the database.
        "name" => name, "name = \"org_products\"";
        /// The schema of the database that it is in.
        "schema" => schema, "schema = \"billing\"";
        /// The name before it was renamed.
        "renamed_from" => renamed_from, "renamed_from = \"org_goods\"";
        /// The release or the migration until which a view has the old name.
        "until" => until, "until = \"0.5\"";
        /// No program uses it any more.
        "retired" => retired, "retired = \"the reason\"";
        /// The root whose tenants own the rows.
        "tenant" => tenant, "tenant = Organization";
        /// The rows are the tenants.
        "tenant_root" => tenant_root, "tenant_root";
        /// What the names of a root's tenant tables begin with.
        "prefix" => prefix, "prefix = \"org_\"";
        /// The columns of a composite key.
        "junction" => junction, "junction(student_id, course_id)";
        /// The columns of the key, and its name; `"id"`: a PRIMARY KEY without the tenant column.
        "primary_key" => primary_key, "primary_key(country, number)";
        /// Rows are only inserted.
        "append_only" => append_only, "append_only";
        /// Versions of rows are kept.
        "history" => history, "history";
        /// How the rows are spread over children.
        "partition" => partition, "partition(hash(organization_id), 16)";
        /// Storage options.
        "with" => with, "with(fillfactor = 70)";
        /// Row security of a global table, whose policies are SQL of the user.
        "row_security" => row_security, "row_security = forced";
        /// No log is kept of its changes.
        "unlogged" => unlogged, "unlogged";
        /// Where its files are.
        "tablespace" => tablespace, "tablespace = \"fast\"";
        /// What its statements may cost.
        "budget" => budget, "budget(rows = 50_000, why = \"the reason\")";
        /// What a text search looks in.
        "search" => search, "search(name(a), description, language = \"english\")";
        /// The required columns of an insert are named, not listed.
        "named_insert" => named_insert, "named_insert";
        /// Derives of the insert type.
        "derive_insert" => derive_insert, "derive_insert(PartialEq)";
        /// Derives of the update type.
        "derive_update" => derive_update, "derive_update(PartialEq)";
        /// The path of the runtime, where it was renamed.
        "crate" => runtime, "crate = my_peristyle";
        and
        /// A unique.
        "unique" => unique, "unique(sku)";
        /// An index.
        "index" => index, "index(created_at(desc), only(is_active))";
        /// An exclusion.
        "exclude" => exclude, "exclude(room with \"=\", during with \"&&\")";
        /// A reference over several columns.
        "foreign_key" => foreign_key, "foreign_key(country, number, references = Region, on_delete = restrict, why = \"the reason\")";
        /// Extended statistics.
        "statistics" => statistics, "statistics(country, city)";
        /// A policy of row security.
        "policy" => policy, "policy(name = \"own_rows\", restrictive, using = \"owner = current_user\")";
        /// A check.
        "check" => check, "check(price >= 0, message = \"the price must not be negative\")";
        /// SQL in front of it.
        "sql_before" => sql_before, "sql_before(name = \"year\", sql = \"CREATE DOMAIN year AS integer\")";
        /// SQL behind it.
        "sql_after" => sql_after, "sql_after(name = \"year\", sql = \"CREATE VIEW ..\")";
        /// A waiver.
        "waive" => waive, "waive(soft_delete = \"the reason\")";
    }
}

arguments! {
    /// `#[column(...)]`
    ColumnArguments, "column" {
        /// The name in the database.
        "name" => name, "name = \"AlbumId\"";
        /// The name before it was renamed.
        "renamed_from" => renamed_from, "renamed_from = \"code\"";
        /// Its values in the rows that are there, and in those of a program that does not write it.
        "backfill" => backfill, "backfill = \"lower(name)\"";
        /// The release or the migration until which an older program can write the table.
        "until" => until, "until = \"0.5\"";
        /// The type of the old name.
        "old_type" => old_type, "old_type = \"integer\"";
        /// No program uses it any more.
        "retired" => retired, "retired = \"the reason\"";
        /// At most so many characters of a text, by a check.
        "max_len" => max_len, "max_len = 255";
        /// At most so many characters.
        "varchar" => varchar, "varchar(255)";
        /// Padded to so many characters.
        "char" => char, "char(2)";
        /// Digits in all, digits after the point.
        "numeric" => numeric, "numeric(10, 2)";
        /// `json` in place of `jsonb`.
        "json" => json, "json";
        /// The digits of a second.
        "precision" => precision, "precision(3)";
        /// The whole type in the database.
        "sql_type" => sql_type, "sql_type = \"inet\"";
        /// The expression that the database computes it by.
        "generated" => generated, "generated(sql = \"price * quantity\")";
        /// How texts are compared and sorted.
        "collate" => collate, "collate = \"C\"";
        /// A literal that an insert may leave out.
        "default" => default, "default = 0";
        /// An expression that an insert may leave out.
        "default_sql" => default_sql, "default_sql = \"now()\"";
        /// A timestamp that the application sets, as any other column.
        "set_by_application" => set_by_application, "set_by_application";
        /// An `updated_at` that the statements set, without the trigger for other writers.
        "no_trigger" => no_trigger, "no_trigger";
        /// An array without the default that is added.
        "no_default" => no_default, "no_default";
        /// An array without the check that is added.
        "unchecked_elements" => unchecked_elements, "unchecked_elements";
        /// The database counts it.
        "identity" => identity, "identity";
        /// The same, as older databases do.
        "serial" => serial, "serial";
        /// The database numbers the rows of each tenant.
        "number_per_tenant" => number_per_tenant, "number_per_tenant(per(year), no_gaps)";
        /// What it refers to, where its type is no `Id`.
        "references" => references, "references = Country";
        /// What happens when the row referred to is deleted.
        "on_delete" => on_delete, "on_delete = restrict";
        /// Why that.
        "why" => why, "why = \"the reason\"";
        /// What happens when the columns referred to change.
        "on_update" => on_update, "on_update = cascade";
        /// The reference may be checked at the end of the transaction.
        "deferrable" => deferrable, "deferrable";
        /// The reference is checked at the end of the transaction.
        "initially_deferred" => initially_deferred, "initially_deferred";
        /// The rows that were there are not held to the reference.
        "not_valid" => not_valid, "not_valid";
        /// No row is held to the reference.
        "not_enforced" => not_enforced, "not_enforced";
        /// The name of the reference.
        "constraint" => constraint, "constraint = \"fk_city_country\"";
        /// What it copies, and why.
        "denormalized" => denormalized, "denormalized(from = Category::NAME, why = \"the reason\")";
        /// This is the tenant column.
        "tenant" => tenant, "tenant";
        and
        /// A waiver.
        "waive" => waive, "waive(foreign_key = \"the reason\")";
    }
}

arguments! {
    /// `#[pg_enum(...)]` on an enum
    EnumArguments, "pg_enum" {
        /// The name of the type.
        "name" => name, "name = \"product_status\"";
        /// The schema of the database that the type is in.
        "schema" => schema, "schema = \"billing\"";
        /// How the labels are made of the names of the variants.
        "rename_all" => rename_all, "rename_all = \"SCREAMING_SNAKE_CASE\"";
        /// It implements serde's traits.
        "serde" => serde, "serde";
        /// The path of the runtime, where it was renamed.
        "crate" => runtime, "crate = my_peristyle";
        and
        /// Rules that the enum breaks, each with the reason.
        "waive" => waive, "waive(snake_case = \"the reason\")";
    }
}

arguments! {
    /// `#[pg_enum(...)]` on a variant
    LabelArguments, "pg_enum on a variant" {
        /// The label.
        "name" => name, "name = \"out_of_stock\"";
        and
    }
}

arguments! {
    /// `#[column_type(...)]`
    NewtypeArguments, "column_type" {
        /// The type in the database.
        "sql_type" => sql_type, "sql_type = \"citext\"";
        /// The field travels as the text that it is displayed as.
        "text" => text, "text";
        /// What is read is made by `TryFrom`.
        "try_from" => try_from, "try_from";
        /// The path of the runtime, where it was renamed.
        "crate" => runtime, "crate = my_peristyle";
        and
    }
}

/// What one attribute takes.
struct Keys {
    attribute: &'static str,
    once: &'static [&'static str],
    many: &'static [&'static str],
    forms: &'static [(&'static str, &'static str)],
}

impl Keys {
    /// The arguments that can be read; each of the others is a diagnostic.
    fn known(&self, parts: Vec<TokenStream>, diagnostics: &mut Diagnostics) -> Vec<(String, Meta)> {
        let mut seen = Vec::new();
        parts.into_iter().filter_map(|part| self.argument(part, &mut seen, diagnostics)).collect()
    }

    fn argument(
        &self,
        part: TokenStream,
        seen: &mut Vec<String>,
        diagnostics: &mut Diagnostics,
    ) -> Option<(String, Meta)> {
        let Some(key) = key_of(&part) else {
            return self.without_key(&part, diagnostics);
        };
        let name = key.unraw().to_string();
        let Some((_, form)) = self.forms.iter().find(|(known, _)| *known == name) else {
            // The word of another attribute is not a misspelt one of this.
            if let Some(help) = elsewhere::help(self.attribute, &name) {
                let message = format!("`{}` has no key `{name}`", self.attribute);
                diagnostics.malformed(self.subject(), &key, message, help);
                return self.read_as(elsewhere::meant(self.attribute, &name)?, &part, seen);
            }
            let message =
                format!("`{}` has no key `{name}`{}", self.attribute, suggest::did_you_mean(&name, &self.all()));
            diagnostics.malformed(self.subject(), &key, message, self.list());
            return self.read_as(suggest::nearest(&name, &self.all())?, &part, seen);
        };
        if self.once.contains(&name.as_str()) && seen.contains(&name) {
            diagnostics.malformed(self.subject(), &part, format!("`{name}` is repeated"), format!("keep one `{name}`"));
            return None;
        }
        seen.push(name.clone());
        let Ok(mut meta) = expression::argument(part.clone()) else {
            let message = format!("invalid value of `{name}`");
            diagnostics.malformed(self.subject(), &part, message, format!("write `{form}`"));
            return None;
        };
        if let Meta::NameValue(pair) = &mut meta {
            without_group(&mut pair.value);
        }
        Some((name, meta))
    }

    /// An argument that does not start with a word. A text is the name of the table, enum or label.
    fn without_key(&self, part: &TokenStream, diagnostics: &mut Diagnostics) -> Option<(String, Meta)> {
        let message = "an argument starts with its key";
        let text = syn::parse2::<LitStr>(part.clone())
            .ok()
            .filter(|_| matches!(self.attribute, "table" | "pg_enum" | "pg_enum on a variant"));
        let Some(text) = text else {
            diagnostics.malformed(self.subject(), part, message, self.list());
            return None;
        };
        let name = quote!(name = #text);
        diagnostics.malformed(self.subject(), part, message, format!("write `name = {}`", text.to_token_stream()));
        Some(("name".to_owned(), expression::argument(name).ok()?))
    }

    /// The argument that a misspelt key was meant to be, so that nothing that follows from its absence is reported too.
    fn read_as(&self, name: &'static str, part: &TokenStream, seen: &mut Vec<String>) -> Option<(String, Meta)> {
        let mut meta = expression::argument(part.clone()).ok()?;
        let path = match &mut meta {
            Meta::Path(path) | Meta::List(MetaList { path, .. }) | Meta::NameValue(MetaNameValue { path, .. }) => path,
        };
        *path = Ident::new(name, path.span()).into();
        if let Meta::NameValue(pair) = &mut meta {
            without_group(&mut pair.value);
        }
        let is_new = !self.once.contains(&name) || !seen.iter().any(|other| other == name);
        seen.push(name.to_owned());
        is_new.then(|| (name.to_owned(), meta))
    }

    fn all(&self) -> Vec<&'static str> {
        self.once.iter().chain(self.many).copied().collect()
    }

    fn list(&self) -> String {
        format!("`{}` takes {}", self.attribute, suggest::list(&self.all()))
    }

    fn subject(&self) -> &'static str {
        match self.attribute {
            "table" | "column" => "table",
            "column_type" => "ColumnType",
            _ => "PgEnum",
        }
    }
}

/// What a macro by example captured as `$root:path` is in a group without delimiters.
fn without_group(value: &mut Expr) {
    while let Expr::Group(group) = value {
        let inner = mem::replace(&mut *group.expr, Expr::Verbatim(TokenStream::new()));
        *value = inner;
    }
}

/// Parts between commas, so that one malformed argument does not hide the next. A comma inside brackets is inside a group already.
fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![TokenStream::new()];
    for token in tokens {
        match token {
            TokenTree::Punct(ref punct) if punct.as_char() == ',' => parts.push(TokenStream::new()),
            token => {
                if let Some(part) = parts.last_mut() {
                    token.to_tokens(part);
                }
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn key_of(part: &TokenStream) -> Option<Ident> {
    match part.clone().into_iter().next() {
        Some(TokenTree::Ident(ident)) => Some(ident),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A key has a page, which an editor shows and completes, and a page has a key.
    #[test]
    fn every_key_has_a_page() {
        let names = include_str!("../../../runtime/src/attributes/mod.rs");
        for (attribute, keys) in [
            ("table", [TableArguments::ONCE, TableArguments::MANY].concat()),
            ("column", [ColumnArguments::ONCE, ColumnArguments::MANY].concat()),
            ("pg_enum", [EnumArguments::ONCE, EnumArguments::MANY].concat()),
            ("pg_enum_variant", LabelArguments::ONCE.to_vec()),
            ("column_type", NewtypeArguments::ONCE.to_vec()),
        ] {
            let list =
                names.split(&format!("    {attribute} {{\n")).nth(1).and_then(|rest| rest.split("\n    }\n").next());
            let lines = list.unwrap_or_default().lines().map(str::trim);
            // `crate` cannot be the name of a module.
            let name =
                |line: &'static str| Some(line.strip_suffix(';')?.trim_start_matches("crate_ ").trim_matches('"'));
            let pages: BTreeSet<&str> = lines.filter_map(name).collect();
            assert_eq!(pages, keys.into_iter().collect(), "{attribute}");
        }
    }
}
