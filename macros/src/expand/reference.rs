//! The foreign keys of a definition, and the checks that the compiler holds them to.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use super::{assertion, generated};
use crate::diagnostics::ends;
use crate::model::{Action, Column, ForeignKey, ReferenceOptions, Role, Table, Target, Waiver};
use crate::parse::value::Text;

/// Every reference: the tenant column's first, those over several columns last.
pub fn all(table: &Table) -> Vec<TokenStream> {
    let of_columns = columns(table).map(|column| of_column(table, column));
    of_columns.chain(table.sound_foreign_keys().map(|key| over_several(table, key))).collect()
}

/// A constant that asserts the checks of each reference that names its target, at the target.
pub fn const_checks(table: &Table) -> TokenStream {
    let of_columns = columns(table).map(|column| column.references.as_ref().filter(|_| !column.reported));
    let targets = of_columns.chain(table.sound_foreign_keys().map(|key| Some(&key.target)));
    let checks = targets.enumerate().filter_map(|(place, target)| Some(check(place, target?, table)));
    let of_columns = columns(table).filter(|column| !column.reported);
    let loose =
        of_columns.filter_map(|column| Some((column.reference_options.not_enforced.as_ref()?, target_def(column))));
    let keys = table.sound_foreign_keys();
    let loose_keys =
        keys.filter_map(|key| Some((key.reference_options.not_enforced.as_ref()?, target_table(&key.target.table))));
    let loose = loose.chain(loose_keys).map(|(word, target)| assertion::check(word, "not_enforced", quote!(, #target)));
    quote!(#(#checks)* #(#loose)*)
}

fn check(place: usize, Target { table, tokens, .. }: &Target, referring: &Table) -> TokenStream {
    let (place, (first, last)) = (Literal::usize_unsuffixed(place), ends(tokens));
    let is_itself = referring.is_called(table);
    let arguments = quote_spanned!(last=> (__PARTS.1.def, #place, #is_itself));
    let unnamed = generated::unnamed_const(first);
    quote_spanned! {first=>
        #unnamed: () = __p::ReferenceDef::to::<#table>(&[], __p::OnDelete::NoAction, "").check::<#table> #arguments;
    }
}

/// The columns that are references, in the order of the definition.
fn columns(table: &Table) -> impl Iterator<Item = &Column> + Clone {
    let is = |column: &&Column, role| (column.role == Role::Tenant) == role && column.is_reference();
    let tenant = table.columns.iter().filter(move |column| is(column, true));
    tenant.chain(table.columns.iter().filter(move |column| is(column, false)))
}

fn of_column(table: &Table, column: &Column) -> TokenStream {
    let (name, ty) = (column.stored_name(), &column.ty);
    let on_delete = match &column.on_delete {
        Some((action, _)) => self::action(*action),
        None if column.role == Role::Tenant && !table.keeps_rows() => quote!(Cascade),
        None if column.role == Role::Tenant => quote!(Restrict),
        None => quote!(NoAction),
    };
    let why = text(&column.why);
    let plain = match &column.references {
        Some(Target { table, .. }) => {
            quote!(__p::ReferenceDef::to::<#table>(&[#name], __p::OnDelete::#on_delete, #why))
        }
        None => quote!(__p::ReferenceDef::of::<#ty>(&[#name], __p::OnDelete::#on_delete, #why)),
    };
    let ignores = has_live_waiver(&column.waivers) || has_live_waiver(&table.waivers);
    let ignores = ignores && column.role != Role::Tenant;
    reference_def(plain, column.references.as_ref(), &column.reference_options, [ignores, false])
}

fn over_several(table: &Table, key: &ForeignKey) -> TokenStream {
    let names = key.columns.iter().filter_map(|ident| table.column(ident)).map(|(_, column)| column.stored_name());
    let on_delete = key.on_delete.as_ref().map_or_else(|| quote!(NoAction), |(action, _)| self::action(*action));
    let (target, why) = (&key.target.table, text(&key.why));
    let plain = quote!(__p::ReferenceDef::to::<#target>(&[#(#names),*], __p::OnDelete::#on_delete, #why));
    let flags = [has_live_waiver(&table.waivers), key.period.is_some()];
    reference_def(plain, Some(&key.target), &key.reference_options, flags)
}

/// Whether rule F07 is waived.
fn has_live_waiver(waivers: &[Waiver]) -> bool {
    waivers.iter().any(is_live_waiver)
}

fn is_live_waiver(waiver: &Waiver) -> bool {
    waiver.name == "live_reference"
}

/// A constant for each waiver of rule F07, at the waiver: whether a table that is referred to has soft deletes (W01).
pub fn live_waivers(table: &Table) -> TokenStream {
    let of_columns = columns(table).filter(|column| column.role != Role::Tenant && !column.reported);
    let checked = of_columns.clone().flat_map(|column| {
        let waivers = column.waivers.iter().filter(|waiver| is_live_waiver(waiver));
        waivers.map(|waiver| live_waiver(waiver, &[target_def(column)]))
    });
    let of_keys = table.sound_foreign_keys().map(|key| target_table(&key.target.table));
    let all: Vec<_> = of_columns.map(target_def).chain(of_keys).collect();
    let of_table = table.waivers.iter().filter(|waiver| is_live_waiver(waiver) && waiver.used);
    let of_table = of_table.map(|waiver| live_waiver(waiver, &all));
    let checked: Vec<_> = checked.chain(of_table).collect();
    quote!(#(#checked)*)
}

fn live_waiver(waiver: &Waiver, targets: &[TokenStream]) -> TokenStream {
    assertion::check(&waiver.tokens, "live_waiver", quote!(, &[#(#targets),*]))
}

fn target_def(column: &Column) -> TokenStream {
    let ty = &column.ty;
    let by_type = || quote!(<#ty as __p::ColumnType>::REFERENCES_DEF);
    column.references.as_ref().map_or_else(by_type, |target| target_table(&target.table))
}

fn target_table(table: &Path) -> TokenStream {
    quote!(__Some((&<#table as __p::Table>::DEF, "")))
}

/// What is said beside target and `on_delete`.
fn reference_def(
    plain: TokenStream,
    target: Option<&Target>,
    reference_options: &ReferenceOptions,
    [ignores_soft_delete, period]: [bool; 2],
) -> TokenStream {
    let places = target
        .filter(|target| !target.columns.is_empty())
        .map(|Target { table, columns, .. }| quote!(places: &[#(<#table>::#columns.number()),*],));
    let on_update = reference_options.on_update.as_ref().map(|(action, _)| {
        let action = self::action(*action);
        quote!(on_update: __p::OnUpdate::#action,)
    });
    let deferrable = reference_options.deferrable.as_ref().map(|word| {
        let when = if word == "deferrable" { quote!(Immediate) } else { quote!(Deferred) };
        quote!(deferrable: __p::Deferrable::#when,)
    });
    let name = reference_options.name.as_ref().map(|Text { value, .. }| quote!(name: __Some(#value),));
    // No trigger holds rows to what the foreign key does not.
    let is_loose = reference_options.not_enforced.is_some();
    let ignores = (ignores_soft_delete || is_loose).then(|| quote!(ignores_soft_delete: true,));
    let not_valid = reference_options.not_valid.is_some().then(|| quote!(not_valid: true,));
    let period = period.then(|| quote!(period: true,));
    let not_enforced = is_loose.then(|| quote!(not_enforced: true,));
    let more = quote!(#places #on_update #deferrable #name #ignores #not_valid #not_enforced #period);
    if more.is_empty() {
        return plain;
    }
    quote!(__p::ReferenceDef { #more ..#plain })
}

fn text(text: &Option<Text>) -> &str {
    text.as_ref().map_or("", |text| text.value.as_str())
}

fn action(action: Action) -> TokenStream {
    match action {
        Action::Cascade => quote!(Cascade),
        Action::SetNull => quote!(SetNull),
        Action::Restrict => quote!(Restrict),
        Action::Nothing => quote!(NoAction),
    }
}
