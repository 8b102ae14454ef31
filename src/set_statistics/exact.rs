//! Exact sums of binary64 numbers, which are all integers times a power of two.

use num_bigint::{BigInt, BigUint, Sign};
use num_rational::BigRational;
use num_traits::float::FloatCore;
use num_traits::{ToPrimitive, Zero};

/// `base^exponent`.
pub(super) fn integer_power(base: u32, exponent: u64) -> BigInt {
    BigInt::from(base).pow(u32::try_from(exponent).unwrap_or(u32::MAX))
}

/// The exact sum of a set, and of its magnitudes, in units of `2^exponent`.
#[derive(Debug, Clone)]
pub(super) struct ExactSums {
    total: BigInt,
    magnitude: BigInt,
    exponent: i32,
}

impl ExactSums {
    /// Sums finite numbers; infinities and nan are left out.
    pub fn from_values(values: &[f64]) -> ExactSums {
        let parts: Vec<BinaryNumber> =
            values.iter().copied().filter(|x| x.is_finite() && *x != 0.0).map(BinaryNumber::from_value).collect();
        let lowest = parts.iter().map(|part| part.exponent).min().unwrap_or(0);
        let highest = parts.iter().map(|part| part.exponent).max().unwrap_or(0);
        let (total, magnitude) =
            if fits_i128(highest - lowest, parts.len()) { sum_small(&parts, lowest) } else { sum_big(&parts, lowest) };
        ExactSums { total, magnitude, exponent: lowest }
    }

    /// The sum.
    pub fn exact_total(&self) -> BigRational {
        to_scaled_rational(&self.total, self.exponent)
    }

    /// The sum of the magnitudes.
    pub fn exact_magnitude(&self) -> BigRational {
        to_scaled_rational(&self.magnitude, self.exponent)
    }

    /// The binary64 number nearest to the sum.
    pub fn nearest_total(&self) -> f64 {
        round_to_nearest(&self.total, self.exponent)
    }

    /// The binary64 number nearest to the sum of the magnitudes.
    pub fn nearest_magnitude(&self) -> f64 {
        round_to_nearest(&self.magnitude, self.exponent)
    }

    /// The binary64 number nearest to the sum over `count`, rounded once.
    pub fn nearest_mean(&self, count: usize) -> f64 {
        const EXTRA_BITS: u32 = 160; // more than a count and a significand have, so only the last bit is in doubt
        let scaled = self.total.magnitude() << EXTRA_BITS;
        let count = BigUint::from(count.max(1));
        let mut quotient = &scaled / &count;
        if !(scaled % count).is_zero() {
            quotient.set_bit(0, true);
        }
        round_to_nearest(&BigInt::from_biguint(self.total.sign(), quotient), self.exponent - EXTRA_BITS as i32)
    }
}

/// A finite number as `mantissa * 2^exponent`.
struct BinaryNumber {
    mantissa: i64,
    exponent: i32,
}

impl BinaryNumber {
    fn from_value(value: f64) -> BinaryNumber {
        let (magnitude, exponent, _) = FloatCore::integer_decode(value);
        let mantissa = if value.is_sign_negative() { -(magnitude as i64) } else { magnitude as i64 };
        BinaryNumber { mantissa, exponent: i32::from(exponent) }
    }
}

/// Whether `count` significands of 53 bits, the highest shifted by `spread`, can be summed without overflow.
fn fits_i128(spread: i32, count: usize) -> bool {
    let count_bits = usize::BITS - count.leading_zeros();
    spread as u32 + 53 + count_bits < 127
}

fn sum_small(parts: &[BinaryNumber], exponent: i32) -> (BigInt, BigInt) {
    let (mut total, mut magnitude) = (0_i128, 0_i128);
    for part in parts {
        let term = i128::from(part.mantissa) << (part.exponent - exponent);
        total += term;
        magnitude += term.abs();
    }
    (total.into(), magnitude.into())
}

fn sum_big(parts: &[BinaryNumber], exponent: i32) -> (BigInt, BigInt) {
    let (mut total, mut magnitude) = (BigInt::zero(), BigInt::zero());
    for part in parts {
        let term = BigInt::from(part.mantissa) << (part.exponent - exponent);
        magnitude += BigInt::from(term.magnitude().clone());
        total += term;
    }
    (total, magnitude)
}

fn to_scaled_rational(mantissa: &BigInt, exponent: i32) -> BigRational {
    let shift = exponent.unsigned_abs();
    if exponent < 0 {
        BigRational::new(mantissa.clone(), BigInt::from(1) << shift)
    } else {
        BigRational::from_integer(mantissa << shift)
    }
}

/// Rounds `mantissa * 2^exponent` to the nearest binary64 number, ties to even, subnormals and overflow included.
fn round_to_nearest(mantissa: &BigInt, exponent: i32) -> f64 {
    const LOWEST_EXPONENT: i64 = -1074;
    let bits = mantissa.bits() as i64;
    let unit = (i64::from(exponent) + bits - 53).max(LOWEST_EXPONENT);
    let shift = unit - i64::from(exponent);
    let rounded = if shift <= 0 {
        mantissa.magnitude().to_f64().unwrap_or(f64::INFINITY) * 2_f64.powi(-shift as i32)
    } else {
        rounded_shift(mantissa.magnitude(), shift as u64)
    };
    let magnitude = rounded * 2_f64.powi((unit / 2) as i32) * 2_f64.powi((unit - unit / 2) as i32);
    if mantissa.sign() == Sign::Minus { -magnitude } else { magnitude }
}

/// `magnitude / 2^shift`, rounded to an integer that binary64 holds, ties to even.
fn rounded_shift(magnitude: &BigUint, shift: u64) -> f64 {
    let quotient = (magnitude >> shift).to_u64().unwrap_or(u64::MAX);
    let half = magnitude.bit(shift - 1);
    let below_half = magnitude.trailing_zeros().is_some_and(|zeros| zeros < shift - 1);
    let up = half && (below_half || quotient & 1 == 1);
    (quotient + u64::from(up)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// 2^73 less the least that binary64 can take away.
    const HIGH: f64 = ((1_u64 << 53) - 1) as f64 * (1_u64 << 20) as f64;

    #[rstest]
    #[case(&[5.0, 4.0, 6.0, 9.0, 3.4], 27.4)]
    #[case(&[1e16, 1.0, -1e16], 1.0)]
    #[case(&[1e300, 1e-300, -1e300], 1e-300)]
    #[case(&[5e-324, 5e-324], 1e-323)]
    #[case(&[f64::MAX, f64::MAX], f64::INFINITY)]
    #[case(&[f64::MAX], f64::MAX)]
    #[case(&[-0.0], 0.0)]
    #[case(&[9007199254740992.0, 1.0], 9007199254740992.0)]
    #[case(&[9007199254740992.0, 1.0, 5e-324], 9007199254740994.0)]
    #[case(&[-1e308, 2.5], -1e308)]
    #[case(&[9007199254740994.0, -9007199254740992.0], 2.0)]
    #[case(&[1e300, 1.0, -1e300], 1.0)]
    #[case(&[0.75, -0.5], 0.25)]
    // Eight significands of ones, so far above the lowest bit that i128 holds three of them.
    #[case(&[1.0, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH], 8.0 * HIGH)]
    fn the_nearest_total(#[case] values: &[f64], #[case] total: f64) {
        assert_eq!(ExactSums::from_values(values).nearest_total(), total);
    }

    #[rstest]
    #[case(&[6.0, 5.0, 9.0, 7.0, 4.2], 6.24)]
    #[case(&[5e-324, 0.0], 0.0)]
    #[case(&[5e-324, 1e-323], 1e-323)]
    #[case(&[1.0, 1.0, 14.0], 16.0 / 3.0)]
    #[case(&[f64::MAX, f64::MAX], f64::MAX)]
    fn the_nearest_mean(#[case] values: &[f64], #[case] mean: f64) {
        assert_eq!(ExactSums::from_values(values).nearest_mean(values.len()), mean);
    }
}
