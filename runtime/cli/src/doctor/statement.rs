//! Slow statements, matched to the structs: which table a statement reads, by which columns, and whether an index of the struct serves that.
//!
//! The text is that of `pg_stat_statements`: constants are parameters. What is not of this form is reported without a proposal.

use std::collections::HashMap;

use peristyle_build::Checked;
use peristyle_build::model::Table;

use super::Finding;
use crate::database::quoted;

/// What a statement does with one table, as far as its text shows.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    verb: &'static str,
    /// Columns that are compared by `=` or `IN`, in the order of the text.
    equal: Vec<String>,
    /// Columns that are compared otherwise.
    range: Vec<String>,
    /// Columns of the order, and whether each is descending.
    order: Vec<(String, bool)>,
}

/// Adds to the finding of a slow statement what the structs say about it. `rows` are those of the tables, by name with schema.
pub(super) fn explain(finding: &mut Finding, text: &str, structs: &Checked, rows: &HashMap<String, f64>) {
    let tokens = tokens(text);
    let Some(table) = table(&tokens, structs) else { return };
    let default = structs.options().default_schema();
    let schema = table.schema.as_deref().unwrap_or(default);
    finding.table = format!("{schema}.{}", table.name);
    let shape = Shape::of(&tokens, table);
    if shape.verb.is_empty() {
        return;
    }
    finding.what = format!("`{}::{}`: {}", table.rust_name, shape.verb, finding.what);
    if shape.is_bare() {
        finding.write = Some(match shape.verb {
            "insert" => {
                "an insert is as fast as its indexes and triggers: see the unused and duplicate indexes of the table"
                    .to_owned()
            }
            _ => "the statement has no condition but the tenant: narrow it by `.filter(..)`, or read pages".to_owned(),
        });
        return;
    }
    if let Some(index) = shape.served_by(table) {
        finding.write = Some(format!(
            "`{index}` serves its condition and order: see its plan by EXPLAIN (ANALYZE, BUFFERS), and `ANALYZE` the table; a smaller page or fewer columns read less"
        ));
        return;
    }
    let (attribute, columns) = shape.proposal(table);
    let live = table.deleted_at().map(|name| format!(" WHERE {} IS NULL", quoted(name))).unwrap_or_default();
    let relation = format!("{}.{}", quoted(schema), quoted(&table.name));
    finding.mend = Some(format!("CREATE INDEX CONCURRENTLY ON {relation} ({}){live}", columns.join(", ")));
    finding.write = Some(attribute);
    let all = rows.get(&finding.table).copied().filter(|rows| *rows > 0.0);
    let searched = all.map_or_else(|| "the table".to_owned(), |rows| format!("the {rows:.0} rows of the table"));
    finding.gain =
        format!("{}; by the index it reads the rows that it returns, and searches no longer {searched}", finding.gain);
}

impl Shape {
    fn of(tokens: &[Token<'_>], table: &Table) -> Self {
        let mut shape = Self::default();
        let keyword = |at: usize| tokens.get(at).map(|token| token.keyword()).unwrap_or_default();
        shape.verb = match tokens.iter().map(Token::keyword).find(|word| VERBS.iter().any(|(verb, _)| verb == word)) {
            Some(word) => VERBS.iter().find(|(verb, _)| *verb == word).map_or("", |(_, name)| name),
            None => "",
        };
        let (mut in_condition, mut in_order) = (false, false);
        for at in 0..tokens.len() {
            match keyword(at).as_str() {
                "WHERE" | "ON" => (in_condition, in_order) = (true, false),
                "ORDER" if keyword(at + 1) == "BY" => (in_condition, in_order) = (false, true),
                "SET" | "SELECT" | "VALUES" | "RETURNING" | "LIMIT" | "GROUP" | "FOR" => {
                    (in_condition, in_order) = (false, false)
                }
                _ => {}
            }
            let Some(column) = tokens[at].name().filter(|name| table.has_column(name)) else { continue };
            // The qualifier of another name.
            if tokens.get(at + 1).is_some_and(|next| next.is(".")) {
                continue;
            }
            let add = |columns: &mut Vec<String>| {
                if !columns.iter().any(|one| one == column) {
                    columns.push(column.to_owned());
                }
            };
            let next = tokens.get(at + 1);
            let is_operator = |signs: &[&str]| next.is_some_and(|next| signs.iter().any(|sign| next.is(sign)));
            if in_order && !shape.order.iter().any(|(one, _)| one == column) {
                shape.order.push((column.to_owned(), keyword(at + 1) == "DESC"));
            } else if in_condition && (is_operator(&["="]) || keyword(at + 1) == "IN") {
                add(&mut shape.equal);
            } else if in_condition && (is_operator(&["<", ">", "<=", ">="]) || keyword(at + 1) == "BETWEEN") {
                add(&mut shape.range);
            }
        }
        let tenant = table.tenant_column();
        shape.equal.retain(|column| Some(column.as_str()) != tenant);
        let Self { equal, range, order, .. } = &mut shape;
        // What is equal has no order, and the key behind an order is in every index of an order.
        order.retain(|(column, _)| !equal.contains(column));
        if order.len() > 1 {
            order.retain(|(column, _)| !table.key.iter().any(|key| key.as_ref() == column.as_str()));
        }
        range.retain(|column| !equal.contains(column));
        shape
    }

    fn is_bare(&self) -> bool {
        self.equal.is_empty() && self.range.is_empty() && self.order.is_empty()
    }

    /// The index or key of the struct that finds the rows, and has them in order.
    fn served_by<'a>(&self, table: &'a Table) -> Option<&'a str> {
        let tenant = table.tenant_column();
        let keys = table
            .keys()
            .map(|key| (key.name.as_ref(), true, key.columns.iter().map(AsRef::as_ref).collect::<Vec<&str>>()));
        let indexes =
            table.indexes.iter().filter(|index| index.is_btree() && index.only.is_none() && index.is_over_columns());
        let indexes = indexes.map(|index| {
            (
                index.name.as_ref(),
                index.unique,
                index.columns.iter().map(|column| column.name.as_ref()).collect::<Vec<&str>>(),
            )
        });
        let is_equal = |column: &str| Some(column) == tenant || self.equal.iter().any(|one| one == column);
        let serves = |(_, unique, columns): &(&str, bool, Vec<&str>)| {
            if *unique && columns.iter().all(|column| is_equal(column)) {
                return true;
            }
            let (found, rest): (Vec<&str>, Vec<&str>) = {
                let end = columns.iter().position(|column| !is_equal(column)).unwrap_or(columns.len());
                (columns[..end].to_vec(), columns[end..].to_vec())
            };
            let finds = self.equal.iter().all(|column| found.contains(&column.as_str()));
            let next = self.order.first().map(|(column, _)| column).or(self.range.first());
            finds && next.is_none_or(|next| rest.first() == Some(&next.as_str()))
        };
        keys.chain(indexes).find(serves).map(|(name, ..)| name)
    }

    /// The attribute, and the columns of the index as SQL.
    fn proposal(&self, table: &Table) -> (String, Vec<String>) {
        let mut declared: Vec<_> = self.equal.iter().map(|column| (column.as_str(), false)).collect();
        match self.order.as_slice() {
            [] => declared.extend(self.range.first().map(|column| (column.as_str(), false))),
            order => declared.extend(order.iter().map(|(column, descending)| (column.as_str(), *descending))),
        }
        let attribute = |(column, descending): &(&str, bool)| match descending {
            true => format!("{column}(desc)"),
            false => (*column).to_owned(),
        };
        let sql = |(column, descending): &(&str, bool)| {
            format!("{}{}", quoted(column), if *descending { " DESC" } else { "" })
        };
        let names: Vec<_> = declared.iter().map(attribute).collect();
        let tenant = table.leading_tenant().map(quoted);
        let columns = tenant.into_iter().chain(declared.iter().map(sql)).collect();
        (format!("`#[table(.., index({}))]` on `{}`", names.join(", "), table.rust_name), columns)
    }
}

/// What to write for a statement that costs too much.
#[cfg(feature = "plans")]
pub(crate) enum Proposal {
    /// An index of the struct, and its SQL.
    Index { attribute: String, statement: String },
    /// An index serves it.
    Served { index: String },
    /// It has no condition but the tenant.
    Bare,
}

/// The index that finds the rows of these conditions, as a plan prints them, in this order. `None` where a condition compares expressions.
#[cfg(feature = "plans")]
pub(crate) fn propose(
    schema: Option<&str>,
    table: &str,
    conditions: &[String],
    order: &[String],
    structs: &Checked,
) -> Option<Proposal> {
    let default = structs.options().default_schema();
    let is_it = |one: &&Table| one.name == table && one.schema.as_deref() == schema;
    let table = structs.tables().iter().find(is_it)?;
    let plain: Option<Vec<String>> = conditions.iter().map(|condition| without_casts(condition)).collect();
    let orders: Option<Vec<String>> = order.iter().map(|order| without_casts(order)).collect();
    let (conditions, orders) = (plain?.join(" AND "), orders?.join(", "));
    let order = if orders.is_empty() { String::new() } else { format!(" ORDER BY {orders}") };
    let text = format!("SELECT WHERE {conditions}{order}");
    let shape = Shape::of(&tokens(&text), table);
    if shape.is_bare() {
        return Some(Proposal::Bare);
    }
    // That of a reference to a global table has the rows of all tenants.
    let has_tenant = |name: &&str| {
        let index = table.indexes.iter().find(|index| index.name == **name).filter(|index| !index.unique);
        let tenant = table.tenant_column();
        index.is_none_or(|index| tenant.is_none_or(|tenant| index.columns.iter().any(|column| column.name == tenant)))
    };
    if let Some(index) = shape.served_by(table).filter(has_tenant) {
        return Some(Proposal::Served { index: index.to_owned() });
    }
    let (attribute, columns) = shape.proposal(table);
    let live = table.deleted_at().map(|name| format!(" WHERE {} IS NULL", quoted(name))).unwrap_or_default();
    let relation = format!("{}.{}", quoted(schema.unwrap_or(default)), quoted(&table.name));
    let statement = format!("CREATE INDEX CONCURRENTLY ON {relation} ({}){live}", columns.join(", "));
    Some(Proposal::Index { attribute, statement })
}

/// The condition without parentheses and casts: `((code)::text = $1)` is `code = $1`. `None` if it calls a function.
#[cfg(feature = "plans")]
fn without_casts(condition: &str) -> Option<String> {
    const OF_TYPES: [&str; 7] = ["varying", "precision", "without", "with", "time", "zone", "[]"];
    let mut text: Vec<String> = Vec::new();
    let tokens = tokens(condition);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let word = |at: usize| match tokens.get(at) {
            Some(Token::Word(word)) => *word,
            _ => "",
        };
        let is = |at: usize, sign: &str| tokens.get(at).is_some_and(|token| token.is(sign));
        match token {
            Token::Sign(":") if is(at + 1, ":") => {
                at += 3;
                while is(at, ".") {
                    at += 2;
                }
                while OF_TYPES.contains(&word(at)) || is(at, "[") || is(at, "]") {
                    at += 1;
                }
                continue;
            }
            Token::Sign("(" | ")") => {}
            Token::Word(name) => {
                let is_keyword =
                    matches!(name.to_ascii_uppercase().as_str(), "AND" | "OR" | "NOT" | "ANY" | "ALL" | "IN" | "ROW");
                if is(at + 1, "(") && !is_keyword {
                    return None;
                }
                text.push((*name).to_owned());
            }
            Token::Quoted(name) => text.push(quoted(name)),
            Token::Sign(sign) => text.push((*sign).to_owned()),
        }
        at += 1;
    }
    Some(text.join(" "))
}

const VERBS: [(&str, &str); 4] =
    [("SELECT", "select"), ("INSERT", "insert"), ("UPDATE", "update"), ("DELETE", "delete")];

/// The first table of the structs that the statement names.
fn table<'a>(tokens: &[Token<'_>], structs: &'a Checked) -> Option<&'a Table> {
    let default = structs.options().default_schema();
    let of = |at: usize| {
        let first = tokens.get(at)?.name()?;
        let (schema, name) = match tokens.get(at + 1).is_some_and(|next| next.is(".")) {
            true => (first, tokens.get(at + 2)?.name()?),
            false => (default, first),
        };
        structs.tables().iter().find(|table| table.name == name && table.schema.as_deref().unwrap_or(default) == schema)
    };
    let begins = |token: &Token<'_>| matches!(token.keyword().as_str(), "FROM" | "INTO" | "UPDATE" | "JOIN" | "ONLY");
    (0..tokens.len()).filter(|at| begins(&tokens[*at])).find_map(|at| of(at + 1))
}

/// A word, a quoted name, or another sign.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Quoted(String),
    Sign(&'a str),
}

impl Token<'_> {
    /// In upper case; nothing of a quoted name.
    fn keyword(&self) -> String {
        match self {
            Self::Word(word) => word.to_ascii_uppercase(),
            _ => String::new(),
        }
    }

    /// As the catalog has it, where it can be a name in lower case.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Quoted(name) => Some(name),
            Self::Sign(_) => None,
        }
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self, Self::Sign(own) if *own == sign)
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => {
                let end = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
                tokens.push(Token::Quoted(rest[1..end].trim_end_matches('"').to_owned()));
                end
            }
            // A text has no names.
            '\'' => rest[1..].find('\'').map_or(rest.len(), |end| end + 2),
            _ if first.is_alphanumeric() || first == '_' || first == '$' => {
                let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
                let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
                tokens.push(Token::Word(&rest[..end]));
                end
            }
            '<' | '>' | '=' | '!' => {
                let end = rest.find(|letter| !"<>=!".contains(letter)).unwrap_or(rest.len());
                tokens.push(Token::Sign(&rest[..end]));
                end
            }
            _ => {
                tokens.push(Token::Sign(&rest[..first.len_utf8()]));
                first.len_utf8()
            }
        };
        rest = rest[length..].trim_start();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_kind_are_read_without_a_panic() {
        for text in
            ["", "\"", "'", "SELECT 'it''s' \"ö\"\"x\" FROM é.\"", "$1 <> $2;", "\"a\".\"b\"", "ORDER BY", "WHERE x ="]
        {
            tokens(text);
        }
        let words =
            [Token::Word("a"), Token::Sign("."), Token::Quoted("b".to_owned()), Token::Sign(">="), Token::Word("$1")];
        assert_eq!(tokens("a.\"b\" >= $1"), words);
    }
}
