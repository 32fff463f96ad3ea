//! The statements of a table that need no condition of the caller, as text: what `peristyle plans check` plans.
//!
//! What is constant is rendered as for a program. A page of an order, children and parents come from the same tree as the
//! calls, with `*` in place of the columns.

use sea_query::{BinOper, NullOrdering, Value};
use uuid::Uuid;

use crate::const_str::ConstString;
use crate::definition::{IndexColumn, IndexDef, IndexMethod, Nulls, ReferenceDef, TableTransition};
use crate::query::cast;
use crate::query::const_sql::{Shape, rendered};
use crate::query::page;
use crate::query::params::is_changeable;
use crate::query::relations::{Ids, children, parents};
use crate::query::tree::bool_expr::Test;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::select::{Deleted, SelectTree};
use crate::query::tree::sort::{Sort, SortDirection};
use crate::query::tree::sql_test::{SqlPart, SqlTest};
use crate::query::usual_limit::Limit;
use crate::quote::{Qualified, write_name};
use crate::{ColumnDef, SqlType, TableDef, physical};

/// A statement that is generated for a table.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GeneratedStatement {
    /// How a program runs it: `Product::find_by_sku`.
    pub call: String,
    /// Its text. The tenant is `$1`.
    pub sql: String,
    /// It is a look-up of the server, as the owner of the table: row level security does not apply to it.
    pub by_server: bool,
    /// The server or a trigger looks whether there is a row that refers to another, or changes all that do: how many there are is up to the data.
    pub is_lookup: bool,
}

/// The rows of a list and of a page.
const ROWS: u64 = 100;

/// Returns the statements of a table. One that is retired has none.
#[must_use]
pub fn generated_statements(def: &'static TableDef) -> Vec<GeneratedStatement> {
    if matches!(def.transition, TableTransition::Retired { .. }) {
        return Vec::new();
    }
    let mut all = Statements { def, all: Vec::new() };
    all.constants();
    all.finders();
    let (btrees, _): (Vec<_>, Vec<_>) = def.indexes.iter().partition(|index| is_order(index));
    btrees.into_iter().for_each(|index| all.of_index(index));
    def.references.iter().for_each(|reference| all.of_reference(reference));
    all.all
}

/// A b-tree over columns: others have no order.
fn is_order(index: &IndexDef) -> bool {
    index.method == IndexMethod::Btree && index.is_over_columns() && !index.exclusion && !index.global && !index.queue
}

struct Statements {
    def: &'static TableDef,
    all: Vec<GeneratedStatement>,
}

impl Statements {
    fn add(&mut self, call: &str, sql: String) {
        let call = format!("{}::{call}", self.def.rust_name);
        if !sql.is_empty() && !self.all.iter().any(|one| one.sql == sql) {
            self.all.push(GeneratedStatement { call, sql, by_server: false, is_lookup: false });
        }
    }

    fn constants(&mut self) {
        let def = self.def;
        self.add("select(..).limit(n)", rendered(Shape::List, def));
        self.add("insert(..)", rendered(Shape::Insert, def));
        self.add("insert_many(..)", rendered(Shape::InsertMany, def));
        if def.key.is_empty() {
            return;
        }
        self.add("find(..)", rendered(Shape::Find, def));
        let limited = |shape, limit: fn(&SelectTree) -> Limit| {
            let mut tree = self.tree();
            def.key_columns().for_each(|column| {
                tree.order(Sort {
                    source: 0,
                    column: ColumnRef(column),
                    expression: None,
                    direction: SortDirection::new(true),
                });
            });
            limit(&tree).of_text(rendered(shape, def))
        };
        let of_page: fn(&SelectTree) -> Limit = |tree| Limit::of_page(tree, false);
        let newest = limited(Shape::NewestList, Limit::of_list);
        let (first_page, newest_page) = (limited(Shape::FirstPage, of_page), limited(Shape::NewestPage, of_page));
        self.add("select(..).order_by(key.desc()).limit(n)", newest);
        self.add("select(..).page(..)", first_page);
        self.add("select(..).order_by(key.desc()).page(..)", newest_page);
        self.add("select(..).page(.., cursor)", page::of_order(self.tree(), true));
        if !def.append_only {
            self.add("delete(..)", rendered(Shape::Delete, def));
            self.add("restore(..)", rendered(Shape::Restore, def));
            self.add("update(..)", self.update());
        }
    }

    /// The update of one column.
    fn update(&self) -> String {
        let def = self.def;
        let Some(column) = def.columns.iter().find(|column| is_changeable(def, column)) else { return String::new() };
        let place = def.key.len() + usize::from(def.tenant_column().is_some()) + 1;
        let mut cast = ConstString::<512>::new();
        cast::binding(&mut cast, column);
        let mut sql = rendered(Shape::UpdateHead, def);
        write_name(&mut sql, column.name);
        sql + &format!(" = ${place}{}", cast.as_str()) + &rendered(Shape::UpdateTail, def)
    }

    /// The texts are in the order of the indexes; that of an index without a finder is empty.
    fn finders(&mut self) {
        let texts = rendered(Shape::Finders, self.def);
        for (index, sql) in self.def.indexes.iter().zip(texts.split('\0')) {
            let own: Vec<_> = self.own(index).into_iter().map(|column| self.field(column.name)).collect();
            let name = match (own.as_slice(), index.without_overlaps) {
                ([], _) => "find_by_tenant".to_owned(),
                ([_], true) => "find_at".to_owned(),
                ([equal @ .., _], true) => format!("find_by_{}_at", equal.join("_and_")),
                (own, false) => format!("find_by_{}", own.join("_and_")),
            };
            self.add(&format!("{name}(..)"), sql.to_owned());
        }
    }

    /// The columns of an index without the tenant.
    fn own(&self, index: &IndexDef) -> Vec<&'static IndexColumn> {
        let tenant = self.def.tenant_column();
        index.columns.iter().filter(|column| Some(column.name) != tenant).collect()
    }

    fn field(&self, name: &str) -> &'static str {
        self.column(name).map_or("", |column| column.field)
    }

    fn constant(&self, name: &str) -> String {
        format!("{}::{}", self.def.rust_name, self.field(name).to_uppercase())
    }

    fn column(&self, name: &str) -> Option<&'static ColumnDef> {
        self.def.columns.iter().find(|column| column.name == name)
    }

    fn tree(&self) -> SelectTree {
        tree(self.def)
    }

    /// The rows of an index: the live ones, as far as it is partial.
    fn rows_of(&self, index: &IndexDef) -> SelectTree {
        let mut tree = self.tree();
        if index.including_deleted {
            tree.deleted = Deleted::Included;
        }
        if let Some(only) = index.only {
            // The command reads each index once, and lives as long as the texts.
            let parts: &'static [SqlPart] = Box::leak(only.iter().map(|piece| SqlPart::Text(piece)).collect());
            tree.conditions.push(Test::Sql(SqlTest { parts, values: Vec::new() }).into());
        }
        tree
    }

    /// The rows with values in the first columns, in the descending order of the last; and all rows in the order of the index.
    fn of_index(&mut self, index: &IndexDef) {
        let own = self.own(index);
        let ordered = own.iter().rev().take_while(|column| column.descending).count();
        let (equal, ordered) = own.split_at(own.len() - ordered);
        if !equal.is_empty() && !index.unique {
            let filters: String =
                equal.iter().map(|column| format!(".filter({}.eq(..))", self.constant(column.name))).collect();
            if ordered.is_empty() {
                let sql = text(self.equal(index, equal));
                self.add(&format!("select(..){filters}.limit(n)"), sql);
            } else {
                self.pages(&filters, ordered, |one| one.equal(index, equal));
            }
        }
        self.pages("", &own, |one| one.rows_of(index));
    }

    fn equal(&self, index: &IndexDef, columns: &[&'static IndexColumn]) -> SelectTree {
        let mut tree = self.rows_of(index);
        let columns = columns.iter().filter_map(|column| self.column(column.name));
        tree.conditions.extend(columns.map(|column| compared(column).into()));
        tree
    }

    /// The first page of an order, and the next.
    fn pages(&mut self, filters: &str, ordered: &[&'static IndexColumn], rows: impl Fn(&Self) -> SelectTree) {
        if ordered.is_empty() || self.def.key.is_empty() {
            return;
        }
        let direction = |column: &IndexColumn| format!("{}()", if column.descending { "desc" } else { "asc" });
        let orders: String = ordered
            .iter()
            .map(|column| format!(".order_by({}.{})", self.constant(column.name), direction(column)))
            .collect();
        for next in [false, true] {
            let mut tree = rows(self);
            for IndexColumn { name, descending, nulls, .. } in ordered.iter().copied() {
                let nulls = nulls.map(|nulls| match nulls {
                    Nulls::First => NullOrdering::First,
                    Nulls::Last => NullOrdering::Last,
                });
                let direction = SortDirection { descending: *descending, nulls };
                if let Some(column) = self.column(name) {
                    tree.order(Sort { source: 0, column: ColumnRef(column), expression: None, direction });
                }
            }
            let page = if next { "page(.., cursor)" } else { "page(..)" };
            self.add(&format!("select(..){filters}{orders}.{page}"), page::of_order(tree, next));
        }
    }

    fn of_reference(&mut self, reference: &'static ReferenceDef) {
        let target = (reference.target)();
        let physical = physical::PhysicalTable::of(self.def).references;
        let is_tenant = reference.columns.first().copied() == self.def.tenant_column();
        if let ([name], false) = (reference.columns, is_tenant)
            && reference.places.is_empty()
            && let Some(column) = self.column(name)
            // Relations are those of ids.
            && column.sql_type.is(SqlType::Uuid)
        {
            let constant = self.constant(name);
            let mut of_one = self.tree();
            of_one.conditions.push(compared(column).into());
            self.add(&format!("select(..).filter({constant}.eq(..)).limit(n)"), text(of_one));
            let ids = Ids::any();
            let several = children(&self.tree(), 0, column, &ids).sql.into_string();
            self.add(&format!("select(..).limit(n).load_children({constant}, ..)"), several);
            let mut of_target = tree(target);
            of_target.limit = None;
            self.all.push(GeneratedStatement {
                call: format!("{}::select(..).load_parents(..)", target.rust_name),
                sql: parents(&of_target, &ids).sql.into_string(),
                by_server: false,
                is_lookup: false,
            });
        }
        let Some(key) = physical.into_iter().find(|key| key.declared == reference.columns) else { return };
        let call = format!("the look-up of the server in `{}` for a delete in `{}`", self.def.name, target.name);
        let (own, soft) =
            (self.referring(&key.columns, key.period), self.def.deleted_at().filter(|_| target.soft_delete()));
        // Only the server knows whether the table has partitions that were attached later.
        let only = if self.def.partition.is_some() { "" } else { "ONLY " };
        let sql = format!("SELECT 1 FROM {only}{own} FOR KEY SHARE OF x");
        self.all.push(GeneratedStatement { call, sql, by_server: true, is_lookup: true });
        if let Some(deleted_at) = soft.filter(|_| !key.ignores_soft_delete) {
            let mut sql = format!("SELECT 1 FROM {own} AND x.");
            write_name(&mut sql, deleted_at);
            let call = format!("the look-up in `{}` for a soft delete in `{}`", self.def.name, target.name);
            self.all.push(GeneratedStatement { call, sql: sql + " IS NULL", by_server: false, is_lookup: true });
        }
    }

    /// `table AS x WHERE x.column = $1 AND ..`
    fn referring(&self, columns: &[&str], period: bool) -> String {
        let mut sql = Qualified { schema: self.def.schema, name: self.def.name }.to_string();
        for (at, name) in (1..).zip(columns) {
            sql += if at == 1 { " AS x WHERE x." } else { " AND x." };
            write_name(&mut sql, name);
            let operator = if period && at == columns.len() { "&&" } else { "=" };
            sql += &format!(" {operator} ${at}");
        }
        sql
    }
}

fn tree(def: &'static TableDef) -> SelectTree {
    let tenant = def.tenant_column().map(|_| Uuid::nil());
    let mut tree = SelectTree::of_table(def, tenant);
    tree.limit = Some(ROWS);
    tree
}

fn text(tree: SelectTree) -> String {
    let limit = Limit::of_list(&tree);
    limit.rendered(tree, |tree| tree.statement(tree.query().0)).sql.into_string()
}

fn compared(column: &'static ColumnDef) -> Test {
    Test::Compared(ColumnRef(column), BinOper::Equal, Value::String(None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{Country, Product};
    use crate::query::{PageSize, Select, Statement};
    use crate::{Error, Table};

    fn of(def: &'static TableDef, call: &str) -> String {
        let all = generated_statements(def);
        let one = all.iter().find(|one| one.call == call);
        one.unwrap_or_else(|| panic!("{call} is not one of {:?}", all.iter().map(|one| &one.call).collect::<Vec<_>>()))
            .sql
            .clone()
    }

    /// With `*` in place of the columns.
    fn starred(statement: Result<Statement, Error>) -> String {
        let sql = statement.unwrap().sql().to_owned();
        let all = Product::def().columns.iter().map(|column| format!("\"org_products\".\"{}\"", column.name));
        let columns: Vec<_> = all
            .map(|name| name.replace("status\"", "status\"::text").replace("settings\"", "settings\"::text"))
            .collect();
        sql.replace(&columns.join(", "), "*")
    }

    #[test]
    fn texts_are_those_of_the_calls() {
        let (tenant, select) = (Some(Uuid::nil()), || Select::<Product>::new(Some(Uuid::nil())));
        let list = select().limit(3).into_statement().unwrap();
        assert_eq!(of(Product::def(), "Product::select(..).limit(n)"), list.sql());
        let find =
            crate::query::Find::<Product>::by_unique(tenant, 0, crate::query::Values::new().and("L-1".to_owned()));
        assert_eq!(of(Product::def(), "Product::find_by_sku(..)"), find.into_statement().unwrap().sql());
        let ordered = select().order_by(Product::SKU.asc()).page(PageSize::new(100).unwrap(), None);
        assert_eq!(
            of(Product::def(), "Product::select(..).order_by(Product::SKU.asc()).page(..)"),
            starred(ordered.into_statement())
        );
        let next = of(Product::def(), "Product::select(..).page(.., cursor)");
        assert!(
            next.contains("(\"org_products\".\"id\") > ($2::text::uuid)")
                && next.ends_with("LIMIT 101) AS \"0 list\" LIMIT $3"),
            "{next}"
        );
    }

    #[test]
    fn a_row_is_found_at_a_time() {
        use crate::physical::fixture::{ID, OWNED, TENANT, by, column};
        const RANGE: SqlType = SqlType::Named("daterange");
        const INDEX: IndexDef = IndexDef {
            columns: &[by("organization_id"), by("code"), by("valid_at")],
            without_overlaps: true,
            exclusion: true,
            method: IndexMethod::Gist,
            ..IndexDef::PLAIN
        };
        const TYPED: TableDef = TableDef {
            columns: &[ID, TENANT, column("code", SqlType::Integer), column("valid_at", RANGE)],
            indexes: &[INDEX],
            ..OWNED
        };
        static PRICES: TableDef = TYPED;
        let sql = of(&PRICES, "Plain::find_by_code_at(..)");
        let condition = r#" WHERE "organization_id" = $1 AND "code" = $2 AND "valid_at" @> $3::date"#;
        assert!(sql.ends_with(condition), "{sql}");
        // A text has no bounds in Rust.
        static TEXTS: TableDef = TableDef {
            columns: &[
                ID,
                TENANT,
                column("code", SqlType::Integer),
                ColumnDef { carrier: SqlType::Text, ..column("valid_at", RANGE) },
            ],
            ..TYPED
        };
        assert!(generated_statements(&TEXTS).iter().all(|one| !one.call.contains("find_by")));
    }

    #[test]
    fn a_global_table_has_no_tenant() {
        assert_eq!(of(Country::def(), "Country::find(..)"), r#"SELECT "id", "code" FROM "countries" WHERE "id" = $1"#);
        assert!(generated_statements(Country::def()).iter().all(|one| !one.sql.is_empty()));
    }
}
