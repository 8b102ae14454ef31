//! Behaviour that the protocol leaves open is no difference, unless every byte counts. Behaviour that it names is one,
//! by its name.

use super::{diff, subject};
use rstest::rstest;

#[test]
fn the_reference_does_not_differ_from_itself() {
    let found = diff(&["reference", "reference", "--generated", "8", "-j2", "--seed", "7", "--skip", "*/waits"], &[]);
    assert_eq!((found.code, found.kinds().len()), (Some(0), 0), "{}", found.out);
    assert!(found.report["summary"]["played"].as_u64().unwrap() > 200, "{}", found.out);
    assert!(found.out.contains("0 of them differ, 0 distinct differences, 0 flaky, 0 faults"), "{}", found.out);
}

#[test]
fn nor_where_every_byte_counts() {
    let few = ["--run", "*/published/*", "--run", "*/robust/*", "--run", "*/errors/*", "--generated", "8", "-j2"];
    let found = diff(&[&["reference", "reference", "--exact"], &few[..]].concat(), &[]);
    assert_eq!((found.code, found.kinds().len()), (Some(0), 0), "{}", found.out);
}

/// (left, right, cases, what differs)
#[rstest]
#[case("open/console-before-reply", "open/console-after-reply", "tcp-server/basics", &[])]
#[case("open/closes-after-reply", "open/half-closes-after-reply", "tcp-server/basics", &[])]
#[case("open/refuses-with-close", "open/refuses-with-silence", "tcp-server/robust/nonsense", &[])]
#[case("open/refuses-with-error-text", "open/refuses-with-reset", "tcp-server/not-numbers/comma", &[])]
#[case("open/socket-of-a-child", "open/console-after-reply", "udp-server/basics", &[])]
#[case("open/length-before-reply", "open/length-after-reply", "udp-client/reply", &[])]
#[case("open/length-before-reply", "open/length-after-reply", "tcp-client/length", &["named/TCP-C-6"])]
#[case("open/reply-in-pieces", "open/one-thread", "tcp-server/published", &[])]
#[case("open/spelled-with-plus", "open/console-after-reply", "udp-server/published", &["spelling/sign"])]
#[case("open/spelled-bare-integer", "open/console-after-reply", "udp-server/published", &["spelling/zeros"])]
#[case("open/spelled-infinity", "open/one-thread", "tcp-server/numbers/infinity", &["spelling/name"])]
#[case("open/sum-fsum", "open/one-thread", "tcp-server/numbers/cancelling", &["value/both-right: numbers"])]
#[case("deviating/reply-ends-in-newline", "open/one-thread", "tcp-server/basics", &["layout"])]
#[case("deviating/lower-case-label", "open/one-thread", "tcp-server/basics", &["text: numbers"])]
#[case("deviating/highest-before-lowest", "open/one-thread", "tcp-server/published", &["value/right-right: numbers"])]
#[case("deviating/all-interfaces", "open/one-thread", "tcp-server/published", &["named/END-1"])]
#[case("deviating/no-reuseaddr", "open/one-thread", "tcp-server/life/restart", &["restart"])]
#[case("deviating/dies-on-empty-connection", "open/one-thread", "tcp-server/robust/leaves", &["ends: leaves"])]
#[case("deviating/never-gives-up", "open/length-after-reply", "udp-client/errors/no-reply", &["ends: no-reply"])]
#[case("deviating/sends-newline", "open/length-after-reply", "tcp-client/published", &["text: numbers"])]
#[case("deviating/prints-own-computation", "open/length-after-reply", "tcp-client/reply", &["value/right-right: numbers", "value/right-right: unusual-numbers"])]
fn only_what_counts_is_told(#[case] left: &str, #[case] right: &str, #[case] cases: &str, #[case] expected: &[&str]) {
    let found = diff(&[&subject(left), &subject(right), "--run", cases, "--generated", "0", "-j2"], &[]);
    if found.is_skipped() {
        return;
    }
    let expected: std::collections::BTreeSet<String> = expected.iter().map(|kind| (*kind).to_owned()).collect();
    assert_eq!(found.kinds(), expected, "{left} and {right}: {}", found.out);
    assert_eq!(found.code, Some(i32::from(!expected.is_empty())), "{}", found.out);
}

#[rstest]
#[case("open/refuses-with-close", "open/refuses-with-silence", "tcp-server/robust/nonsense")]
#[case("open/refuses-with-error-text", "open/refuses-with-silence", "tcp-server/not-numbers/comma")]
fn every_byte_counts_if_asked(#[case] left: &str, #[case] right: &str, #[case] case: &str) {
    let found = diff(&[&subject(left), &subject(right), "--run", case, "--exact"], &[]);
    if !found.is_skipped() {
        assert!(found.kinds().iter().any(|kind| kind.starts_with("left-open")), "{}", found.out);
        assert_eq!(found.code, Some(1));
    }
}
