//! The names that PostgreSQL would give.

use peristyle::TableDef;

/// The table, the parts and the kind; what is over 63 bytes has a hash in its middle (rule N03).
pub(super) fn of(def: &TableDef, parts: &[&str], kind: &str) -> String {
    let all: Vec<_> = [def.name].iter().chain(parts).copied().collect();
    shortened(&format!("{}_{kind}", all.join("_")), kind)
}

/// The name of that kind, or with a hash in its middle.
pub(super) fn shortened(name: &str, kind: &str) -> String {
    let name = name.to_owned();
    if name.len() <= 63 {
        return name;
    }
    let tail = format!("_{:08x}_{kind}", hash(&name));
    let start = &name[..name.floor_char_boundary(63 - tail.len())];
    format!("{}{tail}", start.trim_end_matches('_'))
}

/// FNV-1a, folded to 32 bits.
fn hash(name: &str) -> u32 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    u32::try_from((hash ^ (hash >> 32)) & u64::from(u32::MAX)).unwrap()
}

/// The name, or with a number behind it.
pub(super) fn untaken(name: String, taken: &[String]) -> String {
    let numbered = (1..).map(|number| format!("{name}{number}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap()
}
