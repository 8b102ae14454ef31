//! All that PROTOCOL.md lists as measured on the original comes out of a run of it.
//!
//! The table ([`row::Row`], in `rows/`) has a row for each such sentence: the words of PROTOCOL.md, the case that shows it,
//! the verdict, and what is seen. The original plays all cases once for it, and everything that it does is pinned too.

mod by_hand;
mod folder;
mod jython;
mod pins;
mod row;
mod rows;
mod table;

use crate::pinned::gather;
use crate::python27;
use assert_cmd::Command;
use sockspec::implementation::PythonKind;
use sockspec::report::json::model::{Report, VerdictEntry};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

/// The observations of one run of all cases on the original.
pub struct Seen {
    /// The pinned text of each case, by its id.
    texts: BTreeMap<String, String>,
    /// The report of the table's cases.
    report: Report,
    /// Whether the Python 2.7 that runs it here is Jython.
    jython: bool,
}

impl Seen {
    /// The observations here; `None` without a Python 2.7, which is printed.
    pub fn here() -> Option<&'static Seen> {
        static SEEN: OnceLock<Option<Seen>> = OnceLock::new();
        let play = || python27::for_the_original("the table of the original").map(|_| Seen::play());
        SEEN.get_or_init(play).as_ref()
    }

    fn play() -> Seen {
        let home = tempfile::tempdir().unwrap();
        let report = home.path().join("report.json");
        let mut run = sockspec(home.path(), &["run", "original", "--strict", "--report-json", "report.json"]);
        let cases: BTreeSet<&str> = rows::all().map(|row| row.case).collect();
        let cases: Vec<&str> = cases.iter().flat_map(|case| ["--run", case]).collect();
        let output = run.args(&cases).output().unwrap();
        let text = std::fs::read_to_string(report).unwrap_or_else(|_| panic!("no report: {output:?}"));
        let mut pin = sockspec(home.path(), &["snapshot", "original", "--accept", "--dir", "pins"]);
        let jython = PythonKind::Jython.is_here();
        // It takes seconds to start, and what it does in other cases is not pinned.
        let output = pin.args(if jython { &cases[..] } else { &[] }).output().unwrap();
        let pins = home.path().join("pins/original");
        assert!(pins.is_dir(), "nothing was pinned: {output:?}");
        let mut texts = BTreeMap::new();
        gather(&pins, "", &mut texts);
        Seen { texts, report: serde_json::from_str(&text).unwrap(), jython }
    }

    /// The verdict on a clause in a case.
    fn verdict(&self, case: &str, clause: &str) -> Option<&VerdictEntry> {
        let trial = self.report.trials.iter().find(|trial| trial.case == case)?;
        trial.verdicts.iter().find(|verdict| verdict.clause == clause)
    }
}

/// The program, in `folder`, as if no test runner had started it.
fn sockspec(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(folder).args(arguments).env_remove("TEST_SHARD_INDEX").env_remove("TEST_TOTAL_SHARDS");
    command
}
