//! The oracle never blames a correct program: any order, any method of summing, any legal spelling.

use proptest::collection::vec;
use proptest::prelude::*;
use sockspec::set_statistics::bounds::{Agreement, Expected, judge_repeated};
use sockspec::set_statistics::number::{PrintedNumber, format_repr, format_str};
use sockspec::set_statistics::statistics::{Field, Statistics};

/// A summation method and its name.
type Method = (&'static str, fn(&[f64]) -> f64);

const METHODS: [Method; 6] = [
    ("left to right", left_to_right),
    ("right to left", |values| values.iter().rev().sum()),
    ("pairwise", pairwise),
    ("Kahan", kahan),
    ("Neumaier", neumaier),
    ("Shewchuk", shewchuk),
];

/// Spellings with at least 12 digits, or as many as say a number exactly.
const SPELLINGS: [fn(f64) -> String; 9] = [
    format_str,
    format_repr,
    |x| format!("{x}"),
    |x| format!("{x:e}"),
    |x| format!("{x:.11e}"),
    |x| format!("{x:.14e}"),
    |x| format!("{x:.16E}"),
    |x| format!("{x:.24e}"),
    |x| format!("{x:+.340}"),
];

fn left_to_right(values: &[f64]) -> f64 {
    Statistics::from_values(values).total
}

fn pairwise(values: &[f64]) -> f64 {
    match values {
        [] => 0.0,
        [one] => *one,
        _ => {
            let (left, right) = values.split_at(values.len() / 2);
            pairwise(left) + pairwise(right)
        }
    }
}

fn kahan(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0, 0.0);
    for value in values {
        let term = value - lost;
        let next = sum + term;
        lost = (next - sum) - term;
        sum = next;
    }
    sum
}

fn neumaier(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for &value in values {
        let (next, error) = two_sum(sum, value);
        lost += error;
        sum = next;
    }
    sum + lost
}

fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let (large, small) = if a.abs() >= b.abs() { (a, b) } else { (b, a) };
    let sum = large + small;
    (sum, small - (sum - large))
}

/// Partial sums that do not overlap; their sum from the largest down is within an ulp of the exact one.
fn shewchuk(values: &[f64]) -> f64 {
    let mut partials: Vec<f64> = Vec::new();
    for &value in values {
        let mut carry = value;
        let mut kept = Vec::new();
        for &partial in &partials {
            let (sum, error) = two_sum(carry, partial);
            if error != 0.0 {
                kept.push(error);
            }
            carry = sum;
        }
        kept.push(carry);
        partials = kept;
    }
    partials.iter().rev().sum()
}

fn finite_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => (-100_000_i64..100_000, 0..5_i32).prop_map(|(n, places)| n as f64 / 10_f64.powi(places)),
        1 => -1e6..1e6_f64,
        1 => (-1.0..1.0_f64, -300..300_i32).prop_map(|(x, power)| x * 10_f64.powi(power)),
        1 => any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |x| x.is_finite()),
        1 => (0..1_u64 << 52).prop_map(f64::from_bits),
        1 => Just(-0.0),
    ]
}

/// Sets of all sizes, some of which nearly cancel.
fn any_set() -> impl Strategy<Value = Vec<f64>> {
    let cancelling = (vec(finite_number(), 1..10), vec(finite_number(), 0..3)).prop_map(|(set, rest)| {
        let negated: Vec<f64> = set.iter().map(|x| -x).collect();
        [set, rest, negated].concat()
    });
    let close = (-1e3..1e3_f64, vec(-64_i64..64, 1..20)).prop_map(|(centre, steps)| {
        steps.iter().map(|&step| f64::from_bits(centre.to_bits().wrapping_add_signed(step))).collect()
    });
    prop_oneof![vec(finite_number(), 1..12), vec(finite_number(), 1..120), cancelling, close]
}

fn printed(text: &str) -> PrintedNumber {
    PrintedNumber::parse(text.as_bytes()).unwrap_or_else(|| panic!("{text:?} is a number"))
}

/// A set with the statistics of all methods, in its order and in another.
fn set_and_shuffled() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    any_set().prop_flat_map(|set| (Just(set.clone()), Just(set).prop_shuffle()))
}

fn by_method(values: &[f64], (_, sum): Method) -> Statistics {
    let total = sum(values);
    Statistics { total, mean: total / values.len() as f64, ..Statistics::from_values(values) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_order_method_and_spelling_is_right((values, shuffled) in set_and_shuffled()) {
        let expected = Expected::from_values(&values);
        prop_assume!(!expected.is_order_dependent());
        for method in METHODS {
            let statistics = by_method(&shuffled, method);
            for (field, spelling) in Field::ALL.into_iter().flat_map(|field| SPELLINGS.map(|spelling| (field, spelling))) {
                let text = spelling(statistics.get(field));
                prop_assert_eq!(expected.judge_result(field, &printed(&text)), Agreement::Right, "{} {} {}", method.0, field, text);
            }
        }
    }

    #[test]
    fn the_nearest_statistics_are_right(values in any_set()) {
        let expected = Expected::from_values(&values);
        prop_assume!(!expected.is_order_dependent());
        for (field, spelling) in Field::ALL.into_iter().flat_map(|field| SPELLINGS.map(|spelling| (field, spelling))) {
            let text = spelling(expected.nearest_statistics().get(field));
            prop_assert_eq!(expected.judge_result(field, &printed(&text)), Agreement::Right, "{} {}", field, text);
        }
    }

    #[test]
    fn a_clients_spelling_of_a_servers_is_right(number in finite_number(), server in 0..9_usize, client in 0..9_usize) {
        let sent = printed(&SPELLINGS[server](number));
        let shown = printed(&SPELLINGS[client](sent.value));
        prop_assert_eq!(judge_repeated(&sent, &shown), Agreement::Right, "{} as {}", sent.text, shown.text);
        let anew = printed(&format_str(sent.value));
        prop_assert_eq!(Expected::from_values(&[number]).judge_result(Field::Lowest, &anew), Agreement::Right, "{}", anew.text);
    }

    #[test]
    fn what_is_off_by_more_than_the_bound_is_never_right(values in vec(-1e6..1e6_f64, 1..50), off in prop_oneof![1e-10..1e-5_f64, -1e-5..-1e-10]) {
        let expected = Expected::from_values(&values);
        let magnitude: f64 = values.iter().map(|x| x.abs()).sum();
        let total = Statistics::from_values(&values).total + magnitude * off;
        prop_assert_eq!(expected.judge_result(Field::Total, &printed(&format!("{total:.16e}"))), Agreement::Imprecise);
        prop_assert_eq!(expected.judge_result(Field::Total, &printed(&format!("{:.16e}", total + magnitude))), Agreement::Wrong);
    }

    #[test]
    fn six_digits_are_too_few_unless_they_are_exact(number in 0.1..1e6_f64) {
        let text = format!("{number:.5e}");
        let agreement = Expected::from_values(&[number]).judge_result(Field::Highest, &printed(&text));
        let exact = format_str(number) == format_str(printed(&text).value);
        let due = if exact { Agreement::Right } else { Agreement::TooFewDigits { printed: 6 } };
        prop_assert_eq!(agreement, due);
    }

    #[test]
    fn determined_fields_of_order_dependent_sets_are_right_as_python_answers(
        (values, shuffled) in vec(prop_oneof![finite_number(), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(f64::NAN), Just(1e308)], 1..6)
            .prop_flat_map(|set| (Just(set.clone()), Just(set).prop_shuffle()))
    ) {
        let expected = Expected::from_values(&values);
        for method in &METHODS[..4] {
            let statistics = by_method(&shuffled, *method);
            for field in Field::ALL {
                let text = format_repr(statistics.get(field));
                let agreement = expected.judge_result(field, &printed(&text));
                prop_assert!(matches!(agreement, Agreement::Right | Agreement::OrderDependent), "{field} {text}: {agreement:?}");
            }
        }
    }
}
