//! What a plan reads and sorts, by the estimates of its nodes.

use serde_json::Value;

use super::catalog::Catalog;
use crate::database::quoted;

/// What a statement reads and sorts.
#[derive(Debug, Default)]
pub(super) struct Reads {
    pub(super) scans: Vec<Scan>,
    pub(super) sorts: Vec<Sorted>,
    /// The nodes, each before those below it: `Sort`, `Index Scan using org_orders_pkey on org_orders`.
    pub(super) outline: Vec<String>,
}

/// A scan of a table or of a partition.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Scan {
    /// The table that the structs declare.
    pub(super) table: String,
    /// What is read, as SQL.
    pub(super) relation: String,
    pub(super) alias: String,
    /// With its schema; empty for a sequential scan.
    pub(super) index: String,
    /// What the index finds.
    pub(super) condition: String,
    /// All conditions.
    pub(super) conditions: Vec<String>,
    /// What the rows are sorted by.
    pub(super) order: Vec<String>,
    /// The rows that are read.
    pub(super) rows: f64,
    /// The pages of what is read.
    pub(super) pages: f64,
    /// The part of the scan that is run: less than one under a limit, more in a loop.
    pub(super) share: f64,
    /// The index finds more rows than the plan has.
    pub(super) is_filtered: bool,
}

/// A sort.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sorted {
    /// The first table below it.
    pub(super) table: String,
    pub(super) rows: f64,
}

/// How a node is run.
#[derive(Debug, Clone, Default)]
struct Run {
    loops: f64,
    /// The part of its rows that is fetched.
    fraction: f64,
    order: Vec<String>,
}

impl Reads {
    pub(super) fn of(plan: &Value, catalog: &Catalog) -> Self {
        let mut reads = Self::default();
        reads.node(plan, catalog, &Run { loops: 1.0, fraction: 1.0, order: Vec::new() });
        reads
    }

    fn node(&mut self, node: &Value, catalog: &Catalog, run: &Run) {
        let kind = text(node, "Node Type");
        let part = |word: &str, key: &str| match text(node, key) {
            "" => String::new(),
            name => format!(" {word} {name}"),
        };
        if !is_beside(node) {
            self.outline.push(format!("{kind}{}{}", part("using", "Index Name"), part("on", "Relation Name")));
        }
        let all = Run { fraction: 1.0, ..run.clone() };
        match kind {
            "Limit" => {
                let fraction = share(rows(node), child_rows(node));
                self.children(node, catalog, &Run { fraction: run.fraction * fraction, ..run.clone() });
            }
            "Sort" => {
                self.sorted(
                    node,
                    catalog,
                    child_rows(node) * run.loops,
                    &Run { order: texts(node, "Sort Key"), ..all },
                );
            }
            "Incremental Sort" => {
                self.sorted(node, catalog, child_rows(node) * run.loops * run.fraction, run);
            }
            // These read all of what is below before the first row; a sorted aggregate does not.
            "Aggregate" if text(node, "Strategy") != "Sorted" => self.children(node, catalog, &all),
            "Hash" | "WindowAgg" | "SetOp" | "ModifyTable" => self.children(node, catalog, &all),
            // Its rows are kept for the other loops.
            "Materialize" => self.children(node, catalog, &Run { loops: 1.0, ..all }),
            "Seq Scan" | "Tid Scan" | "Sample Scan" | "Index Scan" | "Index Only Scan" | "Bitmap Heap Scan" => {
                self.scan(node, kind, catalog, run);
                // What is below a bitmap scan are indexes.
                self.subplans(node, catalog, run);
            }
            _ => self.children(node, catalog, run),
        }
    }

    fn sorted(&mut self, node: &Value, catalog: &Catalog, rows: f64, run: &Run) {
        let (first, before) = (self.scans.len(), self.sorts.len());
        self.children(node, catalog, run);
        if let Some(table) = self.scans.get(first).map(|scan| scan.table.clone()) {
            self.sorts.insert(before, Sorted { table, rows });
        }
    }

    fn children(&mut self, node: &Value, catalog: &Catalog, run: &Run) {
        let is_loop = text(node, "Node Type") == "Nested Loop";
        let outer = plans(node).find(|child| text(child, "Parent Relationship") == "Outer").map_or(1.0, rows);
        for child in plans(node) {
            let run = match text(child, "Parent Relationship") {
                "InitPlan" => Run { loops: 1.0, fraction: 1.0, order: Vec::new() },
                "SubPlan" => Run { loops: run.loops * rows(node).max(1.0), fraction: 1.0, order: Vec::new() },
                "Inner" if is_loop => Run { loops: run.loops * outer.max(1.0), ..run.clone() },
                _ => run.clone(),
            };
            self.node(child, catalog, &run);
        }
    }

    fn subplans(&mut self, node: &Value, catalog: &Catalog, run: &Run) {
        for child in plans(node).filter(|child| is_beside(child)) {
            self.node(child, catalog, &Run { order: Vec::new(), ..run.clone() });
        }
    }

    fn scan(&mut self, node: &Value, kind: &str, catalog: &Catalog, run: &Run) {
        let (schema, name) = (text(node, "Schema"), text(node, "Relation Name"));
        let relation = format!("{schema}.{name}");
        let Some(table) = catalog.table_of(&relation) else { return };
        let share = run.loops * run.fraction;
        let mut scan = Scan {
            table: table.to_owned(),
            relation: format!("{}.{}", quoted(schema), quoted(name)),
            alias: text(node, "Alias").to_owned(),
            order: run.order.clone(),
            rows: rows(node) * share,
            pages: catalog.pages(&relation),
            share,
            ..Scan::default()
        };
        let conditions = ["Index Cond", "Recheck Cond", "Filter"].map(|key| text(node, key));
        scan.conditions = conditions.into_iter().filter(|text| !text.is_empty()).map(str::to_owned).collect();
        match kind {
            "Index Scan" | "Index Only Scan" => {
                scan.index = format!("{schema}.{}", text(node, "Index Name"));
                scan.condition = text(node, "Index Cond").to_owned();
                scan.is_filtered = !text(node, "Filter").is_empty();
            }
            "Bitmap Heap Scan" => {
                scan.index = format!("{schema}.{}", first_index(node));
                scan.rows =
                    plans(node).find(|child| !is_beside(child)).map(found).unwrap_or_default().max(rows(node)) * share;
            }
            _ => {}
        }
        self.scans.push(scan);
    }
}

/// The rows that a bitmap finds.
fn found(node: &Value) -> f64 {
    let below = plans(node).map(found);
    match text(node, "Node Type") {
        "BitmapAnd" => below.fold(f64::INFINITY, f64::min),
        "BitmapOr" => below.sum(),
        _ => rows(node),
    }
}

fn first_index(node: &Value) -> &str {
    let own = text(node, "Index Name");
    match own.is_empty() {
        false => own,
        true => plans(node).map(first_index).find(|name| !name.is_empty()).unwrap_or_default(),
    }
}

fn plans(node: &Value) -> impl Iterator<Item = &Value> {
    node["Plans"].as_array().into_iter().flatten()
}

/// What is below a node, but for what is computed once or for each row.
fn child_rows(node: &Value) -> f64 {
    plans(node).find(|child| !is_beside(child)).map_or(1.0, rows)
}

fn is_beside(node: &Value) -> bool {
    matches!(text(node, "Parent Relationship"), "InitPlan" | "SubPlan")
}

fn share(part: f64, all: f64) -> f64 {
    if all > part { part / all } else { 1.0 }
}

fn rows(node: &Value) -> f64 {
    node["Plan Rows"].as_f64().unwrap_or_default()
}

fn text<'a>(node: &'a Value, key: &str) -> &'a str {
    node[key].as_str().unwrap_or_default()
}

fn texts(node: &Value, key: &str) -> Vec<String> {
    node[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
