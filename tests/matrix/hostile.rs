//! The relay and the capture with peers that flood, dribble, or never read: the right one is blamed, and the harness
//! needs little time and memory.

use super::*;
use rstest::rstest;

/// In MB; a run with well-behaved programs takes 15.
const MOST_MEMORY: u64 = 120;

/// 100 MB, one byte at a time, and a peer that never reads. `expected`: all that is broken in the published session.
#[rstest]
#[case("floods-with-its-reply", &["server RSP-2", "server CON-6"])]
#[case("floods-with-its-length", &["client TCP-C-1", "client CON-6"])]
#[case("floods-byte-by-byte", &["server RSP-2", "server CON-6"])]
#[case("replies-byte-by-byte", &[])]
#[case("sends-byte-by-byte", &[])]
#[case("never-reads", &["server TCP-S-1", "server CON-6", "client TCP-C-2", "client TCP-C-1", "client CON-6", "server UDP-S-1", "client UDP-C-2"])]
fn a_hostile_peer_is_blamed_itself(#[case] name: &str, #[case] expected: &[&str]) {
    let captured = ["--run", "*-pair/published", "--pcap", "packets"];
    let Some(run) = matrix(&["reference", &format!("hostile/{name}")], &captured) else { return };
    let broken = run.broken();
    assert!(broken.iter().all(|(whose, ..)| whose == name), "{broken:?}");
    let told = |(_, role, clause): &(String, String, String)| format!("{} {clause}", role.split_once('-').unwrap().1);
    let found: std::collections::BTreeSet<String> = broken.iter().map(told).collect();
    assert_eq!(found, expected.iter().map(|text| (*text).to_owned()).collect(), "{}", run.out);
    assert!(run.report["faults"].as_array().unwrap().is_empty(), "{}", run.out);
    println!(
        "| `{name}`, in pairs | {} | {:.1} s | {} MB | nothing |",
        expected.join(", "),
        run.took.as_secs_f32(),
        run.peak
    );
    assert!(run.peak < MOST_MEMORY, "{} MB", run.peak);
    assert!(run.took < Duration::from_secs(180), "{:?}", run.took);
}

/// A server that pauses inside its reply is right, however long the pause. The reply reaches the client in pieces, and
/// a client may leave after a second.
#[rstest]
fn a_pause_inside_a_reply_is_nobodys_fault(#[values("pauses-in-its-reply", "pauses-long-in-its-reply")] name: &str) {
    let subjects = ["reference", "python3-threads", "c-select", &format!("hostile/{name}")];
    let only = ["--server", name, "--run", "tcp-pair/published", "--run", "tcp-pair/message-first"];
    let Some(run) = matrix(&subjects, &only) else { return };
    assert_eq!(run.broken(), [], "{}", run.out);
}

/// A program that sends unrequested datagrams is blamed for it, and its partner for nothing.
#[test]
fn who_spoofs_datagrams_is_blamed_itself() {
    let name = "spoofs-datagrams";
    // The flood does not end: with the usual limit each of the four pairs can be watched for 20 s.
    let only = ["--run", "udp-pair/published", "--time-limit", "2s"];
    let Some(run) = matrix(&["reference", &format!("hostile/{name}")], &only) else { return };
    let broken = run.broken();
    assert!(broken.iter().all(|(whose, ..)| whose == name), "{broken:?}");
    for (role, clause) in [("udp-server", "UDP-S-1"), ("udp-client", "UDP-C-1")] {
        assert!(broken.iter().any(|(_, r, c)| r == role && c == clause), "{role} {clause}: {broken:?}");
    }
}
