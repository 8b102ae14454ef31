//! The choice of cases: patterns over case ids, to run and to skip.

use super::CaseId;
use globset::{GlobBuilder, GlobMatcher};
use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

/// The cases that a person chose.
///
/// A pattern is a glob whose `*` also crosses slashes. It matches a case by its id, or by a folder above it:
/// `tcp-server` and `*/robust` match all that is below.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    run: Vec<IdPattern>,
    skip: Vec<IdPattern>,
}

#[derive(Debug, Clone)]
struct IdPattern {
    origin: PatternOrigin,
    text: String,
    glob: GlobMatcher,
}

/// The place at which a pattern was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternOrigin {
    /// After this flag.
    Flag(&'static str),
    /// In a file of patterns.
    File {
        /// The file, as its path was given.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
}

impl fmt::Display for PatternOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatternOrigin::Flag(flag) => f.write_str(flag),
            PatternOrigin::File { file, line } => write!(f, "{}:{line}", file.display()),
        }
    }
}

/// The effect of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Cases that run.
    Run,
    /// Cases that do not.
    Skip,
}

/// Patterns that choose nothing sensible.
#[derive(Debug, thiserror::Error)]
pub enum SelectError {
    /// A pattern is empty.
    #[error("{0}: the pattern is empty; write a case's id or a folder of cases, such as tcp-server/robust")]
    Blank(PatternOrigin),
    /// A pattern is no glob.
    #[error("{origin}: `{pattern}` is not a pattern: {reason}; `*` stands for anything, as in \"tcp-*/robust/*\"")]
    NotAGlob {
        /// The place at which it was written.
        origin: PatternOrigin,
        /// The pattern.
        pattern: String,
        /// The reason why it is wrong.
        reason: String,
    },
    /// A file of patterns can't be read.
    #[error("{flag}: can't read the patterns in `{}`: {source}", file.display())]
    Unreadable {
        /// The flag that named it.
        flag: &'static str,
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of patterns to run holds none, which would mean all cases.
    #[error("--run: `{}` holds no pattern; write one a line, such as tcp-server/robust", .0.display())]
    NoPattern(PathBuf),
    /// A line of a file names another file.
    #[error("{0}: a file of patterns can't name another one; write its lines here, or give the flag twice")]
    Nested(PatternOrigin),
    /// A pattern matches no case.
    #[error("{origin}: no case matches `{pattern}`{}", render_suggestion(nearest.as_deref()))]
    Unmatched {
        /// The place at which it was written.
        origin: PatternOrigin,
        /// The pattern.
        pattern: String,
        /// The id or folder that looks most like it.
        nearest: Option<String>,
        /// The choice that it should make.
        chooses: Choice,
    },
}

fn render_suggestion(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => "; `sockspec list` shows all cases".to_owned(),
    }
}

impl Selection {
    /// The cases that match a pattern of `run` (all, if there is none) and no pattern of `skip`. A pattern `@file`
    /// stands for the lines of that file; `#` begins a comment there.
    pub fn new(run: &[String], skip: &[String]) -> Result<Selection, SelectError> {
        Ok(Selection { run: read_patterns("--run", run)?, skip: read_patterns("--skip", skip)? })
    }

    /// Whether this case was chosen.
    pub fn includes_case(&self, id: &CaseId) -> bool {
        let matched = |pattern: &IdPattern| pattern.matches(id);
        (self.run.is_empty() || self.run.iter().any(matched)) && !self.skip.iter().any(matched)
    }

    /// Whether nothing is to be skipped.
    pub fn has_no_skips(&self) -> bool {
        self.skip.is_empty()
    }

    /// Refuses the first pattern that matches none of `all`: it would choose something else than was meant.
    pub fn check_patterns<'a>(&self, all: impl IntoIterator<Item = &'a CaseId>) -> Result<(), SelectError> {
        let all: Vec<&CaseId> = all.into_iter().collect();
        let idle = |pattern: &&IdPattern| !all.iter().any(|id| pattern.matches(id));
        for (patterns, chooses) in [(&self.run, Choice::Run), (&self.skip, Choice::Skip)] {
            if let Some(IdPattern { origin, text, .. }) = patterns.iter().find(idle) {
                let (origin, pattern, nearest) = (origin.clone(), text.clone(), nearest_to(text, &all));
                return Err(SelectError::Unmatched { origin, pattern, nearest, chooses });
            }
        }
        Ok(())
    }
}

impl IdPattern {
    fn new(origin: PatternOrigin, text: &str) -> Result<IdPattern, SelectError> {
        let text = text.trim().trim_end_matches('/');
        if text.is_empty() {
            return Err(SelectError::Blank(origin));
        }
        match GlobBuilder::new(text).literal_separator(false).backslash_escape(false).build() {
            Ok(glob) => Ok(IdPattern { origin, text: text.to_owned(), glob: glob.compile_matcher() }),
            Err(error) => {
                let reason = error.kind().to_string();
                Err(SelectError::NotAGlob { origin, pattern: text.to_owned(), reason })
            }
        }
    }

    /// Whether it matches the id, or a folder above it.
    fn matches(&self, id: &CaseId) -> bool {
        with_folders(id).any(|name| self.glob.is_match(name))
    }
}

/// The id, and all folders above it.
fn with_folders(id: &CaseId) -> impl Iterator<Item = &str> {
    let text = id.as_str();
    std::iter::once(text).chain(text.match_indices('/').map(move |(at, _)| &text[..at]))
}

fn read_patterns(flag: &'static str, words: &[String]) -> Result<Vec<IdPattern>, SelectError> {
    let mut patterns = Vec::new();
    for word in words {
        match word.trim().strip_prefix('@') {
            Some(file) => patterns.extend(read_file(flag, PathBuf::from(file))?),
            None => patterns.push(IdPattern::new(PatternOrigin::Flag(flag), word)?),
        }
    }
    Ok(patterns)
}

fn read_file(flag: &'static str, file: PathBuf) -> Result<Vec<IdPattern>, SelectError> {
    let text = std::fs::read_to_string(&file).map_err(|source| SelectError::Unreadable {
        flag,
        file: file.clone(),
        source,
    })?;
    let mut patterns = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let origin = PatternOrigin::File { file: file.clone(), line: at + 1 };
        if line.starts_with('@') {
            return Err(SelectError::Nested(origin));
        }
        if !line.is_empty() {
            patterns.push(IdPattern::new(origin, line)?);
        }
    }
    if patterns.is_empty() && flag == "--run" { Err(SelectError::NoPattern(file)) } else { Ok(patterns) }
}

/// The id or folder that takes the fewest edits from `text`, if any is near enough.
fn nearest_to(text: &str, all: &[&CaseId]) -> Option<String> {
    let names: BTreeSet<&str> = all.iter().flat_map(|id| with_folders(id)).collect();
    let near = names.into_iter().map(|name| (strsim::damerau_levenshtein(name, text), name));
    let (edits, name) = near.min_by_key(|(edits, _)| *edits)?;
    (edits <= 2 + text.chars().count() / 3).then(|| name.to_owned())
}

#[cfg(test)]
#[path = "select_tests.rs"]
mod tests;
