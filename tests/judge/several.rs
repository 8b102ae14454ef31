//! Several requests at once over UDP, and the datagrams that answer them.

use super::*;
use rstest::rstest;
use sockspec::set_statistics::Clause::UdpS1;
use sockspec::set_statistics::console::{format_received, ready_line};

const REQUESTS: [&str; 3] = ["5 4 6", "40", "-7 300"];

/// A server that prints all that it should and sends `replies`, in this order.
fn said_of(replies: &[&str]) -> Vec<String> {
    let each = Expectation::StatisticsOfEach { on: "home".to_owned(), of: REQUESTS.map(Into::into).to_vec() };
    let asked = REQUESTS.iter().map(|request| send("home", request));
    let steps = [bind("home")].into_iter().chain(asked).chain([expect(each, UdpS1)]).collect();
    let lines = [&[5.0, 4.0, 6.0][..], &[40.0], &[-7.0, 300.0]]
        .map(|values| format_received(Transport::Udp, values, b"").unwrap());
    let page = format!("{}\n{}\n", ready_line(Transport::Udp).unwrap(), lines.join("\n"));
    let mut script = Script::default().started(Side::Server).ready(&["127.0.0.1:15000"]).step(4);
    for reply in replies {
        script = script.datagram("home", "127.0.0.1:15000", reply);
    }
    said(&case("udp-server/several", steps), script.over().prints(Side::Server, Stream::Out, &page))
}

#[rstest]
#[case::in_order(&["15.0 4.0 6.0 5.0", "40.0 40.0 40.0 40.0", "293.0 -7.0 300.0 146.5"], &[])]
#[case::in_another_order(&["293.0 -7.0 300.0 146.5", "15.0 4.0 6.0 5.0", "40.0 40.0 40.0 40.0"], &[])]
#[case::one_lost(&["15.0 4.0 6.0 5.0", "293.0 -7.0 300.0 146.5"], &["UDP-S-1 fail"])]
#[case::one_twice(
    &["15.0 4.0 6.0 5.0", "15.0 4.0 6.0 5.0", "40.0 40.0 40.0 40.0", "293.0 -7.0 300.0 146.5"],
    &["UDP-S-1 fail"]
)]
#[case::all_the_last(&["293.0 -7.0 300.0 146.5"; 3], &["RSP-2 fail"])]
#[case::a_wrong_mean(&["15.0 4.0 6.0 5.0", "40.0 40.0 40.0 40.0", "293.0 -7.0 300.0 147.5"], &["RSP-2 fail"])]
#[case::nothing(&[], &["UDP-S-1 fail"])]
fn to_three_requests(#[case] replies: &[&str], #[case] expected: &[&str]) {
    assert_eq!(said_of(replies), expected);
}
