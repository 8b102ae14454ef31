//! TFTP: the reference, wrong programs, and those that distributions ship.
//!
//! The programs of this project are written in Python 3. What is not there is reported; .ci/run fetches it.

use super::{root, run};
use rstest::rstest;

/// Runs an implementation, or a folder with one, on the cases that these patterns choose.
fn run_tftp(implementation: &str, patterns: &[&str]) -> super::Ran {
    let mut words = vec!["run", "--protocol", "tftp", "--strict", "--regressions", "leave", implementation];
    for pattern in patterns {
        words.extend(["--run", pattern]);
    }
    run(&words)
}

#[test]
fn the_reference_passes() {
    let ran = run_tftp("reference", &["server/lost", "server/stranger", "server/writing", "get", "put"]);
    if !ran.skips() {
        assert_eq!(ran.code, Some(0), "{}", ran.text);
    }
}

/// A row of `fixtures/tftp/wrong/FAULTS.md`: the name, the clause that it breaks, and the case that shows it.
fn faults() -> Vec<(String, String, String)> {
    let text = std::fs::read_to_string(root("fixtures/tftp/wrong/FAULTS.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let fault = |row: &str| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        (cells[0].to_owned(), cells[3].to_owned(), cells[4].to_owned())
    };
    rows.map(fault).collect()
}

/// One of each kind: retransmission, trust in a sender, storage, negotiation, the end.
#[rstest]
#[case("is-a-sorcerer")]
#[case("sends-three-bytes-again")]
#[case("believes-strangers")]
#[case("stores-a-block-twice")]
#[case("serves-every-folder")]
#[case("hurries-after-the-oack")]
#[case("succeeds-always")]
#[case("keeps-the-size-it-asked-for")]
#[case("c-stops-at-a-nul")]
#[case("node-starts-again-at-ack-0")]
#[case("perl-ends-below-512")]
fn a_wrong_program_breaks_its_own_clause(#[case] name: &str) {
    let all = faults();
    assert!(all.len() >= 25, "{}", all.len());
    let (_, clause, case) = all.into_iter().find(|(known, ..)| known == name).unwrap();
    let folder = root("fixtures/tftp/wrong").join(name);
    let ran = run_tftp(folder.to_str().unwrap(), &[&case]);
    if !ran.skips() {
        assert_eq!(ran.broken().into_values().flatten().collect::<Vec<_>>(), [clause], "{}", ran.text);
    }
}

/// The distributions' programs depart from the RFCs as their manifests say, and in nothing else.
#[rstest]
#[case("atftp", "atftpd", &["server", "put/lost/ack-twice", "put/lost/first-ack", "get/errors"])]
#[case("tftp-hpa", "in.tftpd", &["server/lost", "server/errors", "server/options", "get/errors", "put/errors"])]
#[case("dnsmasq", "dnsmasq", &["server"])]
#[case("busybox", "busybox", &["get/basics", "get/lost", "put/lost/ack-twice", "put/lost/first-ack"])]
#[case("py3tftp", "py3tftp", &["server/errors", "server/lost/ack-twice", "server/options/timeout"])]
fn the_programs_of_a_distribution_do_as_their_manifests_say(
    #[case] implementation: &str,
    #[case] program: &str,
    #[case] patterns: &[&str],
) {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    if !std::env::split_paths(&paths).any(|folder| folder.join(program).is_file()) {
        eprintln!("skipped: there is no {program}; .ci/run fetches it");
        return;
    }
    let ran = run_tftp(implementation, patterns);
    assert_eq!(ran.code, Some(0), "{}", ran.text);
}
