//! The page in a real browser, if there is one.

use super::super::build::{broken, closed, judged, played, run_started, session, session_seen};
use super::super::console::failing;
use super::super::matrix::two;
use super::super::qualification::recorded;
use super::super::runs::generated;
use super::{HOSTILE, class, hostile, written};
use crate::python27::skipped;
use assert_cmd::Command;
use sockspec::engine::event::Event;
use sockspec::judge::{Evidence, Verdict};
use sockspec::report::html::write_kill_page;
use sockspec::set_statistics::Clause;
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
    open_file(tempfile::tempdir().unwrap().path(), "report.html", page, place)
}

/// The same of a file in this folder, which may hold others.
fn open_file(home: &Path, name: &str, page: &str, place: &str) -> Option<Shown> {
    let file = home.join(name);
    std::fs::write(&file, page).unwrap();
    let address = format!("file://{}#{place}", file.display());
    for browser in BROWSERS {
        let begun = Instant::now();
        let Ok(output) = command(browser, home).arg(&address).output() else { continue };
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
    write_kill_page(&mut page, &recorded()).unwrap();
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
    if let Some(file) = std::env::var_os("SOCKSPEC_TEST_LARGE_PAGE") {
        std::fs::write(file, &page).unwrap();
    }
    assert!(page.len() < 40_000_000, "{} bytes", page.len());
    let Some(shown) = open(&page, "verdict=fail&impl=submission-007&trial=9999") else { return };
    assert_eq!(shown.console, [""; 0]);
    assert_eq!(shown.cases().len(), 15);
    assert!(shown.dialog().contains("submission-099"), "{}", shown.dialog());
    eprintln!("10,000 trials: {} kB, opened and printed by the browser in {:?}", page.len() / 1000, shown.took);
}

/// The measurements of a page in a frame of this width, after these actions. It is a frame, since a browser's own
/// window can't be as narrow as a telephone's.
fn measured(page: &str, width: usize, act: &str) -> Option<serde_json::Value> {
    let home = tempfile::tempdir().unwrap();
    let probe = format!(
        "<script>addEventListener('load', async () => {{ const wait = () => new Promise((go) => setTimeout(go, 150)); \
         const found = {{}}; {act}; parent.postMessage(JSON.stringify(found), '*'); }});</script></body>"
    );
    let page = page.replace("</body>", &probe);
    std::fs::write(home.path().join("report.html"), page).unwrap();
    let frame = format!(
        "<!DOCTYPE html><html><body><pre id=\"found\"></pre><script>addEventListener('message', (event) => {{ \
         document.getElementById('found').textContent = event.data; }});</script>\
         <iframe src=\"report.html\" style=\"width:{width}px;height:800px;border:0\"></iframe></body></html>"
    );
    let shown = open_file(home.path(), "frame.html", &frame, "")?;
    let found = shown.dom.split("<pre id=\"found\">").nth(1).unwrap().split("</pre>").next().unwrap();
    assert!(shown.console.is_empty(), "{:?}", shown.console);
    Some(serde_json::from_str(&found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).unwrap())
}

/// A class of 30, each of which notes results of 309 digits and replies with a whole buffer.
fn huge() -> Vec<Event> {
    let digits = format!("1{}.0", "0".repeat(308));
    let names: Vec<String> = (0..30).map(|number| format!("submission-{number:02}-of-somebody")).collect();
    let named: Vec<(&str, Option<&str>)> = names.iter().map(|name| (name.as_str(), None)).collect();
    let mut events = vec![run_started(&named, 30)];
    for name in &names {
        let noted = Verdict::Noted(format!("nan {digits} {digits} / {digits} -{digits}"));
        let buffer = format!("1.0 1.0 1.0 1.0{}", "\0".repeat(90));
        let broken =
            broken(Clause::Rsp1.id(), Evidence::new("a whole buffer").with_comparison("1.0 1.0 1.0 1.0", &buffer));
        let findings = vec![judged(Clause::Num6.id(), noted), broken];
        events.push(played(name, session(), session_seen(&[&digits, &buffer]), findings));
    }
    closed(events)
}

#[test]
fn nothing_is_wider_than_the_page_however_long_a_number_is() {
    let page = written(&huge());
    let act = "found.page = document.documentElement.scrollWidth; found.window = innerWidth; \
               found.cells = Math.max(...[...document.querySelectorAll('#clauses td')].map((cell) => cell.offsetWidth)); \
               found.heads = Math.max(...[...document.querySelectorAll('th')].map((cell) => cell.offsetWidth))";
    for width in [400, 1200] {
        let Some(found) = measured(&page, width, act) else { return };
        assert_eq!(found["window"], width, "{found}");
        assert!(found["page"].as_u64().unwrap() <= width as u64, "{found}");
        assert!(found["cells"].as_u64().unwrap() <= 320, "{found}");
    }
}

#[test]
fn a_link_leads_below_the_bar_and_back_leads_back() {
    // No frame is drawn while the browser's time runs ahead, so that a smooth scroll would stand still.
    let act = "document.documentElement.style.scrollBehavior = 'auto'; \
               await wait(); document.querySelector('nav a[href=\"#clauses\"]').click(); await wait(); await wait(); \
               const place = document.querySelector('#clauses').getBoundingClientRect().top; \
               const bar = document.querySelector('#filters'); \
               found.covered = getComputedStyle(bar).position === 'sticky' && place < bar.getBoundingClientRect().bottom; \
               found.moved = scrollY > 0; found.address = location.hash; \
               history.back(); await wait(); found.before = location.hash";
    let page = written(&huge());
    for width in [400, 1200] {
        let Some(found) = measured(&page, width, act) else { return };
        assert_eq!(found["address"], "#place=clauses", "{found}");
        assert_eq!((&found["covered"], &found["moved"]), (&false.into(), &true.into()), "{found}");
        assert_eq!(found["before"], "", "{found}");
    }
}

#[test]
fn a_search_for_a_name_keeps_what_it_is_about() {
    let act = "const text = document.querySelector('#filter-text'); text.value = 'submission-07'; \
               text.dispatchEvent(new Event('input', { bubbles: true })); await wait(); \
               const shown = (rows) => [...document.querySelectorAll(rows)].filter((row) => !row.hidden).length; \
               found.cases = shown('#cases tr[data-case]'); found.clauses = shown('tr.clause'); \
               found.deviations = shown('.deviation')";
    let Some(found) = measured(&written(&huge()), 1200, act) else { return };
    assert_eq!(
        (&found["cases"], &found["clauses"], &found["deviations"]),
        (&1.into(), &2.into(), &1.into()),
        "{found}"
    );
}
