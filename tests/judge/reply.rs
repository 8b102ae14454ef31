//! One reply of a server.

use super::*;
use rstest::rstest;
use sockspec::set_statistics::Clause;
use sockspec::set_statistics::Clause::{Num2, Num4, Req3, TcpS1, TcpS4};
use sockspec::set_statistics::console::{format_received, ready_line};
use sockspec::set_statistics::message::parse_request;

const PUBLISHED: &str = "5 4 6 9 3.4";
const THIRDS: &str = "1 2 2";

/// A server that prints all that it should and answers `request` with `reply`.
fn trial(clause: Clause, request: &str, reply: &str) -> (Case, Script) {
    let steps = vec![connect("a"), send("a", request), expect(statistics("a", request), clause)];
    let line = format_received(Transport::Tcp, &parse_request(request.as_bytes()).unwrap(), b"").unwrap();
    let page = format!("{}\n{line}\n", ready_line(Transport::Tcp).unwrap());
    let script = Script::default().started(Side::Server).ready(&["127.0.0.1:16000"]);
    let script = script.step(2).received("a", reply).prints(Side::Server, Stream::Out, &page);
    (case("tcp-server/reply", steps), script)
}

fn said_of(clause: Clause, request: &str, reply: &str) -> Vec<String> {
    let (case, script) = trial(clause, request, reply);
    said(&case, script)
}

#[rstest]
#[case::as_the_original("27.4 3.4 9.0 5.48", &[])]
#[case::java_println("27.4 3.4 9.0 5.48\n", &["RSP-1 fail"])]
#[case::windows_line_end("27.4 3.4 9.0 5.48\r\n", &["RSP-1 fail"])]
#[case::whole_buffer_of_c("27.4 3.4 9.0 5.48\0\0\0", &["RSP-1 fail"])]
#[case::c_string_with_its_nul("27.4 3.4 9.0 5.48\0", &["RSP-1 fail"])]
#[case::space_behind_each_number("27.4 3.4 9.0 5.48 ", &["RSP-1 fail"])]
#[case::two_spaces("27.4  3.4 9.0 5.48", &["RSP-1 fail"])]
#[case::printed_list("[27.4, 3.4, 9.0, 5.48]", &["RSP-1 fail"])]
#[case::number_a_line("27.4\n3.4\n9.0\n5.48\n", &["RSP-1 fail"])]
#[case::order_of_the_prose("27.4 9.0 3.4 5.48", &["RSP-1 fail"])]
#[case::three_numbers("27.4 3.4 9.0", &["RSP-1 fail"])]
#[case::five_numbers("27.4 3.4 9.0 5.48 5", &["RSP-1 fail"])]
#[case::error_text("invalid input", &["RSP-1 fail"])]
#[case::line_end_and_a_wrong_mean("27.4 3.4 9.0 6.85\n", &["RSP-1 fail", "RSP-2 fail"])]
#[case::line_end_and_bare_integer("27.4 3.4 9 5.48\n", &["NUM-5 warn", "RSP-1 fail"])]
#[case::one_less_than_the_count("27.4 3.4 9.0 6.85", &["RSP-2 fail"])]
#[case::length_as_a_number("32.4 3.4 9.0 5.4", &["RSP-2 fail"])]
#[case::integer_mean("27.4 3.4 9.0 5", &["RSP-2 fail"])]
#[case::integer_mean_as_float("27.4 3.4 9.0 5.0", &["RSP-2 fail"])]
#[case::lowest_starts_at_zero("27.4 0.0 9.0 5.48", &["RSP-2 fail"])]
#[case::lowest_starts_at_dbl_min("27.4 2.2250738585072014e-308 9.0 5.48", &["RSP-2 fail"])]
#[case::nothing_but_nan("nan nan nan nan", &["RSP-2 fail"])]
#[case::float_of_c("27.3999996185 3.40000009537 9 5.47999982834", &["NUM-3 fail"])]
#[case::float_and_a_wrong_mean("27.3999996185 3.40000009537 9 6.8499999", &["NUM-3 fail", "RSP-2 fail"])]
#[case::c_percent_f("27.400000 3.400000 9.000000 5.480000", &["NUM-5 warn"])]
#[case::c_seventeen_digits("27.399999999999999 3.3999999999999999 9 5.4800000000000004", &["NUM-5 warn"])]
#[case::javascript_or_go("27.4 3.4 9 5.48", &["NUM-5 warn"])]
#[case::go_percent_e("2.740000e+01 3.400000e+00 9.000000e+00 5.480000e+00", &["NUM-5 warn"])]
#[case::java_big_decimal("27.40 3.40 9.00 5.48", &["NUM-5 warn"])]
#[case::signs_and_zeros("+27.4 03.4 9. 5.48e0", &["NUM-5 warn"])]
fn to_the_published_request(#[case] reply: &str, #[case] expected: &[&str]) {
    assert_eq!(said_of(TcpS1, PUBLISHED, reply), expected);
}

#[rstest]
#[case::as_the_original("5.0 1.0 2.0 1.66666666667", &[])]
#[case::java_and_python3("5.0 1.0 2.0 1.6666666666666667", &["NUM-5 warn"])]
#[case::cut_off_at_twelve_digits("5.0 1.0 2.0 1.66666666666", &["NUM-3 fail"])]
#[case::c_percent_f("5.000000 1.000000 2.000000 1.666667", &["NUM-4 fail", "NUM-5 warn"])]
#[case::two_decimals("5.00 1.00 2.00 1.67", &["NUM-4 fail", "NUM-5 warn"])]
#[case::cpp_stream("5 1 2 1.66667", &["NUM-4 fail", "NUM-5 warn"])]
#[case::only_the_mean_is_short("5.0 1.0 2.0 1.66667", &["NUM-4 fail"])]
#[case::cut_off_at_six_decimals("5.0 1.0 2.0 1.666666", &["NUM-3 fail"])]
#[case::float_of_java("5.0 1.0 2.0 1.6666666269302368", &["NUM-3 fail"])]
fn whose_mean_has_no_end(#[case] reply: &str, #[case] expected: &[&str]) {
    assert_eq!(said_of(TcpS1, THIRDS, reply), expected);
}

#[rstest]
#[case::java("1e22", "1.0E22 1.0E22 1.0E22 1.0E22", &["NUM-5 warn"])]
#[case::every_digit("1e22", "10000000000000000000000 1e22 1E+22 1.0e+22", &["NUM-5 warn"])]
#[case::original("1e22", "1e+22 1e+22 1e+22 1e+22", &[])]
#[case::subnormal("5e-324", "4.9E-324 5e-324 4.94065645841e-324 4.9406564584124654e-324", &["NUM-5 warn"])]
#[case::zero_left_by_python("6717755680405", "6.71775568040e+12 6.71775568040e+12 6.71775568040e+12 6.71775568040e+12", &[])]
#[case::zero_dropped("6717755680405", "6.7177556804e+12 6.7177556804e+12 6.7177556804e+12 6.7177556804e+12", &[])]
#[case::any_order_of_summing("1e16 1 -1e16", "0.0 -1e+16 1e+16 0.0", &[])]
#[case::exact_sum("1e16 1 -1e16", "1.0 -1e+16 1e+16 0.333333333333", &[])]
#[case::int_of_32_bits("4294967296 1", "1.0 0.0 1.0 0.5", &["RSP-2 fail"])]
#[case::the_last_is_left_out("1e11 1", "1e+11 1e+11 1e+11 1e+11", &["RSP-2 fail"])]
#[case::lowest_is_close_for_the_sum_alone("1e11 1", "100000000001.0 2.0 1e+11 50000000000.5", &["RSP-2 fail"])]
#[case::a_small_one_is_left_out("5 1e11 7", "1.00000000005e+11 5.0 1e+11 33333333335.0", &["RSP-2 fail"])]
#[case::text_order("10 9 100", "119.0 10.0 9.0 39.6666666667", &["RSP-2 fail"])]
fn to_other_requests(#[case] request: &str, #[case] reply: &str, #[case] expected: &[&str]) {
    assert_eq!(said_of(TcpS1, request, reply), expected);
}

#[rstest]
#[case::fractions_dropped(Req3, PUBLISHED, "27.0 3.0 9.0 5.4", &["REQ-3 fail"])]
#[case::no_response(Req3, PUBLISHED, "error", &["REQ-3 fail"])]
#[case::nothing_that_can_be_read(Req3, PUBLISHED, "27.4 3.4", &["REQ-3 fail"])]
#[case::line_end_is_not_about_values(Req3, PUBLISHED, "27.4 3.4 9.0 5.48\n", &["RSP-1 fail"])]
#[case::order_is_not_about_values(Req3, PUBLISHED, "27.4 9.0 3.4 5.48", &["RSP-1 fail"])]
#[case::digits_are_not_about_this(Req3, THIRDS, "5.0 1.0 2.0 1.66667", &["NUM-4 fail"])]
#[case::short_digits_by_their_own_clause(Num4, THIRDS, "5.0 1.0 2.0 1.66667", &["NUM-4 fail"])]
#[case::cut_off_inside(TcpS4, "1 2 3 45", "10.0 1.0 4.0 2.5", &["TCP-S-4 fail"])]
#[case::infinity_refused(Num2, "inf 1", "error", &["NUM-2 warn"])]
#[case::infinity_of_java(Num2, "inf 1", "Infinity 1.0 Infinity Infinity", &["NUM-5 warn"])]
#[case::infinity_as_largest_number(Num2, "inf 1", "1.79769313486e+308 1.0 1.79769313486e+308 8.98846567431e+307", &["NUM-2 warn"])]
fn a_wrong_value_breaks_the_clause_about_it_alone(
    #[case] clause: Clause,
    #[case] request: &str,
    #[case] reply: &str,
    #[case] expected: &[&str],
) {
    assert_eq!(said_of(clause, request, reply), expected);
}

#[rstest]
#[case::original("nan 1", "nan nan nan nan", &[])]
#[case::java_math_min("1 nan", "NaN NaN NaN NaN", &[])]
#[case::c_fmin("nan 1", "-nan 1 1 -nan", &[])]
#[case::original_overflow("1e308 1e308", "inf 1e+308 1e+308 inf", &[])]
#[case::halved_first("1e308 1e308", "inf 1e+308 1e+308 1e+308", &[])]
#[case::both_infinities("inf -inf", "nan -inf inf nan", &[])]
#[case::compensated_sum("inf 1", "nan 1.0 inf nan", &[])]
#[case::finite_total_of_nan("nan 1", "1.0 nan nan nan", &["RSP-2 fail"])]
#[case::wrong_lowest_beside_overflow("1e308 1e308", "inf 0.0 1e+308 inf", &["RSP-2 fail"])]
fn where_the_order_decides(#[case] request: &str, #[case] reply: &str, #[case] expected: &[&str]) {
    assert_eq!(said_of(TcpS1, request, reply), expected);
}

#[rstest]
#[case("nan 1", "nan nan nan nan")]
#[case("1e308 1e308", "inf 1e+308 1e+308 inf")]
#[case("inf 1", "nan 1.0 inf nan")]
fn where_the_order_decides_values_are_not_said_to_be_right(#[case] request: &str, #[case] reply: &str) {
    let (case, script) = trial(TcpS1, request, reply);
    let findings = judge_transcript(&case, &script.transcript());
    assert!(findings.iter().all(|finding| finding.clause != Clause::Rsp2), "{findings:?}");
}

/// A clause that the reply keeps gets a pass, and one that it shows nothing of is reported as open.
#[rstest]
#[case::right("27.4 3.4 9.0 5.48", &[])]
#[case::right_in_another_layout("27.4, 3.4, 9.0, 5.48", &["RSP-1 fail"])]
#[case::wrong_mean("27.4 3.4 9.0 6.85", &["NUM-4 skipped", "NUM-5 skipped", "RSP-2 fail"])]
#[case::single_precision("27.3999996185 3.40000009537 9.0 5.47999982834", &["NUM-3 fail", "NUM-4 skipped", "NUM-5 skipped"])]
#[case::no_response("error", &["NUM-3 skipped", "NUM-4 skipped", "NUM-5 skipped", "RSP-1 fail", "RSP-2 skipped"])]
fn what_a_reply_tells(#[case] reply: &str, #[case] expected: &[&str]) {
    let (case, script) = trial(TcpS1, PUBLISHED, reply);
    let clauses = [Clause::Num3, Num4, Clause::Num5, Clause::Rsp1, Clause::Rsp2, TcpS1].map(Clause::id).to_vec();
    assert_eq!(said(&Case { clauses, ..case }, script), expected);
}
