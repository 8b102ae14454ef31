//! The workers: threads that play trials, each in networks of its own, and do other tasks on a worker (searches).
//!
//! A trial holds a slot while it uses the processor, and hands it back while its programs sleep and nothing comes. Then
//! another thread goes on, which is started when it is needed. So what only waits delays nothing else. Of one program only
//! so many trials wait at once: it must not take all threads.

use super::event::Fault;
use super::floor::{Floor, Next, TrialsToPlay, Turn};
use super::worker::Worker;
use crate::protocol;
use crate::world::Interruption;
use std::collections::VecDeque;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};
use std::time::Duration;

/// How often a signal is looked for while nothing else happens.
const SIGNAL: Duration = Duration::from_millis(100);

pub(super) use super::floor::{Manner, TrialGroup};

/// How many trials are played at once.
#[derive(Debug, Clone)]
pub(super) struct Crew {
    /// How many use the processor.
    pub(super) slots: usize,
    /// How many there are with those that only wait.
    pub(super) threads: usize,
    /// When it is wanted the run ends.
    pub(super) interruption: Interruption,
}

/// Whether a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    GoOn,
    Stop,
}

/// Something to be done on a worker, before more trials are begun. Without a worker it gets why there is none.
pub(super) type Task<'t, M> = Box<dyn FnOnce(Result<&mut Worker, Fault>) -> M + Send + 't>;

/// The next job of a thread.
enum NextJob<'t, M> {
    Trials(TrialsToPlay),
    Task(Task<'t, M>),
}

/// The desk at which tasks are handed in.
pub(super) struct Desk<'t, M> {
    floor: Arc<Floor>,
    tasks: Mutex<VecDeque<Task<'t, M>>>,
}

impl<'t, M> Desk<'t, M> {
    /// Hands a task in; nothing comes of it if the run ends before.
    pub(super) fn submit_task(&self, task: Task<'t, M>) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push_back(task);
        self.floor.change_state(|state| state.tasks += 1);
    }

    /// All trials below this index have been reported.
    pub(super) fn told_up_to(&self, index: usize) {
        self.floor.change_state(|state| state.told = index);
    }

    fn next(&self) -> Option<NextJob<'t, M>> {
        match self.floor.next()? {
            Next::Task => {
                let task = self.tasks.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                task.map(NextJob::Task)
            }
            Next::Trials(chosen) => Some(NextJob::Trials(chosen)),
        }
    }

    fn end_run(&self) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.floor.change_state(|state| state.is_over = true);
    }
}

impl<'t, M: Send> Desk<'t, Option<M>> {
    /// Does something on a worker, and waits for what comes of it; trials are played meanwhile.
    ///
    /// # Errors
    /// There is no worker.
    pub(super) fn run_on_worker<T: Send + 't>(
        &self,
        task: impl FnOnce(&mut Worker) -> T + Send + 't,
    ) -> Result<T, Fault> {
        let (sender, result) = channel();
        self.submit_task(Box::new(move |worker| {
            // Nobody waits for it if the run is over.
            let _ = sender.send(worker.map(task));
            None
        }));
        result.recv().unwrap_or_else(|_| {
            let reason = "the run is over".to_owned();
            Err(Fault::World { action: "play it again".to_owned(), reason })
        })
    }
}

/// Takes what came of a trial, and says whether to go on.
pub(super) type Deliver<'d, M> = dyn FnMut(M) -> bool + 'd;

/// Plays all trials of `groups`. `work` plays one trial or several, on a worker or without one. The results of trials
/// and tasks go to `fold`, in any order, until it says stop or a signal asks for the end.
pub(super) fn run<'t, M: Send>(
    groups: Vec<TrialGroup>,
    crew: &Crew,
    set_up: impl Fn() -> Result<Worker, Fault> + Sync,
    work: impl Fn(Result<&mut Worker, Fault>, &[usize], &mut Deliver<'_, M>) + Sync,
    mut fold: impl FnMut(&Desk<'t, M>, M) -> Flow,
) {
    if groups.iter().all(TrialGroup::is_done) {
        return;
    }
    let desk = Desk { floor: Arc::new(Floor::new(groups, crew)), tasks: Mutex::default() };
    let (sender, results) = channel();
    let serve = |sender: &Sender<Option<M>>| serve_jobs(&desk, &set_up, &work, sender);
    thread::scope(|scope| {
        start_as_needed(scope, &desk.floor, &serve, sender);
        loop {
            let received = results.recv_timeout(SIGNAL);
            // Later results were cut short by the signal.
            if crew.interruption.is_wanted() {
                break;
            }
            let flow = match received {
                Ok(Some(result)) => fold(&desk, result),
                Err(RecvTimeoutError::Timeout) => Flow::GoOn,
                Ok(None) | Err(RecvTimeoutError::Disconnected) => Flow::Stop,
            };
            if flow == Flow::Stop {
                break;
            }
        }
        desk.end_run();
    });
}

/// Starts a thread whenever there is something to do for one more.
fn start_as_needed<'scope, 'env, M: Send + 'scope>(
    scope: &'scope Scope<'scope, 'env>,
    floor: &Arc<Floor>,
    serve: &'scope (impl Fn(&Sender<Option<M>>) + Sync),
    sender: Sender<Option<M>>,
) {
    let floor = Arc::clone(floor);
    let protocol = protocol::current_spec();
    scope.spawn(move || {
        while floor.await_need() {
            let sender = sender.clone();
            scope.spawn(move || {
                let farewell = Farewell(&sender);
                protocol::run_with_spec(protocol, || serve(&sender));
                std::mem::forget(farewell);
            });
        }
    });
}

/// Reports that a thread has panicked, so that no thread waits for its results.
struct Farewell<'s, M>(&'s Sender<Option<M>>);

impl<M> Drop for Farewell<'_, M> {
    fn drop(&mut self) {
        let _ = self.0.send(None);
    }
}

/// The loop of one thread: it works as long as there is something to do.
fn serve_jobs<'t, M>(
    desk: &Desk<'t, M>,
    set_up: &impl Fn() -> Result<Worker, Fault>,
    work: &impl Fn(Result<&mut Worker, Fault>, &[usize], &mut Deliver<'_, M>),
    sender: &Sender<Option<M>>,
) {
    let mut worker = None;
    while let Some(job) = desk.next() {
        let group = match &job {
            NextJob::Trials(chosen) => Some(chosen.group),
            NextJob::Task(_) => None,
        };
        let worker = match worker.get_or_insert_with(set_up) {
            Ok(worker) => {
                worker.idle_at(Arc::new(Turn::new(&desk.floor, group)));
                Ok(worker)
            }
            Err(fault) => Err(fault.clone()),
        };
        let mut deliver = |result| sender.send(Some(result)).is_ok() && !desk.floor.is_over();
        let played = match job {
            NextJob::Task(task) => {
                deliver(task(worker));
                None
            }
            NextJob::Trials(chosen) => {
                work(worker, &chosen.indices, &mut deliver);
                Some(chosen)
            }
        };
        desk.floor.change_state(|state| state.note_job_done(played));
    }
}
