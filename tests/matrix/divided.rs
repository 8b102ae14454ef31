//! A matrix that several machines share: the parts together are the whole.

use super::*;

#[test]
fn the_parts_of_a_matrix_are_merged() {
    let folder = tempfile::tempdir().unwrap();
    let mut parts = Vec::new();
    for part in ["1/2", "2/2"] {
        let Some(run) = matrix(&["reference"], &["--run", "tcp-pair", "--partition", part]) else { return };
        let path = folder.path().join(format!("{}.json", parts.len()));
        std::fs::copy(run.path("report.json"), &path).unwrap();
        parts.push(path);
    }
    let merge = |files: &[PathBuf]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
        command.current_dir(&folder).arg("merge").args(files);
        command.args(["--report-json", "all.json", "--report-markdown", "all.md", "--report-junit", "all.xml"]);
        command.args(["--report-tap", "all.tap", "--report-csv", "all.csv"]).output().unwrap()
    };
    let output = merge(&parts);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("all.json")).unwrap()).unwrap();
    let whole = matrix(&["reference"], &["--run", "tcp-pair"]).unwrap();
    let cases = |report: &Value| -> Vec<String> {
        report["trials"].as_array().unwrap().iter().map(|trial| trial["case"].to_string()).collect()
    };
    assert_eq!(cases(&report), cases(&whole.report));
    let table = std::fs::read_to_string(folder.path().join("all.md")).unwrap();
    assert!(table.contains("| **reference** | pass |"), "{table}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("all.tap").starts_with("TAP version 13\nok 1 - reference -> reference tcp-pair "));
    assert!(read("all.xml").contains("timestamp=") && read("all.csv").lines().count() == 2);
    let output = merge(&parts[..1]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let output = merge(&[parts[0].clone(), parts[0].clone()]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

/// The same name twice would be one row for two programs.
#[test]
fn names_tell_implementations_apart() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    let output = command.args(["matrix", "reference", "reference", "--client", "nobody"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("takes part in this run; those that do: reference, reference #2"), "{text}");
}
