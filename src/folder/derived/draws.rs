//! Numbers that are drawn: the same for the same name and seed on every machine.

use crate::generate::fingerprint;

/// A sequence of drawn numbers (SplitMix64).
pub(in crate::folder) struct Draws(u64);

impl Draws {
    pub(in crate::folder) fn new(name: &str, seed: u64) -> Draws {
        Draws(fingerprint(&format!("{name}/{seed}")))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 if there is none.
    pub(in crate::folder) fn draw_below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or_default()
    }

    /// Draws `length` bytes.
    pub(in crate::folder) fn draw_bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    /// At most so many places inside a text of `length` bytes, ascending.
    pub(in crate::folder) fn draw_places(&mut self, count: usize, length: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..count).map(|_| 1 + self.draw_below(length.saturating_sub(1))).collect();
        places.sort_unstable();
        places.dedup();
        places.retain(|place| *place < length);
        places
    }
}
