//! Changes that a database administrator would write, of a schema in which everything meets: two schemas, an enum type of one of them, partitions with long
//! names, look-ups, soft deletes and timestamps of other names.

use peristyle::Timestamp;
use peristyle::prelude::*;
use peristyle_build::Database;
use peristyle_build::model::{Deferrable, OnDelete, SqlType};
use peristyle_test::server::Server;
use rust_decimal::Decimal;

use super::matrix::rename_column;
use super::options;
use super::scenarios::{column, drop_column, drop_table, index, new_column, new_index, reference_of, scalar, table};
use super::transitions::rename_table_until;
use super::walk::{Step, Walk};

/// A customer account.
#[table(name = "organizations", tenant_root, unique(subdomain, tenant_lookup))]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(varchar(63))]
    pub subdomain: String,
    #[column(
        name = "closedAt",
        waive(timestamps = "the old program's name", snake_case = "the old program's letters")
    )]
    pub deleted_at: Option<Timestamp>,
}

/// Where an invoice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "invoice_state", schema = "billing")]
pub enum InvoiceState {
    Draft,
    Sent,
    Paid,
    Lost,
}

/// Who gets invoices.
#[table(
    name = "org_customers",
    schema = "billing",
    tenant = Organization,
    unique(email, tenant_lookup),
    index(created_at(desc)),
    waive(timestamps = "the old program's names", snake_case = "the old program's letters")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    pub id: Id<Customer>,
    pub organization_id: Id<Organization>,
    #[column(varchar(200))]
    pub email: String,
    #[column(on_delete = set_null, why = "a customer outlives the one that pays for it")]
    pub payer_id: Option<Id<Customer>>,
    #[column(default = InvoiceState::Draft)]
    pub usual_state: InvoiceState,
    pub note: Option<String>,
    #[column(name = "createdAt")]
    pub created_at: Timestamp,
    #[column(name = "updatedAt")]
    pub updated_at: Timestamp,
    #[column(name = "removedAt")]
    pub deleted_at: Option<Timestamp>,
}

/// What a customer owes, by the month.
#[table(
    name = "org_invoices_of_customers",
    schema = "billing",
    tenant = Organization,
    partition(
        range(day),
        child("org_invoices_of_customers_2026_01", from = "2026-01-01", to = "2026-02-01"),
        child("org_invoices_of_customers_2026_02", from = "2026-02-01", to = "2026-03-01"),
        child("org_invoices_of_customers_rest", default)
    ),
    index(state, total, only(state == InvoiceState::Sent)),
    index(state, total, including_deleted, name = "org_invoices_by_state"),
    check(total >= 0, message = "an invoice is of something"),
    waive(
        primary_key = "the application alone makes ids",
        leakproof = "a shop has few invoices",
        timestamps = "the old program's names",
        snake_case = "the old program's letters"
    )
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Invoice {
    pub id: Id<Invoice>,
    pub organization_id: Id<Organization>,
    pub day: chrono::NaiveDate,
    #[column(on_delete = cascade, why = "an invoice is of a customer")]
    pub customer_id: Id<Customer>,
    #[column(default = InvoiceState::Draft)]
    pub state: InvoiceState,
    #[column(numeric(12, 2), default = 0)]
    pub total: Decimal,
    #[column(generated(sql = "total * 0.19"), numeric(14, 4))]
    pub tax: Option<Decimal>,
    pub note: Option<String>,
    #[column(name = "createdAt")]
    pub created_at: Timestamp,
    #[column(name = "updatedAt")]
    pub updated_at: Timestamp,
    #[column(name = "removedAt")]
    pub deleted_at: Option<Timestamp>,
}

schema! { pub SCHEMA = [Organization, Customer, Invoice] }

type Change = (&'static str, fn(&mut Database));

const INVOICES: &str = "org_invoices_of_customers";

fn labels(database: &mut Database, labels: &[&'static str]) {
    database.enums[0].labels = labels.iter().map(|label| (*label).into()).collect();
}

fn month(database: &mut Database, name: &'static str, bound: &'static str) {
    let invoices = table(database, INVOICES);
    let mut child = invoices.children[0].clone();
    (child.name, child.bound) = (name.into(), bound.into());
    invoices.children.insert(2, child);
}

/// Each begins at the schema above.
const CHANGES: &[&[Change]] = &[
    &[
        ("a label that is the default and in a predicate goes", |database| {
            labels(database, &["sent", "paid", "lost"]);
            for of in ["org_customers", INVOICES] {
                for name in ["state", "usual_state"] {
                    let found = table(database, of).columns.iter_mut().find(|column| column.name == name);
                    found.into_iter().for_each(|column| column.default = Some("'sent'".into()));
                }
            }
        }),
        ("labels in another order, and a month", |database| {
            labels(database, &["lost", "paid", "sent"]);
            month(database, "org_invoices_of_customers_2026_03", "FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')");
        }),
        ("a new label that is the default at once", |database| {
            labels(database, &["lost", "paid", "sent", "doubtful"]);
            column(table(database, INVOICES), "state").default = Some("'doubtful'".into());
        }),
    ],
    &[
        ("a month and an index over two timestamps of other names", |database| {
            month(database, "org_invoices_of_customers_2026_03", "FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')");
            new_index(table(database, INVOICES), "by_time", &["organization_id", "createdAt", "updatedAt"]);
        }),
        ("the timestamps to the millisecond", |database| {
            for of in ["org_customers", INVOICES] {
                column(table(database, of), "createdAt").sql_type = scalar("timestamptz(3)");
                column(table(database, of), "removedAt").sql_type = scalar("timestamptz(3)");
            }
        }),
        ("a wider total under a generated column, two indexes and a check", |database| {
            column(table(database, INVOICES), "total").sql_type = scalar("numeric(14,2)");
        }),
        ("the first month goes", |database| drop(table(database, INVOICES).children.remove(0))),
    ],
    &[
        ("the address of a look-up in two releases", |database| {
            let customers = table(database, "org_customers");
            rename_column(customers, "email", "address");
            let lookup = index(customers, "email_key").tenant_lookup.as_mut().expect("it has a look-up");
            lookup
                .columns
                .iter_mut()
                .chain(&mut lookup.reads)
                .filter(|name| *name == "email")
                .for_each(|name| *name = "address".into());
            customers.keep_old_name("address", "email", "0.5");
        }),
        ("the old name goes, and the type is another", |database| {
            drop_column(table(database, "org_customers"), "email");
            table(database, "org_customers").indexes.retain(|index| !index.reads("email"));
            column(table(database, "org_customers"), "address").sql_type = scalar("text");
        }),
        ("no look-up any more", |database| {
            let customers = table(database, "org_customers");
            customers.indexes.retain(|index| !index.for_lookup);
            index(customers, "email_key").tenant_lookup = None;
        }),
    ],
    &[
        ("a table with a look-up, soft deletes and references has another name", |database| {
            rename_table_until(database, "org_customers");
        }),
        ("and the old one goes", |database| table(database, "org_customers_now").transition = None),
        ("and its rows are deleted for good", |database| {
            let customers = table(database, "org_customers_now");
            customers.indexes.iter_mut().for_each(|index| index.predicate = None);
            drop_column(customers, "removedAt");
        }),
    ],
    &[
        ("the partitioned table has another name", |database| rename_table_until(database, INVOICES)),
        ("other programs make its partitions", |database| {
            let invoices = table(database, "org_invoices_of_customers_now");
            invoices.transition = None;
            invoices.children.clear();
            invoices.run_time_partitions = Some("a program makes months".into());
        }),
        ("and it has a third name", |database| rename_table_until(database, "org_invoices_of_customers_now")),
    ],
    &[
        ("invoices are never deleted, and stay when a customer goes", |database| {
            let invoices = table(database, INVOICES);
            invoices.indexes.iter_mut().filter(|index| index.name != "org_invoices_by_state").for_each(|index| {
                index.predicate = index.only.clone();
            });
            drop_column(invoices, "removedAt");
            reference_of(invoices, "customer_id").on_delete = OnDelete::Restrict;
        }),
        ("a deferred reference, and a deferred unique of each month", |database| {
            let invoices = table(database, INVOICES);
            reference_of(invoices, "customer_id").deferrable = Deferrable::Deferred;
            let index = new_index(invoices, "one_note_a_day", &["organization_id", "day", "note"]);
            (index.unique, index.constraint) = (true, Some(Deferrable::Deferred));
        }),
    ],
    &[("states are texts", |database| {
        for (of, name) in [("org_customers", "usual_state"), (INVOICES, "state")] {
            column(table(database, of), name).sql_type = scalar("text");
        }
        database.enums.clear();
    })],
    &[("the timestamps have the usual names", |database| {
        let customers = table(database, "org_customers");
        rename_column(customers, "createdAt", "created_at");
        rename_column(customers, "updatedAt", "updated_at");
    })],
    &[
        ("an array of states with a default", |database| {
            let state = column(table(database, INVOICES), "state").sql_type.clone();
            let column = new_column(table(database, INVOICES), "states", SqlType::Array(Box::new(state)));
            (column.default, column.nullable) = (Some("'{draft}'".into()), false);
        }),
        ("and the label of its default goes", |database| {
            labels(database, &["sent", "paid", "lost"]);
            column(table(database, INVOICES), "states").default = Some("'{sent}'".into());
            column(table(database, INVOICES), "state").default = Some("'sent'".into());
            column(table(database, "org_customers"), "usual_state").default = Some("'sent'".into());
        }),
    ],
    &[
        ("invoices go with their partitions", |database| drop_table(database, INVOICES)),
        ("and the look-up of the root", |database| {
            let root = table(database, "organizations");
            root.indexes.retain(|index| !index.for_lookup);
            root.indexes.iter_mut().for_each(|index| index.tenant_lookup = None);
        }),
    ],
];

#[tokio::test]
async fn changes_by_hand_up_down_and_up() {
    let server = Server::shared().await.unwrap();
    let only = std::env::var("PERISTYLE_SCENARIO").unwrap_or_default();
    let options = options(server);
    let mut failed = Vec::new();
    let chosen = CHANGES.iter().filter(|changes| changes.iter().any(|(name, _)| name.contains(&only)));
    for changes in chosen {
        let mut database = Database::of(&SCHEMA);
        let mut walk = Walk::begin(server, database.clone(), options.clone()).await;
        for (name, change) in *changes {
            println!("{name}");
            change(&mut database);
            match walk.step(database.clone(), true).await {
                Step::Done => failed.extend(walk.is_there().await.err()),
                Step::Failed(error) => failed.push(format!("== {name}: {error}")),
                Step::Refused | Step::Skipped => failed.push(format!("== {name}: there is no migration")),
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
