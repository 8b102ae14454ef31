//! The seed of a generated case: its numbers are drawn from its family, the run's seed and its index, and nothing else,
//! on every machine.

use super::Family;
use crate::protocol::role::Role;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The runner that draws one case.
pub fn runner_for_case(role: Role, family: Family, seed: u64, index: u64) -> TestRunner {
    let name = format!("{role}/{family}");
    let state = fnv_hash(name.bytes().chain(seed.to_le_bytes()).chain(index.to_le_bytes()));
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &expand_seed(state));
    TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, rng)
}

/// FNV-1a: the same on every machine and in every version of this program, as no standard hasher promises to be.
fn fnv_hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// 32 bytes out of 8 (SplitMix64).
fn expand_seed(mut state: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    for word in bytes.chunks_exact_mut(8) {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes());
    }
    bytes
}

/// A short name for a text: equal for equal texts, on every machine.
pub fn fingerprint(text: &str) -> u64 {
    fnv_hash(text.bytes())
}
