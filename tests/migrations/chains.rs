//! Faults that one migration alone does not show: each chain begins at the schema of the tests, each link is a migration, applied, undone and applied again.

use std::sync::atomic::{AtomicUsize, Ordering};

use peristyle_build::model::{Database, Deferrable, OnDelete, Postgres, Reference, Text};
use peristyle_test::server::Server;
use peristyle_tests::newer::eighteen;

use super::lookups;
use super::matrix::rename_column;
use super::scenarios::{column, drop_column, drop_table, index, new_column, new_index, scalar, table};
use super::transitions;
use super::walk::{Step, Walk};
use super::{options, schema};

type Change = fn(&mut Database);

struct Chain {
    name: &'static str,
    links: &'static [Change],
}

/// A second index over the columns of one that is there, in front of it: in a new database it takes the name without a number.
fn two_alike(database: &mut Database) {
    let visits = table(database, "org_visits");
    let at = visits.indexes.iter().position(|index| index.name.ends_with("_page_idx")).expect("it has one");
    let mut second = visits.indexes[at].clone();
    (second.name, second.predicate) = ("only_hits".into(), Some("hits > 0".into()));
    visits.indexes.insert(at, second);
}

fn two_alike_of_status(database: &mut Database) {
    let status = column(table(database, "org_products"), "status").sql_type.clone();
    let visits = table(database, "org_visits");
    let column = new_column(visits, "status", status);
    (column.default, column.nullable) = (Some("'draft'".into()), false);
    new_index(visits, "by_status", &["organization_id", "status"]);
}

fn second_of_status(database: &mut Database) {
    let visits = table(database, "org_visits");
    new_index(visits, "only_hits", &["organization_id", "status"]).predicate = Some("hits > 0".into());
    visits.indexes.rotate_right(1);
}

fn add_partition(database: &mut Database) {
    let visits = table(database, "org_visits");
    let mut child = visits.children[0].clone();
    (child.name, child.bound) = ("org_visits_2030".into(), "FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')".into());
    visits.children.push(child);
}

fn looked_up(database: &mut Database) {
    *database = lookups::looked_up();
}

/// Partitions whose names begin alike: in the names of their indexes the ends are cut.
fn long_names(database: &mut Database) {
    let visits = table(database, "org_visits");
    for child in &mut visits.children {
        child.name = child.name.replace("org_visits_", "org_visits_of_all_the_shops_of_a_whole_company_").into();
    }
}

fn another_long_name(database: &mut Database) {
    add_partition(database);
    let visits = table(database, "org_visits");
    let child = visits.children.last_mut().expect("it was pushed");
    (child.name, child.bound) = (
        "org_visits_of_all_the_shops_of_a_whole_company_2025".into(),
        "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')".into(),
    );
}

fn at_run_time(database: &mut Database) {
    let visits = table(database, "org_visits");
    visits.children.clear();
    visits.run_time_partitions = Some("a program adds one each year".into());
}

fn declared_again(database: &mut Database) {
    let visits = table(database, "org_visits");
    (visits.children, visits.run_time_partitions) = (table(&mut schema::base(), "org_visits").children.clone(), None);
}

fn without(database: &mut Database, name: &str) {
    table(database, "org_visits").indexes.retain(|index| index.name != name);
}

fn status_default(database: &mut Database, label: &'static str) {
    column(table(database, "org_products"), "status").default = Some(label.into());
}

fn labels(database: &mut Database, labels: &[&'static str]) {
    database.enums[0].labels = labels.iter().map(|label| Text::from(*label)).collect();
}

const CHAINS: &[Chain] = &[
    Chain {
        name: "another type of the time of deletion in partitions",
        links: &[|database| column(table(database, "org_visits"), "deleted_at").sql_type = scalar("timestamptz(3)")],
    },
    Chain { name: "a partition beside two indexes that are alike", links: &[two_alike, add_partition] },
    Chain {
        name: "versions by a trigger of rows, as they were written before, then of statements",
        links: &[
            |database| table(database, "org_prices").history_by_statement = false,
            |database| table(database, "org_prices").history_by_statement = true,
        ],
    },
    Chain {
        name: "another type under two indexes that are alike",
        links: &[
            two_alike,
            |database| column(table(database, "org_visits"), "page").sql_type = scalar("text"),
            |database| column(table(database, "org_visits"), "page").sql_type = scalar("varchar(80)"),
        ],
    },
    Chain {
        name: "a label is removed under two indexes that are alike",
        links: &[two_alike_of_status, second_of_status, |database| labels(database, &["draft", "active"])],
    },
    Chain {
        name: "partitions of another program, with two indexes that are alike before",
        links: &[
            |database| {
                two_alike(database);
                add_partition(database);
            },
            |database| {
                at_run_time(database);
                without(database, "only_hits");
            },
            declared_again,
        ],
    },
    Chain {
        name: "partitions of another program, with two indexes that are alike behind",
        links: &[
            at_run_time,
            two_alike,
            |database| without(database, "org_visits_organization_id_page_idx"),
            declared_again,
            |database| without(database, "only_hits"),
        ],
    },
    Chain {
        name: "the names of partitions are cut",
        links: &[
            long_names,
            |database| {
                new_index(table(database, "org_visits"), "by_hits", &["organization_id", "hits", "spent"]);
            },
            two_alike,
            another_long_name,
            |database| {
                let visits = table(database, "org_visits");
                new_index(visits, "by_clicks", &["organization_id", "clicks", "spent"]);
                let mut child = visits.children[0].clone();
                (child.name, child.bound) = (
                    "org_visits_of_all_the_shops_of_a_whole_company_2024".into(),
                    "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')".into(),
                );
                visits.children.push(child);
            },
            |database| rename_column(table(database, "org_visits"), "page", "path"),
            |database| {
                let name = &mut table(database, "org_visits").children[0].name;
                *name = name.replace("2026", "of_this_year").into();
            },
            |database| without(database, "by_hits"),
            |database| {
                let visits = table(database, "org_visits");
                new_index(visits, "by_path", &["organization_id", "path", "spent"]);
                visits.children.remove(0);
            },
            |database| table(database, "org_visits").children.clear(),
        ],
    },
    Chain {
        name: "the names of partitions are cut, and of their constraints",
        links: &[
            |database| {
                long_names(database);
                let visits = table(database, "org_visits");
                let index = new_index(visits, "once_a_day", &["organization_id", "day", "page", "hits"]);
                (index.unique, index.constraint) = (true, Some(Deferrable::Never));
            },
            another_long_name,
            |database| index(table(database, "org_visits"), "once_a_day").constraint = Some(Deferrable::Deferred),
            |database| without(database, "once_a_day"),
        ],
    },
    Chain {
        name: "partitions of another program under a new name of the table",
        links: &[
            |database| {
                at_run_time(database);
                transitions::rename_table_until(database, "org_visits");
            },
            |database| table(database, "org_visits_now").transition = None,
        ],
    },
    Chain {
        name: "partitions of another program, and no soft delete any more",
        links: &[
            at_run_time,
            |database| {
                let visits = table(database, "org_visits");
                drop_column(visits, "deleted_at");
            },
            declared_again,
        ],
    },
    Chain {
        name: "a table with a look-up is dropped",
        links: &[looked_up, |database| drop_table(database, "org_products")],
    },
    Chain {
        name: "a column with a look-up is dropped",
        links: &[looked_up, |database| {
            let products = table(database, "org_products");
            products.indexes.retain(|index| !index.for_lookup);
            drop_column(products, "sku");
        }],
    },
    Chain {
        name: "a column that the condition of a look-up reads is dropped",
        links: &[looked_up, |database| {
            let index = index(table(database, "org_products"), "sku_key");
            (index.only, index.predicate) = (None, Some("deleted_at IS NULL".into()));
            index.tenant_lookup.as_mut().expect("it has one").reads.retain(|name| name != "title");
            drop_column(table(database, "org_products"), "title");
        }],
    },
    Chain {
        name: "a table with a look-up is dropped while another one becomes a tenant table",
        links: &[
            looked_up,
            |database| {
                drop_table(database, "org_products");
                table(database, "org_categories").without_row_security = true;
            },
            |database| table(database, "org_categories").without_row_security = false,
        ],
    },
    Chain {
        name: "the label of the default is removed",
        links: &[
            |database| {
                labels(database, &["draft", "active", "retired", "archived"]);
                status_default(database, "'archived'");
            },
            |database| {
                labels(database, &["draft", "active", "retired"]);
                status_default(database, "'draft'");
            },
            |database| {
                labels(database, &["retired", "active"]);
                status_default(database, "'retired'");
            },
        ],
    },
];

fn to_18(database: &mut Database) {
    database.min = Postgres::V18;
}

fn enforce(database: &mut Database, not_enforced: bool) {
    for table in &mut database.tables {
        table.checks.iter_mut().for_each(|check| check.not_enforced = not_enforced);
        for reference in table.references.iter_mut().filter(|one| one.target == "countries") {
            (reference.not_enforced, reference.ignores_soft_delete) = (not_enforced, not_enforced);
        }
    }
}

/// What needs PostgreSQL 18.
const NEWER: &[Chain] = &[
    Chain {
        name: "a generated column is virtual, computed otherwise, and stored again",
        links: &[
            |database| {
                to_18(database);
                column(table(database, "org_products"), "worth").is_virtual = true;
            },
            |database| column(table(database, "org_products"), "worth").generated = Some("price * stock * 2".into()),
            |database| column(table(database, "org_products"), "worth").is_virtual = false,
        ],
    },
    Chain {
        name: "a virtual column that is never NULL is added and dropped, also of a partitioned table",
        links: &[
            |database| {
                to_18(database);
                for (name, sql) in [("org_products", "stock * 2"), ("org_visits", "hits * 3")] {
                    let column = new_column(table(database, name), "more", scalar("integer"));
                    (column.generated, column.is_virtual, column.nullable) = (Some(sql.into()), true, false);
                }
            },
            |database| {
                for name in ["org_products", "org_visits"] {
                    drop_column(table(database, name), "more");
                }
            },
        ],
    },
    Chain {
        name: "a check and a foreign key are not enforced, and enforced again",
        links: &[
            |database| {
                to_18(database);
                enforce(database, true);
            },
            |database| enforce(database, false),
        ],
    },
    Chain {
        name: "a foreign key of a partitioned table is added before its rows are checked",
        links: &[to_18, |database| {
            let visits = table(database, "org_visits");
            let of_product = |reference: &&mut Reference| reference.columns.iter().any(|name| name == "product_id");
            visits.references.iter_mut().find(of_product).expect("it refers to products").on_delete =
                OnDelete::Restrict;
        }],
    },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_link_of_a_chain_up_down_and_up() {
    walk_all(Server::shared().await.unwrap(), CHAINS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_link_of_a_chain_on_a_newer_server() {
    if let Some(server) = eighteen().await {
        walk_all(server, NEWER).await;
    }
}

async fn walk_all(server: &Server, chains: &[Chain]) {
    let only = std::env::var("PERISTYLE_SCENARIO").unwrap_or_default();
    let chains: Vec<_> = chains.iter().filter(|chain| chain.name.contains(&only)).collect();
    let next = AtomicUsize::new(0);
    let work = async || {
        let mut failed = Vec::new();
        while let Some(chain) = chains.get(next.fetch_add(1, Ordering::Relaxed)) {
            failed.extend(chain.up_down_and_up(server).await);
        }
        failed
    };
    let failed = tokio::join!(work(), work(), work());
    let failed = [failed.0, failed.1, failed.2].concat();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

impl Chain {
    async fn up_down_and_up(&self, server: &Server) -> Vec<String> {
        let mut failed = Vec::new();
        let mut walk = Walk::begin(server, schema::base(), options(server)).await;
        let mut database = schema::base();
        for (at, change) in self.links.iter().enumerate() {
            change(&mut database);
            match walk.step(database.clone(), true).await {
                Step::Done => failed.extend(walk.is_there().await.err()),
                Step::Failed(error) => failed.push(format!("== {}, link {at}: {error}", self.name)),
                Step::Refused | Step::Skipped => panic!("{}, link {at}: there is no migration", self.name),
            }
        }
        failed
    }
}
