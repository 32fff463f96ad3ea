//! Global tables that refer to the tenant root under the waiver of rule P04.

use peristyle::prelude::*;
use peristyle::{Error, ViolationKind};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};

use super::Pool;
use crate::accepted::global_references::*;

async fn open() -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("global_references", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

async fn team(pool: &Pool, slug: &str) -> Tenant<Team> {
    let insert = TeamInsert::new(slug);
    let tenant = Tenant::<Team>::new(insert.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Team::insert(tenant, insert).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    tenant
}

#[tokio::test]
async fn the_root_is_referred_to_without_a_tenant() {
    let (_database, pool) = open().await;
    let (ours, theirs) = (team(&pool, "ours").await, team(&pool, "theirs").await);
    let user = UserInsert::new("ada@example.com").current_team_id(ours.id());
    let user = User::insert(user).fetch_one(&pool).await.unwrap();
    let update = UserUpdate::new().current_team_id(theirs.id());
    User::update(user.id, update).execute(&pool).await.unwrap();

    // The tenant comes from the row, and the root is read in its transaction.
    let current = User::find(user.id).fetch_one(&pool).await.unwrap().current_team_id.unwrap();
    let tenant = Tenant::<Team>::new(current);
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    assert_eq!(Team::find(tenant).fetch_one(&mut tx).await.unwrap().slug, "theirs");
    let teams = Team::select(tenant).load_parents([user.current_team_id, Some(current)]).fetch_all(&mut tx).await;
    assert_eq!(teams.unwrap().keys().copied().collect::<Vec<_>>(), [current], "the other team stays hidden");
    let users = User::select().limit(9).load_children(User::CURRENT_TEAM_ID, [current]).fetch_all(&mut tx).await;
    assert_eq!(users.unwrap().of(current).len(), 1);
    Membership::insert(tenant, MembershipInsert::new(user.id)).execute(&mut tx).await.unwrap();
    // From a tenant table, the join goes on through the global table, to the root of the same tenant alone.
    let joined = Membership::select(tenant).inner_join(Membership::USER_ID).join(User::CURRENT_TEAM_ID).limit(9);
    let rows = joined.fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows[0].2.as_ref().map(|team| team.slug.as_str()), Some("theirs"));
    tx.commit().await.unwrap();
    User::update(user.id, UserUpdate::new().current_team_id(ours.id())).execute(&pool).await.unwrap();
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let joined = Membership::select(tenant).inner_join(Membership::USER_ID).join(User::CURRENT_TEAM_ID).limit(9);
    assert_eq!(joined.fetch_all(&mut tx).await.unwrap()[0].2, None, "the user opened another team");
}

#[tokio::test]
async fn references_to_the_root_act_and_refuse() {
    let (_database, pool) = open().await;
    let (ours, theirs) = (team(&pool, "ours").await, team(&pool, "theirs").await);
    let user = UserInsert::new("ada@example.com").current_team_id(ours.id());
    let user = User::insert(user).fetch_one(&pool).await.unwrap();
    for (tenant, slug) in [(ours, "ours"), (theirs, "theirs")] {
        Invoice::insert(InvoiceInsert::new(tenant.id(), slug)).execute(&pool).await.unwrap();
    }
    let nobody = Tenant::<Team>::new(Id::generate());
    let refused = User::update(user.id, UserUpdate::new().current_team_id(nobody.id())).execute(&pool).await;
    let Err(Error::Violation(refused)) = refused else { panic!("{refused:?}") };
    assert_eq!((refused.kind, refused.constraint.as_str()), (ViolationKind::Reference, "users_current_team_id_fkey"));

    let mut tx = pool.begin_tenant(ours).await.unwrap();
    Team::update(ours, TeamUpdate::new().slug("renamed")).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let slugs = Invoice::select().order_by(Invoice::ID.asc()).column(Invoice::PRINTED_FOR).limit(9);
    assert_eq!(slugs.fetch_all(&pool).await.unwrap(), ["renamed", "theirs"]);

    let mut tx = pool.begin_tenant(ours).await.unwrap();
    Team::delete(ours).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(User::find(user.id).fetch_one(&pool).await.unwrap().current_team_id, None);
    let left = Invoice::select().column(Invoice::TEAM_ID).limit(9).fetch_all(&pool).await.unwrap();
    assert_eq!(left, [theirs.id()]);
}
