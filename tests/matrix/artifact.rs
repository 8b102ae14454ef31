//! A cell that fails leaves a file, with which that cell is played again.

use super::*;

const FILE: &str = "sockspec-failures/reference/reply-ends-in-newline/tcp-pair.published.message-first.toml";

fn sockspec(run: &Run, arguments: &[&str]) -> (Option<i32>, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_sockspec")).current_dir(run.folder.path()).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_failing_cell_is_played_again_from_its_file() {
    let subjects = ["reference", "deviating/reply-ends-in-newline"];
    let Some(run) = matrix(&subjects, &["--run", "tcp-pair/published/message-first"]) else { return };
    assert!(run.out.contains(&format!("sockspec replay {FILE}")), "{}", run.out);
    let text = std::fs::read_to_string(run.path(FILE)).unwrap();
    for line in [
        "# reference -> reply-ends-in-newline: RSP-1 (MUST) broken in tcp-pair/published/message-first",
        "client = { implementation = \"reference\", built-in = \"reference\" }",
        "tcp-client = ",
        "tcp-server = ",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    let (code, told) = sockspec(&run, &["replay", FILE]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("reference -> reply-ends-in-newline: tcp-pair/published/message-first"), "{told}");
    assert!(told.contains("FAIL RSP-1 (MUST, the server)") && told.contains("it fails as before"), "{told}");
    let (code, told) = sockspec(&run, &["replay", FILE, "--implementation", "reference"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("then it was reference -> reply-ends-in-newline, now it is reference"), "{told}");
}

/// If one implementation plays both sides of the cell, it does so again.
#[test]
fn a_cell_of_one_implementation_is_played_again_too() {
    let Some(run) = matrix(&["deviating/six-decimals"], &["--run", "tcp-pair/published/message-first", "--strict"])
    else {
        return;
    };
    assert_eq!(run.code, Some(1), "{}", run.out);
    let file = "sockspec-failures/six-decimals/six-decimals/tcp-pair.published.message-first.toml";
    let (code, told) = sockspec(&run, &["replay", file]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("it fails as before") && !told.contains("then it was"), "{told}");
}

#[test]
fn what_is_known_leaves_no_file() {
    let Some(run) = matrix(&["original"], &["--run", "tcp-pair/published/joined", "--strict"]) else { return };
    assert_eq!(run.code, Some(0), "{}", run.out);
    assert!(!run.path("sockspec-failures").exists());
}
