//! A model: a program that knows the right answer to any input. It reads a request in JSON a line, and answers on a line:
//!
//! - `{"session": {"role": "tcp-server", "steps": [{"connect": "a"}, {"send": "hi", "on": "a"}]}}` asks for the same steps
//!   with expectations put in: `{"steps": [{"connect": "a"}, {"send": "hi", "on": "a"}, {"expect": "reply", "text": "HI"}]}`.
//!   For a client it puts in, too, what the harness replies as its server: `{"reply": "HI"}`
//! - `{"draw": {"family": "words", "role": "tcp-server", "seed": 7, "index": 0, "visits": 32}}` asks for a whole session of
//!   so many exchanges, the same one for the same request.
//! - `{"invalid": "why"}` answers either, if the protocol leaves open what a right program does there.
//!
//! A step looks as it does in a case file. An expectation without a `clause` is about the first clause of the family.

mod fault;
mod process;
mod steps;

pub use fault::ModelFault;

use super::Folder;
use crate::case::{CaseId, Step};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Role;
use crate::protocol::{FamilySpec, ModelSpec, Spec};
use process::Process;
use serde_json::{Value, json};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a model may think about one request.
const LIMIT: Duration = Duration::from_secs(10);

/// A protocol's model. It is started by the first request, runs in the protocol's folder, and answers one request at a
/// time, whoever asks. Dropping or [stopping](Model::stop) it kills it with all that it started.
#[derive(Debug)]
pub struct Model {
    model: ModelSpec,
    protocol: &'static Spec,
    limit: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    NotStarted,
    Running(Box<Process>),
    /// It can't be asked any more.
    Failed(ModelFault),
}

/// What a model says of a session.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The steps, with what the protocol owes.
    Steps(Vec<Step>),
    /// The protocol leaves open what is owed, for this reason.
    Invalid(String),
}

/// Which session a model is to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawRequest<'f> {
    /// The family.
    pub family: &'f FamilySpec,
    /// The run's seed.
    pub seed: u64,
    /// Which of the family's cases, from 0.
    pub index: u64,
    /// How many exchanges it may have.
    pub visits: usize,
}

impl Model {
    /// The model of a folder, if it has one; it is not started yet.
    pub fn of(folder: &Folder) -> Option<Model> {
        let model = folder.model.clone()?;
        Some(Model { model, protocol: folder.spec, limit: LIMIT, state: Mutex::new(State::NotStarted) })
    }

    /// The same model, which may think no longer than this.
    pub fn with_limit(self, limit: Duration) -> Model {
        Model { limit, ..self }
    }

    /// Asks what the protocol owes in a session; expectations without a clause are about `clause`. The names of roles and
    /// clauses are read as those of the current protocol.
    ///
    /// # Errors
    /// If the model can't be started or asked, answers nonsense, or answers other steps than it was given.
    pub fn session(&self, role: Role, given: &[Step], clause: ClauseId) -> Result<Answer, ModelFault> {
        let steps = steps::to_json(&frame(role), given).map_err(|what| self.fault(what))?;
        let request = json!({ "session": { "role": role.as_str(), "steps": steps } });
        let answer = self.ask(&request)?;
        let wrong = |what: String| self.fault(what).about(&request, Some(&answer));
        match steps::read(&frame(role), &answer, clause).map_err(wrong)? {
            Answer::Steps(steps) => match steps::difference(role, given, &steps) {
                None => Ok(Answer::Steps(steps)),
                Some(difference) => Err(wrong(difference)),
            },
            invalid => Ok(invalid),
        }
    }

    /// Asks for a session of a family.
    ///
    /// # Errors
    /// If the model can't be started or asked, or answers nonsense.
    pub fn draw(&self, wanted: DrawRequest<'_>) -> Result<Answer, ModelFault> {
        let DrawRequest { family, seed, index, visits } = wanted;
        let request = json!({ "draw": {
            "family": family.name, "role": family.role.as_str(), "seed": seed, "index": index, "visits": visits,
        } });
        let answer = self.ask(&request)?;
        let read = steps::read(&frame(family.role), &answer, family.clauses[0]);
        read.map_err(|what| self.fault(what).about(&request, Some(&answer)))
    }

    /// Kills the model; from here on it can't be asked.
    pub fn stop(&self) {
        let fault = self.fault("was stopped");
        *self.state() = State::Failed(fault);
    }

    /// One request, one answer; a model that has failed once is not asked again.
    fn ask(&self, request: &Value) -> Result<Value, ModelFault> {
        let mut state = self.state();
        if let State::NotStarted = *state {
            *state = match Process::start(&self.model, self.protocol) {
                Ok(process) => State::Running(Box::new(process)),
                Err(reason) => State::Failed(self.fault(format!("can't be started: {reason}"))),
            };
        }
        let line = match &mut *state {
            State::Running(process) => process.ask(&request.to_string(), self.limit),
            State::Failed(fault) => return Err(fault.clone()),
            State::NotStarted => return Err(self.fault("was not started")),
        };
        line.map_err(|silence| {
            let fault = self.fault(silence.what).about(request, None).with_standard_error(silence.standard_error);
            *state = State::Failed(fault.clone());
            fault
        })
        .and_then(|line| {
            let value = serde_json::from_str(&line);
            value.map_err(|error| {
                self.fault(format!("answered what is no JSON ({error})")).about(request, Some(&Value::String(line)))
            })
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fault(&self, what: impl Into<String>) -> ModelFault {
        ModelFault::new(self.model.command.join(" "), what.into())
    }
}

/// The case in which the steps of a conversation with a model are read and written.
fn frame(role: Role) -> CaseId {
    CaseId::new(crate::case::Subject::Role(role), "generated/model")
}

#[cfg(all(test, unix))]
#[path = "model/tests.rs"]
mod tests;
