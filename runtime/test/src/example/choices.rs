//! The numbers that decide the values of a row.

/// A sequence of numbers: first those that are given, then pseudo-random ones.
///
/// Each value of a row takes two numbers, its size and its content. A smaller size is a shorter text and a smaller number,
/// so a row shrinks with its numbers.
#[derive(Debug, Clone)]
pub(crate) struct Choices {
    given: Vec<u64>,
    taken: usize,
    state: u64,
}

impl Choices {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { given: Vec::new(), taken: 0, state: seed }
    }

    /// These numbers first.
    #[cfg(feature = "proptest")]
    pub(crate) fn given(given: Vec<u64>) -> Self {
        let state = given.iter().fold(0, |state, number| mix(state ^ number));
        Self { given, taken: 0, state }
    }

    /// Other choices, so that rows which are inserted beside it change nothing in the values of a row.
    pub(crate) fn beside(&self, number: u64) -> Self {
        Self::seeded(mix(self.state ^ mix(number)))
    }

    pub(crate) fn next(&mut self) -> u64 {
        if let Some(number) = self.given.get(self.taken) {
            self.taken += 1;
            return *number;
        }
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// A number below the limit; 0 without one.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        reduced(self.next(), limit)
    }

    /// True once in this number of times.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == times.saturating_sub(1)
    }
}

/// A number below the limit, the larger the larger the number; 0 for the limit 0.
pub(crate) fn reduced(number: u64, limit: usize) -> usize {
    usize::try_from((u128::from(number) * limit as u128) >> 64).unwrap_or(0)
}

/// The finalizer of SplitMix64: every bit depends on every bit.
pub(crate) fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_number_is_never_reduced_to_a_larger_one() {
        assert_eq!([0, u64::MAX / 2, u64::MAX].map(|number| reduced(number, 10)), [0, 4, 9]);
        assert_eq!(reduced(u64::MAX, 0), 0);
    }
}
