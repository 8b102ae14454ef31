//! The clauses as a protocol's text states them: a paragraph that begins ``**`ID` LEVEL (roles).**``, and what follows it.
//!
//! Knows no clause of any protocol.

use super::Level;
use super::example::{Examples, take_examples};
use crate::diagnosis::{Problem, did_you_mean};
use crate::protocol::role::{Role, Side};
use crate::protocol::spec::RoleSpec;
use std::ops::Range;

/// How a clause begins, for a person who writes one.
const HELP: &str = "begin a clause with **`ID` LEVEL.** or **`ID` LEVEL (roles).** and its first sentence, as in\n\
                    **`RSP-1` MUST (servers).** The server answers at once.";
const LEVELS: [Level; 3] = [Level::Must, Level::Should, Level::Info];

/// The text's data on one clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseSpec {
    /// Its id: `TCP-S-1`.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// The roles that it binds, in the order of the protocol.
    pub roles: Vec<Role>,
    /// Of an INFO clause the names of what may be observed; empty if it names nothing.
    pub behaviours: Vec<String>,
    /// Its first sentence.
    pub sentence: String,
    /// Its first paragraph, on one line.
    pub lead: String,
    /// All its paragraphs, as Markdown; the first one without its head, and none of the examples.
    pub text: String,
    /// Its examples, right and wrong.
    pub examples: Examples,
}

/// All clauses of a text in Markdown, in its order.
///
/// # Errors
/// The first paragraph that begins like a clause and states none, or a clause that is stated twice.
pub(in crate::protocol) fn read(all: &'static [RoleSpec], markdown: &str) -> Result<Vec<ClauseSpec>, Problem> {
    let mut clauses: Vec<ClauseSpec> = Vec::new();
    for start in line_starts(markdown).filter(|start| markdown[*start..].starts_with("**`")) {
        let text = &markdown[start..];
        let head = ClauseHead::from_text(text).map_err(|problem| shift_problem(problem, start))?;
        let clause = parse_clause(all, &head, text).map_err(|problem| shift_problem(problem, start))?;
        if clauses.iter().any(|other| other.id == clause.id) {
            let message = format!("`{}` is stated twice", clause.id);
            let help = "give each clause an id of its own; a clause may have several paragraphs";
            return Err(shift_problem(new_problem(head.id, message, "the second one", help), start));
        }
        clauses.push(clause);
    }
    Ok(clauses)
}

/// The parts of a clause's head, in bytes behind its beginning.
struct ClauseHead {
    id: Range<usize>,
    level: Range<usize>,
    roles: Option<Range<usize>>,
    /// The start of the first sentence.
    end: usize,
}

impl ClauseHead {
    /// The head at the beginning of `text`.
    fn from_text(text: &str) -> Result<ClauseHead, Problem> {
        let line = text.lines().next().unwrap_or_default();
        let no_head = || new_problem(0..line.len(), "this does not begin a clause", "not the head of a clause", HELP);
        let id_end = 3 + line[3..].find('`').ok_or_else(no_head)?;
        let end = line.find(".**").filter(|end| *end > id_end).ok_or_else(no_head)?;
        let level_start = id_end + 2;
        let level = line.get(level_start..end).filter(|_| line[id_end..].starts_with("` ")).ok_or_else(no_head)?;
        let (level_end, roles) = match level.find(" (") {
            Some(at) if level.ends_with(')') => (level_start + at, Some(level_start + at + 2..end - 1)),
            _ => (end, None),
        };
        Ok(ClauseHead { id: 3..id_end, level: level_start..level_end, roles, end: end + 3 })
    }
}

/// The clause at the beginning of `text`, which goes on behind it.
fn parse_clause(all: &'static [RoleSpec], head: &ClauseHead, text: &str) -> Result<ClauseSpec, Problem> {
    let id = parse_id(head, text)?;
    let level = parse_level(head, text)?;
    let roles = match &head.roles {
        None => Role::all(all).collect(),
        Some(list) => parse_roles(all, list, text)?,
    };
    let rest = &text[head.end..];
    let ends = line_starts(rest).skip(1).find(|start| begins_something_else(&rest[*start..]));
    let (text, examples) = take_examples(&rest[..ends.unwrap_or(rest.len())]);
    let first = text.split("\n\n").next().unwrap_or(&text);
    let lead = first.split_whitespace().collect::<Vec<_>>().join(" ");
    if lead.is_empty() || !rest.starts_with([' ', '\n', '\r']) {
        let message = format!("`{id}` has no first sentence");
        return Err(new_problem(0..head.end, message, "nothing is said behind this", HELP));
    }
    Ok(ClauseSpec {
        id,
        level,
        roles,
        behaviours: if level == Level::Info { find_names(first) } else { Vec::new() },
        sentence: lead.split_inclusive(". ").next().unwrap_or_default().trim_end().to_owned(),
        lead,
        text,
        examples,
    })
}

fn parse_id(head: &ClauseHead, text: &str) -> Result<String, Problem> {
    let id = &text[head.id.clone()];
    if !id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-') {
        return Ok(id.to_owned());
    }
    let help = "write an id of letters, digits and hyphens, such as RSP-1";
    Err(new_problem(head.id.clone(), format!("`{id}` can't be the id of a clause"), "not an id", help))
}

fn parse_level(head: &ClauseHead, text: &str) -> Result<Level, Problem> {
    let word = &text[head.level.clone()];
    LEVELS.into_iter().find(|level| level.as_str() == word).ok_or_else(|| {
        let label = did_you_mean(word, LEVELS.map(Level::as_str));
        let label = label.unwrap_or_else(|| "not one of MUST, SHOULD and INFO".to_owned());
        let help = "write MUST (breaking it is a failure), SHOULD (a warning) or INFO (only noted)";
        new_problem(head.level.clone(), format!("`{word}` is not a level"), label, help)
    })
}

/// The roles that a list names: each by itself, or all of a side.
fn parse_roles(all: &'static [RoleSpec], list: &Range<usize>, text: &str) -> Result<Vec<Role>, Problem> {
    let mut roles = Vec::new();
    let mut at = list.start;
    for part in text[list.clone()].split(',') {
        let word = part.trim();
        let start = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        let of_side = |side: Side| Role::all(all).filter(|role| role.side() == side).collect::<Vec<_>>();
        let these = match word {
            "servers" => of_side(Side::Server),
            "clients" => of_side(Side::Client),
            word => Role::all(all).filter(|role| role.as_str() == word).collect(),
        };
        if these.is_empty() {
            return Err(unknown_role_problem(all, word, start..start + word.len()));
        }
        roles.extend(these);
    }
    roles.sort();
    roles.dedup();
    Ok(roles)
}

fn unknown_role_problem(all: &'static [RoleSpec], word: &str, span: Range<usize>) -> Problem {
    let known: Vec<&str> = Role::all(all).map(Role::as_str).chain(["servers", "clients"]).collect();
    let (message, label) = match word {
        "servers" | "clients" => (format!("the protocol has no {word}"), Some("binds nobody".to_owned())),
        _ => (format!("the protocol has no role `{word}`"), did_you_mean(word, known.iter().copied())),
    };
    let label = label.unwrap_or_else(|| "not in protocol.toml".to_owned());
    new_problem(span, message, label, format!("write one or several of {}, with commas between them", known.join(", ")))
}

fn new_problem(
    span: Range<usize>,
    message: impl Into<String>,
    label: impl Into<String>,
    help: impl Into<String>,
) -> Problem {
    Problem { message: message.into(), label: label.into(), help: help.into(), span }
}

/// The same problem, in a text that begins `by` bytes earlier.
fn shift_problem(problem: Problem, by: usize) -> Problem {
    Problem { span: problem.span.start + by..problem.span.end + by, ..problem }
}

/// Whether a line that begins so is no part of the clause above it.
fn begins_something_else(text: &str) -> bool {
    ["**`", "## ", "### "].iter().any(|start| text.starts_with(start))
}

fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1))
}

/// The words in `code` that are built like a name: small letters, digits and hyphens, a letter first.
fn find_names(paragraph: &str) -> Vec<String> {
    let is_name = |word: &&str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '-'))
    };
    paragraph.split('`').skip(1).step_by(2).filter(is_name).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const TEXT: &str = "# A protocol\n\n**`A-1` MUST (servers).** It answers. At\nonce.\n\n- in time\n\n## 2\n\n\
                        **`A-2` INFO (tcp-client).** Who ends it. It is the `server` or `port-1`, not `5 4`.\n\
                        **`A-3` SHOULD.** It is quick.\n";

    #[test]
    fn a_clause_is_read_off_its_paragraphs() {
        let spec = crate::protocol::default();
        let clauses = read(spec.roles, TEXT).unwrap();
        assert_eq!(clauses.iter().map(|clause| clause.id.as_str()).collect::<Vec<_>>(), ["A-1", "A-2", "A-3"]);
        let [first, second, third] = clauses.as_slice() else { panic!("{clauses:?}") };
        assert_eq!((first.level, first.sentence.as_str()), (Level::Must, "It answers."));
        assert_eq!(
            (first.lead.as_str(), first.text.as_str()),
            ("It answers. At once.", "It answers. At\nonce.\n\n- in time")
        );
        assert_eq!(first.roles, spec.roles().filter(|role| role.side() == Side::Server).collect::<Vec<_>>());
        assert_eq!(second.behaviours, ["server", "port-1"]);
        assert_eq!(second.roles, [spec.find_role("tcp-client").unwrap()]);
        assert_eq!((third.roles.len(), third.text.as_str()), (4, "It is quick."));
    }

    #[rstest]
    #[case("**`A-1` MAY.** It may.", "MAY")]
    #[case("**`A-1`** It is.", "**`A-1`** It is.")]
    #[case("**`A-1` MUST (friends).** They come.", "friends")]
    #[case("**`A-1` MUST (servers, tcp-clint).** They come.", "tcp-clint")]
    #[case("**`A 1` MUST.** It is.", "A 1")]
    #[case("**`A-1` MUST.**", "**`A-1` MUST.**")]
    #[case("**`B` MUST.** It is.\n\n**`A-1` MUST (servers) It is.", "**`A-1` MUST (servers) It is.")]
    #[case("**`B-1` MUST.** It is.\n**`B-1` SHOULD.** It is.", "B-1")]
    fn what_begins_like_a_clause_must_be_one(#[case] wrong: &str, #[case] pointed_at: &str) {
        let problem = read(crate::protocol::default().roles, wrong).unwrap_err();
        assert_eq!(&wrong[problem.span], pointed_at, "{}", problem.message);
    }
}
