//! Derives below the attribute see the added columns; those of the generated types are asked for.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", derive_insert(PartialEq, Eq, Hash), derive_update(PartialEq, Eq))]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plan {
    pub id: Id<Plan>,
    pub name: String,
    pub seats: Option<i32>,
}

schema! { pub SCHEMA = [Plan] }

#[test]
fn what_is_derived_sees_every_column() {
    let plan = Plan {
        id: Id::generate(),
        name: "small".to_owned(),
        seats: None,
        created_at: peristyle::Timestamp::UNIX_EPOCH,
        updated_at: peristyle::Timestamp::UNIX_EPOCH,
        deleted_at: None,
    };
    let later = Plan { updated_at: peristyle::Timestamp::MAX_UTC, ..plan.clone() };
    assert_ne!(plan, later);
    assert!(plan < later);
    assert!(format!("{plan:?}").contains("deleted_at: None"));
    let draft = PlanInsert::new("small");
    assert_eq!(draft, draft.clone());
    assert_eq!(PlanUpdate::new().seats(1), PlanUpdate::new().seats(1));
}
