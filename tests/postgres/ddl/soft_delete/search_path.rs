//! Tables in several schemas.

use super::*;

/// What is sold, in a schema of its own.
#[table(name = "plans", schema = "billing")]
pub struct Plan {
    pub id: Id<Plan>,
}

/// Who pays for it.
#[table(name = "subscriptions")]
pub struct Subscription {
    pub id: Id<Subscription>,
    #[column(on_delete = cascade, why = "a subscription is one of a plan")]
    pub plan_id: Id<Plan>,
}

/// What is paid less.
#[table(name = "discounts", schema = "billing")]
pub struct Discount {
    pub id: Id<Discount>,
    #[column(on_delete = restrict, why = "a discount is given first")]
    pub subscription_id: Id<Subscription>,
}

schema! { pub SALES = [Plan, Subscription, Discount] }

/// The functions find their tables, whatever the `search_path` of the session is, and leave it as it is.
#[tokio::test]
async fn tables_are_found_from_every_search_path() {
    let server = Server::shared().await.unwrap();
    for schema in [None, Some("Shop")] {
        let database = server.empty_database().await.unwrap();
        let mut owner = connect(&database, Role::Owner).await;
        let options = schema.map_or_else(ddl::Options::new, |name| ddl::Options::new().schema(name).create_schema());
        run(&mut owner, &ddl::sql(&SALES, &options).unwrap()).await;
        let tables = schema.unwrap_or("public");
        let decoy = "SET search_path = pg_temp, pg_catalog;
             CREATE TEMP TABLE plans (id uuid, deleted_at timestamptz); CREATE TEMP TABLE subscriptions (LIKE plans)";
        run(&mut owner, decoy).await;
        let rows = format!(
            "INSERT INTO billing.plans (id) VALUES (#10), (#11);
             INSERT INTO \"{tables}\".subscriptions (id, plan_id) VALUES (#20, #10), (#21, #11);
             INSERT INTO billing.discounts (id, subscription_id) VALUES (#30, #20)"
        );
        run(&mut owner, &written(&rows, Uuid::nil())).await;
        let delete = |number: u32| format!("UPDATE billing.plans SET deleted_at = now() WHERE id = '{}'", id(number));
        let kept = refusal(execute(&mut owner, &delete(10)).await);
        assert_eq!(kept, refused("23001", "discounts", "discounts_subscription_id_fkey"));
        run(&mut owner, &delete(11)).await;
        let insert =
            written(&format!("INSERT INTO \"{tables}\".subscriptions (id, plan_id) VALUES (#22, #11)"), Uuid::nil());
        let gone = refusal(execute(&mut owner, &insert).await);
        assert_eq!(gone, refused("23503", "subscriptions", "subscriptions_plan_id_fkey"));
        let insert = written("INSERT INTO billing.discounts (id, subscription_id) VALUES (#31, #21)", Uuid::nil());
        assert_eq!(refusal(execute(&mut owner, &insert).await).0, "23503");
        assert_eq!(texts(&mut owner, "SHOW search_path").await, ["pg_temp, pg_catalog"]);
    }
}
