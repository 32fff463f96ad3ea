use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, MetaNameValue, Path, Token, Type, Visibility};

use super::{
    Action, Condition, DeclaredBy, DeclaredType, Default, Documentation, Kind, MaxLen, Number, ReferenceOptions,
    Sequence, Shape, Target, Transition, Waiver, rust_type, written,
};
use crate::diagnostics::Diagnostics;
use crate::parse::sql::Sql;
use crate::parse::value::{self, Text};
use crate::parse::{self, Raw};

/// A column.
pub struct Column {
    pub ident: Ident,
    /// The name of the field, which is that in the database unless another was said.
    pub name: String,
    /// `name = "..."`
    pub stored_name: Option<Text>,
    pub ty: Type,
    pub shape: Shape,
    pub visibility: Visibility,
    /// The attributes that stay on the field.
    pub attributes: Vec<Attribute>,
    pub documentation: Documentation,
    pub declared_type: Option<DeclaredType>,
    /// `max_len = 255`
    pub max_len: Option<MaxLen>,
    /// `generated(sql = "...")`
    pub generated: Option<Condition>,
    /// `generated(.., virtual)`: it is computed when it is read.
    pub virtual_word: Option<Ident>,
    pub default: Option<Default>,
    /// `collate = "C"`
    pub collation: Option<Text>,
    /// `renamed_from = "code"`
    pub renamed_from: Option<Text>,
    /// `until = "0.5"`, `retired = "the reason"`
    pub transition: Option<Transition>,
    /// Rows are partitioned by it.
    pub partitions: bool,
    /// `set_by_application`: a column with the name of a timestamp that is one like any other.
    pub set_by_application: Option<Path>,
    /// `no_trigger`: an `updated_at` that only the statements set.
    pub no_trigger: Option<Path>,
    /// `no_default`, `unchecked_elements`
    pub array: ArrayOptions,
    /// `identity`, `serial`
    pub sequence: Option<Sequence>,
    /// `number_per_tenant`
    pub number: Option<Number>,
    /// Numbers are counted by it: `per(year)`.
    pub scopes_numbers: bool,
    /// `references = Country`, where the type is no `Id`
    pub references: Option<Target>,
    pub on_delete: Option<(Action, TokenStream)>,
    pub why: Option<Text>,
    /// What is said of the reference beside that.
    pub reference_options: ReferenceOptions,
    /// `denormalized(from = Category::NAME, why = "...")`
    pub denormalized: Option<Copied>,
    /// `#[column(tenant)]`
    pub marked_tenant: bool,
    pub waivers: Vec<Waiver>,
    pub role: Role,
    /// It is the typed id of its own table, and the key.
    pub own_id: bool,
    /// The keys of its attribute as they were written.
    pub keys: Vec<Ident>,
    /// Some of its attributes could not be read: what rules miss may have been said there.
    pub flawed: bool,
    /// A rule has something to say of it: generated code asks no more.
    pub reported: bool,
    /// The macro adds it.
    pub added: bool,
}

/// What a column is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `id`, or a part of `junction(...)`
    Key,
    Tenant,
    /// `created_at`, `updated_at`, `deleted_at`
    Timestamp,
    Plain,
}

/// A reference in a field would be rustc's error at every place that generated code names the type.
fn owned(ty: Type, column: &Ident, diagnostics: &mut Diagnostics) -> Type {
    let Some(owned) = rust_type::owned(&ty) else { return ty };
    let message = format!("`{column}` is a borrowed type, but a row owns its values");
    diagnostics.malformed("table", &ty, message, format!("write `{column}: {}`", written(&owned)));
    owned
}

impl Column {
    /// Understands a field.
    pub fn of(field: parse::Field, table: &Ident, diagnostics: &mut Diagnostics) -> Self {
        let (arguments, before) = (field.arguments, diagnostics.count());
        let (arguments, keys) = (&arguments, arguments.written.clone());
        let ty = owned(rust_type::closed(rust_type::without_self(field.ty, table)), &field.ident, diagnostics);
        let shape = Shape::of(&ty);
        let declared_type = DeclaredType::read(arguments, diagnostics);
        let (generated, virtual_word) = generated(arguments, diagnostics).unzip();
        let is_array = match declared_type.as_ref().map(|declared_type| declared_type.declared_by) {
            Some(DeclaredBy::SqlType { array }) => array && shape.array,
            _ => shape.array,
        };
        let array = ArrayOptions::read(arguments, &field.ident, is_array.then_some(&shape), diagnostics);
        let is_empty = is_array && !shape.nullable && generated.is_none() && !array.no_default;
        let default = Default::read(arguments, diagnostics).or(is_empty.then_some(Default::EmptyArray));
        let mut column = Self {
            name: field.ident.unraw().to_string(),
            default,
            declared_type,
            generated,
            virtual_word: virtual_word.flatten(),
            max_len: arguments.max_len.as_ref().and_then(|raw| MaxLen::read(raw, diagnostics)),
            collation: collation(arguments, diagnostics),
            renamed_from: value::old_name(arguments.renamed_from.as_ref(), "code", diagnostics),
            transition: None,
            partitions: false,
            stored_name: arguments
                .name
                .as_ref()
                .and_then(|raw| stored_name(raw, &field.ident, arguments.set_by_application.is_some(), diagnostics)),
            set_by_application: set_by_application(arguments, &field.ident, diagnostics),
            no_trigger: no_trigger(arguments, &field.ident, diagnostics),
            array,
            sequence: Sequence::read(arguments, diagnostics),
            number: Number::read(arguments, diagnostics),
            scopes_numbers: false,
            references: arguments.references.as_ref().and_then(|raw| target(raw, &field.ident, &shape, diagnostics)),
            on_delete: arguments.on_delete.as_ref().and_then(|raw| Action::read(raw, diagnostics)),
            reference_options: ReferenceOptions::read(arguments, diagnostics),
            why: arguments.why.as_ref().and_then(|raw| value::text(raw, "why = \"the reason\"", diagnostics)),
            denormalized: arguments.denormalized.as_ref().and_then(|raw| Copied::read(raw, diagnostics)),
            marked_tenant: value::flag(arguments.tenant.as_ref(), diagnostics),
            waivers: Waiver::read_all(&arguments.waive, diagnostics),
            documentation: Documentation::of(&field.attributes),
            role: Role::Plain,
            own_id: false,
            ident: field.ident,
            ty,
            shape,
            visibility: field.visibility,
            attributes: field.attributes,
            keys,
            flawed: field.flawed,
            reported: false,
            added: false,
        };
        column.transition = Transition::read(arguments, &column.ident, diagnostics);
        column.flawed |= diagnostics.count() > before;
        column
    }

    /// A timestamp that the macro adds.
    pub fn timestamp(name: &str, nullable: bool, visibility: &Visibility) -> Self {
        let documentation = crate::expand::docs::timestamp(name);
        let ty = rust_type::timestamp(nullable);
        Self {
            ident: Ident::new(name, proc_macro2::Span::call_site()),
            name: name.to_owned(),
            shape: Shape::of(&ty),
            ty,
            visibility: visibility.clone(),
            attributes: vec![Documentation::attribute(documentation)],
            documentation: Documentation::default(),
            declared_type: None,
            max_len: None,
            generated: None,
            virtual_word: None,
            default: None,
            collation: None,
            renamed_from: None,
            transition: None,
            partitions: false,
            stored_name: None,
            set_by_application: None,
            no_trigger: None,
            array: ArrayOptions::default(),
            sequence: None,
            number: None,
            scopes_numbers: false,
            references: None,
            on_delete: None,
            why: None,
            reference_options: ReferenceOptions::default(),
            denormalized: None,
            marked_tenant: false,
            waivers: Vec::new(),
            role: Role::Timestamp,
            own_id: false,
            keys: Vec::new(),
            flawed: false,
            reported: false,
            added: true,
        }
    }

    /// The name in the database.
    pub fn stored_name(&self) -> &str {
        self.stored_name.as_ref().map_or(&self.name, |name| &name.value)
    }

    /// The name in the database, to be checked by the rules of names.
    pub fn written_name(&self) -> Text {
        Text { value: self.stored_name().to_owned(), tokens: self.stored_tokens().to_token_stream() }
    }

    /// The name in the database as it was written.
    pub fn stored_tokens(&self) -> &dyn ToTokens {
        match &self.stored_name {
            Some(name) => &name.tokens,
            None => &self.ident,
        }
    }

    /// The other name in the database of a timestamp that the database and the statements set (rule T01).
    pub fn name_of_timestamp(&self) -> Option<&Text> {
        let is_timestamp = TIMESTAMPS.contains(&self.name.as_str()) && self.set_by_application.is_none();
        self.stored_name.as_ref().filter(|name| is_timestamp && name.value != self.name)
    }

    /// Whether this is a foreign key: an `Id` that is not the table's own key, or what says `references`.
    pub fn is_reference(&self) -> bool {
        self.references.is_some() || (self.shape.target().is_some() && !self.own_id)
    }

    /// Whether its tokens do not show its SQL type: an alias, a type of the user's own, or what `sql_type` says in place of the Rust type.
    pub fn is_typed_elsewhere(&self) -> bool {
        let has_sql_type = self.declared_type.as_ref().is_some_and(|declared| declared.sql_type().is_some());
        matches!(self.shape.kind, Kind::Other) || has_sql_type && !matches!(self.shape.kind, Kind::Id(_))
    }

    /// Whether its Rust type may be a range, as far as tokens show: with `sql_type`, it is called so.
    pub fn may_be_range(&self) -> bool {
        let has_sql_type = self.declared_type.as_ref().is_some_and(|declared| declared.sql_type().is_some());
        let is_other = matches!(self.shape.kind, Kind::Other) && !self.shape.array;
        is_other && (!has_sql_type || rust_type::is_called_range(&self.ty))
    }

    /// Whether its type may be a document of any shape, as far as tokens show.
    pub fn may_be_document(&self) -> bool {
        !self.added && matches!(self.shape.kind, Kind::Json | Kind::Other)
    }

    /// Whether an insert may leave it to the statement. The typed id is generated also where others insert without one.
    pub fn has_default(&self) -> bool {
        self.default.is_some() && !self.own_id
    }

    /// Whether the database alone sets it: it is computed, counted or numbered.
    pub fn is_set_by_database(&self) -> bool {
        self.generated.is_some() || self.sequence.is_some() || self.number.is_some()
    }

    /// Whether an insert may set it: neither tenant nor timestamp, not made by the database.
    pub fn is_inserted(&self) -> bool {
        !matches!(self.role, Role::Tenant | Role::Timestamp) && !self.is_set_by_database()
    }

    /// Whether an insert must set it: the typed id is generated, and there is neither NULL nor a default.
    pub fn is_required(&self) -> bool {
        self.is_inserted() && !self.own_id && !self.shape.nullable && !self.has_default()
    }

    /// Whether it may change after the insert: neither key nor tenant nor timestamp, not made by the database, and nothing that rows are partitioned or numbered by.
    pub fn is_changeable(&self) -> bool {
        self.role == Role::Plain && !self.is_set_by_database() && !self.partitions && !self.scopes_numbers
    }
}

/// An `Id` says itself what it refers to.
fn target(raw: &Raw, field: &Ident, shape: &Shape, diagnostics: &mut Diagnostics) -> Option<Target> {
    if let Some(referred) = shape.target() {
        let message = format!("the type of `{field}` is a foreign key to `{}` already", written(referred));
        diagnostics.malformed("table", &raw.0, message, "remove `references`");
        return None;
    }
    Target::read(raw, diagnostics)
}

/// A timestamp may have another name in the database, which rule T01 reports; no other field has its name.
fn stored_name(raw: &Raw, field: &Ident, is_own: bool, diagnostics: &mut Diagnostics) -> Option<Text> {
    let name = value::text(raw, "name = \"AlbumId\"", diagnostics)?;
    if TIMESTAMPS.contains(&name.value.as_str()) && !is_own && field != name.value.as_str() {
        let help = format!("rename the field to `{}`", name.value);
        diagnostics.malformed("table", &raw.0, format!("`{}` is the name of an added timestamp", name.value), help);
        return None;
    }
    Some(name)
}

/// The timestamps that the database and the statements set (rules T01, T03).
pub const TIMESTAMPS: [&str; 3] = ["created_at", "updated_at", "deleted_at"];

fn set_by_application(
    arguments: &parse::ColumnArguments,
    field: &Ident,
    diagnostics: &mut Diagnostics,
) -> Option<Path> {
    let raw = arguments.set_by_application.as_ref()?;
    value::flag(Some(raw), diagnostics);
    if !TIMESTAMPS.iter().any(|name| field == name) {
        let message = format!("the application sets `{field}` already");
        let help = "remove it: `set_by_application` is for `created_at`, `updated_at` and `deleted_at`";
        diagnostics.malformed("table", &raw.0, message, help);
        return None;
    }
    Some(raw.0.path().clone())
}

fn no_trigger(arguments: &parse::ColumnArguments, field: &Ident, diagnostics: &mut Diagnostics) -> Option<Path> {
    let raw = arguments.no_trigger.as_ref()?;
    value::flag(Some(raw), diagnostics);
    let problem = match field == "updated_at" {
        false => Some(format!("no trigger sets `{field}`")),
        true if arguments.set_by_application.is_some() => {
            Some(format!("`{field}` has no trigger: it has `set_by_application`"))
        }
        true => None,
    };
    if let Some(problem) = problem {
        diagnostics.malformed("table", &raw.0, problem, "remove `no_trigger`");
        return None;
    }
    Some(raw.0.path().clone())
}

/// What an array of an older database does not have.
#[derive(Debug, Clone, Copy, Default)]
pub struct ArrayOptions {
    /// `no_default`: no `DEFAULT '{}'`
    pub no_default: bool,
    /// `unchecked_elements`: no check that no element is NULL
    pub unchecked_elements: bool,
}

impl ArrayOptions {
    /// `array` is the shape of the column if its tokens show an array.
    fn read(
        arguments: &parse::ColumnArguments,
        field: &Ident,
        array: Option<&Shape>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let no_default = value::flag(arguments.no_default.as_ref(), diagnostics);
        let unchecked_elements = value::flag(arguments.unchecked_elements.as_ref(), diagnostics);
        if let Some(raw) = arguments.no_default.as_ref().filter(|_| no_default) {
            let is_declared = arguments.default.is_some() || arguments.default_sql.is_some();
            let problem = match array {
                None => Some(format!("`{field}` is no array, so no default is added")),
                Some(shape) if shape.nullable => Some(format!("`{field}` is nullable, so no default is added")),
                Some(_) if is_declared => Some(format!("`{field}` has both a default and `no_default`")),
                Some(_) => None,
            };
            if let Some(problem) = problem {
                diagnostics.malformed("table", &raw.0, problem, "remove `no_default`");
            }
        }
        if let Some(raw) = arguments.unchecked_elements.as_ref().filter(|_| unchecked_elements && array.is_none()) {
            let message = format!("`{field}` is no array, so it has no elements");
            diagnostics.malformed("table", &raw.0, message, "remove `unchecked_elements`");
        }
        Self { no_default, unchecked_elements }
    }
}

/// What a column copies.
pub struct Copied {
    /// The column of the other table.
    pub from: Path,
    pub why: Text,
}

impl Copied {
    fn read(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let pairs = match &*raw.0 {
            Meta::List(list) => list.parse_args_with(Punctuated::<MetaNameValue, Token![,]>::parse_terminated).ok(),
            _ => None,
        };
        let copied = pairs.and_then(|pairs| Self::of_pairs(&pairs, diagnostics));
        if copied.is_none() {
            let form = "denormalized(from = Category::NAME, why = \"the reason\")";
            value::wrong(raw, "takes the source and the reason", form, diagnostics);
        }
        copied
    }

    fn of_pairs(pairs: &Punctuated<MetaNameValue, Token![,]>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let named = |name: &str| pairs.iter().find(|pair| pair.path.is_ident(name)).map(|pair| &pair.value);
        let (Expr::Path(from), Expr::Lit(ExprLit { lit: Lit::Str(why), .. })) = (named("from")?, named("why")?) else {
            return None;
        };
        let reason = Text { value: why.value(), tokens: why.to_token_stream() };
        let why = value::literal(why, diagnostics).unwrap_or(reason);
        (pairs.len() == 2).then(|| Self { from: from.path.clone(), why })
    }
}

/// `collate = "C"`
fn collation(arguments: &parse::ColumnArguments, diagnostics: &mut Diagnostics) -> Option<Text> {
    let text = arguments.collate.as_ref().and_then(|raw| value::text(raw, "collate = \"C\"", diagnostics))?;
    if text.value.is_empty() {
        diagnostics.malformed("table", &text.tokens, "the collation has no name", "write `collate = \"C\"`");
        return None;
    }
    Some(text)
}

/// `generated(sql = "price * quantity", virtual)`
fn generated(arguments: &parse::ColumnArguments, diagnostics: &mut Diagnostics) -> Option<(Condition, Option<Ident>)> {
    let raw = arguments.generated.as_ref()?;
    let read = match &*raw.0 {
        Meta::List(list) => list.parse_args::<Generated>().ok(),
        _ => None,
    };
    let Some(Generated { sql, word }) = read else {
        value::wrong(raw, "takes an expression", "generated(sql = \"price * quantity\")", diagnostics);
        return None;
    };
    let word = word.filter(|word| {
        let is_known = word == "virtual";
        if !is_known {
            let message = format!("a generated column has no option `{word}`");
            let help = "remove it, or write `virtual`: the value is stored unless the column is virtual";
            diagnostics.malformed("table", word, message, help);
        }
        is_known
    });
    Some((Condition::Sql(Sql::read(&sql)), word))
}

/// What stands between the parentheses. `virtual` is a reserved word.
struct Generated {
    sql: LitStr,
    word: Option<Ident>,
}

impl Parse for Generated {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let key: Ident = input.parse()?;
        if key != "sql" {
            return Err(syn::Error::new(key.span(), "expected `sql`"));
        }
        input.parse::<Token![=]>()?;
        let sql = input.parse()?;
        let comma = input.parse::<Option<Token![,]>>()?;
        let word = if comma.is_some() && !input.is_empty() { Some(input.call(Ident::parse_any)?) } else { None };
        input.parse::<Option<Token![,]>>()?;
        Ok(Self { sql, word })
    }
}
