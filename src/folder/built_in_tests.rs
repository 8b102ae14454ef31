//! The built-in protocols that are folders: they are read, their models answer, and their cases derive others.

use super::*;
use crate::generate::{self, Drawer, Origin};
use crate::implementation::Tool;
use crate::protocol::embedded;
use rstest::rstest;

fn load_built_in(name: &str) -> ProtocolFolder {
    ProtocolFolder::built_in(name).unwrap().unwrap_or_else(|error| panic!("{}", error.render(false)))
}

#[test]
fn every_built_in_protocol_is_read_with_its_cases() {
    for name in embedded::names() {
        let folder = load_built_in(name);
        assert_eq!(folder.spec.name, name);
        assert!(!folder.load_cases().unwrap().is_empty(), "{name}");
    }
}

/// Written cases of a server, and those that are derived from them.
#[rstest]
#[case("uppercase", 50)]
#[case("simple-services", 100)]
fn their_cases_derive_others_that_read_back(#[case] name: &str, #[case] least: usize) {
    let folder = load_built_in(name);
    let derived = derived::derive_cases(&folder.derive, &folder.load_cases().unwrap(), 1);
    assert!(derived.len() >= least, "{name}: {}", derived.len());
    for case in &derived {
        let read = protocol::run_with_spec(folder.spec, || case::parse("x", case.id.clone(), &case::to_toml(case)));
        let read = read.unwrap_or_else(|error| panic!("{}", error.render(false)));
        assert_eq!((&read.steps, &read.clauses), (&case.steps, &case.clauses), "{}", case.id);
    }
}

#[rstest]
#[case("uppercase")]
#[case("simple-services")]
fn their_models_answer(#[case] name: &str) {
    if Tool::Python3.find().is_err() {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: Python 3 is not here for a model\n");
        return;
    }
    let folder = load_built_in(name);
    let drawer: &'static FolderDrawer = Box::leak(Box::new(FolderDrawer::new(&folder)));
    let mut drawn = 0;
    for role in folder.spec.roles() {
        for family in generate::families_of(drawer, role) {
            let case = Origin { role, family, index: 0 }
                .try_tree(1)
                .unwrap_or_else(|reason| panic!("{reason}"))
                .current_case();
            let read =
                protocol::run_with_spec(folder.spec, || case::parse("x", case.id.clone(), &case::to_toml(&case)));
            let read = read.unwrap_or_else(|error| panic!("{}", error.render(false)));
            assert_eq!(read.steps, case.steps);
            assert!(case.steps.len() >= 3 * drawer::SESSION, "{}: {}", case.id, case.steps.len());
            drawn += 1;
        }
    }
    drawer.stop();
    assert_eq!(drawn, folder.families.len());
}
