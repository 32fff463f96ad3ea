//! The program of a shop. `SHOP_RELEASE` chooses the release whose structs it has, as another commit would; `SHOP_ROLE` names the application role.

mod common;
mod first;
mod fourth;
mod second;
mod third;

fn main() {
    let release = std::env::var("SHOP_RELEASE").unwrap_or_else(|_| "1".to_owned());
    let schema = match release.as_str() {
        "1" => &first::SCHEMA,
        "2" => &second::SCHEMA,
        "3" => &third::SCHEMA,
        "4" => &fourth::SCHEMA,
        other => panic!("there is no release `{other}`"),
    };
    common::run(schema)
}
