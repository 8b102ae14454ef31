//! A model as the thread holds it that starts it.

use super::ModelFault;
use super::process::Process;
use crate::protocol::{ModelSpec, Spec};
use serde_json::Value;
use std::time::Duration;

/// A model, which runs or does not.
pub(super) struct Held {
    pub(super) model: ModelSpec,
    pub(super) protocol: &'static Spec,
    /// How long it may think about one request.
    pub(super) limit: Duration,
    pub(super) state: ModelState,
}

/// How far a model is.
pub(super) enum ModelState {
    NotStarted,
    Running(Process),
    /// It can't be asked any more.
    Failed(ModelFault),
}

impl Held {
    /// One request, one answer; a model that has failed once is not asked again.
    pub(super) fn start_and_ask(&mut self, request: &Value) -> Result<Value, ModelFault> {
        if let ModelState::NotStarted = self.state {
            self.state = match Process::start(&self.model, self.protocol) {
                Ok(process) => ModelState::Running(process),
                Err(reason) => ModelState::Failed(self.new_fault(format!("can't be started: {reason}"))),
            };
        }
        let line = match &mut self.state {
            ModelState::Running(process) => process.ask_within(&request.to_string(), self.limit),
            ModelState::Failed(fault) => return Err(fault.clone()),
            ModelState::NotStarted => return Err(self.new_fault("was not started".to_owned())),
        };
        match line {
            Ok(line) => serde_json::from_str(&line).map_err(|error| {
                let fault = self.new_fault(format!("answered what is no JSON ({error})"));
                fault.with_request(request, Some(&Value::String(line)))
            }),
            Err(silence) => {
                let fault = self
                    .new_fault(silence.what)
                    .with_request(request, None)
                    .with_standard_error(silence.standard_error);
                self.state = ModelState::Failed(fault.clone());
                Err(fault)
            }
        }
    }

    fn new_fault(&self, what: String) -> ModelFault {
        ModelFault::new(self.model.command.join(" "), what)
    }
}
