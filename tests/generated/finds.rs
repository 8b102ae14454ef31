//! The findings of generators by themselves, without the case files, and the size of the simplest cases.

use super::Bench;
use rstest::rstest;

const GENERATED_ALONE: [&str; 4] = ["--run", "*/generated/*", "--strict", "-j2"];

#[test]
fn nothing_is_found_in_the_reference() {
    let bench = Bench::new();
    let run = bench.sockspec(&[&["run", "reference", "--generated", "64"], &GENERATED_ALONE[..]].concat());
    assert_eq!(run.code, Some(0), "{}", run.out);
    assert_eq!(run.report["trials"].as_array().unwrap().len(), 0);
    let families = run.report["generated"].as_array().unwrap();
    assert_eq!(families.len(), 24, "{families:?}");
    for family in families {
        let servers = family["role"].as_str().unwrap().ends_with("server");
        let expected = if servers || family["family"] == "waits" { 2 } else { 64 };
        assert_eq!(family["cases"], expected, "{family}");
        assert!(family["broken"].as_object().unwrap().is_empty() && family["not_played"] == 0, "{family}");
        assert!(!servers || family["exchanges"].as_u64().unwrap() >= 64, "{family}");
    }
}

/// (subject, families, clause, the most steps that a minimal case has, the most bytes)
#[rstest]
#[case("answers-length-too", "tcp-server/generated/sessions", "TCP-S-2", 5, 6)]
#[case("answers-nonsense-with-zeros", "tcp-server/generated/malformed", "TCP-S-5", 3, 1)]
#[case("answers-one-datagram-and-exits", "udp-server/generated/numbers", "UDP-S-1", 5, 10)]
#[case("answers-only-the-newest", "udp-server/generated/sessions", "UDP-S-1", 5, 8)]
#[case("buffer-512", "tcp-server/generated/sizes", "TCP-S-4", 3, 513)]
#[case("buffer-512", "udp-server/generated/sizes", "UDP-S-3", 3, 513)]
#[case("dies-on-empty-connection", "tcp-server/generated/sessions", "TCP-S-5", 6, 5)]
#[case("dies-on-nonsense", "udp-server/generated/malformed", "UDP-S-4", 5, 8)]
#[case("ignores-fifth-number", "tcp-client/generated/errors", "TCP-C-4", 6, 15)]
#[case("integers-only", "tcp-server/generated/numbers", "REQ-3", 3, 3)]
#[case("keeps-connections", "tcp-server/generated/sessions", "TCP-S-8", 5, 5)]
#[case("one-client-at-a-time", "tcp-server/generated/sessions", "TCP-S-6", 4, 5)]
#[case("prints-own-computation", "udp-client/generated/replies", "UDP-C-2", 5, 24)]
#[case("reads-numbers-as-python3", "udp-server/generated/malformed", "NUM-2", 3, 5)]
#[case("reads-once", "tcp-client/generated/cuts", "TCP-C-5", 6, 24)]
#[case("sends-newline", "udp-client/generated/typed", "UDP-C-1", 3, 6)]
#[case("serves-one-client-and-exits", "tcp-server/generated/numbers", "TCP-S-3", 7, 10)]
#[case("single-precision", "tcp-server/generated/numbers", "NUM-3", 3, 10)]
#[case("takes-any-sender", "udp-client/generated/datagrams", "UDP-C-4", 7, 48)]
#[case("waits-for-eof", "tcp-server/generated/sessions", "TCP-S-1", 3, 5)]
fn a_deviation_is_found_and_made_small(
    #[case] name: &str,
    #[case] families: &str,
    #[case] clause: &str,
    #[case] steps: u64,
    #[case] bytes: u64,
) {
    let bench = Bench::deviating(name);
    let number = if families.contains("client") { "12" } else { "96" };
    let run = bench.run(&["--run", families, "--strict", "--generated", number]);
    if run.is_skipped() {
        return;
    }
    assert_eq!(run.code, Some(1), "{}", run.out);
    let found = run.shrunk_for(clause);
    let shrunk = &found["shrunk"];
    let size = |at: &str, index: usize| shrunk[at][index].as_u64().unwrap();
    // On a slow machine the search may end at its limit of time, and says so; then it has made it smaller at least.
    let is_small = size("after", 0) <= steps && size("after", 1) <= bytes;
    assert!(is_small || run.out.contains("the search ended at its limit of 30 s"), "{}", run.out);
    assert!(size("after", 1) < size("before", 1), "{shrunk}");
    assert!(size("after", 0) <= size("before", 0), "{shrunk}");
    assert!(found["verdicts"].as_array().unwrap().iter().any(|v| v["clause"] == clause && v["verdict"] != "pass"));
    eprintln!("{name}: {clause}: {} trials, {} to {}", shrunk["trials"], shrunk["before"], shrunk["after"]);
}
