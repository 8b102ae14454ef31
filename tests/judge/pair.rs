//! A pair: the server may spell its results in any way, the client prints them, and who is wrong is the one blamed.

use super::*;
use rstest::rstest;
use sockspec::case::Wire;
use sockspec::protocol::clause::ClauseId::{Con6, TcpC2};

const MESSAGE: &str = "5 4 6 9 3.4";

/// The published session: the server's answer (`None`: none comes) and the four results that the client prints.
fn session(answer: Option<&str>, printed: [&str; 4]) -> Vec<String> {
    let steps = vec![
        typed(MESSAGE),
        typed("5"),
        Step::Relay { wire: Wire::MessageFirst, message: MESSAGE.into() },
        expect(Expectation::RelayedStatistics { of: MESSAGE.into() }, TcpC2),
    ];
    let mut script = Script::default().started(Side::Client).step(0).typed(MESSAGE).step(1).typed("5").step(2);
    script = script.received("connection", MESSAGE).sent("wire", MESSAGE);
    if let Some(answer) = answer {
        script = script.received("wire", answer).sent("connection", answer);
    }
    script = script.received("connection", "5").sent("wire", "5");
    script = script.prints(Side::Server, Stream::Out, "TCP server has started and is ready to receive\n");
    script = script.prints(Side::Server, Stream::Out, "Received data: [5.0, 4.0, 6.0, 9.0, 3.4]\n");
    let [total, lowest, highest, mean] = printed;
    let results = format!(
        "The total of all numbers is: {total}\nThe lowest number is: {lowest}\nThe highest number is: {highest}\n\
         The mean is: {mean}\n"
    );
    script = script.prints(Side::Client, Stream::Out, &format!("{PROMPTS}{results}"));
    let case = Case { clauses: vec![Con6], ..case("tcp-pair/published/message-first", steps) };
    said(&case, script.step(3).exited(Side::Client, 0))
}

#[rstest]
#[case::as_the_original("27.4 3.4 9.0 5.48", ["27.4", "3.4", "9.0", "5.48"], &[])]
#[case::digits_that_python_3_would_print("27.4 3.4 9.0 5.4799999999999995", ["27.4", "3.4", "9.0", "5.4799999999999995"], &["NUM-5 warn"])]
#[case::digits_formatted_anew("27.399999999999999 3.3999999999999999 9 5.4799999999999995", ["27.4", "3.4", "9.0", "5.48"], &["NUM-5 warn"])]
#[case::wrong_mean_of_the_server("27.4 3.4 9.0 6.85", ["27.4", "3.4", "9.0", "6.85"], &["RSP-2 fail", "CON-6 fail"])]
#[case::wrong_mean_of_the_client("27.4 3.4 9.0 5.48", ["27.4", "3.4", "9.0", "6.85"], &["TCP-C-2 fail", "CON-6 fail"])]
fn who_is_wrong(#[case] answer: &str, #[case] printed: [&str; 4], #[case] expected: &[&str]) {
    assert_eq!(session(Some(answer), printed), expected);
}

#[test]
fn a_server_that_does_not_answer() {
    let said = session(None, ["0.0", "0.0", "0.0", "0.0"]);
    assert_eq!(said, ["TCP-S-1 fail", "CON-6 fail"]);
}
