//! Each program of the zoo, alone and with the reference behind it.

use super::*;
use rstest::rstest;

/// In MB, in a debug build; a run of well-behaved programs takes 20.
const MOST_MEMORY: u64 = 150;
/// On however busy a machine.
const LONGEST: Duration = Duration::from_secs(150);

/// `expected`: all that is found in two cases, the published session and a client that leaves without a word.
#[rstest]
#[case("answers-before-the-request", &["RSP-1"])]
#[case("binds-and-unbinds", &[])]
#[case("binds-late", &[])]
#[case("chatters", &[])]
#[case("closes-its-streams", &["CON-4", "CON-6"])]
#[case("connects-outside", &[])]
#[case("eats-descriptors", &["CON-6", "TCP-S-1"])]
#[case("eats-memory", &["CON-6", "TCP-S-1"])]
#[case("fills-the-disk", &[])]
#[case("floods-its-output", &["CON-7"])]
#[case("floods-with-its-reply", &["RSP-1"])]
#[case("fork-bomb", &[])]
#[case("forks-and-leaves", &[])]
#[case("ignores-signals", &[])]
#[case("kills-its-group", &["CON-6", "TCP-S-1"])]
#[case("never-reads", &["CON-6", "TCP-S-1"])]
#[case("one-endless-line", &[])]
#[case("prints-control-sequences", &["CON-7", "RSP-1"])]
#[case("reads-the-harness", &[])]
#[case("signals-its-parent", &[])]
#[case("takes-the-other-port", &[])]
fn a_hostile_program_is_judged_and_leaves_nothing(#[case] name: &str, #[case] expected: &[&str]) {
    // With little memory: two of them at once would otherwise take more than a small machine has.
    let cases =
        ["--run", "tcp-server/published/session", "--run", "tcp-server/robust/leaves", "--limit-memory", "300M"];
    let Some(visit) = visit(&[fixture(name)], &cases, false) else { return };
    let Watched { out, err, took, peak, .. } = &visit.watched;
    visit.print_row(name);
    assert_eq!(visit.found(name), expected, "{out}");
    // The next program is judged as if nothing had happened.
    assert_eq!(visit.found("reference"), [""; 0], "{out}");
    assert_eq!(visit.trials("reference").len(), 2, "{out}");
    assert!(*peak < MOST_MEMORY, "{peak} MB");
    assert!(*took < LONGEST, "{took:?}");
    let acts = |text: &str| text.chars().any(|c| c.is_control() && c != '\n');
    assert!(!acts(out) && !acts(err), "what a program prints reached the terminal: {out:?}");
}

/// The report says that it is not ready, after it has worked for as long as a start may take.
#[test]
fn a_program_that_never_stops_working_is_never_ready() {
    let only = ["--run", "tcp-server/published/session", "--time-limit", "1s", "--limit-start", "2s"];
    let name = "never-stops-working";
    let Some(visit) = visit(&[fixture(name)], &only, false) else { return };
    visit.print_row(name);
    assert_eq!(visit.found(name), ["fault never-ready"], "{}", visit.watched.out);
    assert_eq!(visit.found("reference"), [""; 0], "{}", visit.watched.out);
    assert_eq!(visit.report["summary"]["exit"], 3);
    assert!(visit.watched.took < Duration::from_secs(60), "{:?}", visit.watched.took);
}

/// The report says what it sends, on either side, and does not blame the next program. Chance decides how much of it
/// comes before the request and how much after, and so the other findings about it.
#[rstest]
#[case("udp-server/published/session", "UDP-S-1")]
#[case("udp-client/published/session", "UDP-C-1")]
fn a_program_that_spoofs_datagrams_is_told_so(#[case] session: &str, #[case] clause: &str) {
    let name = "spoofs-datagrams";
    let Some(visit) = visit(&[fixture(name)], &["--run", session, "--time-limit", "3s"], false) else { return };
    visit.print_row(name);
    assert!(visit.found(name).contains(&clause.to_owned()), "{}", visit.watched.out);
    assert_eq!(visit.found("reference"), [""; 0], "{}", visit.watched.out);
}

/// They are counted and ended, for every user, root too.
#[rstest]
fn a_fork_bomb_has_no_more_processes_than_it_may(#[values(false, true)] on_host: bool) {
    let only = ["--run", "tcp-server/published/session", "--limit-processes", "100"];
    let Some(visit) = visit(&[fixture("fork-bomb")], &only, on_host) else { return };
    assert_eq!(visit.found("fork-bomb"), ["fault too-many-processes"], "{}", visit.watched.out);
    assert_eq!(visit.found("reference"), [""; 0], "{}", visit.watched.out);
}

/// It says what it got hold of.
#[rstest]
fn a_program_gets_no_secret_of_the_harness(#[values(false, true)] on_host: bool) {
    if sockspec::world::Sandbox::why_unavailable().is_some() {
        eprintln!("skipped: no Landlock here, so nothing keeps a program from looking into others of its user");
        return;
    }
    let only = ["--run", "tcp-server/published/session", "--trace"];
    let Some(visit) = visit(&[fixture("reads-the-harness")], &only, on_host) else { return };
    let out = &visit.watched.out;
    assert!(out.contains("that is all"), "{out}");
    assert!(!out.contains("got "), "{out}");
}

/// It says how many it got, and how much it wrote: as many as the limits allow.
#[rstest]
#[case("eats-descriptors", &["--limit-descriptors", "100"], &["97 descriptors", "96 descriptors", "95 descriptors"])]
#[case("fills-the-disk", &["--limit-file", "3M"], &["wrote 3 MB"])]
fn limits_hold(#[case] name: &str, #[case] limit: &[&str], #[case] said: &[&str]) {
    let only = ["--run", "tcp-server/published/session", "--trace"];
    let Some(visit) = visit(&[fixture(name)], &[&only, limit].concat(), false) else { return };
    assert!(said.iter().any(|said| visit.watched.out.contains(said)), "{}", visit.watched.out);
}

/// A folder that is not for temporary files: the folder of this crate, or the user's home.
fn lasting_folder() -> Option<tempfile::TempDir> {
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from);
    let places = [Some(std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))), home];
    let temporary = [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()];
    let lasting =
        places.into_iter().flatten().filter(|place| !temporary.iter().any(|folder| place.starts_with(folder)));
    lasting.filter_map(|place| tempfile::tempdir_in(place).ok()).next()
}

/// The sandbox refuses its file, and the program gets the error; with the sandbox off the file is there.
#[rstest]
#[case("auto", false)]
#[case("on", false)]
#[case("off", true)]
fn a_program_writes_where_it_may(#[case] sandbox: &str, #[case] written: bool) {
    if let Some(why) = sockspec::world::Sandbox::why_unavailable() {
        eprintln!("skipped: no Landlock here ({why})");
        return;
    }
    // A folder outside /tmp, where programs may write, and not beside the manifest.
    let Some(outside) = lasting_folder() else {
        eprintln!("skipped: every folder that can be written to is one for temporary files");
        return;
    };
    let manifest = tempfile::tempdir().unwrap();
    let (subject, place) = (fixture("writes-outside/subject.py"), outside.path().join("file"));
    let text = format!(
        "name = \"writes-outside\"\n[tcp-server]\ncommand = [\"{{python3}}\", {subject:?}, \"tcp-server\", \"{{port}}\", {place:?}]\n"
    );
    fs::write(manifest.path().join("sockspec.toml"), text).unwrap();
    let only = ["--run", "tcp-server/published/session", "--sandbox", sandbox];
    let Some(visit) = visit(&[manifest.path().to_owned()], &only, false) else { return };
    visit.print_row("writes-outside");
    assert_eq!(visit.found("writes-outside"), [""; 0], "{}", visit.watched.out);
    assert_eq!(place.exists(), written);
}

/// On the host's network too its parent is the harness, which outlives it.
#[rstest]
fn a_shared_network_is_no_way_out(#[values("signals-its-parent", "forks-and-leaves", "ignores-signals")] name: &str) {
    if sockspec::world::Sandbox::why_unavailable().is_some() && name == "signals-its-parent" {
        eprintln!("skipped: no Landlock here, so nothing keeps a program from ending the harness");
        return;
    }
    let Some(visit) = visit(&[fixture(name)], &["--run", "tcp-server/published/session"], true) else { return };
    assert_eq!(visit.found(name), [""; 0], "{}", visit.watched.out);
    assert_eq!(visit.found("reference"), [""; 0], "{}", visit.watched.out);
}
