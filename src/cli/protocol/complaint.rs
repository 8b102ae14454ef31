//! The gaps of a protocol, in words, each with the file to change.

use crate::engine::event::{Event, Fault, Judged, Outcome, SkippedImplementation, StaleKnownFailing, TrialReport};
use crate::generate::Undrawn;
use crate::implementation::MANIFEST_NAME;
use crate::protocol::role::Role;
use crate::protocol::{FILE, TEXT};
use crate::protocols::check::Lack;
use crate::protocols::unwritten::UndrawnFamily;
use crate::qualify::Examined;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Something that the author of a protocol should change.
#[derive(Debug)]
pub(super) struct Complaint {
    /// The file to change.
    file: PathBuf,
    /// The mistake there.
    what: String,
    /// The text to write.
    to_do: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    to do  {}", self.file.display(), self.what, self.to_do)
    }
}

/// The files of a protocol, as the person who checks it sees them.
#[derive(Debug)]
pub(super) struct ProtocolFiles {
    /// The protocol's folder.
    pub(super) root: PathBuf,
    /// The word behind `--protocol`.
    pub(super) typed: String,
    /// The manifests of its implementations, by their names.
    pub(super) manifests: BTreeMap<String, PathBuf>,
}

impl ProtocolFiles {
    /// The folder of cases.
    pub(super) fn cases_folder(&self) -> PathBuf {
        self.root.join("cases")
    }

    /// The folder of implementations.
    pub(super) fn implementations_folder(&self) -> PathBuf {
        self.root.join("implementations")
    }

    /// The complaint about a lack that the files alone show.
    pub(super) fn lack_complaint(&self, lack: &Lack) -> Complaint {
        match lack {
            Lack::UnnamedClause(clause) => {
                let roles: Vec<&str> = clause.roles().iter().map(|role| role.as_str()).collect();
                let what = format!("no case names {clause} ({}): {}", clause.level(), clause.sentence());
                let to_do = match roles.first() {
                    Some(role) => {
                        format!("write a case, such as {}/{role}/basics/NAME.toml", self.cases_folder().display())
                    }
                    None => "name a role of protocol.toml in its parentheses".to_owned(),
                };
                Complaint { file: self.root.join(TEXT), what, to_do }
            }
            Lack::NoCase { clause, role } => Complaint {
                file: self.root.join(TEXT),
                what: format!("{clause} binds the {role}, and no case of a {role} names it"),
                to_do: format!(
                    "write {}/{role}/basics/NAME.toml, or name the other roles only: {}",
                    self.cases_folder().display(),
                    narrow_clause(*clause, *role)
                ),
            },
            Lack::CannotFail { case, clause } => Complaint {
                file: self.cases_folder().join(format!("{case}.toml")),
                what: format!("no program can break {clause} in this case"),
                to_do: format!(
                    "write an `expect` with clause = \"{clause}\" that a wrong program misses, or take {clause} out of \
                     `clauses`"
                ),
            },
            Lack::NoProgram(role) => Complaint {
                file: self.root.join(FILE),
                what: format!("no implementation has a {role}, so nothing shows that its cases can be passed"),
                to_do: format!(
                    "write a right program, and its command under [{role}] in {}/NAME/{MANIFEST_NAME}",
                    self.implementations_folder().display()
                ),
            },
        }
    }

    /// The complaints about a run of the cases, if there are any.
    pub(super) fn event_complaints(&self, event: &Event) -> Vec<Complaint> {
        match event {
            Event::TrialFinished(trial) => self.trial_complaints(trial),
            Event::KnownFailingStale(stale) => vec![self.stale_complaint(stale)],
            _ => Vec::new(),
        }
    }

    fn trial_complaints(&self, trial: &TrialReport) -> Vec<Complaint> {
        match &trial.outcome {
            Outcome::Skipped { .. } => Vec::new(),
            Outcome::Faulted { fault, .. } => vec![self.fault_complaint(trial, fault)],
            Outcome::Judged { findings, faults, .. } => {
                let faults = faults.iter().map(|fault| self.fault_complaint(trial, fault));
                let broken = findings.iter().filter(|finding| finding.is_unexpected(true));
                faults.chain(broken.map(|finding| self.broken_complaint(trial, finding))).collect()
            }
        }
    }

    /// The case could not be run as the manifest says.
    fn fault_complaint(&self, trial: &TrialReport, fault: &Fault) -> Complaint {
        let (name, id) = (&trial.implementation, &trial.case.id);
        Complaint {
            file: self.manifests.get(name).cloned().unwrap_or_else(|| self.implementations_folder()),
            what: format!("{name} could not be tried in {id}: {fault}"),
            to_do: self.run_again(trial),
        }
    }

    fn broken_complaint(&self, trial: &TrialReport, finding: &Judged) -> Complaint {
        let evidence = finding.finding.verdict.evidence().cloned().unwrap_or_default();
        let (name, clause) = (&trial.implementation, finding.clause());
        Complaint {
            file: self.cases_folder().join(format!("{}.toml", trial.case.id)),
            what: format!("{name} does not pass: {clause} is broken: {}", evidence.what),
            to_do: format!("see which of the two is wrong, the case or the program: {}", self.run_again(trial)),
        }
    }

    fn run_again(&self, trial: &TrialReport) -> String {
        format!("sockspec run --protocol {} {} --run {}", self.typed, trial.implementation, trial.case.id)
    }

    fn stale_complaint(&self, stale: &StaleKnownFailing) -> Complaint {
        let StaleKnownFailing { file, line, case, clause, .. } = stale;
        Complaint {
            file: PathBuf::from(file),
            what: format!("line {line}: the known failure of {clause} in {case} does not happen"),
            to_do: "take the entry out".to_owned(),
        }
    }

    /// A case objects to what a correct program may do.
    pub(super) fn false_alarm(&self, alarm: &Examined) -> Complaint {
        let case = alarm.files.kills.iter().chain(&alarm.generators.kills).next().map(|kill| &kill.case);
        Complaint {
            file: case.map_or_else(|| self.cases_folder(), |case| self.cases_folder().join(format!("{case}.toml"))),
            what: format!("a case objects to {}, which is legal: {}", alarm.id, alarm.sentence),
            to_do: "see that the case does not depend on it; sockspec wire does the same to try".to_owned(),
        }
    }

    /// No case of the family can be drawn.
    pub(super) fn undrawn_complaint(&self, family: &UndrawnFamily) -> Complaint {
        let UndrawnFamily { name, reason } = family;
        let to_do = match reason {
            Undrawn::Fault(_) => {
                "make the program under [model] answer each request on one line; docs/protocol.md has one"
            }
            Undrawn::Open(_) => "draw messages that the model has an answer to, or let the model answer these",
        };
        Complaint {
            file: self.root.join(FILE),
            what: format!("no case of the family {name} can be drawn: {reason}"),
            to_do: to_do.to_owned(),
        }
    }

    /// No implementation could play the role here.
    pub(super) fn untried_complaint(&self, role: Role, skipped: Option<&SkippedImplementation>) -> Complaint {
        let (why, to_do) = skipped.map_or_else(
            || {
                (
                    String::new(),
                    format!("write a case of it: {}/{role}/basics/NAME.toml", self.cases_folder().display()),
                )
            },
            |skipped| (format!(": {}", skipped.reason), skipped.advice.clone()),
        );
        Complaint { file: self.implementations_folder(), what: format!("no {role} could be tried{why}"), to_do }
    }
}

/// The other roles that the clause binds, as they are written between its parentheses.
fn narrow_clause(clause: crate::protocol::clause::ClauseId, role: Role) -> String {
    let others: Vec<&str> = clause.roles().iter().filter(|other| **other != role).map(|other| other.as_str()).collect();
    format!("**`{clause}` {} ({}).**", clause.level(), others.join(", "))
}
