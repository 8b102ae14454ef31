use super::*;
use crate::case::{Pace, Source};
use crate::engine::event::Stale::{self, *};
use crate::implementation::{AdHoc, FilePlace, Holds, Implementation, KnownFailing, Often, PythonKind, ad_hoc};
use crate::judge::Evidence;
use crate::set_statistics::Clause::{self, *};
use crate::set_statistics::role::{tcp_server, udp_server};
use rstest::rstest;
use std::sync::Arc;

const LEAVES: &str = "tcp-server/robust/leaves";
const RESETS: &str = "tcp-server/robust/resets";
const EMPTY: &str = "udp-server/robust/empty";
const SUITE: [&str; 5] = [LEAVES, RESETS, "tcp-server/sizes/513", EMPTY, "udp-client/errors/no-reply"];

fn make_overlay(plan: &Plan) -> Overlay {
    Overlay::new(plan, crate::protocols::default())
}

fn make_case(id: &str) -> Arc<Case> {
    let (summary, source) = (String::new(), Source::File(String::new()));
    let id = id.parse().unwrap();
    Arc::new(Case { id, summary, clauses: Vec::new(), steps: Vec::new(), patience: None, pace: Pace::Careful, source })
}

fn make_entry(case: &str, clause: impl Into<ClauseId>) -> KnownFailing {
    let place = FilePlace { file: "sockspec.toml".into(), line: 31 };
    let holds = Holds::Always;
    KnownFailing {
        implementation: None,
        case: case.to_owned(),
        clause: clause.into(),
        holds,
        fails: Often::Always,
        reason: "we know".to_owned(),
        place,
    }
}

/// An implementation that offers both servers, and knows of this failure.
fn make_implementation(name: &str, known_failing: Vec<KnownFailing>) -> Implementation {
    let commands = [tcp_server(), udp_server()].map(|role| (role, "./server".to_owned()));
    let flags = AdHoc { name: Some(name.to_owned()), commands: commands.into(), ..AdHoc::default() };
    let mut implementation = ad_hoc(flags).unwrap();
    implementation.known_failing = known_failing;
    implementation
}

fn make_plan(implementations: Vec<Implementation>) -> Plan {
    Plan::new(implementations, &SUITE.map(make_case), &[])
}

#[derive(Debug, Clone, Copy)]
enum Says {
    Pass,
    Warn,
    Skip,
}
use Says::*;

fn make_finding(clause: impl Into<ClauseId>, says: Says) -> Finding {
    let verdict = match says {
        Pass => Verdict::Pass,
        Warn => Verdict::Warn(Evidence::new("it exits")),
        Skip => Verdict::Skipped("nothing that was seen tells".to_owned()),
    };
    Finding { clause: clause.into(), verdict, step: None, side: None }
}

/// The overlay's verdicts on a trial of the first implementation.
fn cover_trial(overlay: &mut Overlay, id: &str, findings: Vec<Finding>) -> Vec<Judged> {
    overlay.cover_findings(Places::for_one_player(0), &make_case(id), vec![findings]).remove(0)
}

fn why_stale(overlay: Overlay) -> Option<Stale> {
    let stale = overlay.stale_entries();
    assert!(stale.len() <= 1);
    stale.first().map(|entry| entry.why)
}

#[rstest]
#[case::it_fails(LEAVES, &[(LEAVES, Warn)], None)]
#[case::it_passes_now(LEAVES, &[(LEAVES, Pass)], Some(PassesNow))]
#[case::one_of_a_glob_fails("tcp-server/robust/*", &[(LEAVES, Pass), (RESETS, Warn)], None)]
#[case::all_of_a_glob_pass("tcp-server/robust/*", &[(LEAVES, Pass), (RESETS, Pass)], Some(PassesNow))]
#[case::the_rest_was_not_tried("tcp-server/robust/*", &[(LEAVES, Pass)], None)]
#[case::nothing_was_tried("tcp-server/robust/*", &[], None)]
#[case::it_was_not_chosen(LEAVES, &[(RESETS, Warn)], None)]
#[case::no_such_case("tcp-server/robust/laeves", &[], Some(NoSuchCase))]
#[case::a_star_crosses_folders("tcp*", &[(LEAVES, Warn)], None)]
#[case::cases_of_another_role_do_not_count("*/robust/*", &[(LEAVES, Pass), (RESETS, Pass)], Some(PassesNow))]
#[case::it_can_not_fail_there(EMPTY, &[], Some(MatchedNothing))]
#[case::no_program_for_it("udp-client/*", &[], Some(MatchedNothing))]
#[case::only_skipped(LEAVES, &[(LEAVES, Skip)], None)]
#[case::skipped_here_and_passed_there("tcp-server/robust/*", &[(LEAVES, Skip), (RESETS, Pass)], Some(PassesNow))]
fn an_entry_is_out_of_date_when_deleting_it_would_change_nothing(
    #[case] glob: &str,
    #[case] trials: &[(&str, Says)],
    #[case] expected: Option<Stale>,
) {
    let mut overlay = make_overlay(&make_plan(vec![make_implementation("ours", vec![make_entry(glob, TcpS5)])]));
    for (id, says) in trials {
        cover_trial(&mut overlay, id, vec![make_finding(TcpS5, *says)]);
    }
    assert_eq!(why_stale(overlay), expected);
}

#[test]
fn a_clause_that_no_trial_judges_matched_nothing() {
    let mut overlay = make_overlay(&make_plan(vec![make_implementation("ours", vec![make_entry(LEAVES, TcpS6)])]));
    cover_trial(&mut overlay, LEAVES, vec![make_finding(TcpS5, Pass)]);
    assert_eq!(why_stale(overlay), Some(MatchedNothing));
}

#[test]
fn what_presumes_a_broken_clause_is_set_aside_and_its_entry_stays() {
    let entries = vec![make_entry(RESETS, TcpS5)];
    let mut overlay = make_overlay(&make_plan(vec![make_implementation("ours", entries)]));
    cover_trial(&mut overlay, "tcp-server/sizes/513", vec![make_finding(TcpS3, Warn)]);
    let judged = cover_trial(&mut overlay, RESETS, vec![make_finding(TcpS5, Warn)]);
    let set_aside = Verdict::Skipped("it presumes TCP-S-3, which is broken: fix that first".to_owned());
    assert_eq!((&judged[0].finding.verdict, &judged[0].known), (&set_aside, &None));
    assert_eq!(why_stale(overlay), None);
}

#[test]
fn a_glob_whose_other_cases_pass_stays_while_one_is_set_aside() {
    let mut overlay =
        make_overlay(&make_plan(vec![make_implementation("ours", vec![make_entry("tcp-server/robust/*", TcpS5)])]));
    cover_trial(&mut overlay, LEAVES, vec![make_finding(TcpS5, Pass), make_finding(TcpS3, Warn)]);
    cover_trial(&mut overlay, RESETS, vec![make_finding(TcpS5, Warn)]);
    assert_eq!(why_stale(overlay), None);
}

#[test]
fn what_one_implementation_breaks_says_nothing_of_another() {
    let mut overlay =
        make_overlay(&make_plan(vec![make_implementation("ours", vec![]), make_implementation("theirs", vec![])]));
    overlay.cover_findings(Places::for_one_player(0), &make_case(LEAVES), vec![vec![make_finding(TcpS3, Warn)]]);
    let judged = overlay
        .cover_findings(Places::for_one_player(1), &make_case(RESETS), vec![vec![make_finding(TcpS5, Warn)]])
        .remove(0);
    assert!(judged[0].finding.verdict.evidence().is_some());
}

#[test]
fn repetitions_are_told_alike() {
    let mut overlay = make_overlay(&make_plan(vec![make_implementation("ours", vec![])]));
    let both = vec![make_finding(TcpS5, Warn), make_finding(TcpS3, Warn)];
    let judged = overlay.cover_findings(Places::for_one_player(0), &make_case(LEAVES), vec![both.clone(), both]);
    assert_eq!(judged[0], judged[1]);
}

#[test]
fn one_repetition_that_fails_keeps_an_entry() {
    let mut overlay = make_overlay(&make_plan(vec![make_implementation("ours", vec![make_entry(LEAVES, TcpS5)])]));
    overlay.cover_findings(
        Places::for_one_player(0),
        &make_case(LEAVES),
        [Pass, Warn, Pass].map(|says| vec![make_finding(TcpS5, says)]).into(),
    );
    assert_eq!(why_stale(overlay), None);
}

#[test]
fn a_covered_failure_has_the_reason_of_the_first_entry() {
    let first = KnownFailing { reason: "first".to_owned(), ..make_entry(LEAVES, TcpS5) };
    let mut overlay = make_overlay(&make_plan(vec![make_implementation("ours", vec![first, make_entry("*", TcpS5)])]));
    let judged = cover_trial(
        &mut overlay,
        LEAVES,
        vec![make_finding(TcpS5, Warn), make_finding(TcpS6, Warn), make_finding(TcpS8, Pass)],
    );
    let known: Vec<Option<&str>> = judged.iter().map(|judged| judged.known.as_deref()).collect();
    assert_eq!(known, [Some("first"), None, None]);
}

#[rstest]
#[case::of_any(None, true)]
#[case::of_ours(Some("ours"), true)]
#[case::of_theirs(Some("theirs"), false)]
#[case::of_someone_else(Some("else"), false)]
fn an_entry_of_a_list_speaks_of_whom_it_names(#[case] name: Option<&str>, #[case] covers: bool) {
    let named = KnownFailing { implementation: name.map(str::to_owned), ..make_entry(LEAVES, TcpS5) };
    let plan = make_plan(vec![make_implementation("ours", vec![]), make_implementation("theirs", vec![])])
        .with_known_failing(vec![named]);
    let judged = cover_trial(&mut make_overlay(&plan), LEAVES, vec![make_finding(TcpS5, Warn)]);
    assert_eq!(judged[0].known.is_some(), covers);
}

#[rstest]
#[case::one_fails([Pass, Warn], None)]
#[case::both_pass([Pass, Pass], Some("ours, theirs"))]
fn an_entry_for_any_stays_while_it_covers_one_of_them(#[case] says: [Says; 2], #[case] expected: Option<&str>) {
    let plan = make_plan(vec![make_implementation("ours", vec![]), make_implementation("theirs", vec![])])
        .with_known_failing(vec![make_entry(LEAVES, TcpS5)]);
    let mut overlay = make_overlay(&plan);
    for (place, says) in says.into_iter().enumerate() {
        overlay.cover_findings(
            Places::for_one_player(place),
            &make_case(LEAVES),
            vec![vec![make_finding(TcpS5, says)]],
        );
    }
    assert_eq!(overlay.stale_entries().first().map(|entry| entry.implementation.as_str()), expected);
}

#[rstest]
#[case::no_program_of_this_run_does_it("udp-client/*", UdpC3, None)]
#[case::no_such_case("udp-client/erors/*", UdpC3, Some(NoSuchCase))]
fn a_list_may_serve_runs_of_other_programs(
    #[case] glob: &str,
    #[case] clause: impl Into<ClauseId>,
    #[case] expected: Option<Stale>,
) {
    let plan = make_plan(vec![make_implementation("ours", vec![])]).with_known_failing(vec![make_entry(glob, clause)]);
    assert_eq!(why_stale(make_overlay(&plan)), expected);
}

#[test]
fn a_list_that_speaks_of_who_takes_no_part_is_not_out_of_date() {
    let other = KnownFailing { implementation: Some("else".to_owned()), ..make_entry("no/such/*", TcpS5) };
    let plan = make_plan(vec![make_implementation("ours", vec![])]).with_known_failing(vec![other]);
    assert_eq!(why_stale(make_overlay(&plan)), None);
}

#[test]
fn what_was_not_chosen_is_known_to_exist() {
    let ours = make_implementation("ours", vec![make_entry(LEAVES, TcpS5)]);
    let chosen = Plan::new(vec![ours], &[make_case(EMPTY)], &[]).of_suite(SUITE.map(|id| id.parse().unwrap()));
    assert_eq!(why_stale(make_overlay(&chosen)), None);
}

/// One of the two holds here, whatever Python this machine has, or none.
#[rstest]
#[case::only_with(Holds::OnlyWith(PythonKind::Jython))]
#[case::not_with(Holds::NotWith(PythonKind::Jython))]
fn what_is_known_of_another_python_covers_nothing_and_is_not_out_of_date(#[case] holds: Holds) {
    let bound =
        || make_plan(vec![make_implementation("ours", vec![KnownFailing { holds, ..make_entry(LEAVES, TcpS5) }])]);
    let judged = cover_trial(&mut make_overlay(&bound()), LEAVES, vec![make_finding(TcpS5, Warn)]);
    assert_eq!(judged[0].known.is_some(), holds.applies_here());
    let mut overlay = make_overlay(&bound());
    cover_trial(&mut overlay, LEAVES, vec![make_finding(TcpS5, Pass)]);
    assert_eq!(why_stale(overlay), holds.applies_here().then_some(PassesNow));
}

/// Wrong values elsewhere do not explain that no answer comes; that one number is not answered explains that others are
/// not.
#[rstest]
#[case::wrong_values(Rsp2, Req2, None, true)]
#[case::no_answer_to_one(Rsp2, Req2, Some("7"), false)]
#[case::no_answer_to_several(Rsp2, Req3, Some("0.5 4"), false)]
#[case::no_answer_to_another_one(Req2, Req3, Some("0.5"), true)]
#[case::no_answer_to_several_and_one(Req2, Req3, Some("0.5 4"), false)]
#[case::the_same_of_one_that_is_never_served(TcpS1, Req2, Some("7"), true)]
fn what_explains_that_no_answer_comes(
    #[case] broken: Clause,
    #[case] clause: impl Into<ClauseId>,
    #[case] unanswered: Option<&str>,
    #[case] is_set_aside: bool,
) {
    let mut overlay = make_overlay(&make_plan(vec![make_implementation("a", Vec::new())]));
    cover_trial(&mut overlay, LEAVES, vec![make_finding(broken, Warn)]);
    let evidence = Evidence::new("x");
    let evidence = unanswered.map_or(evidence.clone(), |request| evidence.of_no_answer(request.as_bytes()));
    let told = Finding { verdict: Verdict::Warn(evidence), ..make_finding(clause, Warn) };
    let judged = cover_trial(&mut overlay, RESETS, vec![told]);
    assert_eq!(matches!(judged[0].finding.verdict, Verdict::Skipped(_)), is_set_aside);
}
