//! What is refused differs in nothing between "another tenant has it" and "nobody has it". Only the time it takes is not compared.

use peristyle::Error;

use super::*;

/// The same call with what is theirs and with what is nobody's: the outcomes read the same, the ids aside.
macro_rules! no_difference {
    ($courts:ident, $call:expr, $theirs:expr, $nobodys:expr) => {{
        let mut answers = Vec::new();
        for value in [$theirs, $nobodys] {
            let mut tx = $courts.begin().await;
            let answer = $call(&mut tx, value.clone()).await.map_err(|error: Error| said(&error));
            tx.rollback().await.unwrap();
            answers.push(answer.map(drop).map_err(|said| said.replace(&value.to_string(), "it")));
        }
        $courts.unchanged_by(stringify!($call)).await;
        assert_eq!(answers[0], answers[1]);
        answers.remove(0)
    }};
}

/// Everything an error can tell, the driver's own included.
fn said(error: &Error) -> String {
    format!("{error} {error:?}")
}

#[tokio::test]
async fn a_value_of_a_unique() {
    let mut courts = Courts::open().await;
    let ours = courts.ours.tenant;
    let answer = no_difference!(
        courts,
        async |tx: &mut Transaction, sku: String| {
            Product::insert(ours, ProductInsert::new("x", sku, Decimal::ONE)).execute(tx).await
        },
        courts.theirs.sku.clone(),
        "nobodys-1".to_owned()
    );
    assert_eq!(answer, Ok(()), "each tenant has names of its own");
}

#[tokio::test]
async fn a_key() {
    let mut courts = Courts::open().await;
    let ours = courts.ours.tenant;
    let answer = no_difference!(
        courts,
        async |tx: &mut Transaction, id: Id<Product>| {
            Product::insert(ours, ProductInsert::new("x", "x", Decimal::ONE).with_id(id)).execute(tx).await
        },
        courts.theirs.product,
        Id::<Product>::generate()
    );
    assert_eq!(answer, Ok(()));
}

#[tokio::test]
async fn a_reference() {
    let mut courts = Courts::open().await;
    let (ours, ours_product) = (courts.ours.tenant, courts.ours.product);
    let (theirs, nobodys) = (courts.theirs.category, Id::<Category>::generate());
    let inserted = no_difference!(
        courts,
        async |tx: &mut Transaction, id: Id<Category>| {
            Product::insert(ours, ProductInsert::new("x", "x", Decimal::ONE).category_id(id)).execute(tx).await
        },
        theirs,
        nobodys
    );
    assert!(inserted.unwrap_err().starts_with("org_products: the referenced category does not exist"));
    let updated = no_difference!(
        courts,
        async |tx: &mut Transaction, id: Id<Category>| {
            Product::update(ours, ours_product, ProductUpdate::new().category_id(id)).execute(tx).await
        },
        theirs,
        nobodys
    );
    assert!(updated.is_err());
    let (course, student) = (courts.ours.course, courts.theirs.student);
    let enrolled = no_difference!(
        courts,
        async |tx: &mut Transaction, id: Id<Student>| {
            Enrolment::insert(ours, EnrolmentInsert::new(id, course)).execute(tx).await
        },
        student,
        Id::<Student>::generate()
    );
    assert!(enrolled.is_err());
}

/// Their ids inside SQL of your own: for the root the policy answers before the key does.
#[tokio::test]
async fn an_id_of_a_root() {
    let mut courts = Courts::open().await;
    let mut answers = Vec::new();
    for id in [courts.theirs.tenant.id(), Id::<Organization>::generate()] {
        let mut tx = courts.begin().await;
        let sign_up = format!("INSERT INTO organizations (id, name) VALUES ('{id}', 'x')");
        let (code, said) = outcome(tx.connection(), &sign_up).await.unwrap_err();
        assert_eq!(code, "42501");
        answers.push(said.replace(&id.to_string(), "it"));
        drop(tx);
        let mut tx = courts.begin().await;
        let move_in =
            format!("INSERT INTO org_students (id, organization_id, name) VALUES (gen_random_uuid(), '{id}', 'x')");
        let (code, said) = outcome(tx.connection(), &move_in).await.unwrap_err();
        assert_eq!(code, "42501");
        answers.push(said.replace(&id.to_string(), "it"));
        drop(tx);
        courts.unchanged_by(&sign_up).await;
    }
    assert_eq!(answers[..2], answers[2..]);
}

/// Neither their values nor ours are in what a refusal says to a caller.
#[tokio::test]
async fn a_refusal_tells_no_values() {
    let courts = Courts::open().await;
    let ours = courts.ours.tenant;
    let mut tx = courts.begin().await;
    let twice =
        Product::insert(ours, ProductInsert::new("x", courts.ours.sku.clone(), Decimal::ONE)).execute(&mut tx).await;
    let said = twice.unwrap_err().to_string();
    assert!(!said.contains(&courts.ours.sku) && !said.contains("DETAIL") && !said.contains("Key ("), "{said}");
}

/// Outside: estimates come from the statistics of all tenants wherever the operator is leakproof.
#[tokio::test]
async fn estimates_tell_how_common_a_value_is() {
    let mut courts = Courts::open().await;
    let rows = "INSERT INTO org_students (id, organization_id, name)
        SELECT gen_random_uuid(), '{theirs}', 'common' FROM generate_series(1, 1000); ANALYZE org_students";
    let rows = courts.filled(rows);
    outcome(&mut courts.witness, &rows).await.unwrap();
    let mut tx = courts.begin().await;
    let mut estimates = Vec::new();
    for name in ["common", "nobody"] {
        let sql = format!("EXPLAIN SELECT FROM org_students WHERE name = '{name}'");
        let plan = outcome(tx.connection(), &sql).await.unwrap();
        let rows = plan.split("rows=").nth(1).and_then(|rest| rest.split(' ').next());
        estimates.push(rows.and_then(|rows| rows.parse::<u32>().ok()).unwrap());
    }
    assert!(estimates[0] > 100 * estimates[1], "{estimates:?}");
}
