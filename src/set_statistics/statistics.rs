//! The four statistics, computed as the original scripts compute them.

use std::fmt;

/// One of the four results, in the order in which a response lists them (RSP-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The sum of the numbers.
    Total,
    /// The lowest number.
    Lowest,
    /// The highest number.
    Highest,
    /// The total over the count.
    Mean,
}

impl Field {
    /// The four fields in the order of a response.
    pub const ALL: [Field; 4] = [Field::Total, Field::Lowest, Field::Highest, Field::Mean];

    /// The field's name in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Field::Total => "total",
            Field::Lowest => "lowest",
            Field::Highest => "highest",
            Field::Mean => "mean",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The answer of a server.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// The sum, from 0, left to right.
    pub total: f64,
    /// Python's `min`.
    pub lowest: f64,
    /// Python's `max`.
    pub highest: f64,
    /// `total` over the count.
    pub mean: f64,
}

impl Statistics {
    /// Computes as CPython 2.7 does. The sum starts at 0 and goes left to right. `min` and `max` keep the first number
    /// unless a later one compares lower or higher, so a nan stays if it comes first (NUM-6). A request always holds a
    /// number; of an empty slice all but the total is nan.
    pub fn from_values(values: &[f64]) -> Statistics {
        let first = values.first().copied().unwrap_or(f64::NAN);
        let total = values.iter().fold(0.0, |sum, value| sum + value);
        Statistics {
            total,
            lowest: values.iter().fold(first, |low, &value| if value < low { value } else { low }),
            highest: values.iter().fold(first, |high, &value| if value > high { value } else { high }),
            mean: total / values.len() as f64,
        }
    }

    /// The value of one field.
    pub const fn get(&self, field: Field) -> f64 {
        match field {
            Field::Total => self.total,
            Field::Lowest => self.lowest,
            Field::Highest => self.highest,
            Field::Mean => self.mean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set_statistics::message::format_response;
    use rstest::rstest;

    const NAN: f64 = f64::NAN;
    const INF: f64 = f64::INFINITY;

    #[test]
    fn the_fields_in_the_order_of_a_response() {
        let statistics = Statistics { total: 4.0, lowest: 3.0, highest: 2.0, mean: 5.0 };
        assert_eq!(Field::ALL.map(|field| statistics.get(field)), [4.0, 3.0, 2.0, 5.0]);
        assert_eq!(Field::ALL.map(|field| format!("{field:<7}")), ["total  ", "lowest ", "highest", "mean   "]);
    }

    #[rstest]
    #[case(&[5.0, 4.0, 6.0, 9.0, 3.4], "27.4 3.4 9.0 5.48")]
    #[case(&[6.0, 5.0, 9.0, 7.0, 4.2], "31.2 4.2 9.0 6.24")]
    #[case(&[5.0, 4.0, 6.0, 9.0, 3.45], "27.45 3.45 9.0 5.49")]
    #[case(&[5.0], "5.0 5.0 5.0 5.0")]
    #[case(&[NAN, 1.0], "nan nan nan nan")]
    #[case(&[1.0, NAN], "nan 1.0 1.0 nan")]
    #[case(&[INF, -INF], "nan -inf inf nan")]
    #[case(&[1e308, 1e308], "inf 1e+308 1e+308 inf")]
    #[case(&[-0.0, 0.0], "0.0 -0.0 -0.0 0.0")]
    #[case(&[-0.0], "0.0 -0.0 -0.0 0.0")]
    fn the_originals_answers(#[case] values: &[f64], #[case] response: &str) {
        assert_eq!(format_response(&Statistics::from_values(values)), response);
    }
}
