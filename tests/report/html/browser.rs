//! The page in a real browser, where one is found.

use super::super::build::closed;
use super::super::console::failing;
use super::super::matrix::two;
use super::super::qualification::recorded;
use super::super::runs::generated;
use super::{HOSTILE, class, hostile, written};
use crate::python27::skipped;
use assert_cmd::Command;
use sockspec::report::html::kills;
use std::path::Path;
use std::time::{Duration, Instant};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
/// However busy the machine is.
const PATIENCE: Duration = Duration::from_secs(90);

/// A page as the browser has it when its script has run.
struct Shown {
    dom: String,
    console: Vec<String>,
    took: Duration,
}

/// Opens the page at this place; `None`: there is no browser, which is said.
fn open(page: &str, place: &str) -> Option<Shown> {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("report.html");
    std::fs::write(&file, page).unwrap();
    let address = format!("file://{}#{place}", file.display());
    for browser in BROWSERS {
        let begun = Instant::now();
        let Ok(output) = command(browser, home.path()).arg(&address).output() else { continue };
        let dom = String::from_utf8_lossy(&output.stdout).into_owned();
        if dom.contains("<html") {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
            return Some(Shown { dom, console, took: begun.elapsed() });
        }
    }
    skipped("the page in a browser: no chromium that runs was found");
    None
}

fn command(browser: &str, home: &Path) -> Command {
    let mut command = Command::new(browser);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--dump-dom"]);
    command.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
    command.args(["--enable-logging=stderr", "--v=0", "--virtual-time-budget=2000"]);
    command.arg(format!("--user-data-dir={}", home.join("profile").display())).timeout(PATIENCE);
    command
}

impl Shown {
    /// The cases that are to be seen.
    fn cases(&self) -> Vec<&str> {
        let rows = self.dom.split("<tr data-case=\"").skip(1);
        let tags = rows.map(|row| row.split('>').next().unwrap_or_default());
        tags.filter(|tag| !tag.contains("hidden")).map(|tag| tag.split('"').next().unwrap_or_default()).collect()
    }

    fn dialog(&self) -> &str {
        self.dom.split("<dialog").nth(1).unwrap().split("</dialog>").next().unwrap()
    }
}

#[test]
fn the_page_shows_what_its_address_says() {
    let page = written(&failing());
    let Some(all) = open(&page, "") else { return };
    assert_eq!(all.console, [""; 0]);
    let everything = [
        "tcp-server/sizes/long",
        "tcp-server/published/session",
        "tcp-server/generated/integers-17",
        "tcp-server/robust/leaves",
    ];
    assert_eq!(all.cases(), everything);
    assert!(all.dom.contains("4 of 4 cases, 2 of 2 deviations"), "{}", all.dom);
    let warned = open(&page, "verdict=warn").unwrap();
    assert_eq!(warned.cases(), ["tcp-server/robust/leaves"]);
    assert!(warned.dom.contains("1 of 4 cases, 1 of 2 deviations"));
    assert_eq!(open(&page, "q=long%20SIZES&impl=ours&role=tcp-server").unwrap().cases(), ["tcp-server/sizes/long"]);
    assert_eq!(open(&page, "role=udp-client").unwrap().cases(), [""; 0]);
}

#[test]
fn a_trial_opens_with_its_diagram_and_its_difference() {
    let Some(shown) = open(&written(&failing()), "verdict=fail&trial=1") else { return };
    assert_eq!(shown.console, [""; 0]);
    let dialog = shown.dialog();
    assert!(dialog.starts_with(" id=\"dialog\" aria-labelledby=\"dialog-title\" open"), "{dialog}");
    let parts = [
        "tcp-server/published/session",
        "27.4<mark>5</mark> 3.4<mark>5</mark> 9.0 5.4<mark>9</mark>",
        "sockspec run ours --run tcp-server/published/session",
        "<svg width",
        "Received data: [5.0, 4.0, 6.0, 9.0, 3.4]",
        "ours's server",
    ];
    parts.iter().for_each(|part| assert!(dialog.contains(part), "{part} is not in {dialog}"));
    let nothing = open(&written(&generated()), "trial=77").unwrap();
    assert!(!nothing.dialog().contains("open=") && nothing.console.is_empty(), "{}", nothing.dialog());
}

#[test]
fn a_cell_of_the_matrix_opens_its_trials() {
    let Some(shown) = open(&written(&closed(two())), "cell=tcp.1.0") else { return };
    assert_eq!(shown.console, [""; 0]);
    assert!(shown.dialog().contains("wrong|er's client with right's server"), "{}", shown.dialog());
    assert!(shown.dialog().contains("tcp-pair/published/joined"), "{}", shown.dialog());
}

#[test]
fn the_kill_matrix_can_be_filtered() {
    let mut page = Vec::new();
    kills(&mut page, &recorded()).unwrap();
    let page = String::from_utf8(page).unwrap();
    let Some(shown) = open(&page, "verdict=fail,warn&q=mis") else { return };
    assert_eq!(shown.console, [""; 0]);
    assert!(shown.dom.contains("2 of 3 faults"), "{}", shown.dom);
}

#[test]
fn nothing_that_a_program_says_acts() {
    let Some(shown) = open(&written(&hostile()), "trial=0") else { return };
    assert!(shown.dom.contains("<title>sockspec report</title>") && !shown.dom.contains("<img"), "{}", shown.dom);
    assert!(shown.dialog().contains("&lt;/script&gt;&lt;img src=x"), "{HOSTILE} is not shown: {}", shown.dialog());
    assert_eq!(shown.console, [""; 0]);
}

#[test]
fn ten_thousand_trials_stay_usable() {
    let page = written(&class(100, 100));
    assert!(page.len() < 40_000_000, "{} bytes", page.len());
    let Some(shown) = open(&page, "verdict=fail&impl=submission-007&trial=9999") else { return };
    assert_eq!(shown.console, [""; 0]);
    assert_eq!(shown.cases().len(), 15);
    assert!(shown.dialog().contains("submission-099"), "{}", shown.dialog());
    eprintln!("10,000 trials: {} kB, opened and printed by the browser in {:?}", page.len() / 1000, shown.took);
}
