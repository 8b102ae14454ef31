//! Annotations for GitHub, and the badge.

use super::build::*;
use super::console::{as_expected, failing, incomplete, out_of_date};
use super::pin;
use super::programs_bytes::{bytes, has_raw_control, run};
use super::runs::{exit, runs};
use proptest::prelude::*;
use rstest::rstest;
use sockspec::engine::event::{ArtifactPlace, Event, ManifestOrigin};
use sockspec::report::{Badge, GitHub};

fn written(events: &[Event]) -> String {
    let mut out = Vec::new();
    tell(GitHub::new(&mut out, "secret".into()), events);
    String::from_utf8(out).expect("UTF-8")
}

/// The same run with a manifest in the programs' folder.
fn with_manifest(mut events: Vec<Event>) -> Vec<Event> {
    for event in &mut events {
        if let Event::TrialFinished(trial) = event {
            trial.artifact = Some(ArtifactPlace {
                folder: "sockspec-failures".into(),
                file: "one.toml".into(),
                origin: ManifestOrigin::Manifest("servers/50%,new/sockspec.toml".into()),
                client: None,
                commands: Default::default(),
            });
        }
    }
    events
}

#[rstest]
#[case("github-failing", with_manifest(failing()))]
#[case("github-incomplete", incomplete())]
#[case("github-out-of-date", out_of_date())]
fn what_the_site_shows(#[case] name: &str, #[case] events: Vec<Event>) {
    pin(name, &written(&events));
}

#[test]
fn nothing_is_said_where_all_is_well() {
    assert_eq!(written(&as_expected()), "::stop-commands::secret\n::secret::\n");
}

#[test]
fn an_error_stands_there_exactly_when_the_run_is_not_as_expected() {
    for events in runs() {
        for length in 0..=events.len() {
            let text = written(&events[..length]);
            assert_eq!(text.contains("::error "), exit(&events[..length]) != Some(0), "{text}");
        }
    }
}

#[test]
fn the_badge() {
    let badges = runs().into_iter().map(|events| {
        let mut out = Vec::new();
        tell(Badge::new(&mut out), &events);
        let text = String::from_utf8(out).unwrap();
        let badge: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(badge["isError"] == false, exit(&events) == Some(0), "{text}");
        text
    });
    pin("badges", &badges.collect::<String>());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_byte_of_a_program_makes_a_command_of_its_own(bytes in bytes()) {
        let text = written(&run(&bytes));
        prop_assert!(!has_raw_control(&text));
        // Between these two lines GitHub follows no command: there the programs' words stand.
        let annotations = text.strip_prefix("::stop-commands::secret\n::secret::\n").unwrap();
        for line in annotations.lines() {
            let begins = line.starts_with("::error ") || line.starts_with("::warning ");
            prop_assert!(begins, "{}", line);
        }
    }
}
