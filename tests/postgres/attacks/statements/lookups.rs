//! The look-up of the tenant: by whom it is called and within which transaction makes no difference.

use super::*;

#[tokio::test]
pub(super) async fn a_look_up_tells_the_tenant_only() {
    both(async |courts| {
        let (ours, theirs) = (courts.ours.tenant, courts.theirs.tenant);
        let hosts = [("ours.example", Some(ours)), ("secret.example", Some(theirs)), ("%", None), ("secret%", None)];
        for (host, tenant) in hosts {
            assert_eq!(Domain::tenant_of_host(&courts.pool, host).await.unwrap(), tenant, "{host}");
            let within = run!(courts, "tenant_of_host", |tx| Domain::tenant_of_host(tx, host)).unwrap();
            assert_eq!(within, tenant, "{host}, in a transaction of ours");
        }
        // To know the tenant opens nothing in a transaction of ours.
        let host = Domain::HOST.eq("secret.example");
        let found = run!(courts, "select", |tx| Domain::select(ours).filter(host).fetch_optional(tx));
        assert_eq!(found.unwrap(), None);
        let refused = run!(courts, "find", |tx| Domain::find_by_host(theirs, "secret.example").fetch_optional(tx));
        assert!(matches!(refused, Err(Error::OtherTenant)), "{refused:?}");
    })
    .await;
}
