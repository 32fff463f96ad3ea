//! The checksums of an export: a chain over its lines, and the sum of the rows of a table.

use sha2::{Digest, Sha256};

/// A SHA-256.
pub(super) type Hash = [u8; 32];

/// Hex digits of the check of a line.
pub(super) const CHECK: usize = 16;

/// The chain over the lines of a file: each line has a check over itself and all lines before it.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain(Hash);

impl Chain {
    /// Goes on with a line, and returns its check.
    pub(super) fn next(&mut self, line: &[u8]) -> [u8; CHECK] {
        self.0 = Sha256::new().chain_update(self.0).chain_update(line).finalize().into();
        let mut check = [0; CHECK];
        for (digits, byte) in check.chunks_exact_mut(2).zip(self.0) {
            digits.copy_from_slice(&digits_of(byte));
        }
        check
    }
}

/// The number of rows and the sum of their hashes, which does not depend on their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) rows: u64,
    sum: Hash,
}

impl Content {
    /// Adds a row as a line of the file has it: a JSON array.
    pub(super) fn add(&mut self, row: &[u8]) {
        self.rows += 1;
        let hash: Hash = Sha256::digest(row).into();
        let mut carry = 0_u16;
        for (byte, more) in self.sum.iter_mut().zip(hash).rev() {
            let [high, low] = (u16::from(*byte) + u16::from(more) + carry).to_be_bytes();
            (carry, *byte) = (u16::from(high), low);
        }
    }

    /// The sum as 64 hex digits.
    pub(super) fn hex(&self) -> String {
        hex(&self.sum)
    }
}

/// The SHA-256 of a text as 64 hex digits.
pub(super) fn hex_of(text: &[u8]) -> String {
    hex(&Hash::from(Sha256::digest(text)))
}

fn hex(hash: &Hash) -> String {
    hash.iter().flat_map(|byte| digits_of(*byte)).map(char::from).collect()
}

fn digits_of(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_does_not_depend_on_the_order() {
        let rows: Vec<String> = (0..1000).map(|number| format!("[\"{number}\",null]")).collect();
        let mut forwards = Content::default();
        rows.iter().for_each(|row| forwards.add(row.as_bytes()));
        let mut backwards = Content::default();
        rows.iter().rev().for_each(|row| backwards.add(row.as_bytes()));
        assert_eq!((forwards, forwards.rows), (backwards, 1000));
        backwards.add(rows[0].as_bytes());
        assert_ne!(forwards.hex(), backwards.hex());
    }

    #[test]
    fn the_carry_goes_over_all_bytes() {
        let one = b"[null]";
        let mut sum = Content { rows: 0, sum: [255; 32] };
        sum.add(one);
        // -1 + n = n - 1
        let mut expected: Hash = Sha256::digest(one).into();
        for byte in expected.iter_mut().rev() {
            *byte = byte.wrapping_sub(1);
            if *byte != 255 {
                break;
            }
        }
        assert_eq!(sum.sum, expected);
    }
}
