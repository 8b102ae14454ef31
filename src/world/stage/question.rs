//! The condition of a wait, which examines all events. The more events there are, the longer that takes. A program that
//! floods must not keep the harness busy with the question alone.

use std::time::{Duration, Instant};

/// A question that is asked again whenever more was seen, in at most half of the time.
#[derive(Debug)]
pub(super) struct Question {
    /// How much had been seen when it was asked last.
    asked_of: Option<u64>,
    answered: Instant,
    took: Duration,
}

impl Question {
    pub(super) fn new() -> Question {
        Question { asked_of: None, answered: Instant::now(), took: Duration::ZERO }
    }

    /// Whether more was seen than it was asked of; `changes` says how much.
    pub(super) fn is_open(&self, changes: u64) -> bool {
        self.asked_of != Some(changes)
    }

    /// Whether it should be asked now.
    pub(super) fn is_due(&self, changes: u64) -> bool {
        self.is_open(changes) && self.answered.elapsed() >= self.took
    }

    /// Asks it of all that was seen.
    pub(super) fn ask(&mut self, changes: u64, answer: impl FnOnce() -> bool) -> bool {
        let begun = Instant::now();
        let answer = answer();
        *self = Question { asked_of: Some(changes), answered: Instant::now(), took: begun.elapsed() };
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_once_of_the_same() {
        let mut question = Question::new();
        assert!(question.is_due(0));
        assert!(!question.ask(0, || false));
        assert!(!question.is_open(0) && question.is_open(1));
    }

    /// However long the answer takes, so long other things are done.
    #[test]
    fn it_is_asked_in_half_of_the_time() {
        let mut question = Question::new();
        let begun = Instant::now();
        question.ask(1, || {
            while begun.elapsed() < Duration::from_millis(50) {
                std::thread::yield_now();
            }
            false
        });
        let answered = Instant::now();
        while !question.is_due(2) {
            std::thread::yield_now();
        }
        assert!(answered.elapsed() >= Duration::from_millis(45), "{:?}", answered.elapsed());
    }
}
