//! Judges the files that a program has left in its folder.

use super::{describe_expected, escape_bytes};
use crate::case::Matcher;
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::Hearing;
use crate::protocol::clause::ClauseId;
use crate::transcript::{Bytes, Happening};

/// The file holds what it should (`None`: there is none).
pub(super) fn judge_file(
    hearing: &Hearing<'_>,
    docket: &mut Docket,
    at: usize,
    clause: ClauseId,
    name: &str,
    what: Option<&Matcher>,
) {
    let Some(content) = seen_at(hearing, at) else {
        return docket.skip_clause(clause, "nobody looked at the file");
    };
    let evidence = match (what, content) {
        (None, None) => return docket.pass_clause(clause),
        (None, Some(content)) => Evidence::new(format!("there is a file {name}"))
            .with_comparison("no such file", escape_bytes(content.as_slice())),
        (Some(what), None) => Evidence::new(format!("there is no file {name}")).expecting(describe_expected(what)),
        (Some(what), Some(content)) if what.fits(content.as_slice()) => return docket.pass_clause(clause),
        (Some(what), Some(content)) => Evidence::new(format!("the file {name} does not hold what is expected"))
            .with_comparison(describe_expected(what), escape_bytes(content.as_slice())),
    };
    docket.break_clause(clause, evidence);
}

/// The harness's look at the file in step `at`.
fn seen_at<'a>(hearing: &Hearing<'a>, at: usize) -> Option<Option<&'a Bytes>> {
    let seen = hearing.transcript.seen.iter().rev().filter(|seen| seen.step == Some(at));
    seen.into_iter().find_map(|seen| match &seen.what {
        Happening::FileSeen { content, .. } => Some(content.as_ref()),
        _ => None,
    })
}
