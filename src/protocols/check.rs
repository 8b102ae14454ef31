//! Finds the gaps of a protocol from its files alone: clauses without cases, cases that can't fail, roles without
//! programs. Pure: reads no file, runs nothing.

use crate::case::{Case, CaseId, ExitExpectation, Expectation, Matcher, Step};
use crate::protocol::clause::{ClauseId, Level};
use crate::protocol::role::{Role, Side};
use crate::protocol::{Spec, Unit};

/// One thing that a protocol lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// No case names the clause.
    UnnamedClause(ClauseId),
    /// No case of the role, alone or in a pair, names the clause, which binds it; cases of other roles do.
    NoCase {
        /// The clause.
        clause: ClauseId,
        /// The role.
        role: Role,
    },
    /// The case promises a verdict on the clause, and whatever a program does, that verdict is no failure.
    CannotFail {
        /// The case.
        case: CaseId,
        /// The clause: a MUST or a SHOULD.
        clause: ClauseId,
    },
    /// No implementation of the protocol offers the role.
    NoProgram(Role),
}

/// The parts of a protocol besides its clauses.
#[derive(Debug, Clone, Copy)]
pub struct Holdings<'p> {
    /// Its written cases.
    pub cases: &'p [Case],
    /// The clauses that derived and generated cases check, each with the role that they test.
    pub unwritten: &'p [(ClauseId, Role)],
    /// The roles that its implementations offer.
    pub offered: &'p [Role],
}

/// Everything that the protocol `spec` lacks: clause by clause, then case by case, then role by role.
pub fn find_lacks(spec: &'static Spec, holdings: Holdings<'_>) -> Vec<Lack> {
    let Holdings { cases, offered, .. } = holdings;
    let clauses = spec.clauses().flat_map(|clause| of_clause(clause, holdings));
    let of_cases = cases.iter().flat_map(|case| {
        let harmless = case.clauses.iter().filter(|clause| !can_fail(case, **clause));
        harmless.map(|clause| Lack::CannotFail { case: case.id.clone(), clause: *clause })
    });
    let roles = spec.roles().filter(|role| !offered.contains(role)).map(Lack::NoProgram);
    clauses.chain(of_cases).chain(roles).collect()
}

fn of_clause(clause: ClauseId, Holdings { cases, unwritten, .. }: Holdings<'_>) -> Vec<Lack> {
    let naming = cases.iter().filter(|case| names_clause(case, clause));
    let mut named: Vec<Role> = naming.flat_map(|case| case.id.subject().roles()).collect();
    named.extend(unwritten.iter().filter(|(other, _)| *other == clause).map(|(_, role)| *role));
    if named.is_empty() {
        return vec![Lack::UnnamedClause(clause)];
    }
    let lacking = clause.roles().iter().filter(|role| !named.contains(role));
    lacking.map(|role| Lack::NoCase { clause, role: *role }).collect()
}

/// Whether the case promises a verdict on the clause, or expects something because of it.
fn names_clause(case: &Case, clause: ClauseId) -> bool {
    case.clauses.contains(&clause) || expectations_for(case, clause).next().is_some()
}

/// The expectations of the case for the clause.
fn expectations_for(case: &Case, clause: ClauseId) -> impl Iterator<Item = &Expectation> {
    case.steps.iter().filter_map(move |step| match step {
        Step::Expect { what, clause: own } if *own == clause => Some(what),
        _ => None,
    })
}

/// Whether a program can break the clause in this case. An INFO clause can't be broken anywhere.
fn can_fail(case: &Case, clause: ClauseId) -> bool {
    clause.level() == Level::Info || expectations_for(case, clause).any(|what| can_be_missed(case, what))
}

/// Whether some program does not do what is expected.
fn can_be_missed(case: &Case, what: &Expectation) -> bool {
    match what {
        Expectation::Prints { what } => !stands_in_nothing(what),
        Expectation::Exit { how: ExitExpectation::Any, between: None } => false,
        Expectation::Reply { what, times, .. } => *times > 0 && !(is_stream(case, Side::Server) && is_no_byte(what)),
        Expectation::Sends { what, .. } => !(is_stream(case, Side::Client) && is_no_byte(what)),
        _ => true,
    }
}

/// Whether it is found in a console on which nothing was printed.
fn stands_in_nothing(what: &Matcher) -> bool {
    // An expectation that forbids a text can fail: a program may print the text.
    !matches!(what, Matcher::Not(_)) && what.found_in(b"").is_some()
}

/// Whether it is a text of no bytes: if messages have no end, it is always there.
fn is_no_byte(what: &Matcher) -> bool {
    matches!(what, Matcher::Text(payload) if payload.to_vec().is_empty())
}

/// Whether a message of this side has no end mark.
fn is_stream(case: &Case, side: Side) -> bool {
    case.id.subject().roles().iter().any(|role| role.side() == side && role.unit() == Unit::Stream)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::file;
    use crate::protocol::{Home, Texts, read_definition, run_with_spec};
    use rstest::rstest;

    const TOML: &str = "name = \"x\"\ntitle = \"x\"\n\
                        [roles.s]\nside = \"server\"\ntransport = \"tcp\"\nport = 7\n\
                        [roles.c]\nside = \"client\"\ntransport = \"tcp\"\nport = 7\n";
    const CLAUSES: &str = "**`A-1` MUST.** It is.\n\n**`A-2` INFO (s).** It is `a`, or `b`.\n";

    fn test_spec() -> &'static Spec {
        let texts = Texts { toml_name: "x", toml: TOML, markdown_name: "x", markdown: CLAUSES };
        read_definition(texts, Home::BuiltIn).unwrap().spec
    }

    /// The case of these steps, which promises a verdict on `clause`.
    fn parse_case(id: &str, clause: &str, steps: &str) -> Case {
        let text = format!("summary = \"x\"\nclauses = [\"{clause}\"]\nsteps = [{steps}]");
        file::parse("case.toml", id.parse().unwrap(), &text).unwrap_or_else(|error| panic!("{}", error.render(false)))
    }

    #[rstest]
    #[case::reply("s/a", r#"{connect = "a"}, {expect = "reply", text = "a", clause = "A-1"}"#, true)]
    #[case::anything("s/a", r#"{connect = "a"}, {expect = "reply", anything = true, clause = "A-1"}"#, true)]
    #[case::no_byte("s/a", r#"{connect = "a"}, {expect = "reply", text = "", clause = "A-1"}"#, false)]
    #[case::nothing("s/a", r#"{connect = "a"}, {expect = "nothing", clause = "A-1"}"#, true)]
    #[case::prints("c/a", r#"{expect = "prints", text = "a", clause = "A-1"}"#, true)]
    #[case::prints_no_byte("c/a", r#"{expect = "prints", text = "", clause = "A-1"}"#, false)]
    #[case::may_print("c/a", r#"{expect = "prints", regex = "[a-z]*", clause = "A-1"}"#, false)]
    #[case::does_not_print("c/a", r#"{expect = "prints", not = { text = "a" }, clause = "A-1"}"#, true)]
    #[case::ends("c/a", r#"{expect = "exit", how = "success", clause = "A-1"}"#, true)]
    #[case::ends_anyhow("c/a", r#"{expect = "exit", how = "any", clause = "A-1"}"#, false)]
    #[case::ends_in_time("c/a", r#"{expect = "exit", how = "any", between = ["1s", "2s"], clause = "A-1"}"#, true)]
    fn a_case_that_cannot_fail_is_found(#[case] id: &str, #[case] steps: &str, #[case] expected: bool) {
        run_with_spec(test_spec(), || {
            let case = parse_case(id, "A-1", steps);
            assert_eq!(can_fail(&case, case.clauses[0]), expected);
        });
    }

    #[test]
    fn a_clause_needs_a_case_of_each_role_alone_or_in_a_pair() {
        run_with_spec(test_spec(), || {
            let spec = crate::protocol::current_spec();
            let [first, second] = ["A-1", "A-2"].map(|id| spec.find_clause(id).unwrap());
            let [server, client] = ["s", "c"].map(|name| spec.find_role(name).unwrap());
            let alone = parse_case("s/a", "A-1", r#"{connect = "a"}, {expect = "closed", on = "a", clause = "A-1"}"#);
            let pair = parse_case("tcp-pair/a", "A-1", r#"{expect = "sends", text = "a", clause = "A-1"}"#);
            let unnamed = Lack::UnnamedClause(second);
            let holdings = Holdings { cases: std::slice::from_ref(&alone), unwritten: &[], offered: &[server, client] };
            let no_client = Lack::NoCase { clause: first, role: client };
            assert_eq!(find_lacks(spec, holdings), [no_client, unnamed.clone()]);
            let unwritten = [(first, client), (second, server)];
            assert_eq!(find_lacks(spec, Holdings { unwritten: &unwritten, ..holdings }), []);
            let holdings = Holdings { cases: &[alone, pair], unwritten: &[], offered: &[server] };
            assert_eq!(find_lacks(spec, holdings), [unnamed, Lack::NoProgram(client)]);
        });
    }
}
