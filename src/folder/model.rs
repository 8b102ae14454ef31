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
mod held;
mod process;
mod steps;

pub use fault::ModelFault;

use super::ProtocolFolder;
use crate::case::{CaseId, Step};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Role;
use crate::protocol::{FamilySpec, ModelSpec, Spec};
use held::{Held, ModelState};
use serde_json::{Value, json};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long a model may think about one request.
const LIMIT: Duration = Duration::from_secs(10);

/// A protocol's model. The first request starts it. It runs in the protocol's folder, and answers one request at a
/// time, from any thread. Dropping or [stopping](Model::stop) it kills it with all that it started.
///
/// A thread of its own starts it. A thread that runs trials is in a network, and in a process namespace, that ends
/// before the model does. So the model must be made by a thread that is in none.
#[derive(Debug)]
pub struct Model {
    command: String,
    keeper: Mutex<Option<ModelThread>>,
}

/// The thread that holds the process.
#[derive(Debug)]
struct ModelThread {
    jobs: Sender<ModelRequest>,
    thread: JoinHandle<()>,
}

/// A request, and the channel for its answer.
struct ModelRequest {
    request: Value,
    answer: Sender<Result<Value, ModelFault>>,
}

/// The answer of a model about a session.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The steps, with the answers that the protocol demands.
    Steps(Vec<Step>),
    /// The protocol leaves the answers open, for this reason.
    Invalid(String),
}

/// The session that a model should draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawRequest<'f> {
    /// The family.
    pub family: &'f FamilySpec,
    /// The run's seed.
    pub seed: u64,
    /// The index among the family's cases, from 0.
    pub index: u64,
    /// How many exchanges it may have.
    pub visits: usize,
}

impl Model {
    /// The model of a folder, if it has one; it is not started yet.
    pub fn for_folder(folder: &ProtocolFolder) -> Option<Model> {
        Some(Model::new(folder.model.clone()?, folder.spec, LIMIT))
    }

    /// A model that may think so long about one request.
    fn new(model: ModelSpec, protocol: &'static Spec, limit: Duration) -> Model {
        let command = model.command.join(" ");
        let (jobs, waiting) = channel::<ModelRequest>();
        let mut held = Held { model, protocol, limit, state: ModelState::NotStarted };
        let thread = std::thread::spawn(move || {
            for ModelRequest { request, answer } in waiting {
                // Nobody waits any more if the run was interrupted.
                let _ = answer.send(held.start_and_ask(&request));
            }
        });
        Model { command, keeper: Mutex::new(Some(ModelThread { jobs, thread })) }
    }

    /// Asks which answers the protocol demands in a session; expectations without a clause are about `clause`. The
    /// names of roles and clauses are read as those of the current protocol.
    ///
    /// # Errors
    /// If the model can't be started or asked, answers nonsense, or answers other steps than it was given.
    pub fn answer_session(&self, role: Role, given: &[Step], clause: ClauseId) -> Result<Answer, ModelFault> {
        let steps = steps::to_json(&conversation_id(role), given).map_err(|what| self.new_fault(what))?;
        let request = json!({ "session": { "role": role.as_str(), "steps": steps } });
        let answer = self.ask(&request)?;
        let wrong = |what: String| self.new_fault(what).with_request(&request, Some(&answer));
        match steps::read(&conversation_id(role), &answer, clause).map_err(wrong)? {
            Answer::Steps(steps) => match steps::find_difference(role, given, &steps) {
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
    pub fn draw_session(&self, wanted: DrawRequest<'_>) -> Result<Answer, ModelFault> {
        let DrawRequest { family, seed, index, visits } = wanted;
        let request = json!({ "draw": {
            "family": family.name, "role": family.role.as_str(), "seed": seed, "index": index, "visits": visits,
        } });
        let answer = self.ask(&request)?;
        let read = steps::read(&conversation_id(family.role), &answer, family.clauses[0]);
        read.map_err(|what| self.new_fault(what).with_request(&request, Some(&answer)))
    }

    /// Kills the model; from here on it can't be asked.
    pub fn stop(&self) {
        let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(ModelThread { jobs, thread }) = keeper {
            drop(jobs);
            let _ = thread.join();
        }
    }

    /// One request, one answer.
    fn ask(&self, request: &Value) -> Result<Value, ModelFault> {
        let (answer, answered) = channel();
        let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        let jobs = keeper.as_ref().map(|keeper| keeper.jobs.clone());
        drop(keeper);
        let sent = jobs.and_then(|jobs| jobs.send(ModelRequest { request: request.clone(), answer }).ok());
        let answer = sent.and_then(|()| answered.recv().ok());
        answer.unwrap_or_else(|| Err(self.new_fault("was stopped")))
    }

    fn new_fault(&self, what: impl Into<String>) -> ModelFault {
        ModelFault::new(self.command.clone(), what.into())
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The case in which the steps of a conversation with a model are read and written.
fn conversation_id(role: Role) -> CaseId {
    CaseId::new(crate::case::Subject::Role(role), "generated/model")
}

#[cfg(all(test, unix))]
#[path = "model/tests.rs"]
mod tests;
