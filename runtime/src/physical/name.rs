//! Generated names: those of PostgreSQL, shortened if they are too long (rule N03).

use crate::const_str;

/// The maximum length of a name in bytes. PostgreSQL silently truncates longer names.
const LONGEST: usize = 63;

/// `org_products_organization_id_sku_key`: the table, the columns and the kind.
///
/// A name over 63 bytes keeps its beginning and its kind; the hash of the name replaces the rest. The result depends
/// only on the name, so it is the same on every machine.
pub fn generated<'a>(table: &str, columns: impl IntoIterator<Item = &'a str>, kind: &'a str) -> String {
    joined(table, &mut columns.into_iter(), kind)
}

fn joined<'a>(table: &str, columns: &mut dyn Iterator<Item = &'a str>, kind: &'a str) -> String {
    let mut name = String::with_capacity(LONGEST + 1);
    name.push_str(table);
    for part in columns.chain([kind]) {
        name.push('_');
        name.push_str(part);
    }
    if name.len() <= LONGEST { name } else { shortened(&name, kind) }
}

/// A name of one part with the same limit, such as the function of a root.
pub fn limited(name: String) -> String {
    if name.len() <= LONGEST { name } else { shortened(&name, "") }
}

fn shortened(name: &str, kind: &str) -> String {
    let separator = if kind.is_empty() { "" } else { "_" };
    let tail = format!("_{:08x}{separator}{kind}", hash(name));
    let start = &name[..name.floor_char_boundary(LONGEST - tail.len())];
    format!("{}{tail}", start.trim_end_matches('_'))
}

/// FNV-1a over 64 bits, folded to 32: simple to implement in any language.
const fn hash(name: &str) -> u32 {
    let hash = const_str::hash(name);
    (hash ^ (hash >> 32)) as u32
}

/// The name, or as in PostgreSQL with a number if a declared name is the same.
pub fn untaken(name: String, taken: &[&str]) -> String {
    if !taken.contains(&name.as_str()) {
        return name;
    }
    (1_u32..)
        .map(|number| limited(format!("{name}{number}")))
        .find(|name| !taken.contains(&name.as_str()))
        .unwrap_or(name)
}

/// The name that PostgreSQL gives to the index of a partition: `org_events_p00_organization_id_number_idx`. If it is
/// too long, PostgreSQL truncates the longer one of table and columns, byte by byte.
pub fn of_child(table: &str, columns: &[&str], kind: &str) -> String {
    let columns = columns.join("_");
    let mut columns = &columns[..columns.floor_char_boundary(LONGEST)];
    let mut table = table;
    while table.len() + columns.len() + kind.len() + if columns.is_empty() { 1 } else { 2 } > LONGEST {
        let cut = if table.len() > columns.len() { &mut table } else { &mut columns };
        *cut = &cut[..cut.floor_char_boundary(cut.len() - 1)];
    }
    let parts = [table, columns, kind].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_fits_is_left_as_it_is() {
        assert_eq!(generated("org_products", [], "pkey"), "org_products_pkey");
        let exactly = generated(&"t".repeat(47), ["organization"], "id");
        assert_eq!((exactly.len(), exactly.ends_with("_organization_id")), (63, true));
    }

    #[test]
    fn a_long_name_keeps_its_beginning_and_its_kind() {
        let columns = ["organization_id", "preferred_delivery_address_id"];
        let name = generated("org_recurring_purchase_orders", columns, "fkey");
        assert_eq!(name, "org_recurring_purchase_orders_organization_id_pre_42e8f80d_fkey");
        assert_eq!(name.len(), 63);
    }

    #[test]
    fn long_names_with_one_beginning_differ() {
        let table = "t".repeat(60);
        assert_ne!(generated(&table, ["one"], "idx"), generated(&table, ["two"], "idx"));
    }

    #[test]
    fn a_letter_is_never_cut() {
        for length in 40..70 {
            let name = generated(&"ä".repeat(length), ["ö"], "check");
            assert!(name.len() <= 63 && name.ends_with("_check"), "{name}");
        }
    }

    #[test]
    fn a_child_is_called_as_postgresql_does() {
        assert_eq!(of_child("events_p0", &["tenant", "number"], "idx"), "events_p0_tenant_number_idx");
        assert_eq!(of_child("events_p0", &[], "pkey"), "events_p0_pkey");
        let name = of_child(&"t".repeat(50), &[&"c".repeat(30)], "idx");
        assert_eq!(name, format!("{}_{}_idx", "t".repeat(29), "c".repeat(29)));
    }

    #[test]
    fn a_taken_name_is_counted_up() {
        let taken = ["a", "a1"];
        assert_eq!(untaken("a".to_owned(), &taken), "a2");
        assert_eq!(untaken("b".to_owned(), &taken), "b");
        let long = "x".repeat(63);
        let other = untaken(long.clone(), &[long.as_str()]);
        assert!(other != long && other.len() <= 63);
    }
}
