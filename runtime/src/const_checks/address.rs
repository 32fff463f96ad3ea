//! Literals of addresses and networks while compiling.

/// Whether a text is such as `10.0.0.0/8` or `2001:db8::1`.
pub(super) const fn is_one(text: &str) -> bool {
    let bytes = text.as_bytes();
    let end = find(bytes, b'/');
    let is_four = find(bytes, b':') == bytes.len();
    let is_address = if is_four { is_four_bytes(bytes, 0, end) } else { is_eight_groups(bytes, end) };
    is_address && (end == bytes.len() || is_number(bytes, end + 1, bytes.len(), if is_four { 32 } else { 128 }))
}

/// Where a byte first stands; behind the end where it does not.
const fn find(bytes: &[u8], wanted: u8) -> usize {
    let mut at = 0;
    while at < bytes.len() && bytes[at] != wanted {
        at += 1;
    }
    at
}

/// Digits from there to there, of no more than that.
const fn is_number(bytes: &[u8], from: usize, to: usize, most: u32) -> bool {
    let (mut at, mut number) = (from, 0);
    while at < to && at < from + 3 && bytes[at].is_ascii_digit() {
        number = number * 10 + (bytes[at] - b'0') as u32;
        at += 1;
    }
    to > from && at == to && number <= most
}

/// `10.0.0.1`
const fn is_four_bytes(bytes: &[u8], from: usize, to: usize) -> bool {
    let (mut at, mut start, mut numbers) = (from, from, 0);
    while at <= to {
        if at == to || bytes[at] == b'.' {
            if !is_number(bytes, start, at, 255) {
                return false;
            }
            (start, numbers) = (at + 1, numbers + 1);
        }
        at += 1;
    }
    numbers == 4
}

/// `2001:db8::1`, `::ffff:1.2.3.4`: eight groups, or fewer beside one `::`.
const fn is_eight_groups(bytes: &[u8], to: usize) -> bool {
    let (mut at, mut groups, mut gap) = (0, 0, false);
    while at < to {
        if bytes[at] == b':' {
            if at + 1 >= to || bytes[at + 1] != b':' || gap {
                return false;
            }
            (at, gap) = (at + 2, true);
            continue;
        }
        let end = past_digits(bytes, at, to);
        if end < to && bytes[end] == b'.' {
            return is_four_bytes(bytes, at, to) && is_full(groups + 2, gap);
        }
        if end == at || end - at > 4 {
            return false;
        }
        groups += 1;
        // One colon belongs to the group, unless it is the first of two.
        let is_last = end + 1 >= to;
        at = if end < to && bytes[end] == b':' && !is_last && bytes[end + 1] != b':' { end + 1 } else { end };
        if at == end && end < to && (bytes[end] != b':' || is_last) {
            return false;
        }
    }
    is_full(groups, gap)
}

const fn is_full(groups: usize, gap: bool) -> bool {
    if gap { groups < 8 } else { groups == 8 }
}

const fn past_digits(bytes: &[u8], mut at: usize, to: usize) -> usize {
    while at < to && bytes[at].is_ascii_hexdigit() {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    /// Rust's own reader says what is an address.
    #[test]
    fn addresses_are_those_of_rust() {
        for text in [
            "0.0.0.0",
            "255.255.255.255",
            "256.0.0.1",
            "1.2.3",
            "1.2.3.4.5",
            "1..2.3",
            "1.2.3.",
            ".1.2.3",
            "",
            "a",
            "1.2.3.4 ",
            "::",
            "::1",
            "1::",
            "2001:db8::1",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1::2::3",
            ":::",
            ":1",
            "1:",
            "12345::",
            "g::",
            "::ffff:1.2.3.4",
            "::1.2.3.256",
            "1:2:3:4:5:6:1.2.3.4",
            "1:2:3:4:5:6:7:1.2.3.4",
            "::1.2.3.4:5",
            "1:2:3:4:5:6:7:8::",
            "fe80::1%eth0",
            "::1:",
            ":",
        ] {
            assert_eq!(is_one(text), text.parse::<IpAddr>().is_ok(), "{text}");
        }
    }

    #[test]
    fn networks_have_as_many_bits_as_their_kind() {
        for text in ["10.0.0.0/8", "10.0.0.1/32", "::/0", "2001:db8::/128"] {
            assert!(is_one(text), "{text}");
        }
        for text in ["10.0.0.0/33", "::/129", "10.0.0.0/", "/8", "::/1/2", "10.0.0.0/-1", "10.0.0.0/1000"] {
            assert!(!is_one(text), "{text}");
        }
    }
}
