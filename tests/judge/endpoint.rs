//! The address at which a server listens, and how often and when a client connects.

use super::*;
use rstest::rstest;

#[rstest]
#[case::as_the_original(&["127.0.0.1:16000"], &[])]
#[case::ipv6_socket_of_java(&["[::ffff:127.0.0.1]:16000"], &[])]
#[case::inaddr_any(&["0.0.0.0:16000"], &["END-1 warn"])]
#[case::node_and_go(&["[::]:16000"], &["END-1 warn"])]
#[case::ipv6_loopback(&["[::1]:16000"], &["END-1 warn"])]
#[case::another_loopback(&["127.0.1.1:16000"], &["END-1 warn"])]
#[case::both_loopbacks(&["127.0.0.1:16000", "[::1]:16000"], &["END-1 warn"])]
fn a_server_listens(
    #[case] endpoints: &[&str],
    #[case] expected: &[&str],
    #[values(Transport::Tcp, Transport::Udp)] transport: Transport,
) {
    let steps = vec![Step::StaySilent];
    let ready = sockspec::set_statistics::console::ready_line(transport).unwrap();
    let script = Script::default().started(Side::Server).ready(endpoints);
    let script = script.prints(Side::Server, Stream::Out, &format!("{ready}\n"));
    assert_eq!(said(&case(&format!("{}/listens", subject(transport, Side::Server)), steps), script), expected);
}

#[rstest]
#[case::never("tt", &[])]
#[case::as_the_original("ctt", &["END-3 before-prompts"])]
#[case::between_the_prompts("tct", &["END-3 after-prompts"])]
#[case::when_all_is_typed("ttc", &["END-3 after-prompts"])]
#[case::once_to_probe("cctt", &["END-2 warn", "END-3 before-prompts"])]
#[case::once_a_line("tctc", &["END-2 warn", "END-3 after-prompts"])]
fn a_client_connects(#[case] order: &str, #[case] expected: &[&str]) {
    let steps = vec![typed("5"), typed("1")];
    let script = order.chars().fold(Script::default().started(Side::Client), |script, what| match what {
        'c' => script.see(Happening::Accepted { peer: "connection".to_owned() }),
        _ => script.typed("5"),
    });
    let script = script.prints(Side::Client, Stream::Out, PROMPTS);
    let findings = judge_transcript(&case("tcp-client/connects", steps), &script.transcript());
    let told = findings.iter().filter_map(|finding| match &finding.verdict {
        sockspec::judge::Verdict::Pass => None,
        sockspec::judge::Verdict::Noted(name) => Some(format!("{} {name}", finding.clause)),
        other => Some(format!("{} {}", finding.clause, other.word())),
    });
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[test]
fn of_a_client_with_arguments_it_is_not_said_when_it_connects() {
    let setting = Happening::Setting { server: 16000, reply: 8000, arguments: true };
    let script = Script::default().see(setting).started(Side::Client);
    let script = script.see(Happening::Accepted { peer: "connection".to_owned() });
    let script = script.prints(Side::Client, Stream::Out, RESULTS);
    assert_eq!(said(&case("tcp-client/arguments", vec![typed("5")]), script), [""; 0]);
}
