//! A program's output that is no text, or that would act, in every report that a run writes.

use super::*;
use quick_junit::{NonSuccessKind, Report, TestCaseStatus};

/// Everything that a run writes about what it saw, by the file's name; what is printed counts as a file.
fn reports() -> Option<BTreeMap<String, String>> {
    let files = ["junit.xml", "page.html", "run.tap", "run.md", "badge.json", "run.csv"];
    let flags =
        ["--report-junit", "--report-html", "--report-tap", "--report-markdown", "--report-badge", "--report-csv"];
    let flags = flags.into_iter().zip(files).flat_map(|(flag, file)| [flag, file]);
    let only = ["--run", "tcp-server/published/session", "--trace", "--verbose", "--report-github"];
    let only: Vec<&str> = only.into_iter().chain(flags).collect();
    let Visit { watched, folder, .. } = visit(&[fixture("prints-control-sequences")], &only, false)?;
    let replay = "sockspec-failures/prints-control-sequences/tcp-server.published.session.toml";
    let read = |name: &str| {
        let bytes = fs::read(folder.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        String::from_utf8(bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let mut all: BTreeMap<String, String> =
        files.into_iter().chain(["report.json", replay]).map(|name| (name.to_owned(), read(name))).collect();
    all.insert("output".to_owned(), watched.out);
    all.insert("errors".to_owned(), watched.err);
    Some(all)
}

/// They say what came, and nothing of it acts: not on a terminal, not in a page, not in a CI system.
#[test]
fn nothing_that_a_program_prints_acts_in_a_report() {
    let Some(all) = reports() else { return };
    for (name, text) in &all {
        let acts = |c: char| c.is_control() && c != '\n';
        assert!(!text.chars().any(acts), "{name} holds a raw control character: {text:?}");
        let commands = ["::error::acted", "##vso", "not ok 1 - acted", "Bail out!", "| acted", "# acted"];
        let acting = text.lines().find(|line| commands.iter().any(|command| line.trim_start().starts_with(command)));
        assert_eq!(acting, None, "{name}");
    }
    // Reports with room for it show that it came.
    for name in ["output", "junit.xml", "page.html", "run.tap", "report.json"] {
        assert!(all[name].contains("acted"), "{name} tells nothing of it: {}", all[name]);
    }
    let outside_of_code: String = all["run.md"].split("```").step_by(2).collect();
    for (name, text) in
        [("junit.xml", &all["junit.xml"]), ("page.html", &all["page.html"]), ("run.md", &outside_of_code)]
    {
        assert!(!text.contains("<script>alert"), "{name}");
    }
    well_formed(&all);
}

/// Each is still what its readers take it for, and is red.
fn well_formed(all: &BTreeMap<String, String>) {
    for name in ["report.json", "badge.json"] {
        serde_json::from_str::<Value>(&all[name]).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let junit = Report::deserialize_from_str(&all["junit.xml"]).unwrap();
    let cases: Vec<_> = junit.test_suites.iter().flat_map(|suite| &suite.test_cases).collect();
    let is_red =
        |status: &TestCaseStatus| matches!(status, TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, .. });
    assert!(cases.iter().any(|case| is_red(&case.status)), "{}", all["junit.xml"]);
    let points = |begin: &str| all["run.tap"].lines().filter(|line| line.starts_with(begin)).count();
    let planned = all["run.tap"].lines().find_map(|line| line.strip_prefix("1..")?.parse().ok());
    assert_eq!(planned, Some(points("ok ") + points("not ok ")), "{}", all["run.tap"]);
    assert!(points("not ok ") > 0);
    // The annotations are GitHub's to act on, and each is one of sockspec's own.
    let annotations: Vec<_> = all["output"].lines().filter(|line| line.starts_with("::error")).collect();
    assert!(!annotations.is_empty(), "{}", all["output"]);
    assert!(annotations.iter().all(|line| line.contains("title=")), "{annotations:#?}");
}
