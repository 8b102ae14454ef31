//! The faults of a wire, before programs that need no other interpreter.

use super::{qualify, text};
use sockspec::qualify::Caught;

/// The whole catalogue is for `sockspec qualify` itself; these are one of each kind.
#[test]
fn faults_of_a_wire_are_noticed_and_nobody_objects_to_what_is_legal() {
    let ids = [
        "sent/last-byte-lost",
        "received/last-byte-lost",
        "ends/unanswered",
        "clients/first-only",
        "survival/dies-with-reset",
        "sockets/no-reuse",
        "legal/plain",
        "legal/sent-in-two",
        "legal/received-later",
    ];
    let faults = ids.iter().flat_map(|id| ["--fault".to_owned(), format!("tcp-server/{id}")]);
    let cases = ["published/session", "cuts/in-two-pieces", "clients/one-after-the-other", "robust", "life/restart"];
    let cases = cases.iter().flat_map(|case| ["--run".to_owned(), format!("tcp-server/{case}")]);
    let arguments: Vec<String> =
        ["--with", "reference", "--generated", "0"].map(str::to_owned).into_iter().chain(faults).chain(cases).collect();
    let (output, found) = qualify(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let out = text(&output.stdout);
    let found = found.unwrap_or_else(|| panic!("{output:?}"));
    assert_eq!((found.faults.len(), found.controls.len()), (6, 3), "{out}");
    assert!(
        found.faults.iter().all(|fault| fault.best_catch() == Caught::Rightly && fault.shown == Some(true)),
        "{out}"
    );
    assert!(found.controls.iter().all(|control| control.files.played > 0), "{out}");
    assert!(out.contains("no case objects to 3 legal behaviours"), "{out}");
    assert_eq!(output.status.code(), Some(0), "{out}");
}

#[test]
fn what_nobody_notices_is_said_with_the_case_that_is_missing() {
    let fault = "tcp-server/survival/dies-with-reset";
    let (output, found) = qualify(&[
        "--with",
        "reference",
        "--fault",
        fault,
        "--run",
        "tcp-server/published/session",
        "--generated",
        "0",
    ]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}");
    assert!(out.contains(&format!("{fault}: not noticed: no case brings it out")), "{out}");
    assert!(out.contains("missing: a case in which a client resets its connection, and another client"), "{out}");
    assert!(out.contains("0 of 1 fault noticed (0.0 %)"), "{out}");
    assert_eq!(found.unwrap().faults[0].shown, Some(false));
    assert!(text(&output.stderr).contains("the udp-server of reference is left out"), "{output:?}");
}
