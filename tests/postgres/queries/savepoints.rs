//! Savepoints that are refused, cancelled, dropped, forgotten and nested, in every order, and then each end of the
//! transaction: what was reported as committed is there, nothing else is, and no statement runs outside the
//! transaction.

use std::collections::BTreeSet;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle_test::server::Role;
use sqlx::PgPool;

use super::transactions::{assert_untouched, cut_short, skus};
use super::{Pool, Shop, Transaction, driver, lamp};
use crate::shop::{Country, CountryInsert, Product};

/// What happens to a transaction before it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    StatementRefused,
    StatementCancelled(usize),
    SavepointCancelled(usize),
    /// A savepoint in which something happens, and how it ends.
    Savepoint(Inside, End),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Inside {
    Insert,
    Refused,
    Cancelled,
    /// Another savepoint with a row in it, and how that ends.
    Nested(InnerEnd),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum InnerEnd {
    Commit,
    Rollback,
    Drop,
    Forget,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Commit,
    Rollback,
    Drop,
    Forget,
    CommitCancelled(usize),
    RollbackCancelled(usize),
}

const INSIDE: &[Inside] = &[
    Inside::Insert,
    Inside::Refused,
    Inside::Cancelled,
    Inside::Nested(InnerEnd::Commit),
    Inside::Nested(InnerEnd::Rollback),
    Inside::Nested(InnerEnd::Drop),
    Inside::Nested(InnerEnd::Forget),
];

const ENDS: &[End] = &[
    End::Commit,
    End::Rollback,
    End::Drop,
    End::Forget,
    End::CommitCancelled(1),
    End::CommitCancelled(2),
    End::RollbackCancelled(1),
    End::RollbackCancelled(2),
];

fn steps() -> Vec<Step> {
    let mut steps = vec![Step::StatementRefused];
    steps.extend((1..4).flat_map(|polls| [Step::StatementCancelled(polls), Step::SavepointCancelled(polls)]));
    steps.extend(INSIDE.iter().flat_map(|inside| ENDS.iter().map(|end| Step::Savepoint(*inside, *end))));
    steps
}

impl Step {
    /// Whether the transaction must be as usable after it as before.
    fn keeps_open(self) -> bool {
        match self {
            Self::StatementRefused => false,
            Self::StatementCancelled(_) | Self::SavepointCancelled(_) => true,
            Self::Savepoint(_, End::CommitCancelled(_) | End::RollbackCancelled(_)) => false,
            // Its commit is refused, which undoes it.
            Self::Savepoint(..) => true,
        }
    }
}

/// A transaction, and what of it must be in the database if it commits.
struct Trial {
    steps: Vec<Step>,
    kept: BTreeSet<String>,
    /// Rows of what was cancelled, which may have been carried out.
    possible: BTreeSet<String>,
    number: usize,
    is_aborted: bool,
}

impl Trial {
    fn sku(&mut self) -> String {
        self.number += 1;
        format!("{:03}", self.number)
    }

    /// What the outer transaction answers: once it is aborted, it is for good.
    fn answered<T: std::fmt::Debug>(&mut self, answer: Result<T, Error>) -> Option<T> {
        match answer {
            Ok(value) => {
                assert!(!self.is_aborted, "{:?}: the aborted transaction answered {value:?}", self.steps);
                Some(value)
            }
            Err(Error::Aborted(_)) => {
                self.is_aborted = true;
                None
            }
            Err(error) => panic!("{:?}: {error:?}", self.steps),
        }
    }

    async fn insert(&mut self, shop: &Shop, tx: &mut Transaction) {
        let sku = self.sku();
        let inserted = Product::insert(shop.ours, lamp(&sku)).execute(tx).await;
        if self.answered(inserted).is_some() {
            self.kept.insert(sku);
        }
    }

    async fn take(&mut self, shop: &Shop, tx: &mut Transaction, step: Step) {
        match step {
            Step::StatementRefused => {
                let refused = Product::insert(shop.ours, lamp("000")).execute(tx).await.unwrap_err();
                let is_first = matches!(refused, Error::Violation(_));
                assert!(is_first || matches!(refused, Error::Aborted(_)), "{:?}: {refused:?}", self.steps);
                self.is_aborted = true;
            }
            Step::StatementCancelled(polls) => {
                let sku = self.sku();
                cut_short(polls, Product::insert(shop.ours, lamp(&sku)).execute(tx)).await;
                self.possible.insert(sku);
            }
            Step::SavepointCancelled(polls) => cut_short(polls, tx.savepoint()).await,
            Step::Savepoint(inside, end) => self.savepoint(shop, tx, inside, end).await,
        }
    }

    async fn savepoint(&mut self, shop: &Shop, tx: &mut Transaction, inside: Inside, end: End) {
        let opened = tx.savepoint().await;
        if opened.is_err() {
            self.answered(opened.map(drop));
            return;
        }
        let mut savepoint = opened.unwrap();
        assert!(!self.is_aborted, "{:?}: a savepoint in an aborted transaction", self.steps);
        let sku = self.sku();
        Product::insert(shop.ours, lamp(&sku)).execute(&mut savepoint).await.unwrap();
        let mut rows = vec![sku];
        match inside {
            Inside::Insert => {}
            Inside::Refused => {
                let refused = Product::insert(shop.ours, lamp("000")).execute(&mut savepoint).await;
                assert!(matches!(refused, Err(Error::Violation(_))), "{:?}: {refused:?}", self.steps);
                let next = Product::select(shop.ours).limit(1).fetch_all(&mut savepoint).await;
                assert!(matches!(next, Err(Error::Aborted(_))), "{:?}: {next:?}", self.steps);
                let within = savepoint.savepoint().await.map(drop);
                assert!(matches!(within, Err(Error::Aborted(_))), "{:?}: {within:?}", self.steps);
            }
            Inside::Cancelled => {
                // A duplicate: whether or not anyone reads the refusal, what follows is refused.
                cut_short(1, Product::insert(shop.ours, lamp("000")).execute(&mut savepoint)).await;
                let next = Product::select(shop.ours).limit(1).fetch_all(&mut savepoint).await;
                assert!(matches!(next, Err(Error::Aborted(_))), "{:?}: {next:?}", self.steps);
            }
            Inside::Nested(end) => {
                let mut inner = savepoint.savepoint().await.unwrap();
                let sku = self.sku();
                Product::insert(shop.ours, lamp(&sku)).execute(&mut inner).await.unwrap();
                match end {
                    InnerEnd::Commit => {
                        inner.commit().await.unwrap();
                        rows.push(sku);
                    }
                    InnerEnd::Rollback => inner.rollback().await.unwrap(),
                    InnerEnd::Drop => drop(inner),
                    InnerEnd::Forget => std::mem::forget(inner),
                }
            }
        }
        let is_aborted = matches!(inside, Inside::Refused | Inside::Cancelled);
        match end {
            End::Commit => match savepoint.commit().await {
                Ok(()) if !is_aborted => self.kept.extend(rows),
                Err(Error::Aborted(_)) if is_aborted => {}
                other => panic!("{:?}: {other:?}", self.steps),
            },
            End::Rollback => savepoint.rollback().await.unwrap(),
            End::Drop => drop(savepoint),
            End::Forget => std::mem::forget(savepoint),
            End::CommitCancelled(polls) => {
                cut_short(polls, savepoint.commit()).await;
                if !is_aborted {
                    self.possible.extend(rows);
                }
            }
            End::RollbackCancelled(polls) => cut_short(polls, savepoint.rollback()).await,
        }
    }

    /// That what is there is what was reported, and that the next one on the connection meets nothing of it.
    async fn settle(&self, shop: &Shop, pool: &Pool, is_committed: bool, end: &str) {
        let told = format!("{:?}, then {end}", self.steps);
        assert_untouched(shop, pool, &told).await;
        let found: BTreeSet<String> = skus(shop).await.into_iter().collect();
        if !is_committed {
            assert!(found.is_empty(), "{told}: {found:?}");
            return;
        }
        assert!(found.is_superset(&self.kept), "{told}: {found:?} lacks some of {:?}", self.kept);
        let unexpected: Vec<_> = found.difference(&self.kept).filter(|sku| !self.possible.contains(*sku)).collect();
        assert!(unexpected.is_empty(), "{told}: {unexpected:?} were not committed");
    }
}

/// Takes the steps, ends the transaction in that way, and looks at what is there.
async fn run(shop: &Shop, pool: &Pool, admin: &PgPool, steps: &[Step], end: &str) {
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    let mut trial =
        Trial { steps: steps.to_vec(), kept: BTreeSet::new(), possible: BTreeSet::new(), number: 0, is_aborted: false };
    Product::insert(shop.ours, lamp("000")).execute(&mut tx).await.unwrap();
    trial.kept.insert("000".to_owned());
    for step in steps {
        let was_open = !trial.is_aborted;
        trial.take(shop, &mut tx, *step).await;
        trial.insert(shop, &mut tx).await;
        assert!(!(was_open && step.keeps_open() && trial.is_aborted), "{steps:?} aborts the transaction");
    }
    // What is not of a tenant would be written outside a transaction as well.
    let global = Country::insert(CountryInsert::new("xx")).execute(&mut tx).await;
    trial.answered(global);
    let own = driver::query_in(&mut tx, "INSERT INTO countries (id, code) VALUES (gen_random_uuid(), 'yy')").await;
    assert_eq!(own.is_err(), trial.is_aborted, "{steps:?}: {own:?}");
    let is_committed = match end {
        "commit" => {
            let committed = tx.commit().await;
            trial.answered(committed).is_some()
        }
        "rollback" => {
            tx.rollback().await.unwrap();
            false
        }
        _ => {
            drop(tx);
            false
        }
    };
    let countries = "DELETE FROM countries WHERE code IN ('xx', 'yy') RETURNING code";
    let written = driver::query(pool, countries).await.unwrap().len();
    assert_eq!(written, if is_committed { 2 } else { 0 }, "{steps:?}, then {end}");
    trial.settle(shop, pool, is_committed, end).await;
    sqlx::raw_sql("DELETE FROM org_products; DELETE FROM countries").execute(admin).await.unwrap();
}

#[tokio::test]
async fn one_step_and_every_end() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    let admin = PgPool::connect_with(shop.database.connect_options(Role::Admin)).await.unwrap();
    for step in steps() {
        for end in ["commit", "rollback", "drop"] {
            run(&shop, &pool, &admin, &[step], end).await;
        }
    }
}

/// What a savepoint leaves behind, such as its name, must not confuse the next one.
#[tokio::test]
async fn two_steps_and_a_commit() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    let admin = PgPool::connect_with(shop.database.connect_options(Role::Admin)).await.unwrap();
    let second = [
        Step::StatementRefused,
        Step::StatementCancelled(1),
        Step::SavepointCancelled(1),
        Step::Savepoint(Inside::Insert, End::Commit),
        Step::Savepoint(Inside::Insert, End::CommitCancelled(1)),
        Step::Savepoint(Inside::Insert, End::CommitCancelled(2)),
        Step::Savepoint(Inside::Refused, End::Drop),
        Step::Savepoint(Inside::Nested(InnerEnd::Drop), End::CommitCancelled(1)),
    ];
    for first in steps() {
        for second in second {
            run(&shop, &pool, &admin, &[first, second], "commit").await;
        }
    }
}
