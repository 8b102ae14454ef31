//! The trials of one implementation: cases, and behind those of a role the generated ones.

use super::Batch;
use crate::case::{Case, CaseId, Subject};
use crate::engine::pool::Manner;
use crate::generate;
use crate::protocol::role::Role;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The trials of one implementation, in order.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Lane {
    roles: BTreeSet<Role>,
    blocks: Vec<Block>,
    /// The index at which each block begins, and the end of the last one.
    begins: Vec<usize>,
    /// Whether it plays fewer cases than the others, and none that are generated.
    is_short: bool,
}

#[derive(Debug, Clone)]
enum Block {
    Cases(Vec<Arc<Case>>),
    Generated(Batch),
}

impl Block {
    fn len(&self) -> usize {
        match self {
            Block::Cases(cases) => cases.len(),
            Block::Generated(batch) => batch.indices.count(),
        }
    }

    /// Whether it holds cases of this subject and no other.
    fn is_about(&self, subject: Subject) -> bool {
        match self {
            Block::Cases(cases) => cases.first().is_some_and(|case| case.id.subject() == subject),
            Block::Generated(batch) => Subject::Role(batch.role) == subject,
        }
    }
}

impl Lane {
    /// The cases that these roles can play.
    pub(super) fn new(roles: BTreeSet<Role>, cases: &[Arc<Case>]) -> Lane {
        let mut lane = Lane { roles, blocks: Vec::new(), begins: Vec::new(), is_short: false };
        let playable: Vec<_> = cases.iter().filter(|case| lane.can_play(case.id.subject())).cloned().collect();
        let by_subject = playable.chunk_by(|one, next| one.id.subject() == next.id.subject());
        lane.blocks.extend(by_subject.map(|cases| Block::Cases(cases.to_vec())));
        lane.compute_block_starts();
        lane
    }

    fn can_play(&self, subject: Subject) -> bool {
        subject.roles().iter().all(|role| self.roles.contains(role))
    }

    fn compute_block_starts(&mut self) {
        let lengths = self.blocks.iter().map(Block::len);
        let ends = lengths.scan(0_usize, |end, length| {
            *end = end.saturating_add(length);
            Some(*end)
        });
        self.begins = std::iter::once(0).chain(ends).collect();
    }

    /// Plays only the cases that `keep` says, and no generated ones; says how many cases that leaves out.
    pub(super) fn shorten(&mut self, keep: impl Fn(&CaseId) -> bool) -> usize {
        let before = self.len();
        for block in &mut self.blocks {
            if let Block::Cases(cases) = block {
                cases.retain(|case| keep(&case.id));
            }
        }
        self.blocks.retain(|block| block.len() > 0);
        self.compute_block_starts();
        self.is_short = true;
        before - self.len()
    }

    /// Plays these cases too, before the others of their subject.
    pub(super) fn begin_with(&mut self, cases: &[Arc<Case>]) {
        let playable: Vec<_> = cases.iter().filter(|case| self.can_play(case.id.subject())).collect();
        for case in playable.into_iter().rev() {
            let subject = case.id.subject();
            let at = self.blocks.iter().position(|block| block.is_about(subject)).unwrap_or(self.blocks.len());
            self.blocks.insert(at, Block::Cases(vec![Arc::clone(case)]));
        }
        self.compute_block_starts();
    }

    /// Plays generated cases too, behind the others of their roles.
    pub(super) fn add_generated_cases(&mut self, batches: &[Batch]) {
        if self.is_short {
            return;
        }
        for batch in batches.iter().filter(|batch| self.roles.contains(&batch.role)) {
            let subject = Subject::Role(batch.role);
            let last = self.blocks.iter().rposition(|block| block.is_about(subject));
            self.blocks.insert(last.map_or(self.blocks.len(), |last| last + 1), Block::Generated(batch.clone()));
        }
        self.compute_block_starts();
    }

    /// How many trials there are.
    pub(super) fn len(&self) -> usize {
        self.begins.last().copied().unwrap_or_default()
    }

    /// How the case at this place is played; it is not drawn for that.
    pub(super) fn manner_at(&self, at: usize) -> Manner {
        let (block, at) = self.block_at(at);
        match block {
            Block::Cases(cases) => manner_of(&cases[at]),
            Block::Generated(batch) if batch.family.waits_for_a_clock() => Manner::Clocked,
            Block::Generated(_) => Manner::Alone,
        }
    }

    /// The subject of the case at this place. This does not draw the case.
    pub(super) fn subject_at(&self, at: usize) -> Subject {
        let (block, at) = self.block_at(at);
        match block {
            Block::Cases(cases) => cases[at].id.subject(),
            Block::Generated(batch) => Subject::Role(batch.role),
        }
    }

    /// The block of a place, and the place in it.
    fn block_at(&self, at: usize) -> (&Block, usize) {
        let block = self.begins.partition_point(|begin| *begin <= at) - 1;
        (&self.blocks[block], at - self.begins[block])
    }

    /// The case at this place, and its origin if it is generated. A generated case is drawn now.
    pub(super) fn case_at(&self, at: usize, seed: u64) -> (Arc<Case>, Option<generate::Origin>) {
        let (block, at) = self.block_at(at);
        match block {
            Block::Cases(cases) => (Arc::clone(&cases[at]), None),
            Block::Generated(Batch { role, family, indices }) => {
                let origin = generate::Origin { role: *role, family: *family, index: indices.get(at) };
                (Arc::new(origin.draw_case(seed)), Some(origin))
            }
        }
    }
}

/// How a case is played.
pub(super) fn manner_of(case: &Case) -> Manner {
    if case.waits_for_a_clock() {
        Manner::Clocked
    } else if case.can_share_a_server() {
        Manner::Shared
    } else {
        Manner::Alone
    }
}
