//! How what was seen differs from what is pinned.

use super::folder::SnapshotFolder;
use crate::case::CaseId;
use crate::report::human::{Style, paint_text};
use similar::{ChangeTag, TextDiff};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// How many lines of what is the same stand round a difference.
const CONTEXT: usize = 3;

/// All that is not as pinned, by case.
pub type Changes = BTreeMap<CaseId, Change>;

/// How one case is not as pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Another text is pinned.
    Differs {
        /// The pinned one.
        pinned: String,
        /// The observed text.
        now: String,
    },
    /// Nothing is pinned.
    Missing {
        /// The observed text.
        now: String,
    },
    /// It is pinned, but there is no such case (any more).
    Extra,
}

/// Compares `texts` with what is pinned in `folder`. Of the pinned cases that have no text those are extra that are
/// `chosen` and of which nothing is `known`.
pub fn compare_with_pinned(
    folder: &SnapshotFolder,
    texts: &BTreeMap<CaseId, String>,
    known: &BTreeSet<CaseId>,
    chosen: impl Fn(&CaseId) -> bool,
) -> io::Result<Changes> {
    let mut changes = Changes::new();
    for (id, now) in texts {
        match folder.read(id)? {
            Some(pinned) if pinned == *now => {}
            Some(pinned) => drop(changes.insert(id.clone(), Change::Differs { pinned, now: now.clone() })),
            None => drop(changes.insert(id.clone(), Change::Missing { now: now.clone() })),
        }
    }
    let gone =
        folder.pinned_ids()?.into_iter().filter(|id| !texts.contains_key(id) && !known.contains(id) && chosen(id));
    changes.extend(gone.map(|id| (id, Change::Extra)));
    Ok(changes)
}

/// The change as a person sees it: a line, and for two texts their difference.
pub fn render_change(id: &CaseId, change: &Change, style: &Style) -> String {
    match change {
        Change::Differs { pinned, now } => {
            format!("  {} {id}\n{}", paint_text(style.bad, "differs"), render_difference(pinned, now, style))
        }
        Change::Missing { .. } => format!("  {} {id}: it is not pinned\n", paint_text(style.bad, "missing")),
        Change::Extra => {
            format!("  {} {id}: it is pinned, but there is no such case\n", paint_text(style.bad, "extra"))
        }
    }
}

/// The lines that differ, `-` pinned and `+` now, each group with some lines round it.
fn render_difference(pinned: &str, now: &str, style: &Style) -> String {
    let diff = TextDiff::from_lines(pinned, now);
    let mut text = String::new();
    for (at, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if at > 0 {
            text += "      …\n";
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (mark, paint) = match change.tag() {
                ChangeTag::Delete => ("-", style.bad),
                ChangeTag::Insert => ("+", style.good),
                ChangeTag::Equal => (" ", style.faint),
            };
            text +=
                &format!("    {}\n", paint_text(paint, format!("{mark} {}", change.value().trim_end_matches('\n'))));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> CaseId {
        text.parse().unwrap()
    }

    #[test]
    fn each_kind_of_change_is_found_and_only_among_the_chosen() {
        let home = tempfile::tempdir().unwrap();
        let folder = SnapshotFolder::at_path(home.path());
        for name in ["same", "other", "gone", "gone-too", "not-played"] {
            folder.write(&id(&format!("tcp-server/{name}")), "one\n").unwrap();
        }
        let texts = [("same", "one\n"), ("other", "two\n"), ("new", "one\n")];
        let texts = texts.map(|(name, text)| (id(&format!("tcp-server/{name}")), text.to_owned())).into();
        let known = BTreeSet::from([id("tcp-server/not-played")]);
        let changes = compare_with_pinned(&folder, &texts, &known, |id| id.as_str() != "tcp-server/gone-too").unwrap();
        let differs = Change::Differs { pinned: "one\n".into(), now: "two\n".into() };
        let expected = [("gone", Change::Extra), ("new", Change::Missing { now: "one\n".into() }), ("other", differs)];
        assert_eq!(changes, expected.map(|(name, change)| (id(&format!("tcp-server/{name}")), change)).into());
    }

    #[test]
    fn a_difference_shows_both_texts() {
        let change = Change::Differs { pinned: "a\nb\nc\n".into(), now: "a\nx\nc\n".into() };
        let text = render_change(&id("tcp-server/a"), &change, &Style::without_colours());
        assert_eq!(text, "  differs tcp-server/a\n      a\n    - b\n    + x\n      c\n");
    }
}
