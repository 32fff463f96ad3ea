//! Conditions as data. They are rendered when the aliases of the tables are known.
//!
//! A condition is a flat list, not a tree, so nothing recurses: building, rendering and dropping use the same stack for
//! any number of conditions.

use std::collections::VecDeque;
use std::fmt::Write;

use sea_query::{BinOper, Expr, ExprTrait, Value};
use uuid::Uuid;

use crate::Error;
use crate::query::tree::aliases::Aliases;
use crate::query::tree::array_test;
use crate::query::tree::call::Call;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::extracted::{ExtractedFrom, ExtractedTest};
use crate::query::tree::json_test::JsonTest;
use crate::query::tree::select::SelectTree;
use crate::query::tree::sql_test::SqlTest;
use crate::query::tree::text_test::TextTest;
use crate::query::tree::value_parts::Parts;
use crate::query::tree::words::Words;
use crate::query::{cast, domain};

/// A condition: its operators and tests in prefix order, each operator before its operands.
#[derive(Debug)]
pub(crate) struct BoolExpr(VecDeque<Node>);

#[derive(Debug)]
pub(crate) enum Node {
    /// Joins this number of operands.
    Joined(Join, usize),
    Not,
    /// Applies to the table with this number.
    Test(usize, Test),
}

/// The operator between conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    And,
    Or,
}

/// A condition without nested conditions.
#[derive(Debug)]
pub(crate) enum Test {
    Compared(ColumnRef, BinOper, Value),
    Element(ColumnRef, Value),
    Null(ColumnRef),
    NotNull(ColumnRef),
    Columns(ColumnRef, BinOper, ColumnRef),
    /// An expression over the columns of a row is true.
    Holds(Box<Parts>),
    InSelect(ColumnRef, Box<SelectTree>),
    /// A row of the subselect has the given primary key of this row in this column.
    Exists(&'static str, ColumnRef, Box<SelectTree>),
    /// A text search matches.
    Matches(Words),
    /// An aggregate of a group is compared with a value.
    Aggregate(Box<Call>, BinOper, Value),
    Text(ColumnRef, TextTest),
    Array(ColumnRef, &'static str, Value),
    Extracted(Box<(ExtractedFrom, ExtractedTest)>),
    Json(Box<JsonTest>),
    /// A column is compared with one of the table with this number.
    Joined(ColumnRef, BinOper, usize, ColumnRef),
    All,
    /// SQL of the user.
    Sql(SqlTest),
}

impl From<Test> for BoolExpr {
    fn from(test: Test) -> Self {
        Self(VecDeque::from([Node::Test(0, test)]))
    }
}

impl BoolExpr {
    /// Joins two conditions. Conditions with the same operator are merged into one list.
    pub(crate) fn joined(self, join: Join, other: Self) -> Self {
        let ((one, count), (other, more)) = (self.operands(join), other.operands(join));
        let mut nodes = concatenated(one, other);
        nodes.push_front(Node::Joined(join, count + more));
        Self(nodes)
    }

    /// Negates the condition. `NOT (NOT x)` is `x`, also for NULL.
    pub(crate) fn negated(mut self) -> Self {
        if let Some(Node::Not) = self.0.front() {
            self.0.pop_front();
        } else {
            self.0.push_front(Node::Not);
        }
        self
    }

    /// The same condition on the table with this number.
    pub(crate) fn on(mut self, number: usize) -> Self {
        for node in &mut self.0 {
            if let Node::Test(source, test) = node {
                *source = number;
                if let Test::Aggregate(call, ..) = test {
                    call.enter(number);
                }
            }
        }
        self
    }

    fn operands(mut self, join: Join) -> (VecDeque<Node>, usize) {
        match self.0.front() {
            Some(Node::Joined(own, count)) if *own == join => {
                let count = *count;
                self.0.pop_front();
                (self.0, count)
            }
            _ => (self.0, 1),
        }
    }

    /// The operators and tests in prefix order.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.0.iter()
    }

    fn tests(&self) -> impl Iterator<Item = (usize, &Test)> {
        self.0.iter().filter_map(|node| match node {
            Node::Test(source, test) => Some((*source, test)),
            Node::Joined(..) | Node::Not => None,
        })
    }

    fn selects(&self) -> impl Iterator<Item = &SelectTree> {
        // The condition of an aggregate contains no aggregate.
        let filters = self.tests().filter_map(|(_, test)| match test {
            Test::Aggregate(call, ..) => Some(call.filters().flat_map(Self::own_selects)),
            _ => None,
        });
        self.own_selects().chain(filters.flatten())
    }

    fn own_selects(&self) -> impl Iterator<Item = &SelectTree> {
        self.tests().filter_map(|(_, test)| match test {
            Test::InSelect(_, select) | Test::Exists(_, _, select) => Some(&**select),
            _ => None,
        })
    }

    /// Renders the condition with the aliases of the surrounding statement.
    pub(crate) fn expression(&self, names: &Aliases) -> Expr {
        let mut tests = self.tests().map(|(source, test)| test.expression(names, source));
        if self.0.len() == 1 {
            return tests.next().unwrap_or_else(|| Expr::cust("TRUE"));
        }
        Expr::cust_with_exprs(self.template(), tests)
    }

    /// The operators and parentheses, with a placeholder for each test.
    fn template(&self) -> String {
        let mut template = Template::default();
        for node in &self.0 {
            match node {
                Node::Joined(join, count) => template.open(join.word(), *count),
                Node::Not => template.open("NOT ", 1),
                Node::Test(..) => template.test(),
            }
        }
        template.text
    }

    /// All subselects must belong to this tenant. A statement on a global table, which has none, takes the tenant of
    /// its subselects.
    pub(crate) fn agree_on(&self, tenant: Option<Uuid>) -> Result<Option<Uuid>, Error> {
        self.selects().try_fold(tenant, |tenant, select| select.agree_on(tenant))
    }

    /// The depth of nested subselects.
    pub(crate) fn depth(&self) -> usize {
        self.selects().map(|select| select.depth + 1).max().unwrap_or_default()
    }
}

impl Join {
    const fn word(self) -> &'static str {
        match self {
            Self::And => " AND ",
            Self::Or => " OR ",
        }
    }
}

/// The longer list is not copied, so a loop has linear cost on whichever side it adds.
fn concatenated(mut one: VecDeque<Node>, mut other: VecDeque<Node>) -> VecDeque<Node> {
    if one.len() >= other.len() {
        one.append(&mut other);
        return one;
    }
    while let Some(node) = one.pop_back() {
        other.push_front(node);
    }
    other
}

/// A condition during rendering. Every operand is in parentheses, because sea-query omits those that it considers
/// redundant.
#[derive(Default)]
struct Template {
    text: String,
    tests: usize,
    /// The surrounding operators, and how many operands of each are left.
    open: Vec<(&'static str, usize)>,
    /// An operand was written before.
    behind: bool,
}

impl Template {
    fn open(&mut self, word: &'static str, operands: usize) {
        self.operand();
        self.open.push((word, operands));
        self.behind = false;
    }

    fn test(&mut self) {
        self.operand();
        self.tests += 1;
        // Writing to a string never fails.
        let _ = write!(self.text, "${}", self.tests);
        self.close();
    }

    fn operand(&mut self) {
        let Some((word, _)) = self.open.last() else { return };
        if self.behind || *word == "NOT " {
            self.text.push_str(word);
        }
        self.text.push('(');
    }

    fn close(&mut self) {
        while let Some((_, left)) = self.open.last_mut() {
            self.text.push(')');
            *left -= 1;
            if *left > 0 {
                break;
            }
            self.open.pop();
        }
        self.behind = true;
    }
}

impl Test {
    fn expression(&self, names: &Aliases, source: usize) -> Expr {
        let column = |column: &ColumnRef| names.column(source, column.name);
        let compared = |place: &ColumnRef| cast::comparable(column(place), place.sql_type);
        match self {
            Self::Compared(place, operator, value) => {
                domain::compared(compared(place), *operator, value.clone(), &cast::compared(place))
            }
            Self::Element(place, array) => cast::is_element(compared(place), array.clone(), &cast::compared(place)),
            Self::Null(place) => column(place).is_null(),
            Self::NotNull(place) => column(place).is_not_null(),
            Self::Columns(one, operator, other) => compared(one).binary(*operator, compared(other)),
            Self::Holds(expression) => expression.over(&|name| names.column(source, name)),
            Self::InSelect(place, select) => compared(place).in_subquery(select.nested(names)),
            Self::Exists(key, place, select) => {
                Expr::exists(select.referring(place.0, names.column(source, key), names))
            }
            Self::Matches(words) => words.found(names, source),
            Self::Aggregate(call, operator, value) => call.compared(names, source, *operator, value),
            Self::Text(place, text) => text.on(column(place), place.sql_type),
            Self::Array(place, operator, array) => array_test::compared(column(place), operator, array.clone(), place),
            Self::Extracted(extracted) => extracted.1.expression(&extracted.0, names, source),
            Self::Json(test) => test.expression(names, source),
            Self::Joined(one, operator, number, other) => {
                let other = cast::comparable(names.column(*number, other.name), other.sql_type);
                compared(one).binary(*operator, other)
            }
            Self::All => Expr::cust("TRUE"),
            Self::Sql(test) => test.expression(names, source),
        }
    }
}

/// sea-query omits parentheses that it considers redundant; a tuple of one element always has them.
pub(crate) fn parenthesised(expression: Expr) -> Expr {
    match expression {
        Expr::Tuple(_) => expression,
        _ => Expr::tuple([expression]),
    }
}

/// Joins conditions with AND into one expression, because sea-query would nest each into the one before.
pub(crate) fn conjunction(terms: &[BoolExpr], names: &Aliases) -> Option<Expr> {
    let mut conditions = terms.iter().map(|term| parenthesised(term.expression(names)));
    if terms.len() < 2 {
        return conditions.next();
    }
    let template = (1..=terms.len()).map(|number| format!("${number}")).collect::<Vec<_>>().join(" AND ");
    Some(Expr::cust_with_exprs(template, conditions))
}
