//! Node's clients: what its terminal shows of a line that is typed, and an event loop that a pipe keeps going.

use super::{Bench, has_namespaces, skipped};
use sockspec::implementation::Tool;

/// As a beginner writes it: readline for its two lines, and no `process.exit`.
const CLIENT: &str = "\
const net = require('net');
const readline = require('readline');
const rl = readline.createInterface({ input: process.stdin, output: process.stdout });
const socket = net.connect(16000, '127.0.0.1');
rl.question('Input integers with space in between: ', message => {
  rl.question('Enter the length of the set: ', length => {
    rl.close();
    socket.write(message);
    socket.once('data', reply => {
      const [total, lowest, highest, mean] = reply.toString().split(' ');
      console.log('The total of all numbers is: ' + total);
      console.log('The lowest number is: ' + lowest);
      console.log('The highest number is: ' + highest);
      console.log('The mean is: ' + mean);
      socket.write(length, () => socket.destroy());
    });
  });
});
";

fn run(body: &str) -> Option<super::Outcome> {
    run_with_budget(body, "60s")
}

fn run_with_budget(body: &str, budget: &str) -> Option<super::Outcome> {
    let Ok(node) = Tool::Node.find() else {
        skipped("no Node, so that no client with an event loop can be tried");
        return None;
    };
    let bench = Bench::new();
    let command = format!("{} {}", node.display(), bench.file("client.js", body));
    let call = ["run", "--tcp-client", &command, "--run", "tcp-client/published/session", "--budget", budget];
    has_namespaces().then(|| bench.run(&call))
}

#[test]
fn a_client_of_node_passes() {
    let Some(run) = run(CLIENT) else { return };
    run.assert_code(0);
    assert!(run.out.contains(" 0 failed, 0 warned"), "{run:?}");
}

/// Node's loop goes on waiting for a timer that was stopped. That is no reason to wait for it too.
#[test]
fn a_client_of_node_with_a_stopped_timer_is_quick() {
    let body = CLIENT.replace("    rl.close();\n", "    const clock = setTimeout(() => process.exit(1), 4000);\n");
    let body = body.replace("reply => {\n", "reply => {\n      clearTimeout(clock);\n");
    let Some(run) = run_with_budget(&body, "2s") else { return };
    run.assert_code(0);
    assert!(run.out.contains(" 0 failed, 0 warned"), "{run:?}");
}

/// One that keeps its socket is not done, whatever keeps it.
#[test]
fn a_client_of_node_that_keeps_its_socket() {
    let Some(run) = run(&CLIENT.replace("() => socket.destroy()", "() => {}")) else { return };
    assert!(run.out.contains("TCP-C-3 (MUST)") && run.out.contains("the client does not end"), "{run:?}");
}
