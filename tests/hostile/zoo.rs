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
#[case("signals-its-parent", &[])]
#[case("takes-the-other-port", &[])]
fn a_hostile_program_is_judged_and_leaves_nothing(#[case] name: &str, #[case] expected: &[&str]) {
    // With little memory: two of them at once would otherwise take more than a small machine has.
    let cases =
        ["--run", "tcp-server/published/session", "--run", "tcp-server/robust/leaves", "--limit-memory", "300M"];
    let Some(visit) = visit(&[fixture(name)], &cases, false) else { return };
    let Watched { out, err, took, peak, .. } = &visit.watched;
    println!("{name} | {} | {:.1} s | {peak} MB", visit.found(name).join(", "), took.as_secs_f32());
    assert_eq!(visit.found(name), expected, "{out}");
    // Who comes behind is judged as if nothing had been.
    assert_eq!(visit.found("reference"), [""; 0], "{out}");
    assert_eq!(visit.trials("reference").len(), 2, "{out}");
    assert!(*peak < MOST_MEMORY, "{peak} MB");
    assert!(*took < LONGEST, "{took:?}");
    let acts = |text: &str| text.chars().any(|c| c.is_control() && c != '\n');
    assert!(!acts(out) && !acts(err), "what a program prints reached the terminal: {out:?}");
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

/// A folder that is none for temporary files: where this crate stands, or at home.
fn lasting_folder() -> Option<tempfile::TempDir> {
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from);
    let places = [Some(std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))), home];
    let temporary = [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()];
    let lasting =
        places.into_iter().flatten().filter(|place| !temporary.iter().any(|folder| place.starts_with(folder)));
    lasting.filter_map(|place| tempfile::tempdir_in(place).ok()).next()
}

/// Its file is not there, and the program is told so; with the sandbox off it is.
#[rstest]
#[case("auto", false)]
#[case("on", false)]
#[case("off", true)]
fn a_program_writes_where_it_may(#[case] sandbox: &str, #[case] written: bool) {
    if let Some(why) = sockspec::world::Sandbox::lacks() {
        eprintln!("skipped: no Landlock here ({why})");
        return;
    }
    // Not below /tmp, where programs may write, nor beside the manifest.
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
    assert_eq!(visit.found("writes-outside"), [""; 0], "{}", visit.watched.out);
    assert_eq!(place.exists(), written);
}

/// On the host's network too its parent is the harness, which outlives it.
#[rstest]
fn a_shared_network_is_no_way_out(#[values("signals-its-parent", "forks-and-leaves", "ignores-signals")] name: &str) {
    if sockspec::world::Sandbox::lacks().is_some() && name == "signals-its-parent" {
        eprintln!("skipped: no Landlock here, so nothing keeps a program from ending the harness");
        return;
    }
    let Some(visit) = visit(&[fixture(name)], &["--run", "tcp-server/published/session"], true) else { return };
    assert_eq!(visit.found(name), [""; 0], "{}", visit.watched.out);
    assert_eq!(visit.found("reference"), [""; 0], "{}", visit.watched.out);
}
