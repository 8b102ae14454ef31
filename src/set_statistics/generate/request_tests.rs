use super::*;
use rstest::rstest;

#[rstest]
#[case("5 4 6", None)]
#[case("0 -0", None)]
#[case("5", Some(Req2))]
#[case("5 3.4", Some(Req3))]
#[case("5 007", Some(Num1))]
#[case("1. 2", Some(Num1))]
#[case("5 1e3", Some(Num1))]
#[case("5 4\n", Some(Num2))]
#[case("5.5\r\n", Some(Num2))]
#[case("5 inf", Some(Num2))]
#[case("5 nan\n", Some(Num2))]
#[case("\t5", Some(Num2))]
#[case("5\r 4", Some(Num2))]
#[case("1e400", Some(Num2))]
#[case("1e-400 1", Some(Num2))]
#[case("3e-308 1", Some(Num2))]
#[case("0e-999 1", Some(Num1))]
#[case("1e308 1e308", Some(Num6))]
#[case("inf -inf", Some(Num6))]
fn the_least_ordinary_thing_decides(#[case] text: &str, #[case] clause: Option<crate::set_statistics::Clause>) {
    assert_eq!(clause_of(text), clause);
}

#[rstest]
#[case(1, "9")]
#[case(3, "999")]
#[case(4, "9999")]
#[case(5, "1 999")]
#[case(6, "1 9999")]
fn a_filled_request_has_its_size(#[case] size: usize, #[case] text: &str) {
    assert_eq!(String::from_utf8(fill_request(size, 1).to_payload().to_vec()).unwrap(), text);
}

proptest! {
    #[test]
    fn what_is_owed_an_answer_is_a_request(request in prop_oneof![number_sets(), spelled_requests(), simple_requests(), sized_requests(1024)]) {
        prop_assert!(parse_request(&request.to_payload().to_vec()).is_ok(), "{:?}", request);
    }

    #[test]
    fn what_is_owed_none_is_no_request(bytes in prop_oneof![lookalike_requests(), nonsense_bytes()]) {
        prop_assert!(parse_request(&bytes).is_err(), "{:?}", bytes);
    }

    #[test]
    fn every_size_is_met(size in 1_usize..3000, digit in 1_u32..10) {
        prop_assert_eq!(fill_request(size, digit).to_payload().to_vec().len(), size);
    }
}
