//! The program that deviates is blamed, and never its partner; correct programs work together.

use super::*;
use rstest::rstest;

/// The reference with a program that deviates in one thing: everything that is found is that program's.
#[rstest]
#[case("exits-with-1", &["client TCP-C-3", "client UDP-C-2", "client CON-6"])]
#[case("highest-before-lowest", &["server RSP-1"])]
#[case("never-asks-length", &["client CON-1", "client TCP-C-1", "client UDP-C-1", "client CON-6"])]
#[case("other-labels", &["client CON-2", "client CON-6"])]
#[case("prints-own-computation", &["client TCP-C-2"])]
#[case("reads-once", &["client TCP-C-5"])]
#[case("reply-ends-in-newline", &["server RSP-1"])]
#[case("sends-newline", &["client TCP-C-1", "client UDP-C-1", "client CON-6"])]
#[case("single-precision", &["server NUM-3", "server CON-6"])]
#[case("udp-client-no-bind", &["client UDP-C-1", "client CON-6"])]
#[case("waits-for-length", &["server TCP-S-1", "server CON-6"])]
#[case("answers-one-datagram-and-exits", &["server UDP-S-1", "server CON-6"])]
fn a_deviating_program_is_blamed_itself(#[case] name: &str, #[case] expected: &[&str]) {
    let Some(run) = matrix(&["reference", &format!("deviating/{name}")], &[]) else { return };
    let broken = run.broken();
    assert!(broken.iter().all(|(whose, ..)| whose == name), "{broken:?}");
    let told = |(_, role, clause): &(String, String, String)| format!("{} {clause}", role.split_once('-').unwrap().1);
    let found: std::collections::BTreeSet<String> = broken.iter().map(told).collect();
    assert_eq!(found, expected.iter().map(|text| (*text).to_owned()).collect(), "{}", run.out);
}

/// Correct programs, each client with each server, under each cut. What is warned of is a client's sending of the length
/// before the reply, never the partner's.
#[test]
fn correct_programs_get_on_with_each_other() {
    let names = ["reference", "python3-threads", "c-select", "open/length-before-reply", "open/reply-in-pieces"];
    let cases = ["--skip", "*/one-number", "--skip", "*/below-zero"];
    let Some(run) = matrix(&names, &cases) else { return };
    let expected = [("length-before-reply", "tcp-client", "TCP-C-6")];
    let broken = run.broken();
    let found = broken.iter().map(|(whose, role, clause)| (whose.as_str(), role.as_str(), clause.as_str()));
    assert_eq!(found.collect::<Vec<_>>(), expected, "{}", run.out);
    assert_eq!(run.code, Some(0), "{}", run.out);
}

/// A known failure of one client covers it with every server, and covers no other client.
#[test]
fn known_failures_apply_to_pairs() {
    let Some(run) = matrix(&["reference", "original"], &["--strict", "--run", "tcp-pair/published"]) else { return };
    assert_eq!(run.code, Some(0), "{}", run.out);
    assert_eq!(run.report["summary"]["known"], 2, "{}", run.out);
    assert_eq!(run.broken(), [("original".to_owned(), "tcp-client".to_owned(), "TCP-C-6".to_owned())]);
}

#[test]
fn one_cell_is_shown_again_by_its_own_command() {
    let only = ["--client", "reference", "--server", "original", "--run", "udp-pair/published", "--trace"];
    let Some(run) = matrix(&["reference", "original"], &only) else { return };
    assert_eq!(run.trials().len(), 1);
    let again = run.trials()[0]["replay"].as_str().unwrap();
    assert!(again.contains("matrix reference original --client reference --server original"), "{again}");
    assert!(run.out.contains("|-- \"6 5 9 7 4.2\" -"), "{}", run.out);
}
