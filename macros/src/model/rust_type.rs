use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    AngleBracketedGenericArguments, GenericArgument, Ident, Path, PathArguments, PathSegment, Token, Type, TypePath,
    parse_quote_spanned,
};

use crate::diagnostics::ends;

/// What the tokens of a type say; the type itself is asked by the generated code, so that an alias hides nothing.
pub struct Shape {
    /// `Option<..>`
    pub nullable: bool,
    /// `Vec<..>`, but not of bytes
    pub array: bool,
    pub kind: Kind,
}

/// The scalar below `Option` and `Vec`, by the last segment of its path.
pub enum Kind {
    /// `Id<Target>`
    Id(Box<Type>),
    Uuid,
    Integer,
    Text,
    Float,
    Decimal,
    Boolean,
    Json,
    Other,
}

impl Shape {
    /// Reads the tokens of a type.
    pub fn of(ty: &Type) -> Self {
        let (nullable, inner) = match argument_of(ty, "Option").filter(|_| is_own_option(ty)) {
            Some(inner) => (true, inner),
            None => (false, ty),
        };
        let element = argument_of(inner, "Vec").filter(|element| !is_bytes(element));
        Self { nullable, array: element.is_some(), kind: Kind::of(element.unwrap_or(inner)) }
    }

    /// The table referred to: an `Id` that is no array.
    pub fn target(&self) -> Option<&Type> {
        match &self.kind {
            Kind::Id(target) if !self.array => Some(target),
            _ => None,
        }
    }
}

impl Kind {
    fn of(ty: &Type) -> Self {
        if let Some(target) = argument_of(ty, "Id") {
            return Self::Id(Box::new(closed(target.clone())));
        }
        match last_segment(ty).as_deref() {
            Some("Uuid") => Self::Uuid,
            Some("i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize") => {
                Self::Integer
            }
            Some("String") => Self::Text,
            Some("f32" | "f64") => Self::Float,
            Some("Decimal" | "BigDecimal") => Self::Decimal,
            Some("bool") => Self::Boolean,
            Some("Json") => Self::Json,
            _ => Self::Other,
        }
    }
}

/// The type below `Option`.
pub fn not_null(ty: &Type) -> &Type {
    argument_of(ty, "Option").filter(|_| is_own_option(ty)).unwrap_or(ty)
}

/// Whether the type is `Range<..>`, or an `Option` of it.
pub fn is_called_range(ty: &Type) -> bool {
    last_segment(not_null(ty)).as_deref() == Some("Range")
}

/// The type below `Option` and `Vec`.
pub fn scalar(ty: &Type) -> &Type {
    let inner = not_null(ty);
    argument_of(inner, "Vec").filter(|element| !is_bytes(element)).unwrap_or(inner)
}

/// A list of bounds may end in `+`, which swallows what is generated behind it. rustc says what is wrong with such a type.
pub fn closed(ty: Type) -> Type {
    match ty {
        Type::TraitObject(_) | Type::ImplTrait(_) => parse_quote_spanned!(ends(&ty).0=> (#ty)),
        ty => ty,
    }
}

/// `Self` is another type in the insert and update types, so it is written out.
pub fn without_self(ty: Type, table: &Ident) -> Type {
    if only_ident(&ty).is_some_and(|ident| ident != "Self") {
        return ty;
    }
    if is_plain(&ty) {
        return ty;
    }
    let tokens = ty.to_token_stream();
    if !mentions_self(tokens.clone()) {
        return ty;
    }
    syn::parse2(replaced(tokens, table)).unwrap_or(ty)
}

/// Whether the type is a path of paths without `Self`: `Option<Vec<String>>`. Its tokens need not be looked through, which takes the unoptimized macro longer.
fn is_plain(ty: &Type) -> bool {
    let Type::Path(TypePath { qself: None, path, .. }) = ty else { return false };
    let is_own = |segment: &PathSegment| match &segment.arguments {
        PathArguments::None => true,
        PathArguments::AngleBracketed(AngleBracketedGenericArguments { args, .. }) => {
            args.iter().all(|argument| matches!(argument, GenericArgument::Type(ty) if is_plain(ty)))
        }
        PathArguments::Parenthesized(_) => false,
    };
    path.segments.iter().all(is_own) && path.segments.first().is_some_and(|first| first.ident != "Self")
}

/// The identifier, if the type is nothing else.
fn only_ident(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// The type of an added timestamp in generated code: `__p::Timestamp`, or `__p::Option<__p::Timestamp>`.
pub fn timestamp(nullable: bool) -> Type {
    let timestamp = of_runtime("Timestamp", PathArguments::None);
    if !nullable {
        return timestamp;
    }
    let arguments = AngleBracketedGenericArguments {
        colon2_token: None,
        lt_token: <Token![<]>::default(),
        args: [GenericArgument::Type(timestamp)].into_iter().collect(),
        gt_token: <Token![>]>::default(),
    };
    of_runtime("Option", PathArguments::AngleBracketed(arguments))
}

fn of_runtime(name: &str, arguments: PathArguments) -> Type {
    let mut path = Path::from(Ident::new("__p", Span::call_site()));
    path.segments.push(PathSegment { ident: Ident::new(name, Span::call_site()), arguments });
    Type::Path(TypePath { attrs: Vec::new(), qself: None, path })
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => mentions_self(group.stream()),
        _ => false,
    })
}

fn replaced(tokens: TokenStream, table: &Ident) -> TokenStream {
    let named = |token| match token {
        TokenTree::Ident(ident) if ident == "Self" => TokenTree::Ident(Ident::new(&table.to_string(), ident.span())),
        TokenTree::Group(group) => TokenTree::Group(Group::new(group.delimiter(), replaced(group.stream(), table))),
        token => token,
    };
    tokens.into_iter().map(named).collect()
}

/// `Option`, `std::option::Option`: another path may lead anywhere.
fn is_own_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => {
            let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            matches!(names[..], ["Option"] | ["core" | "std", "option", "Option"] | ["__p", "Option"])
        }
        Type::Group(group) => is_own_option(&group.elem),
        Type::Paren(paren) => is_own_option(&paren.elem),
        _ => false,
    }
}

/// A type without its references, which a row cannot hold: `String` for `&str`. `None` where it has none.
pub fn owned(ty: &Type) -> Option<Type> {
    if is_plain(ty) {
        return None;
    }
    let tokens = ty.to_token_stream();
    let changed = without_references(tokens.clone());
    let is_changed = changed.to_string() != tokens.to_string();
    if is_changed { syn::parse2(changed).ok() } else { None }
}

fn without_references(tokens: TokenStream) -> TokenStream {
    let (mut owned, mut after_reference) = (TokenStream::new(), false);
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '&' => after_reference = true,
            TokenTree::Punct(punct) if after_reference && punct.as_char() == '\'' => drop(tokens.next()),
            TokenTree::Ident(ident) if after_reference && ident == "mut" => {}
            TokenTree::Ident(ident) if after_reference && ident == "str" => {
                owned.extend([TokenTree::Ident(Ident::new("String", ident.span()))]);
                after_reference = false;
            }
            TokenTree::Group(group) => {
                let inner = Group::new(group.delimiter(), without_references(group.stream()));
                owned.extend([TokenTree::Group(inner)]);
                after_reference = false;
            }
            token => {
                owned.extend([token]);
                after_reference = false;
            }
        }
    }
    owned
}

fn is_bytes(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|name| name == "u8")
}

fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        // A type that came through `macro_rules!` stands in a group without delimiters.
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

/// The `T` of `name<T>`.
fn argument_of<'ty>(ty: &'ty Type, name: &str) -> Option<&'ty Type> {
    let path = match ty {
        Type::Path(path) => &path.path,
        Type::Group(group) => return argument_of(&group.elem, name),
        Type::Paren(paren) => return argument_of(&paren.elem, name),
        _ => return None,
    };
    // The name last: a comparison of an identifier makes a text of it.
    let last = path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 && last.ident == name => Some(ungrouped(inner)),
        _ => None,
    }
}

/// A type that came through `macro_rules!`, without its group.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        ty => ty,
    }
}
