//! Random tokens, and random changes of tokens.

use peristyle_test_generator::Random;
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// What stands between two brackets.
pub type Level = Vec<TokenTree>;

const DELIMITERS: [Delimiter; 4] = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];

/// Words of the attributes, of the rules, of Rust and of nobody.
const WORDS: &[&str] = &[
    "name",
    "tenant",
    "tenant_root",
    "prefix",
    "junction",
    "primary_key",
    "append_only",
    "named_insert",
    "derive_insert",
    "derive_update",
    "crate",
    "unique",
    "index",
    "check",
    "waive",
    "varchar",
    "char",
    "numeric",
    "json",
    "default",
    "default_sql",
    "on_delete",
    "why",
    "denormalized",
    "from",
    "cascade",
    "set_null",
    "restrict",
    "no_action",
    "only",
    "global",
    "including_deleted",
    "one_per_tenant",
    "tenant_lookup",
    "queue",
    "desc",
    "asc",
    "message",
    "sql",
    "soft_delete",
    "timestamps",
    "foreign_key",
    "id",
    "created_at",
    "updated_at",
    "deleted_at",
    "len",
    "is_none",
    "contains",
    "starts_with",
    "is_empty",
    "Id",
    "Option",
    "Vec",
    "String",
    "Uuid",
    "Decimal",
    "Json",
    "i32",
    "u8",
    "f64",
    "bool",
    "Self",
    "self",
    "super",
    "struct",
    "enum",
    "union",
    "pub",
    "in",
    "fn",
    "impl",
    "dyn",
    "mut",
    "const",
    "static",
    "where",
    "for",
    "async",
    "unsafe",
    "true",
    "false",
    "type",
    "table",
    "column",
    "pg_enum",
    "doc",
    "cfg",
    "derive",
    "schema",
    "_",
    "__p",
    "r#type",
    "r#struct",
    "größe",
    "ŉ",
    "ﬁ",
    "x1",
    "x2",
    "price",
    "shop_id",
    "tag_list",
    "isFree",
    "macro_rules",
    "Organization",
    "Product",
    "organization_id",
];

const PUNCTUATION: &[char] =
    &['=', '<', '>', '!', '~', '?', '@', '#', '$', '%', '^', '&', '*', '-', '+', '/', ':', ';', ',', '.', '|', '\''];

/// As they are written; the last ones cannot be read, and are numbers then.
const LITERALS: &[&str] = &[
    "0",
    "1",
    "255",
    "4294967296",
    "340282366920938463463374607431768211456",
    "0xFFFF_FFFF_FFFF_FFFF",
    "0b1010",
    "0o777",
    "1u8",
    "7i128",
    "1_000",
    "1.5",
    "1e400",
    "2.5f32",
    "1f64",
    "1usize",
    "5foo",
    "'a'",
    "'\\''",
    "'\\u{0}'",
    "b'x'",
    "\"\"",
    "\" \"",
    "\"draft\"",
    "\"now()\"",
    "\"id\"",
    "\"org_\"",
    "\"a reason\"",
    "\"Capital\"",
    "\"größe\"",
    "\"two\\nlines\"",
    "\"\\n  = help: mine\"",
    "\"nul\\0\"",
    "\"it's\"",
    "\"price > 0\"",
    "\"(price\"",
    "\"a.b = type AND self\"",
    "\"E'\\\\\"",
    "\"'\"",
    "\"$1\"",
    "\"a -- b\"",
    "r\"raw\"",
    "r#\"ra\"w\"#",
    "b\"bytes\\xff\"",
    "br\"raw bytes\"",
    "c\"a c string\"",
    "cr\"raw\"",
    "\"text\"suffix",
    "\"\\u{10FFFF}\"",
    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
];

/// Tokens without any sense.
pub fn arbitrary(random: &mut Random) -> TokenStream {
    let mut left = 1 + random.below(40);
    stream(random, &mut left, 6)
}

/// The item with something else in its last group.
pub fn with_arbitrary_body(item: &TokenStream, random: &mut Random) -> TokenStream {
    let mut level: Level = item.clone().into_iter().collect();
    if let Some(TokenTree::Group(group)) = level.last() {
        level.push(TokenTree::Group(Group::new(group.delimiter(), arbitrary(random))));
        level.swap_remove(level.len() - 2);
    }
    level.into_iter().collect()
}

fn stream(random: &mut Random, left: &mut usize, depth: usize) -> TokenStream {
    let mut tokens = TokenStream::new();
    while *left > 0 && !random.chance(10) {
        *left -= 1;
        tokens.extend([token(random, left, depth)]);
    }
    tokens
}

fn token(random: &mut Random, left: &mut usize, depth: usize) -> TokenTree {
    match random.below(10) {
        0..4 => word(random.pick(WORDS)),
        4..7 => punctuation(random),
        7 if depth > 0 => TokenTree::Group(Group::new(random.pick(&DELIMITERS), stream(random, left, depth - 1))),
        _ => literal(random),
    }
}

fn word(word: &str) -> TokenTree {
    TokenTree::Ident(match word.strip_prefix("r#") {
        Some(word) => Ident::new_raw(word, Span::call_site()),
        None => Ident::new(word, Span::call_site()),
    })
}

fn punctuation(random: &mut Random) -> TokenTree {
    let spacing = random.pick(&[Spacing::Alone, Spacing::Joint]);
    TokenTree::Punct(Punct::new(random.pick(PUNCTUATION), spacing))
}

fn literal(random: &mut Random) -> TokenTree {
    let read = random.pick(LITERALS).parse().unwrap_or_else(|_| Literal::u64_unsuffixed(random.number()));
    TokenTree::Literal(read)
}

/// One token less, more, elsewhere or another; `other` is what others write.
pub fn step(tokens: TokenStream, other: &TokenStream, random: &mut Random) -> TokenStream {
    let count = count(&tokens);
    if count == 0 {
        return arbitrary(random);
    }
    let replacement = replacement(other, random);
    let (kind, delimiter) = (random.below(8), random.pick(&DELIMITERS));
    change_at(tokens, random.below(count), |level, at| match kind {
        0 => drop(level.remove(at)),
        1 => level.insert(at, level[at].clone()),
        2 if at + 1 < level.len() => level.swap(at, at + 1),
        3 => level.insert(at, replacement.clone()),
        4 => level.insert(at + 1, replacement.clone()),
        5 => regroup(level, at, delimiter),
        _ => level[at] = replacement.clone(),
    })
}

fn replacement(other: &TokenStream, random: &mut Random) -> TokenTree {
    let mut taken = None;
    if random.chance(50) && !other.is_empty() {
        change_at(other.clone(), random.below(count(other)), |level, at| taken = level.get(at).cloned());
    }
    taken.unwrap_or_else(|| token(random, &mut 4, 2))
}

/// Other brackets, or brackets around what had none.
fn regroup(level: &mut Level, at: usize, delimiter: Delimiter) {
    let inner = match &level[at] {
        TokenTree::Group(group) => group.stream(),
        other => other.clone().into(),
    };
    level[at] = TokenTree::Group(Group::new(delimiter, inner));
}

/// How many tokens there are, in groups too.
pub fn count(tokens: &TokenStream) -> usize {
    let count_of = |token| match token {
        TokenTree::Group(group) => 1 + count(&group.stream()),
        _ => 1,
    };
    tokens.clone().into_iter().map(count_of).sum()
}

/// Changes the brackets that the token of that number stands in; a group counts before what is in it.
pub fn change_at(tokens: TokenStream, place: usize, change: impl FnOnce(&mut Level, usize)) -> TokenStream {
    let mut level: Level = tokens.into_iter().collect();
    let mut before = 0;
    for at in 0..level.len() {
        if before == place {
            change(&mut level, at);
            break;
        }
        let TokenTree::Group(group) = &level[at] else {
            before += 1;
            continue;
        };
        let inside = count(&group.stream());
        if place <= before + inside {
            let changed = change_at(group.stream(), place - before - 1, change);
            level[at] = TokenTree::Group(Group::new(group.delimiter(), changed));
            break;
        }
        before += 1 + inside;
    }
    level.into_iter().collect()
}
