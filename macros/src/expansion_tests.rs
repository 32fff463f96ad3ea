//! The size of the expansion has a budget, and the expansion is the same on every run.

use proc_macro2::TokenStream;
use quote::quote;

fn product(more: TokenStream) -> TokenStream {
    quote! {
        /// Something an organization sells.
        pub struct Product {
            pub id: Id<Product>,
            pub organization_id: Id<Organization>,
            #[column(varchar(255))]
            pub name: String,
            #[column(varchar(100))]
            pub sku: String,
            pub description: Option<String>,
            #[column(numeric(10, 2))]
            pub price: Decimal,
            #[column(default = "draft")]
            pub status: ProductStatus,
            #more
        }
    }
}

fn expanded(item: TokenStream) -> String {
    let arguments = quote! {
        name = "org_products",
        tenant = Organization,
        unique(sku),
        index(created_at(desc), only(status == ProductStatus::Active)),
        check(price >= 0, message = "the price must not be negative"),
    };
    let tokens = crate::table(arguments, item);
    let file = syn::parse2(tokens).expect("the expansion is a file of items");
    prettyplease::unparse(&file)
}

#[test]
fn ten_columns_fit_into_the_budget() {
    let code = expanded(product(quote!()));
    let (lines, bytes) = (code.lines().count(), code.len());
    println!("ten columns: {lines} lines, {bytes} bytes");
    assert!(lines <= 392 && bytes <= 14_000, "{lines} lines, {bytes} bytes:\n{code}");
}

#[test]
fn one_more_column_fits_into_the_budget() {
    let before = expanded(product(quote!())).lines().count();
    for column in [
        quote!(pub quantity: i32,),
        quote!(pub note: Option<String>,),
        quote!(#[column(varchar(9))] pub note: String,),
        quote!(#[column(default = true)] pub is_active: bool,),
        quote!(pub tags: Vec<String>,),
    ] {
        let more = expanded(product(column.clone())).lines().count() - before;
        println!("{more} lines more for {column}");
        assert!(more <= 24, "{more} lines for {column}");
    }
}

#[test]
fn the_bytes_are_the_same_over_a_hundred_runs() {
    let first = expanded(product(quote!()));
    for _ in 1..100 {
        assert!(expanded(product(quote!())) == first);
    }
}

/// Where the dependency has another name there is no `::peristyle`.
#[test]
fn the_crate_has_its_given_path() {
    let arguments = quote! {
        crate = my::rails,
        name = "org_products",
        tenant = Organization,
        unique(sku, only(status == ProductStatus::Active)),
        check(price >= 0 && sku.len() > 2),
        waive(leakproof = "few rows", time_zone = "of the shop"),
        index(status),
    };
    let table = crate::table(arguments, product(quote!(pub weight: f64,)));
    let pg_enum = quote! {
        #[pg_enum(crate = my::rails, name = "states")]
        enum State { Draft, #[pg_enum(name = "on_sale")] Active }
    };
    let schema = quote!(crate = my::rails; pub SCHEMA = [Organization, Product]);
    for tokens in [table, crate::pg_enum(pg_enum), crate::schema(schema)] {
        let text = tokens.to_string();
        assert!(text.contains("my :: rails") && !text.contains("peristyle"), "{text}");
    }
}
