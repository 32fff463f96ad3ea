//! What is measured.

use std::fmt;

use uuid::Uuid;

/// One kind of statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    Find,
    Page,
    List,
    Insert,
    InsertMany,
    InsertTenThousand,
    Update,
}

impl Job {
    pub const ALL: [Self; 7] =
        [Self::Find, Self::Page, Self::List, Self::Insert, Self::InsertMany, Self::InsertTenThousand, Self::Update];

    /// How many rows are written at once.
    pub const fn rows(self) -> usize {
        match self {
            Self::InsertMany => 1_000,
            Self::InsertTenThousand => 10_000,
            _ => 1,
        }
    }

    /// How often it is done in one round: so seldom that a turn takes about a millisecond, which other work on the machine leaves alone more often
    /// than not.
    pub const fn repeated(self) -> usize {
        match self {
            Self::Find | Self::Insert | Self::Update => 10,
            Self::Page => 4,
            Self::List | Self::InsertMany | Self::InsertTenThousand => 1,
        }
    }
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Find => "find by id",
            Self::Page => "page of 50",
            Self::List => "list of 1,000",
            Self::Insert => "insert of one",
            Self::InsertMany => "insert of 1,000",
            Self::InsertTenThousand => "insert of 10,000",
            Self::Update => "update of one",
        })
    }
}

/// A row to be written, the same for everyone but for its id, which everyone makes.
#[derive(Debug, Clone)]
pub struct Draft {
    pub name: String,
    pub sku: String,
    pub stock: i32,
    pub weight: f64,
    pub active: bool,
    pub note: Option<String>,
}

/// So many rows to be written.
pub fn drafts(count: usize) -> Vec<Draft> {
    (0..count).map(draft).collect()
}

fn draft(number: usize) -> Draft {
    Draft {
        name: format!("item {number}"),
        sku: Uuid::now_v7().to_string(),
        stock: i32::try_from(number).unwrap_or_default(),
        weight: 1.5,
        active: number % 2 == 0,
        note: (number % 3 == 0).then(|| "a note".to_owned()),
    }
}
