//! A part of a plan, so that several machines can share a run.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

/// One of `of` parts of a plan. Trials are dealt out in turn, so that every trial is in exactly one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    /// The number of the part, from 1.
    index: NonZeroUsize,
    /// How many parts there are.
    of: NonZeroUsize,
}

/// A part that there can't be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartitionError {
    /// It is not two numbers.
    #[error("`{0}` is not a part: write I/N, as in 1/4 for the first of four")]
    NotTwoNumbers(String),
    /// There is no such part.
    #[error("there is no part {index} of {of}: the parts are 1 to {of}")]
    NoSuchPart {
        /// The number of the requested part.
        index: usize,
        /// How many there are.
        of: usize,
    },
}

impl Partition {
    /// Part `index`, counted from 1, of `of`.
    pub fn new(index: usize, of: usize) -> Result<Partition, PartitionError> {
        match (NonZeroUsize::new(index), NonZeroUsize::new(of)) {
            (Some(part), Some(parts)) if part <= parts => Ok(Partition { index: part, of: parts }),
            (_, Some(_)) => Err(PartitionError::NoSuchPart { index, of }),
            (_, None) => Err(PartitionError::NotTwoNumbers(format!("{index}/{of}"))),
        }
    }

    /// The number of the part, from 1.
    pub fn index(self) -> usize {
        self.index.get()
    }

    /// How many parts there are.
    pub fn part_count(self) -> usize {
        self.of.get()
    }

    /// Whether the trial at this place of the whole plan is in this part.
    pub fn has_trial_at(self, place: usize) -> bool {
        place % self.of == self.index.get() - 1
    }

    /// How many of `whole` trials are in this part.
    pub fn share_of(self, whole: usize) -> usize {
        (whole + self.of.get() - self.index.get()) / self.of
    }

    /// The place in the whole plan of this part's trial `at`.
    pub fn place_of(self, at: usize) -> usize {
        at * self.of.get() + self.index.get() - 1
    }
}

impl FromStr for Partition {
    type Err = PartitionError;

    fn from_str(text: &str) -> Result<Partition, PartitionError> {
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let numbers = text.split_once('/').and_then(|(index, of)| Some((number(index)?, number(of)?)));
        let (index, of) = numbers.ok_or_else(|| PartitionError::NotTwoNumbers(text.to_owned()))?;
        Partition::new(index, of)
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    proptest! {
        #[test]
        fn every_trial_is_in_exactly_one_part(of in 1_usize..40, place in 0_usize..10_000) {
            let holding = (1..=of).filter(|&index| Partition::new(index, of).unwrap().has_trial_at(place));
            prop_assert_eq!(holding.count(), 1);
        }
    }

    proptest! {
        #[test]
        fn a_part_knows_its_trials(of in 1_usize..9, index in 1_usize..9, whole in 0_usize..100) {
            prop_assume!(index <= of);
            let part = Partition::new(index, of).unwrap();
            let held: Vec<usize> = (0..whole).filter(|place| part.has_trial_at(*place)).collect();
            let told: Vec<usize> = (0..part.share_of(whole)).map(|at| part.place_of(at)).collect();
            prop_assert_eq!(held, told);
        }
    }

    #[rstest]
    #[case("1/1")]
    #[case("2/4")]
    #[case(" 4 / 4 ")]
    fn a_part_reads_back(#[case] text: &str) {
        let part: Partition = text.parse().unwrap();
        assert_eq!(part.to_string(), text.replace(' ', ""));
    }

    #[rstest]
    #[case("0/4", "there is no part 0 of 4: the parts are 1 to 4")]
    #[case("5/4", "there is no part 5 of 4: the parts are 1 to 4")]
    #[case("1/0", "`1/0` is not a part: write I/N, as in 1/4 for the first of four")]
    #[case("2", "`2` is not a part: write I/N, as in 1/4 for the first of four")]
    #[case("-1/4", "`-1/4` is not a part: write I/N, as in 1/4 for the first of four")]
    fn what_is_no_part_is_said(#[case] text: &str, #[case] message: &str) {
        assert_eq!(text.parse::<Partition>().unwrap_err().to_string(), message);
    }
}
