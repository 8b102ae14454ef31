use super::*;
use crate::protocol::role::Side;
use crate::protocol::{Derivation, Draw, Unit};

const TOML: &str = r#"
name = "echo"
title = "Says it again"
next-client = ["A-1"]

[roles.tcp-server]
side = "server"
transport = "tcp"
port = 7
unit = "line"

[roles.udp-server]
side = "server"
transport = "udp"
port = 7

[derive]
cut = "A-1"
after-restart = "A-2"

[model]
command = ["{python3}", "model.py"]

[[family]]
name = "lines"
role = "tcp-server"
draw = { regex = '[a-z]{1,9}' }
end = "\n"
clauses = ["A-2", "A-1"]

[[family]]
name = "lines"
role = "udp-server"
draw = "model"
clauses = ["A-2"]
"#;
const MARKDOWN: &str = "# Echo\n\n**`A-1` MUST (tcp-server).** It waits.\n\n**`A-2` SHOULD.** It answers.\n";

fn read(toml: &str, markdown: &str) -> Result<Definition, String> {
    let texts = Texts { toml_name: "protocol.toml", toml, markdown_name: "PROTOCOL.md", markdown };
    read_definition(texts, Home::BuiltIn).map_err(|error| error.render(false))
}

#[test]
fn every_part_is_read() {
    let read = read(TOML, MARKDOWN).unwrap();
    assert_eq!((read.spec.name.as_str(), read.spec.roles().count()), ("echo", 2));
    let clause = |id| Some(read.spec.find_clause(id).unwrap());
    assert_eq!(read.derive.clause_for(Derivation::Cut), clause("A-1"));
    assert_eq!(read.derive.clause_for(Derivation::AfterRestart), clause("A-2"));
    assert_eq!(read.derive.clause_for(Derivation::Together), None);
    assert_eq!(read.model.unwrap().command, ["{python3}", "model.py"]);
    let [tcp, udp] = read.families.as_slice() else { panic!("{:?}", read.families) };
    assert_eq!((tcp.draw.clone(), tcp.end.as_slice()), (Draw::Regex("[a-z]{1,9}".into()), b"\n".as_slice()));
    assert_eq!(tcp.clauses.iter().map(|clause| clause.as_str()).collect::<Vec<_>>(), ["A-2", "A-1"]);
    assert_eq!((tcp.role.unit(), udp.role.unit(), &udp.draw), (Unit::Line, Unit::Datagram, &Draw::Model));
    assert!(read.spec.roles().all(|role| role.side() == Side::Server));
}

#[test]
fn a_mistake_in_either_file_has_a_place_there() {
    let error = read(TOML, &MARKDOWN.replace("MUST", "MAY")).unwrap_err();
    assert!(error.contains("[PROTOCOL.md:3:9]") && error.contains("`MAY` is not a level"), "{error}");
    let error = read(&TOML.replace("udp-server]", "udp-pair]"), MARKDOWN).unwrap_err();
    assert!(error.contains("[protocol.toml:12:8]") && error.contains("ends in -pair"), "{error}");
}
