//! The clauses as a protocol's text states them: a paragraph that begins ``**`ID` LEVEL (roles).**``, and what follows it.
//!
//! Knows no clause of any protocol.

use super::Level;
use crate::protocol::role::{Role, Side};
use crate::protocol::spec::RoleSpec;

/// What the text says of one clause.
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
    /// All its paragraphs, as Markdown; the first one without its head.
    pub text: String,
}

/// A paragraph that begins like a clause, and states none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` does not begin a clause: write **`ID` LEVEL.** or **`ID` LEVEL (roles).** and its first sentence")]
pub struct NotAClause(pub String);

/// All clauses of a text in Markdown, in its order.
pub fn read(all: &'static [RoleSpec], markdown: &str) -> Result<Vec<ClauseSpec>, NotAClause> {
    let heads = line_starts(markdown).filter(|start| markdown[*start..].starts_with("**`"));
    heads.map(|start| clause(all, &markdown[start..])).collect()
}

/// The clause at the beginning of `text`, which goes on behind it.
fn clause(all: &'static [RoleSpec], text: &str) -> Result<ClauseSpec, NotAClause> {
    let not_one = || NotAClause(text.lines().next().unwrap_or_default().to_owned());
    let (head, rest) = text.split_once(".** ").ok_or_else(not_one)?;
    let (id, level) = head.strip_prefix("**`").and_then(|head| head.split_once("` ")).ok_or_else(not_one)?;
    let (level, who) = level.split_once(" (").map_or((level, None), |(level, who)| (level, who.strip_suffix(')')));
    let level = [Level::Must, Level::Should, Level::Info].into_iter().find(|known| known.as_str() == level);
    let level = level.ok_or_else(not_one)?;
    let ends = line_starts(rest).skip(1).find(|start| begins_something_else(&rest[*start..]));
    let text = rest[..ends.unwrap_or(rest.len())].trim_end();
    let first = text.split("\n\n").next().unwrap_or(text);
    let lead = first.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(ClauseSpec {
        id: id.to_owned(),
        level,
        roles: who.map_or_else(|| Some(Role::all(all).collect()), |who| roles(all, who)).ok_or_else(not_one)?,
        behaviours: if level == Level::Info { names(first) } else { Vec::new() },
        sentence: lead.split_inclusive(". ").next().unwrap_or_default().trim_end().to_owned(),
        lead,
        text: text.to_owned(),
    })
}

/// Whether a line that begins so is no part of the clause above it.
fn begins_something_else(text: &str) -> bool {
    ["**`", "## ", "### "].iter().any(|start| text.starts_with(start))
}

fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1))
}

/// The roles that a list names: each by itself, or all of a side.
fn roles(all: &'static [RoleSpec], list: &str) -> Option<Vec<Role>> {
    let of_side = |side: Side| Role::all(all).filter(|role| role.side() == side).collect();
    let named = |word: &str| match word {
        "servers" => Some(of_side(Side::Server)),
        "clients" => Some(of_side(Side::Client)),
        word => Some(vec![Role::all(all).find(|role| role.as_str() == word)?]),
    };
    let mut roles = list.split(", ").map(named).collect::<Option<Vec<_>>>()?.concat();
    roles.sort();
    Some(roles)
}

/// The words in `code` that are built like a name: small letters, digits and hyphens, a letter first.
fn names(paragraph: &str) -> Vec<String> {
    let is_name = |word: &&str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '-'))
    };
    paragraph.split('`').skip(1).step_by(2).filter(is_name).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(second.roles, [spec.role("tcp-client").unwrap()]);
        assert_eq!((third.roles.len(), third.text.as_str()), (4, "It is quick."));
    }

    #[test]
    fn what_begins_like_a_clause_must_be_one() {
        for wrong in ["**`A-1` MAY.** It may.", "**`A-1`** It is.", "**`A-1` MUST (friends).** They come."] {
            assert_eq!(read(crate::protocol::default().roles, wrong), Err(NotAClause(wrong.to_owned())));
        }
    }
}
