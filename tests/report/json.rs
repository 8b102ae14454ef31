//! The JSON report and its schema.

use super::build::*;
use super::pin;
use super::runs::runs;
use sockspec::engine::event::{Event, Fault, Outcome, Stale};
use sockspec::judge::{Evidence, Verdict};
use sockspec::report::Json;
use sockspec::report::json::model::Report;
use sockspec::report::json::render_schema;
use sockspec::set_statistics::Clause;

/// The JSON report of these events.
pub fn written(events: &[Event]) -> String {
    let mut out = Vec::new();
    tell(Json::new(&mut out), events);
    String::from_utf8(out).expect("UTF-8")
}

fn read(text: &str) -> Report {
    serde_json::from_str(text).expect("a report")
}

pub fn one_of_each() -> Vec<Event> {
    let wrong = Evidence::new("six decimals").with_comparison("5.48", "5.480000").caused_by(Some("printf's %f"));
    let findings = vec![
        pass(Clause::Rsp1.id()),
        broken(Clause::Num4.id(), wrong.clone()),
        known(Clause::TcpS5.id(), Verdict::Warn(Evidence::new("it exits")), "we know"),
        judged(Clause::TcpS9.id(), Verdict::Noted("joined".into())),
        judged(Clause::Con4.id(), Verdict::Skipped("the program never printed".into())),
    ];
    let fault = Fault::CannotStart { command: "./server".into(), reason: "No such file or directory".into() };
    closed(vec![
        run_started(&[("ours", Some("C"))], 3),
        played("ours", session(), session_seen(&["27.4 3.4 9.0 5.480000"]), findings),
        faulted("ours", leaver(), fault),
        trial("ours", leaver(), Outcome::Skipped { reason: "needs namespaces".into() }),
        missing("original", false),
        stale(Stale::PassesNow),
        flaky(),
    ])
}

#[test]
fn one_of_each_kind() {
    pin("json-one-of-each", &written(&one_of_each()));
    let report = read(&written(&one_of_each()));
    assert_eq!((report.trials.len(), report.faults.len(), report.partial), (3, 1, false));
    assert_eq!(report.summary.exit, Some(1));
}

#[test]
fn it_says_what_wrote_it_and_when_the_run_began() {
    let mut events = one_of_each();
    let report = read(&written(&events));
    let tool = report.tool.expect("what wrote it");
    assert_eq!((tool.name.as_str(), tool.version.as_str()), ("sockspec", env!("CARGO_PKG_VERSION")));
    assert_eq!(report.date, None);
    if let Event::RunStarted(run) = &mut events[0] {
        run.began = Some(1_574_899_200);
    }
    assert_eq!(read(&written(&events)).date.as_deref(), Some("2019-11-28T00:00:00Z"));
}

#[test]
fn wherever_a_run_is_cut_short_the_report_is_whole_json_and_says_so() {
    let events = one_of_each();
    for length in 0..events.len() {
        let report = read(&written(&events[..length]));
        assert!(report.partial && report.summary.exit.is_none());
        assert_eq!(report.trials.len(), report.summary.trials);
    }
}

#[test]
fn trials_are_written_as_they_finish() {
    use sockspec::report::Reporter;
    let mut json = Json::new(Vec::new());
    for event in &one_of_each()[..2] {
        json.handle(event).unwrap();
    }
    let so_far = String::from_utf8(json.into_inner()).unwrap();
    assert!(so_far.contains("tcp-server/published/session"), "{so_far}");
}

#[test]
fn the_schema_beside_the_types_is_up_to_date() {
    let pinned = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/json/report.schema.json");
    if std::env::var_os("SOCKSPEC_UPDATE_SCHEMA").is_some() {
        std::fs::write(pinned, render_schema()).unwrap();
    }
    let on_file = std::fs::read_to_string(pinned).unwrap_or_default();
    assert!(on_file == render_schema(), "run the tests once with SOCKSPEC_UPDATE_SCHEMA=1 and look at what changed");
}

#[test]
fn the_schema_asks_for_what_a_report_has() {
    let schema: serde_json::Value = serde_json::from_str(&render_schema()).unwrap();
    let report: serde_json::Value = serde_json::from_str(&written(&one_of_each())).unwrap();
    let required = schema["required"].as_array().unwrap();
    assert!(required.iter().all(|name| report.get(name.as_str().unwrap()).is_some()));
    assert!(report.as_object().unwrap().keys().all(|name| schema["properties"].get(name).is_some()));
}

#[test]
fn a_report_validates_against_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(&render_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    for events in runs() {
        let report = serde_json::from_str(&written(&events)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut wrong: serde_json::Value = serde_json::from_str(&written(&one_of_each())).unwrap();
    wrong["trials"][0]["verdicts"][0]["verdict"] = "maybe".into();
    assert!(!validator.is_valid(&wrong), "the schema lets everything through");
}
