//! The JSON report's types. Others build on them: the schema beside this file is made from them, and a change that
//! breaks readers takes a new [`SCHEMA`].

mod everywhere;
mod generated;
mod run;

pub use everywhere::EverywhereEntry;
pub use generated::{GeneratedEntry, ShrunkEntry};
pub use run::{ImplementationEntry, PartEntry, ToolEntry};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name and version of the report's schema; it stands in every report.
pub const SCHEMA: &str = "sockspec-report-1";

/// A whole report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The name and version of this schema.
    pub schema: String,
    /// What wrote the report; absent in reports of sockspec before it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<ToolEntry>,
    /// When the run began, in UTC, as RFC 3339 has it; absent where no clock was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The protocol that was tested; absent: the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// The seed of everything generated; null if the run never began.
    pub seed: Option<u64>,
    /// Whether a broken SHOULD fails the run.
    pub strict: bool,
    /// Which part of a divided run this is; absent: all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartEntry>,
    /// The implementations that take part, in the order in which they were named.
    #[serde(default)]
    pub implementations: Vec<ImplementationEntry>,
    /// The trials, in the plan's order. Generated ones are counted in `generated`; of these, only the simplest case for
    /// each broken clause stands here.
    pub trials: Vec<Trial>,
    /// How many generated cases were played, and what came of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub generated: Vec<GeneratedEntry>,
    /// Texts that differ in nearly every trial of a role; the trials' verdicts hold them too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub everywhere: Vec<EverywhereEntry>,
    /// Faults of the harness or of the set-up: no verdicts.
    pub faults: Vec<FaultEntry>,
    /// Implementations, or single programs, that could not be tried.
    pub skipped: Vec<SkippedEntry>,
    /// Known-failing entries that are out of date.
    pub stale: Vec<StaleEntry>,
    /// Verdicts that were not the same in each repetition of a trial (`--repeat`).
    pub flaky: Vec<FlakyEntry>,
    /// Whether the run was cut short: then trials are missing, and the summary counts those that are here.
    pub partial: bool,
    /// The counts, and the exit code.
    pub summary: Counts,
}

/// One trial: a case played against an implementation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trial {
    /// The implementation's name; in a cell of a matrix: of the one whose server played.
    pub implementation: String,
    /// In a cell of a matrix: the name of the implementation whose client played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The role under test, or `tcp-pair`, `udp-pair`.
    pub role: String,
    /// The case's id.
    pub case: String,
    /// How the case cuts its streams: `message-first`, `joined`, or the byte offsets; null: each in one piece.
    pub cut: Option<String>,
    /// What came of it.
    pub outcome: OutcomeWord,
    /// Why it was not played, where it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it was judged and nothing in it fails the run.
    pub expected: bool,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The verdicts, one a clause; none where it was not judged.
    pub verdicts: Vec<VerdictEntry>,
    /// The command that shows it again.
    pub replay: String,
    /// How it came out of a generated case, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shrunk: Option<ShrunkEntry>,
    /// Its place among all trials of the report's run, from 0, where generated ones that are not listed come before it;
    /// absent: its place in this list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
}

/// What came of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeWord {
    /// It was played and judged.
    Judged,
    /// It could not be played: see `faults`.
    Faulted,
    /// It was left out: see `reason`.
    Skipped,
}

/// One clause, judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VerdictEntry {
    /// The clause's id.
    pub clause: String,
    /// In a pair: the role of the program that it is about, and that is to blame if it is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// How binding it is.
    pub level: LevelWord,
    /// What the judge says.
    pub verdict: VerdictWord,
    /// What happened (fail, warn), the behaviour's name (noted), the reason (skipped); null where it passed.
    pub detail: Option<String>,
    /// What was expected, where two texts can be compared; bytes are escaped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<String>,
    /// A likely cause in plain words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// The reason of the known-failing entry that covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
}

/// How binding a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum LevelWord {
    /// Breaking it is a failure.
    Must,
    /// Breaking it is a warning.
    Should,
    /// It is observed, never judged.
    Info,
}

/// What the judge says of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictWord {
    /// The clause holds.
    Pass,
    /// A MUST is broken.
    Fail,
    /// A SHOULD is broken.
    Warn,
    /// INFO: `detail` is the behaviour's name.
    Noted,
    /// Not judged: `detail` is the reason.
    Skipped,
}

/// A fault of the harness or of the set-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FaultEntry {
    /// The implementation's name; in a cell of a matrix: of the one whose server played.
    pub implementation: String,
    /// In a cell of a matrix: the name of the implementation whose client played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The case that met it.
    pub case: String,
    /// Which fault.
    pub kind: FaultKind,
    /// The fault in one sentence.
    pub message: String,
    /// What to do about it.
    pub advice: String,
    /// The end of what the program printed, if it got so far.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub output: String,
}

/// Which fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The program could not be started.
    CannotStart,
    /// The `build` command failed.
    BuildFailed,
    /// The server ended before its port showed.
    ExitedEarly,
    /// The server did not take its port in time.
    NeverReady,
    /// The program was waited for as long as its budget allows; what remained was not tried.
    OutOfBudget,
    /// The server took another port than its manifest says, and was judged there.
    OtherPort,
    /// The programs had more processes and threads than they may have, and were ended.
    TooManyProcesses,
    /// The machine refused something that the harness needs.
    World,
}

/// What could not be tried, and what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SkippedEntry {
    /// The implementation's name.
    pub implementation: String,
    /// The one role concerned; null: all of them.
    pub role: Option<String>,
    /// Why.
    pub reason: String,
    /// What to do about it.
    pub advice: String,
    /// Whether the run needs it.
    pub required: bool,
}

/// A known-failing entry that is out of date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StaleEntry {
    /// The implementation's name.
    pub implementation: String,
    /// The file that holds the entry.
    pub file: String,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The entry's case pattern.
    pub case: String,
    /// The entry's clause.
    pub clause: String,
    /// What is wrong with it.
    pub why: StaleWord,
}

/// What is wrong with a known-failing entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StaleWord {
    /// All that it matched passes now.
    PassesNow,
    /// It matched no case that was run and that judges this clause.
    MatchedNothing,
    /// Its pattern matches no case of the suite.
    NoSuchCase,
}

/// A verdict that was not the same in each repetition of a trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlakyEntry {
    /// The implementation's name.
    pub implementation: String,
    /// The case's id.
    pub case: String,
    /// The clause's id.
    pub clause: String,
    /// What was said of it, in the order in which it was first said: two entries at least.
    pub observations: Vec<ObservationEntry>,
    /// The command that repeats the trial.
    pub replay: String,
    /// All that was seen in the trials that disagree, line by line, where the case was generated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transcripts: Vec<Vec<String>>,
}

/// One of the verdicts that a clause got when a trial was repeated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ObservationEntry {
    /// What the judge said; null: nothing of this clause.
    pub verdict: Option<VerdictWord>,
    /// What happened, as it was first seen so: as a verdict's `detail`.
    pub detail: Option<String>,
    /// In how many repetitions.
    pub times: usize,
    /// The first of these, from 1.
    pub first: usize,
}

/// The counts at the end of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Trials that finished, generated ones too.
    pub trials: usize,
    /// Trials played and judged.
    pub played: usize,
    /// Trials in which something fails the run.
    pub unexpected: usize,
    /// Clauses that passed, over all trials.
    pub passed: usize,
    /// MUST clauses broken and not known.
    pub failed: usize,
    /// SHOULD clauses broken and not known.
    pub warned: usize,
    /// Broken clauses that the known-failing list covers.
    pub known: usize,
    /// INFO clauses noted.
    pub noted: usize,
    /// Clauses and trials not judged.
    pub skipped: usize,
    /// Faults of the set-up.
    pub faults: usize,
    /// Known-failing entries that are out of date.
    pub stale: usize,
    /// Verdicts that were not the same in each repetition of a trial.
    pub flaky: usize,
    /// Trials that were planned and are not in this report, since the run stopped before.
    pub not_run: usize,
    /// How long the run took, in seconds; null if it was cut short.
    pub seconds: Option<f64>,
    /// The exit code; null if the run was cut short.
    pub exit: Option<u8>,
}
