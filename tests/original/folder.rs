//! The protocol from its folder, as somebody has it who changes a case.

use super::sockspec;
use crate::python27;
use std::path::Path;

/// Some clauses come from the judge and not from the case: a known failure of the original is one there too.
#[test]
fn the_protocol_in_a_folder_is_judged_as_the_built_in_one() {
    if python27::for_the_original("the original, by the protocol in a folder").is_none() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocols/set-statistics");
    let folder = folder.to_str().unwrap();
    let run = ["run", "original", "--protocol", folder, "--run", "udp-client/spoofed/all-the-while"];
    let output = sockspec(home.path(), &run).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("1 warn (known)"), "{text}");
}
