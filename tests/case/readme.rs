//! Every example of `protocols/set-statistics/cases/README.md` is a case that can be read, and together they show all that can be written.

use sockspec::case::{Case, file};
use std::collections::BTreeSet;

const README: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/protocols/set-statistics/cases/README.md"));

/// The example's text, and the case that it is.
fn examples() -> Vec<(String, Case)> {
    let blocks = README.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.map(|text| (text.to_owned(), read(text))).collect()
}

fn read(text: &str) -> Case {
    let path = text.lines().next().unwrap().trim_start_matches("# ");
    let id = path.strip_suffix(".toml").unwrap_or_else(|| panic!("no path in the first line of:\n{text}"));
    file::parse(path, id.parse().unwrap(), text).unwrap_or_else(|error| panic!("{}", error.render(false)))
}

#[test]
fn every_example_is_a_case_of_its_own() {
    let ids: BTreeSet<_> = examples().into_iter().map(|(_, case)| case.id).collect();
    assert_eq!(ids.len(), README.matches("```toml").count());
}

#[test]
fn every_example_reads_back_as_it_is_written() {
    for (_, case) in examples() {
        assert_eq!(file::parse("x", case.id.clone(), &file::to_toml(&case)).unwrap(), case);
    }
}

#[test]
fn every_step_has_an_example() {
    let text: String = examples().into_iter().map(|(text, _)| text).collect();
    let steps =
        "connect bind send half-close leave reset stay-silent pause refuse take-port start stop type reply relay";
    for step in steps.split(' ') {
        assert!(text.contains(&format!("  {{ {step} = ")), "{step}");
    }
    let expectations = "statistics nothing no-statistics closed one-of answered-on observed message length \
                        length-held-back results prints-one-of exit relayed-statistics";
    for expectation in expectations.split_ascii_whitespace() {
        assert!(text.contains(&format!("{{ expect = \"{expectation}\"")), "{expectation}");
    }
}
