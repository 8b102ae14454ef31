//! Echo, discard, chargen and daytime: roles of any name, and a stream without end.

use super::run;
use rstest::rstest;
use std::time::{Duration, Instant};

#[test]
fn the_reference_passes_and_an_endless_stream_delays_nobody() {
    let begun = Instant::now();
    let ran = run(&["run", "--protocol", "simple-services", "--strict", "--skip", "*/derived/*"]);
    if !ran.skips() {
        assert_eq!(ran.code, Some(0), "{}", ran.text);
        assert!(begun.elapsed() < Duration::from_secs(120), "{:?}", begun.elapsed());
    }
}

/// Debian's programs depart from the RFCs as their manifests say, and in nothing else.
#[rstest]
#[case("inetutils-inetd", "inetutils-inetd")]
#[case("openbsd-inetd", "inetd")]
#[case("xinetd", "xinetd")]
fn the_servers_of_a_distribution_do_as_their_manifests_say(#[case] package: &str, #[case] program: &str) {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    if !std::env::split_paths(&paths).any(|folder| folder.join(program).is_file()) {
        eprintln!("skipped: there is no {program}; .ci/run fetches the package {package}");
        return;
    }
    let ran = run(&[
        "run",
        "--protocol",
        "simple-services",
        "--strict",
        package,
        "--skip",
        "*/derived/*",
        "--generated",
        "0",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.text);
}
