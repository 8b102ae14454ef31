use super::*;
use crate::case::{self, CaseId, Expectation, Subject};
use crate::folder::ProtocolFolder;
use crate::generate::{self, Family};
use crate::implementation::Tool;
use std::fs;
use tempfile::TempDir;

/// Its judge is built in, so that its cases have the expectations of the built-in protocol.
const TOML: &str = r#"
name = "echo"
title = "Says it again"
judge = "set-statistics"

[roles.tcp-server]
side = "server"
transport = "tcp"
port = 7
unit = "line"

[roles.udp-server]
side = "server"
transport = "udp"
port = 7
replies-to = 8000

[roles.tcp-client]
side = "client"
transport = "tcp"
port = 7
inputs = ["first", "second"]

[model]
command = ["{python3}", "model.py"]

[[family]]
name = "words"
role = "tcp-server"
draw = { regex = '[a-z]{1,8}' }
end = "\n"
clauses = ["A-1"]

[[family]]
name = "crowds"
role = "tcp-server"
draw = { regex = '[a-z]{2,8}' }
end = "\n"
at-once = 3
clauses = ["A-1"]

[[family]]
name = "bytes"
role = "udp-server"
draw = { regex = '(?s-u:.){0,8}' }
clauses = ["A-1"]

[[family]]
name = "lines"
role = "tcp-client"
draw = { regex = '[a-z]{1,8}' }
clauses = ["A-2"]

[[family]]
name = "sessions"
role = "tcp-server"
draw = "model"
clauses = ["A-1"]
"#;
const MARKDOWN: &str = "**`A-1` MUST (servers).** It answers.\n\n**`A-2` MUST (clients).** It asks.\n";

/// Owes what was sent; words with a q are open.
const MODEL: &str = r#"
import json, random, sys

def owed(steps, role):
    for step in steps:
        yield step
        if "send" in step:
            if "q" in str(step["send"]):
                raise ValueError("nobody knows about q")
            yield {"expect": "statistics", "of": step["send"], "on": step["on"]}
    if role == "tcp-client":
        yield {"expect": "message", "text": steps[0]["type"]}
        yield {"reply": "done"}
        yield {"expect": "exit", "how": "success"}

def drawn(request):
    number = random.Random(f"{request['seed']} {request['index']}")
    for visit in range(request["visits"]):
        yield {"connect": f"c{visit}"}
        for _ in range(3):
            yield {"send": str(number.randrange(1000, 9999)), "on": f"c{visit}"}

for line in sys.stdin:
    request = json.loads(line)
    wanted = request.get("session") or request["draw"]
    try:
        answer = {"steps": list(owed(wanted.get("steps") or list(drawn(wanted)), wanted["role"]))}
    except ValueError as error:
        answer = {"invalid": str(error)}
    print(json.dumps(answer), flush=True)
"#;

struct Bench {
    drawer: &'static FolderDrawer,
    spec: &'static Spec,
    _folder: TempDir,
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.drawer.stop();
    }
}

impl Bench {
    /// The protocol above; nothing without a Python 3.
    fn new() -> Option<Bench> {
        if Tool::Python3.find().is_err() {
            let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: Python 3 is not here for a model\n");
            return None;
        }
        Some(Bench::with_model(MODEL))
    }

    fn with_model(model: &str) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("protocol.toml", TOML), ("PROTOCOL.md", MARKDOWN), ("model.py", model)] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let read = ProtocolFolder::load(folder.path()).unwrap_or_else(|error| panic!("{}", error.render(false)));
        Bench { drawer: Box::leak(Box::new(FolderDrawer::new(&read))), spec: read.spec, _folder: folder }
    }

    fn find_origin(&self, role: &str, family: &str, index: u64) -> Origin {
        let role = self.spec.find_role(role).unwrap();
        let mut families = generate::families_of(self.drawer, role);
        let family: Family = families.find(|known| known.as_str() == family).unwrap();
        Origin { role, family, index }
    }
}

/// The bytes that are sent or typed, step by step.
fn sent_messages(case: &Case) -> Vec<Vec<u8>> {
    let payload = |step: &Step| match step {
        Step::Send { payload, .. } | Step::Type { line: payload, .. } => Some(payload.to_vec()),
        _ => None,
    };
    case.steps.iter().filter_map(payload).collect()
}

/// The simplest case that still `shows` something.
fn find_simplest(mut tree: CaseTree, shows: impl Fn(&Case) -> bool) -> Case {
    let mut best = tree.current_case();
    assert!(shows(&best));
    let mut moved = tree.simplify();
    while moved {
        let case = tree.current_case();
        if shows(&case) {
            best = case;
            moved = tree.simplify();
        } else {
            moved = tree.complicate();
        }
    }
    best
}

/// The case is a valid file, and reads back as it is.
fn assert_reads_back(bench: &Bench, case: &Case) {
    let text = case::to_toml(case);
    let id = CaseId::new(Subject::Role(case.id.subject().roles()[0]), "generated/x");
    let read = protocol::run_with_spec(bench.spec, || case::parse("x", id, &text));
    let read = read.unwrap_or_else(|error| panic!("{}{text}", error.render(false)));
    assert_eq!((read.steps, read.clauses), (case.steps.clone(), case.clauses.clone()));
}

#[test]
fn a_case_is_the_same_whenever_it_is_drawn() {
    let Some(bench) = Bench::new() else { return };
    for (role, family) in [("tcp-server", "words"), ("udp-server", "bytes"), ("tcp-client", "lines")] {
        let origin = bench.find_origin(role, family, 3);
        let case = origin.try_tree(7).unwrap().current_case();
        assert_eq!(case, origin.try_tree(7).unwrap().current_case());
        assert_ne!(sent_messages(&case), sent_messages(&origin.try_tree(8).unwrap().current_case()));
        assert_ne!(
            sent_messages(&case),
            sent_messages(&bench.find_origin(role, family, 4).try_tree(7).unwrap().current_case())
        );
        assert_eq!(case.id.as_str(), format!("{role}/generated/{family}/3"));
        assert_reads_back(&bench, &case);
    }
}

#[test]
fn a_session_holds_32_exchanges_without_those_that_are_open() {
    let Some(bench) = Bench::new() else { return };
    let case = bench.find_origin("udp-server", "bytes", 0).try_tree(1).unwrap().current_case();
    let binds = case.steps.iter().filter(|step| matches!(step, Step::Bind { port: Some(8000), .. })).count();
    let owed = case.steps.iter().filter(|step| matches!(step, Step::Expect { .. })).count();
    assert_eq!(binds, owed);
    assert!((28..=SESSION).contains(&binds), "{binds}");
    let words = sent_messages(&bench.find_origin("tcp-server", "words", 0).try_tree(1).unwrap().current_case());
    assert!(words.iter().all(|word| word.ends_with(b"\n") && !word.contains(&b'q')), "{words:?}");
    assert!((10..SESSION).contains(&words.len()), "{}", words.len());
}

#[test]
fn a_client_gets_a_line_for_each_input_and_the_models_reply() {
    let Some(bench) = Bench::new() else { return };
    let case = bench.find_origin("tcp-client", "lines", 0).try_tree(1).unwrap().current_case();
    let kinds: Vec<bool> = case.steps.iter().map(|step| matches!(step, Step::Type { .. })).collect();
    assert_eq!(kinds, [true, true, false, false, false]);
    let line = sent_messages(&case)[0].clone();
    let Step::Expect { what: Expectation::Message { text }, .. } = &case.steps[2] else { panic!("{case:?}") };
    assert_eq!(text.to_vec(), line);
}

#[test]
fn a_session_shrinks_to_one_exchange_of_plain_bytes() {
    let Some(bench) = Bench::new() else { return };
    let shows = |case: &Case| sent_messages(case).iter().any(|word| word.contains(&b'z'));
    let seed =
        (0..).find(|seed| shows(&bench.find_origin("tcp-server", "words", 0).try_tree(*seed).unwrap().current_case()));
    let case = find_simplest(bench.find_origin("tcp-server", "words", 0).try_tree(seed.unwrap()).unwrap(), shows);
    let [word] = &sent_messages(&case)[..] else { panic!("{case:?}") };
    assert!(word.contains(&b'z') && word.len() <= 3, "{word:?}");
    let what = Expectation::Statistics { on: first_peer(&case), of: word.clone().into() };
    assert!(case.steps.contains(&Step::Expect { what, clause: bench.spec.find_clause("A-1").unwrap() }), "{case:?}");
    assert_reads_back(&bench, &case);
}

fn first_peer(case: &Case) -> String {
    case.steps
        .iter()
        .find_map(|step| if let Step::Connect { peer } = step { Some(peer.clone()) } else { None })
        .unwrap()
}

#[test]
fn a_session_of_the_model_shrinks_by_exchanges_steps_and_bytes() {
    let Some(bench) = Bench::new() else { return };
    let origin = bench.find_origin("tcp-server", "sessions", 0);
    let whole = origin.try_tree(1).unwrap().current_case();
    assert_eq!(sent_messages(&whole).len(), 3 * SESSION);
    let shows = |case: &Case| sent_messages(case).iter().any(|message| message.contains(&b'7'));
    let case = find_simplest(origin.try_tree(1).unwrap(), shows);
    assert_eq!((sent_messages(&case), case.steps.len()), (vec![b"7".to_vec()], 3), "{case:?}");
    assert_reads_back(&bench, &case);
}

#[test]
fn a_broken_model_draws_nothing_and_says_why() {
    let Some(_) = Bench::new() else { return };
    let bench = Bench::with_model("raise SystemExit('no time')");
    let origin = bench.find_origin("tcp-server", "words", 0);
    let Err(Undrawn::Fault(reason)) = origin.try_tree(1) else { panic!("drawn") };
    assert!(reason.contains("has ended (exit status: 1)") && reason.ends_with("no time"), "{reason}");
    let case = origin.draw_case(1);
    assert!(case.steps.is_empty() && case.summary.contains("no time"));
}

#[test]
fn a_session_of_which_all_is_open_is_no_fault() {
    let Some(_) = Bench::new() else { return };
    let bench = Bench::with_model("import sys\nfor line in sys.stdin: print('{\"invalid\": \"-\"}', flush=True)");
    assert_eq!(bench.find_origin("tcp-server", "words", 0).try_tree(1).err(), Some(Undrawn::Open("-".into())));
}

/// Three clients come, their messages arrive in two parts each, mixed, and then all leave. Shrunk it is one client.
#[test]
fn clients_visit_at_once() {
    let Some(bench) = Bench::new() else { return };
    let origin = bench.find_origin("tcp-server", "crowds", 0);
    let tree = origin.try_tree(3).or_else(|_| origin.try_tree(4)).unwrap();
    let case = tree.current_case();
    let comes = |step: &Step| matches!(step, Step::Connect { .. });
    assert_eq!(case.steps.iter().take_while(|step| comes(step)).count(), 3);
    let mut texts: std::collections::BTreeMap<&str, Vec<u8>> = std::collections::BTreeMap::new();
    let mut order = Vec::new();
    for step in &case.steps {
        if let Step::Send { peer, payload, .. } = step {
            texts.entry(peer).or_default().extend(payload.to_vec());
            order.push(peer.as_str());
        }
    }
    assert_eq!(order.len(), 2 * texts.len());
    assert!(texts.values().all(|text| text.ends_with(b"\n") && text.len() > 2), "{texts:?}");
    assert!(order.windows(2).any(|pair| pair[0] != pair[1]) && !order.is_sorted(), "{order:?}");
    let shows = |case: &Case| sent_messages(case).concat().contains(&b'e');
    let simple = find_simplest(tree, shows);
    assert!(simple.steps.len() <= 6, "{simple:?}");
    assert_reads_back(&bench, &simple);
}
