//! Draws a folder's generated cases: messages by a regular expression, or whole sessions by the model. The model says
//! which answers the protocol demands. The case holds them as ordinary expectations, so that replaying or merging needs
//! no model.

mod answered;
mod session;
mod simpler;

use super::derived::{self, Draws};
use super::{Answer, DrawRequest, Model, ModelFault, ProtocolFolder};
use crate::case::{Case, Step};
use crate::generate::{CaseTree, Drawer, Origin, Sequence, Undrawn, runner_for_case};
use crate::protocol::role::{Role, Side};
use crate::protocol::{self, Derive, Draw, FamilySpec, Spec};
use answered::AnsweredTree;
use proptest::collection::vec;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::sync::Arc;

/// How many exchanges a server's session has, before it is simplified.
pub const SESSION: usize = 32;

/// The seed of derived cases: a case has one name in every run.
const DERIVED_FROM: u64 = 0;

/// Draws the generated cases of a protocol that is a folder. Its model is started by the first case that is drawn.
#[derive(Debug)]
pub struct FolderDrawer {
    families: Vec<(&'static str, Arc<FamilySpec>)>,
    asker: Option<Asker>,
    derive: Derive,
}

/// The model to ask, and the protocol to ask about.
#[derive(Debug, Clone)]
struct Asker {
    spec: &'static Spec,
    model: Arc<Model>,
}

impl FolderDrawer {
    /// The drawer of this folder's families. The names of its families live as long as the process.
    pub fn new(folder: &ProtocolFolder) -> FolderDrawer {
        let name = |family: &FamilySpec| -> &'static str { Box::leak(family.name.clone().into_boxed_str()) };
        let families = folder.families.iter().map(|family| (name(family), Arc::new(family.clone()))).collect();
        let model = Model::for_folder(folder).map(Arc::new);
        FolderDrawer {
            families,
            derive: folder.derive.clone(),
            asker: model.map(|model| Asker { spec: folder.spec, model }),
        }
    }

    fn find_family(&self, role: Role, name: &str) -> Option<&Arc<FamilySpec>> {
        self.families.iter().map(|(_, family)| family).find(|family| family.role == role && family.name == name)
    }
}

impl Drawer for FolderDrawer {
    /// Kills the model, if it runs.
    fn stop(&self) {
        if let Some(asker) = &self.asker {
            asker.model.stop();
        }
    }

    fn derive_cases(&self, written: &[Case]) -> Vec<Case> {
        derived::derive_cases(&self.derive, written, DERIVED_FROM)
    }

    fn family_names(&self, role: Role) -> Vec<&'static str> {
        self.families.iter().filter(|(_, family)| family.role == role).map(|(name, _)| *name).collect()
    }

    /// A case that can't be drawn does nothing, and promises verdicts that it can't give: reports count them as
    /// skipped. Its summary says why. A caller that needs the reason calls [`Drawer::try_tree`].
    fn draw_tree(&self, origin: Origin, seed: u64) -> CaseTree {
        self.try_tree(origin, seed).unwrap_or_else(|undrawn| {
            let promised = self.find_family(origin.role, origin.family.as_str());
            let clauses = promised.map_or_else(Vec::new, |family| family.clauses.clone());
            let nothing = Case { summary: undrawn.to_string(), clauses, ..build_case(origin, seed, Vec::new()) };
            CaseTree::from_tree(answered::Fixed(nothing))
        })
    }

    fn try_tree(&self, origin: Origin, seed: u64) -> Result<CaseTree, Undrawn> {
        let missing = |what: &str| Undrawn::Fault(format!("the protocol has no {what}"));
        let family = self.find_family(origin.role, origin.family.as_str()).ok_or_else(|| missing("such family"))?;
        let asker = self.asker.clone().ok_or_else(|| missing("model"))?;
        let mut runner = runner_for_case(origin.role, origin.family, seed, origin.index);
        match &family.draw {
            Draw::Regex(regex) => by_regex(&asker, family, regex, CaseDrawing { origin, seed }, &mut runner),
            Draw::Model => by_model(&asker, family, CaseDrawing { origin, seed }),
        }
    }

    fn case_count(&self, role: Role, _family: &str, wanted: u64) -> u64 {
        match role.side() {
            Side::Server => wanted.div_ceil(SESSION as u64),
            Side::Client => wanted,
        }
    }
}

/// The case that is drawn.
#[derive(Debug, Clone, Copy)]
struct CaseDrawing {
    origin: Origin,
    seed: u64,
}

/// A session of messages that match a regular expression.
fn by_regex(
    asker: &Asker,
    family: &Arc<FamilySpec>,
    regex: &str,
    drawing: CaseDrawing,
    runner: &mut TestRunner,
) -> Result<CaseTree, Undrawn> {
    let fault = |reason: &dyn std::fmt::Display| Undrawn::Fault(format!("family `{}`: {reason}", family.name));
    let message = proptest::string::bytes_regex(regex).map_err(|error| fault(&error))?;
    let (owner, asker) = (Arc::clone(family), asker.clone());
    let answer = move |messages: &Vec<Vec<u8>>| asker.valid_session(&owner, messages, drawing);
    match family.role.side() {
        Side::Server => {
            let messages = Sequence { element: message, length: SESSION };
            answered_tree(messages.new_tree(runner).map_err(|reason| fault(&reason))?, answer)
        }
        Side::Client => {
            let lines = vec(message, family.role.inputs().len());
            answered_tree(lines.new_tree(runner).map_err(|reason| fault(&reason))?, answer)
        }
    }
}

/// A session that the model draws.
fn by_model(asker: &Asker, family: &Arc<FamilySpec>, drawing: CaseDrawing) -> Result<CaseTree, Undrawn> {
    let visits = if family.role.side() == Side::Server { SESSION } else { 1 };
    let (owner, own) = (Arc::clone(family), asker.clone());
    let redraw = move |visits: usize| {
        let CaseDrawing { origin, seed } = drawing;
        own.draw_session(DrawRequest { family: &owner, seed, index: origin.index, visits })
    };
    let drawn = redraw(visits)?;
    let first = build_case(drawing.origin, drawing.seed, drawn.clone());
    let tree = simpler::SessionTree::new(drawn, visits, redraw);
    let (owner, asker) = (Arc::clone(family), asker.clone());
    let answer = move |steps: &Vec<Step>| {
        let owed = asker.answer_session(&owner, steps)?;
        Ok(build_case(drawing.origin, drawing.seed, owed))
    };
    Ok(CaseTree::from_tree(AnsweredTree::new(tree, first, answer)))
}

/// The tree of cases that the model has answered, if it answers the first.
fn answered_tree<T, A>(tree: T, answer: A) -> Result<CaseTree, Undrawn>
where
    T: ValueTree + 'static,
    A: Fn(&T::Value) -> Result<Case, Undrawn> + 'static,
{
    let first = answer(&tree.current())?;
    Ok(CaseTree::from_tree(AnsweredTree::new(tree, first, answer)))
}

impl Asker {
    /// The case of these messages. Those to which the protocol leaves the answer open are left out, if others remain.
    fn valid_session(&self, family: &FamilySpec, messages: &[Vec<u8>], drawing: CaseDrawing) -> Result<Case, Undrawn> {
        let order = || Draws::new(&format!("{}/{}", family.name, drawing.origin.index), drawing.seed);
        let steps =
            |messages: &[Vec<u8>]| self.answer_session(family, &session::session_steps(family, messages, &mut order()));
        let whole = steps(messages);
        let owed = match whole {
            Err(Undrawn::Open(_)) if family.role.side() == Side::Server && messages.len() > 1 => {
                let alone = messages.iter().filter(|message| steps(std::slice::from_ref(*message)).is_ok());
                let valid: Vec<Vec<u8>> = alone.cloned().collect();
                if valid.is_empty() { whole? } else { steps(&valid)? }
            }
            whole => whole?,
        };
        Ok(build_case(drawing.origin, drawing.seed, owed))
    }

    /// The steps with the answers that the model demands. The model is not asked about a session without steps.
    fn answer_session(&self, family: &FamilySpec, steps: &[Step]) -> Result<Vec<Step>, Undrawn> {
        if steps.is_empty() {
            return Err(Undrawn::Open("nothing is done".to_owned()));
        }
        self.read(|model| model.answer_session(family.role, steps, family.clauses[0]))
    }

    fn draw_session(&self, wanted: DrawRequest<'_>) -> Result<Vec<Step>, Undrawn> {
        self.read(|model| model.draw_session(wanted))
    }

    fn read(&self, ask: impl FnOnce(&Model) -> Result<Answer, ModelFault>) -> Result<Vec<Step>, Undrawn> {
        match protocol::run_with_spec(self.spec, || ask(&self.model)) {
            Ok(Answer::Steps(steps)) => Ok(steps),
            Ok(Answer::Invalid(reason)) => Err(Undrawn::Open(reason)),
            Err(fault) => Err(Undrawn::Fault(fault.to_string())),
        }
    }
}

/// A case of these steps, which promises a verdict on each clause that they name.
fn build_case(origin: Origin, seed: u64, steps: Vec<Step>) -> Case {
    let summary = match origin.role.side() {
        Side::Server => "Drawn messages are answered as the protocol's model says.",
        Side::Client => "The client does with drawn input what the protocol's model says.",
    };
    origin.build_case(seed, summary, steps)
}

#[cfg(all(test, unix))]
#[path = "drawer/tests.rs"]
mod tests;
