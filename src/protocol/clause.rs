//! The rules of the protocol, by id: what they demand, how strongly, and of whom.

mod id;
mod text;

pub use id::ClauseId;
pub use text::{ClauseText, NotAClause, read};

use super::role::Role;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// How binding a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// The post states or shows it: breaking it is a failure.
    Must,
    /// Anyone would expect it of a dependable program, and the post does not show it: breaking it is a warning.
    Should,
    /// There is no right answer: the behaviour is observed and named, never judged.
    Info,
}

impl Level {
    /// The level as reports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Must => "MUST",
            Level::Should => "SHOULD",
            Level::Info => "INFO",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where everything about a clause stands.
const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/protocols/set-statistics/PROTOCOL.md"));

/// The clauses of the text, in its order.
static CLAUSES: LazyLock<Vec<ClauseText<'static>>> = LazyLock::new(|| text::read(TEXT).unwrap_or_default());

/// What stands for a clause that the text does not state: there is none, as a test holds.
static UNSTATED: ClauseText<'static> = ClauseText {
    id: "",
    level: Level::Info,
    roles: Vec::new(),
    behaviours: Vec::new(),
    sentence: String::new(),
    lead: String::new(),
    text: "",
};

impl ClauseId {
    /// What PROTOCOL.md says of it.
    fn stated(self) -> &'static ClauseText<'static> {
        CLAUSES.get(self as usize).unwrap_or(&UNSTATED)
    }

    /// How binding the clause is.
    pub fn level(self) -> Level {
        self.stated().level
    }

    /// The clause in full, as Markdown.
    pub fn text(self) -> &'static str {
        self.stated().text
    }

    /// The clause's first paragraph, on one line.
    pub fn lead(self) -> &'static str {
        &self.stated().lead
    }

    /// The clause in one short sentence, to stand at the head of a failure.
    pub fn sentence(self) -> &'static str {
        &self.stated().sentence
    }

    /// The roles that the clause binds, in the order of [`Role::ALL`].
    pub fn roles(self) -> &'static [Role] {
        &self.stated().roles
    }

    /// The names of what may be observed under an INFO clause; empty if the protocol names nothing.
    pub fn behaviours(self) -> &'static [&'static str] {
        &self.stated().behaviours
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text is no clause's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a clause; did you mean {nearest}?")]
pub struct UnknownClause {
    /// What was written.
    pub text: String,
    /// The clause whose id looks most like it.
    pub nearest: ClauseId,
}

impl FromStr for ClauseId {
    type Err = UnknownClause;

    fn from_str(text: &str) -> Result<Self, UnknownClause> {
        let found = ClauseId::ALL.iter().copied().find(|id| id.as_str() == text);
        found.ok_or_else(|| UnknownClause { text: text.to_owned(), nearest: nearest_to(text) })
    }
}

/// The clause whose id takes the fewest edits from `text`, whatever its case.
fn nearest_to(text: &str) -> ClauseId {
    let text = text.to_uppercase();
    let edits = |id: &ClauseId| strsim::damerau_levenshtein(id.as_str(), &text);
    ClauseId::ALL.iter().copied().min_by_key(edits).unwrap_or(ClauseId::End1)
}

impl Serialize for ClauseId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ClauseId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn every_clause_reads_back_from_its_id() {
        for &id in ClauseId::ALL {
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(serde_json::from_str::<ClauseId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
        }
    }

    #[test]
    fn the_text_states_every_clause_in_order() {
        let stated: Vec<&str> = read(TEXT).unwrap().iter().map(|clause| clause.id).collect();
        assert_eq!(stated, ClauseId::ALL.iter().map(|id| id.as_str()).collect::<Vec<_>>());
        let texts: std::collections::BTreeSet<&str> = ClauseId::ALL.iter().map(|id| id.text()).collect();
        assert_eq!(texts.len(), ClauseId::ALL.len());
        assert_eq!(ClauseId::ALL.len(), 56);
        assert!(ClauseId::ALL.is_sorted());
        for &id in ClauseId::ALL {
            assert!(!id.text().is_empty() && id.sentence().ends_with('.') && !id.roles().is_empty(), "{id}");
            assert!(id.level() == Level::Info || id.behaviours().is_empty(), "{id}");
            assert!(id.roles().is_sorted(), "{id}");
        }
    }

    #[rstest]
    #[case("TCP-S1", ClauseId::TcpS1)]
    #[case("tcp-s-9", ClauseId::TcpS9)]
    #[case("NUN-4", ClauseId::Num4)]
    #[case("UDPC-7", ClauseId::UdpC7)]
    fn a_mistyped_id_is_told_the_nearest(#[case] text: &str, #[case] nearest: ClauseId) {
        let error = text.parse::<ClauseId>().unwrap_err();
        assert_eq!(error.nearest, nearest);
        assert!(error.to_string().contains(nearest.as_str()));
    }

    #[test]
    fn levels_and_behaviours_are_the_protocols() {
        assert_eq!(ClauseId::TcpS1.level(), Level::Must);
        assert_eq!(serde_json::to_string(&ClauseId::End1.level()).unwrap(), "\"SHOULD\"");
        assert_eq!(
            [Level::Must, Level::Should, Level::Info].map(|level| format!("{level:<6}|")),
            ["MUST  |", "SHOULD|", "INFO  |"]
        );
        assert_eq!(ClauseId::TcpS9.behaviours(), ["first-piece", "joined", "separate", "refused"]);
    }
}
