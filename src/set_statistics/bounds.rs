//! The oracle: what any correct program may answer, whatever its order and method of summing (NUM-3, NUM-4).

use super::dialect;
use super::exact::{ExactSums, integer_power};
use super::number::PrintedNumber;
use super::printed::{Decimal, power_of_ten};
use super::statistics::{Field, Statistics};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// NUM-4's number of significant digits.
const DIGITS: usize = 12;

/// The rating of a printed result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// It is right.
    Right,
    /// NUM-4 is broken: what is printed is right as far as it goes, with fewer than 12 significant digits.
    TooFewDigits {
        /// How many significant digits were printed.
        printed: u32,
    },
    /// NUM-3 is broken: the value is outside the bound, but off by less than 1e-4 of the sum of magnitudes. Lowest and
    /// highest are measured against the number itself. Single precision or a sloppy algorithm gives such values.
    Imprecise,
    /// RSP-2 is broken: another value.
    Wrong,
    /// NUM-6 applies: the order or the method of summing and comparing decides, and there is nothing to judge.
    OrderDependent,
}

/// The expected statistics of one request.
#[derive(Debug, Clone)]
pub struct Expected {
    count: usize,
    sums: ExactSums,
    order: SummingOrder,
    nearest: Statistics,
    /// The sum of the magnitudes, rounded to nearest.
    magnitude: f64,
}

/// The effect that the order of summing can have.
#[derive(Debug, Clone, Copy, PartialEq)]
enum SummingOrder {
    /// No more than rounding: all numbers and sums are finite.
    Rounding,
    /// The total is the infinity of one sign, or nan by a compensated sum.
    OneInfinity(f64),
    /// The total is nan in any order; lowest and highest are determined.
    BothInfinities,
    /// The total is nan in any order, and comparing with nan decides lowest and highest.
    Nan,
    /// The total may be finite, infinite or nan; lowest and highest are determined.
    Overflow,
}

impl SummingOrder {
    fn from_values(values: &[f64], magnitude: f64) -> SummingOrder {
        // Rounding up at every step may overflow although the exact sum does not.
        let roundings = values.len().saturating_sub(1) as f64 * f64::EPSILON;
        let finite = (magnitude * (1.0 + roundings)).is_finite();
        let (up, down) = (values.contains(&f64::INFINITY), values.contains(&f64::NEG_INFINITY));
        match (up, down) {
            _ if values.iter().any(|value| value.is_nan()) => SummingOrder::Nan,
            (true, true) => SummingOrder::BothInfinities,
            _ if !finite => SummingOrder::Overflow,
            (true, false) => SummingOrder::OneInfinity(f64::INFINITY),
            (false, true) => SummingOrder::OneInfinity(f64::NEG_INFINITY),
            (false, false) => SummingOrder::Rounding,
        }
    }
}

impl Expected {
    /// Computes the exact statistics of the numbers that a request holds.
    pub fn from_values(values: &[f64]) -> Expected {
        let sums = ExactSums::from_values(values);
        let magnitude = sums.nearest_magnitude();
        let order = SummingOrder::from_values(values, magnitude);
        let mut nearest = Statistics::from_values(values);
        if order == SummingOrder::Rounding {
            nearest.total = sums.nearest_total();
            nearest.mean = nearest.total / values.len() as f64;
        }
        Expected { count: values.len(), sums, order, nearest, magnitude }
    }

    /// Whether NUM-6 applies: a nan or an infinity is there, or the sum of the magnitudes may overflow binary64.
    pub fn is_order_dependent(&self) -> bool {
        self.order != SummingOrder::Rounding
    }

    /// How many numbers there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// For display: the binary64 numbers nearest to the exact statistics, or the original's results if NUM-6 applies.
    pub fn nearest_statistics(&self) -> Statistics {
        match self.order {
            SummingOrder::Rounding => Statistics { mean: self.sums.nearest_mean(self.count), ..self.nearest },
            _ => self.nearest,
        }
    }

    /// Judges one printed result. If NUM-6 applies, a value that no order and no method of summing could give is still
    /// `Wrong`. A value that all would give is `Right`.
    pub fn judge_result(&self, field: Field, printed: &PrintedNumber) -> Agreement {
        match dialect::current().numbers.decimals {
            Some(places) if self.order == SummingOrder::Rounding => {
                self.possible_interval(field).judge_decimals(printed, places)
            }
            _ => self.judge_digits(field, printed),
        }
    }

    fn judge_digits(&self, field: Field, printed: &PrintedNumber) -> Agreement {
        match field {
            Field::Lowest | Field::Highest if self.order == SummingOrder::Nan => Agreement::OrderDependent,
            Field::Lowest | Field::Highest => self.judge_finite_or_same(field, printed),
            Field::Total | Field::Mean => self.judge_sum(field, printed),
        }
    }

    fn judge_sum(&self, field: Field, printed: &PrintedNumber) -> Agreement {
        match self.order {
            SummingOrder::Rounding => self.judge_finite_or_same(field, printed),
            SummingOrder::Overflow => Agreement::OrderDependent,
            SummingOrder::Nan | SummingOrder::BothInfinities => same_value(f64::NAN, printed),
            SummingOrder::OneInfinity(_) if printed.value.is_nan() && self.count > 1 => Agreement::OrderDependent,
            SummingOrder::OneInfinity(infinity) => same_value(infinity, printed),
        }
    }

    fn judge_finite_or_same(&self, field: Field, printed: &PrintedNumber) -> Agreement {
        let nearest = self.nearest.get(field);
        if !nearest.is_finite() {
            same_value(nearest, printed)
        } else if is_clearly_right(nearest, self.certain_bound(field), printed) {
            Agreement::Right
        } else {
            self.possible_interval(field).judge_number(printed)
        }
    }

    /// A little less than the bound, in plain arithmetic.
    fn certain_bound(&self, field: Field) -> f64 {
        const CERTAIN: f64 = 0.999 * ROUNDOFF;
        match field {
            Field::Total => CERTAIN * self.magnitude * self.count as f64,
            Field::Mean => CERTAIN * self.magnitude,
            Field::Lowest | Field::Highest => 0.0,
        }
    }

    fn possible_interval(&self, field: Field) -> Interval {
        match field {
            Field::Total => self.total_interval(),
            Field::Mean => self.mean_interval(),
            Field::Lowest | Field::Highest => Interval::from_value(self.nearest.get(field)),
        }
    }

    fn total_interval(&self) -> Interval {
        let magnitude = self.sums.exact_magnitude();
        let bound = unit_roundoff() * &magnitude * BigInt::from(self.count);
        Interval { centre: self.sums.exact_total(), bound, scale: magnitude }
    }

    fn mean_interval(&self) -> Interval {
        let Interval { centre, bound, scale } = self.total_interval();
        let count = BigInt::from(self.count.max(1));
        let (centre, bound, scale) = (centre / &count, bound / &count, scale / &count);
        let rounding = (unit_roundoff() * (centre.abs() + &bound)).max(half_of_least_subnormal());
        Interval { centre, bound: bound + rounding, scale }
    }
}

/// Judges a number that was printed from another printed number, as a client prints a server's. It is right if it says
/// the same to 12 digits or reads as the same binary64 number. Copied digits and newly formatted ones both count.
pub fn judge_repeated(source: &PrintedNumber, printed: &PrintedNumber) -> Agreement {
    if printed.value == source.value && source.value.is_finite() {
        return Agreement::Right;
    }
    let Some(exact) = source.as_decimal().and_then(Decimal::to_rational).filter(|_| source.value.is_finite()) else {
        return same_value(source.value, printed);
    };
    let point = Interval::from_value(source.value);
    let bound = (exact - &point.centre).abs();
    Interval { bound, ..point }.judge_number(printed)
}

/// Whether the printed number is `value` to 12 digits: within half a unit of the twelfth.
pub fn is_same_to_twelve_digits(value: f64, printed: &PrintedNumber) -> bool {
    let exponent = format!("{value:e}").rsplit_once('e').and_then(|(_, exponent)| exponent.parse().ok());
    let half_unit = exponent.map_or(0.0, |exponent: i32| 5e-12 * 10_f64.powi(exponent));
    (printed.value - value).abs() <= half_unit
}

fn same_value(expected: f64, printed: &PrintedNumber) -> Agreement {
    let same = expected == printed.value || (expected.is_nan() && printed.value.is_nan());
    if same { Agreement::Right } else { Agreement::Wrong }
}

/// u = 2^-53 in binary64.
const ROUNDOFF: f64 = f64::EPSILON / 2.0;

/// u = 2^-53, exactly.
fn unit_roundoff() -> BigRational {
    BigRational::new(BigInt::one(), integer_power(2, 53))
}

/// 2^-1075: how far rounding moves a subnormal at most.
fn half_of_least_subnormal() -> BigRational {
    BigRational::new(BigInt::one(), integer_power(2, 1075))
}

/// The common case without big integers. The text reads as `nearest`, which is a right result, or as a number within
/// the bound of it, or says it to 12 digits. The margin is wider than the rounding errors of this test.
fn is_clearly_right(nearest: f64, bound: f64, printed: &PrintedNumber) -> bool {
    const SAFE: std::ops::Range<f64> = 1e-290..1e290;
    if printed.value == nearest {
        return true;
    }
    if !SAFE.contains(&nearest.abs()) || !SAFE.contains(&printed.value.abs()) {
        return false;
    }
    let off = (printed.value - nearest).abs() + 4.0 * ROUNDOFF * nearest.abs();
    off <= bound || printed.as_decimal().is_some_and(|decimal| off <= clear_half_unit(decimal))
}

/// A little less than half a unit in the tolerated place; zero if rounding up to a power of ten would make it less.
fn clear_half_unit(decimal: Decimal<'_>) -> f64 {
    match decimal.count_significant_digits() {
        2..=15 => 0.499 * 10_f64.powi(tolerated_place(decimal) as i32),
        _ => 0.0,
    }
}

/// The power of ten of the last place at which a text's digits count. It is the place of its last digit other than
/// trailing zeros, which `%.12g` drops and others pad with. It never comes before the 12th digit.
fn tolerated_place(decimal: Decimal<'_>) -> i64 {
    decimal.leading_place() + 1 - decimal.count_significant_digits().max(DIGITS) as i64
}

/// The exact values that may have been computed: `centre` plus or minus `bound`.
struct Interval {
    centre: BigRational,
    bound: BigRational,
    /// The scale of an error, which separates an imprecise result from a wrong one.
    scale: BigRational,
}

impl Interval {
    /// A finite number that takes no computing.
    fn from_value(value: f64) -> Interval {
        let centre = to_exact_rational(value);
        Interval { bound: BigRational::zero(), scale: centre.abs(), centre }
    }

    fn judge_number(&self, printed: &PrintedNumber) -> Agreement {
        if printed.value.is_finite() && self.distance_from_centre(&to_exact_rational(printed.value)) <= self.bound {
            return Agreement::Right;
        }
        let Some(decimal) = printed.as_decimal() else { return Agreement::Wrong };
        let Some(said) = decimal.to_rational() else { return Agreement::Wrong };
        if said.is_zero() && self.is_subnormal() && printed.half_unit() > BigRational::one() / integer_power(10, 2) {
            // `0` and `0.0` say that the number was taken for zero; `0.000000` is one of six decimals, whatever it says.
            return Agreement::Wrong;
        }
        let miss = self.distance_from_centre(&said) - &self.bound;
        let imprecise = miss < &self.scale / integer_power(10, 4);
        if miss <= self.rounding_slack(decimal, &said) {
            Agreement::Right
        } else if is_short(printed, imprecise) && miss <= printed.half_unit() {
            Agreement::TooFewDigits { printed: printed.digits }
        } else if imprecise {
            Agreement::Imprecise
        } else {
            Agreement::Wrong
        }
    }

    /// Judges a number that is to be printed with so many decimals, whatever that leaves of it.
    fn judge_decimals(&self, printed: &PrintedNumber, places: usize) -> Agreement {
        let Some(said) = printed.as_decimal().and_then(Decimal::to_rational) else { return Agreement::Wrong };
        let decimals = printed.text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let coarser = decimals.min(places) as i64;
        let slack = power_of_ten(-coarser) * BigRational::new(11.into(), 20.into());
        let miss = self.distance_from_centre(&said) - &self.bound;
        let has_exponent = printed.text.contains(['e', 'E']);
        if miss > slack {
            if miss < &self.scale / integer_power(10, 4) { Agreement::Imprecise } else { Agreement::Wrong }
        } else if decimals == places && !has_exponent {
            Agreement::Right
        } else {
            Agreement::TooFewDigits { printed: decimals as u32 }
        }
    }

    fn is_subnormal(&self) -> bool {
        let least_normal = BigRational::new(BigInt::one(), integer_power(2, 1022));
        !self.centre.is_zero() && self.centre.abs() < least_normal
    }

    fn distance_from_centre(&self, value: &BigRational) -> BigRational {
        (value - &self.centre).abs()
    }

    /// How far printing may move a value: half a unit in the tolerated place, and a tenth of that more. The tenth is
    /// for a number that was rounded twice on its way: a server's 15 digits, printed to 12 by a client.
    fn rounding_slack(&self, decimal: Decimal<'_>, said: &BigRational) -> BigRational {
        if said.is_zero() {
            return BigRational::zero();
        }
        let rounded_up_to_power_of_ten = decimal.is_power_of_ten() && said.abs() > self.centre.abs();
        let place = tolerated_place(decimal) - i64::from(rounded_up_to_power_of_ten);
        power_of_ten(place) * BigRational::new(11.into(), 20.into())
    }
}

/// Whether a text can be a value rounded to fewer digits than NUM-4 asks for. An integer that is far off is not: it
/// comes of integer arithmetic rather than of printing.
fn is_short(printed: &PrintedNumber, imprecise: bool) -> bool {
    (printed.digits as usize) < DIGITS && (imprecise || printed.text.contains(['.', 'e', 'E']))
}

/// A finite binary64 number as a rational.
fn to_exact_rational(value: f64) -> BigRational {
    BigRational::from_float(value).unwrap_or_else(BigRational::zero)
}

#[cfg(test)]
mod tests;
