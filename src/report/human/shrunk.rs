//! How a case came out of a generated one, in one sentence.

use crate::engine::event::{Bound, Shrunk};
use crate::report::words::format_count;

/// `found by tcp-server/generated/numbers/3 (seed 0); 41 trials made it smaller, from 66 steps with 812 bytes to 3 steps
/// with 1 bytes`.
pub fn describe_shrinking(found: &Shrunk) -> String {
    let Shrunk { found_by, seed, trials, before, after, stopped_by, regression, .. } = found;
    let stopped = match stopped_by {
        None => String::new(),
        Some(Bound::Trials(most)) => format!("; the search ended at its limit of {most} trials"),
        Some(Bound::Seconds(most)) => format!("; the search ended at its limit of {most} s"),
        Some(Bound::Budget) => "; the search ended since the program had used up its budget".to_owned(),
    };
    let kept = regression.as_ref().map_or_else(String::new, |path| format!("; kept in {}", path.display()));
    format!(
        "by {found_by} (seed {seed}); {} made it smaller, from {before} to {after}{stopped}{kept}",
        format_count(*trials, "trial")
    )
}
