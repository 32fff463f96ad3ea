use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
}

/// What a product looks like.
#[table(name = "org_pictures", tenant = Organization)]
pub struct Picture {
    pub id: Id<Picture>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a picture means nothing without its product")]
    pub product_id: Id<Product>,
}

schema! { pub SCHEMA = [Organization, Product, Picture] }
