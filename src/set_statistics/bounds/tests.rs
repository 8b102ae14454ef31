use super::*;
use Agreement::{Imprecise, OrderDependent, Right, TooFewDigits, Wrong};
use Field::{Highest, Lowest, Mean, Total};
use rstest::rstest;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;
const TCP: &[f64] = &[5.0, 4.0, 6.0, 9.0, 3.4];
const THIRDS: &[f64] = &[1.0, 1.0, 14.0];

fn judge_text(values: &[f64], field: Field, text: &str) -> Agreement {
    Expected::from_values(values).judge_result(field, &PrintedNumber::parse(text.as_bytes()).unwrap())
}

#[rstest]
#[case(TCP, Total, "27.4")]
#[case(TCP, Total, "27.40")]
#[case(TCP, Total, "27.399999999999999")]
#[case(TCP, Total, "27.400000000000002")]
#[case(TCP, Total, "27.400000")]
#[case(TCP, Total, "27.39999999999999857891452847979962825775146484375")]
#[case(TCP, Highest, "9")]
#[case(TCP, Highest, "9.")]
#[case(TCP, Highest, "9.0")]
#[case(TCP, Highest, "+9E+00")]
#[case(TCP, Mean, "5.48")]
#[case(TCP, Mean, "5.4799999999999995")]
#[case(&[6.0, 5.0, 9.0, 7.0, 4.2], Total, "31.200000")]
#[case(&[0.1, 0.2], Total, "0.3")]
#[case(&[0.1, 0.2], Total, "0.30000000000000004")]
#[case(THIRDS, Mean, "5.33333333333")]
#[case(THIRDS, Mean, "5.333333333333333")]
#[case(&[1e22], Total, "10000000000000000000000")]
#[case(&[1e22], Total, "1E+22")]
#[case(&[1e23], Lowest, "100000000000000000000000")]
#[case(&[1e23], Lowest, "99999999999999991611392.000000")]
#[case(&[123456789012345678.0], Lowest, "1.23456789012e+17")]
#[case(&[123456789012345678.0], Lowest, "123456789012346000")]
#[case(&[5e-324], Lowest, "5e-324")]
#[case(&[5e-324], Lowest, "4.94065645841e-324")]
#[case(&[5e-324, 0.0], Mean, "0.0")]
#[case(&[5e-324, 0.0], Mean, "5e-324")]
#[case(&[f64::MAX], Total, "1.79769313486e+308")]
#[case(&[f64::MAX], Total, "1.79769313486232e+308")]
#[case(&[-0.0], Total, "-0")]
#[case(&[-0.0, 0.0], Lowest, "0.0")]
#[case(&[1e16, 1.0, -1e16], Total, "0.0")]
#[case(&[1e16, 1.0, -1e16], Total, "1.0")]
#[case(&[1e16, 1.0, -1e16], Mean, "0.333333333333")]
#[case(&[1e11, 1.0], Total, "1.00000000001e+11")]
#[case(&[0.99999999999996], Lowest, "1.0")]
#[case(&[-12e11, 0.2], Mean, "-6e+11")]
#[case(&[599999999999.9], Lowest, "6e+11")]
// One rounding more than the total's bound over the count.
#[case(&[4503599627370496.0, -4503599627370496.0, 0.75, -0.75], Mean, "1.0000000000000002220446049250313080847263336181640625")]
fn accepts_right_results(#[case] values: &[f64], #[case] field: Field, #[case] text: &str) {
    assert_eq!(judge_text(values, field, text), Right);
}

#[rstest]
#[case(THIRDS, Mean, "5.333333", 7)]
#[case(THIRDS, Mean, "5.3", 2)]
#[case(&[1e-7], Lowest, "0.000000", 0)]
#[case(&[123456789.4], Lowest, "1.23457e+08", 6)]
#[case(&[123456789.4], Lowest, "123456789", 9)]
#[case(&[1e-7, 3e-7], Total, "0.0000", 0)]
#[case(&[0.999999999996], Lowest, "1.0", 2)]
fn too_few_digits(#[case] values: &[f64], #[case] field: Field, #[case] text: &str, #[case] printed: u32) {
    assert_eq!(judge_text(values, field, text), TooFewDigits { printed });
}

#[rstest]
#[case(&[6.0, 5.0, 9.0, 7.0, 4.2], Total, "31.2000008")]
#[case(THIRDS, Mean, "5.33333333333299997")]
#[case(&[0.1], Lowest, "0.10000000149011612")]
#[case(&[1e16, 1.0, -1e16], Total, "9.0")]
#[case(&[0.999999999996], Lowest, "1.00000000000")]
#[case(&[1.0, 2.0, 2.0], Mean, "1.66666666666")]
#[case(&[1e16, 1.0, -1e16], Mean, "10.0")]
#[case(&[0.1; 10], Mean, "0.1000095")]
// The next number of binary64, in full. Without a sum there is no rounding; a sum of two has two roundings.
#[case(&[1.5], Total, "1.50000000000000022204460492503130808")]
#[case(TCP, Lowest, "3.4000000000000003552713678800500929355621337890625")]
#[case(&[9457559217478044.0, 0.8], Total, "9457559217478042")]
fn finds_imprecise_results(#[case] values: &[f64], #[case] field: Field, #[case] text: &str) {
    assert_eq!(judge_text(values, field, text), Imprecise);
}

#[rstest]
#[case(&[6.0, 5.0, 9.0, 7.0, 4.2], Total, "31.25")]
#[case(TCP, Mean, "5")]
#[case(TCP, Mean, "5.0")]
#[case(TCP, Mean, "nan")]
#[case(TCP, Total, "inf")]
#[case(TCP, Total, "1e999999999")]
#[case(TCP, Lowest, "9.0")]
#[case(TCP, Total, "0")]
#[case(&[5.0], Total, "-5.0")]
#[case(TCP, Total, "-27.4")]
#[case(TCP, Mean, "-5.48")]
#[case(&[7.0, 2.0], Mean, "1.0")]
#[case(&[7.0, 2.0], Mean, "18.0")]
#[case(&[1e20, 2e20], Total, "4.5e20")]
#[case(&[1e-10, 2e-10], Total, "4e-10")]
#[case(&[1e-10, 2e-10], Mean, "2.5e-10")]
#[case(&[8e307, 8e307], Total, "1.5e+308")]
// Off by a ten-thousandth or more.
#[case(&[0.1; 10], Mean, "0.10005")]
#[case(&[1.0], Lowest, "1.0001")]
fn finds_wrong_results(#[case] values: &[f64], #[case] field: Field, #[case] text: &str) {
    assert_eq!(judge_text(values, field, text), Wrong);
}

#[rstest]
#[case(&[NAN, 1.0], Total, "nan", Right)]
#[case(&[NAN, 1.0], Total, "1.0", Wrong)]
#[case(&[1.0, NAN], Lowest, "1.0", OrderDependent)]
#[case(&[1.0, NAN], Highest, "nan", OrderDependent)]
#[case(&[INF, -INF], Total, "nan", Right)]
#[case(&[INF, -INF], Lowest, "-inf", Right)]
#[case(&[INF, -INF], Highest, "Infinity", Right)]
#[case(&[INF, -INF], Highest, "1.0", Wrong)]
#[case(&[INF, 1.0], Total, "inf", Right)]
#[case(&[INF, 1.0], Total, "nan", OrderDependent)]
#[case(&[INF, 1.0], Mean, "5.0", Wrong)]
#[case(&[INF, 1.0], Lowest, "1", Right)]
#[case(&[INF], Total, "nan", Wrong)]
#[case(&[1e308, 1e308], Total, "inf", OrderDependent)]
#[case(&[1e308, 1e308], Mean, "1e+308", OrderDependent)]
#[case(&[1e308, 1e308], Highest, "1e+308", Right)]
#[case(&[1e308, 1e308, -1e308], Highest, "2e+308", Wrong)]
fn order_dependent_sets(
    #[case] values: &[f64],
    #[case] field: Field,
    #[case] text: &str,
    #[case] agreement: Agreement,
) {
    assert!(Expected::from_values(values).is_order_dependent());
    assert_eq!(judge_text(values, field, text), agreement);
}

#[rstest]
#[case("27.4", "27.4", Right)]
#[case("27.4", "27.399999999999999", Right)]
#[case("5.33333333333", "5.3333333333299997", Right)]
#[case("5.333333333333333", "5.33333333333", Right)]
#[case("5.333333333333333", "5.33333", TooFewDigits { printed: 6 })]
// The same to 16 digits, and nearer to the text than to the number that it reads back as.
#[case("1.2062116443042875", "1.206211644304288", Right)]
#[case("3.4", "3.0", Wrong)]
#[case("inf", "Infinity", Right)]
#[case("nan", "NaN", Right)]
#[case("nan", "0", Wrong)]
#[case("1e400", "inf", Right)]
fn a_client_says_what_the_server_said(#[case] source: &str, #[case] shown: &str, #[case] agreement: Agreement) {
    let read = |text: &str| PrintedNumber::parse(text.as_bytes()).unwrap();
    assert_eq!(judge_repeated(&read(source), &read(shown)), agreement);
}

#[test]
fn shows_the_nearest_statistics() {
    let shown = Expected::from_values(&[1e16, 1.0, -1e16]).nearest_statistics();
    assert_eq!((shown.total, shown.mean), (1.0, 1.0 / 3.0));
    // Not the rounded total over the count, which is 0.10000000000000002.
    assert_eq!(Expected::from_values(&[0.1, 0.1, 0.1]).nearest_statistics().mean, 0.1);
}

/// Summed from left to right this overflows, and in another order it does not: neither program is wrong.
#[test]
fn a_sum_that_overflows_by_rounding() {
    let unit = 2_f64.powi(971);
    let values = [f64::MAX - unit, 0.6 * unit, 0.6 * unit];
    assert_eq!(values.iter().sum::<f64>(), INF);
    assert_eq!(judge_text(&values, Total, "inf"), OrderDependent);
    assert_eq!(judge_text(&values, Total, &format!("{:e}", f64::MAX)), OrderDependent);
}
