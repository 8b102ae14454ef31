"use strict";
// Filters, kept in the address, and the details of a trial.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const index = JSON.parse($("#index").textContent);
  const dialog = $("#dialog"), form = $("#filters");
  const text = $("#filter-text"), role = $("#filter-role"), implementation = $("#filter-implementation");
  const [OWN, CLIENT, CASE, MARK, DETAIL] = [0, 1, 2, 3, 4];

  // --- The state, which is the address ---------------------------------------------------------------------------

  const state = { q: "", role: "", impl: "", verdict: [], trial: null, cell: null, place: null };

  function read() {
    const hash = location.hash.slice(1);
    // A link from elsewhere may name a place alone: #clauses.
    const given = new URLSearchParams(hash.includes("=") ? hash : { place: hash });
    for (const name of ["q", "role", "impl"]) state[name] = given.get(name) || "";
    state.verdict = (given.get("verdict") || "").split(",").filter((word) => index.marks.includes(word));
    const number = given.get("trial");
    state.trial = number !== null && /^\d+$/.test(number) && index.trials[+number] ? +number : null;
    state.place = document.getElementById(given.get("place") || "") ? given.get("place") : null;
    state.cell = /^(tcp|udp)\.\d+\.\d+$/.test(given.get("cell") || "") ? given.get("cell") : null;
  }

  function address() {
    const given = new URLSearchParams();
    for (const name of ["q", "role", "impl"]) if (state[name]) given.set(name, state[name]);
    if (state.verdict.length) given.set("verdict", state.verdict.join(","));
    if (state.cell !== null) given.set("cell", state.cell);
    if (state.trial !== null) given.set("trial", state.trial);
    if (state.place !== null) given.set("place", state.place);
    return "#" + given.toString().replaceAll("%2C", ",");
  }

  /** Shows the state and keeps it; `step`: so that "back" leads here again. */
  function go(change, step) {
    Object.assign(state, change);
    const to = address();
    if (to !== (location.hash || "#")) {
      if (step) history.pushState(null, "", to);
      else history.replaceState(null, "", to);
    }
    show();
  }

  function show() {
    text.value = state.q;
    role.value = state.role;
    implementation.value = state.impl;
    for (const box of form.elements.mark) box.checked = state.verdict.includes(box.value);
    filter();
    if (state.trial !== null) openTrial(state.trial);
    else if (state.cell !== null) openCell(state.cell);
    else if (dialog.open) dialog.close();
  }

  // --- Filters ---------------------------------------------------------------------------------------------------

  const words = new WeakMap();
  function says(element, query) {
    if (!query) return true;
    if (!words.has(element)) {
      const titles = $$("[title]", element).filter((one) => one.matches("th")).map((one) => one.title);
      // A row of the tables is about the implementations that it says something of.
      const named = element.closest(".by-implementation")
        ? [...element.cells].slice(1).map((cell, at) => (cell.childElementCount ? index.names[at] : "")) : [];
      words.set(element, [element.textContent, element.dataset.case || "", ...titles, ...named].join(" ").toLowerCase());
    }
    return query.split(/\s+/).every((word) => words.get(element).includes(word));
  }

  const columns = make("style");
  document.head.append(columns);

  function filter() {
    const query = state.q.trim().toLowerCase(), marks = state.verdict;
    const column = state.impl ? index.names.indexOf(state.impl) + 2 : 0;
    columns.textContent = column < 2 ? "" :
      `.by-implementation tr:not(.wide) > :not(:first-child):not(:nth-child(${column})) { display: none; }`;
    const cells = (row) => (column < 2 ? [...row.cells].slice(1) : [row.cells[column - 1]].filter(Boolean));
    const has = (row) => (marks.length || column ? cells(row).some((cell) =>
      marks.length ? marks.includes(cell.className) : cell.childElementCount > 0) : true);
    let cases = 0, shown = 0;
    for (const body of $$("#cases tbody")) {
      let any = false;
      for (const row of $$("tr[data-case]", body)) {
        const fits = (!state.role || body.dataset.role === state.role) && has(row) && says(row, query);
        row.hidden = !fits;
        any ||= fits;
        cases += 1;
        shown += fits;
      }
      body.hidden = !any;
    }
    const fits = (one) => (!state.impl || !one.dataset.implementation || one.dataset.implementation === state.impl)
      && (!state.role || !one.dataset.role || one.dataset.role.split(" ").includes(state.role))
      && (!marks.length || !one.dataset.mark || marks.includes(one.dataset.mark));
    for (const one of $$(".deviation, #generated tbody tr, #kills tbody tr")) one.hidden = !(fits(one) && says(one, query));
    for (const one of $$("#roles tbody tr, .troubles li")) one.hidden = !fits(one);
    for (const row of $$("tr.clause")) row.hidden = !(has(row) && says(row, query));
    for (const table of $$("table.pairs")) filterPairs(table, marks);
    const told = cases ? [`${shown} of ${cases} cases`] : [];
    const all = $$(".deviation");
    if (all.length) told.push(`${all.filter((one) => !one.hidden).length} of ${all.length} deviations`);
    const faults = $$("#kills tbody tr");
    if (faults.length) told.push(`${faults.filter((one) => !one.hidden).length} of ${faults.length} faults`);
    $("#filter-shown").textContent = told.join(", ");
  }

  function filterPairs(table, marks) {
    table.closest(".scroll").hidden = Boolean(state.role) && table.dataset.role !== state.role;
    const servers = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent);
    for (const row of table.tBodies[0].rows) {
      [...row.cells].slice(1).forEach((cell, at) => {
        const own = !state.impl || row.dataset.implementation === state.impl || servers[at] === state.impl;
        const fits = own && (!marks.length || marks.includes(cell.className));
        cell.style.visibility = fits ? "" : "hidden";
      });
    }
  }

  // --- A trial ---------------------------------------------------------------------------------------------------

  const signs = { pass: "✓", fail: "✗", warn: "!", known: "≈", noted: "i", skipped: "–", fault: "?" };
  const badge = (word) => make("span", { class: `badge ${word}` }, `${signs[word] || ""} ${word}`);
  const pair = (name, ...what) => [make("dt", null, name), make("dd", null, ...what)];
  const button = (name, click, kind) => make("button", { type: "button", click, class: kind || null }, name);
  const command = (line) => make("div", { class: "command" }, make("code", null, line),
    make("button", { type: "button", class: "copy", "data-copy": line }, "copy"));

  function compared(verdict) {
    const observed = verdict.observed && make("pre", { class: "compared" },
      verdict.observed.map(([differs, part]) => (differs ? make("mark", null, part) : part)));
    return [
      verdict.expected !== undefined && pair("expected", make("pre", { class: "compared" }, verdict.expected)),
      observed && pair("observed", observed),
    ];
  }

  function told(verdict) {
    const [level, sentence, clause] = index.clauses[verdict.clause] || ["", "", ""];
    return make("div", { class: `verdict ${verdict.verdict}` },
      badge(verdict.verdict), " ", make("strong", null, verdict.clause), ` (${level}) `,
      verdict.role ? `of the ${verdict.role} ` : "", make("span", { class: "sentence" }, sentence),
      make("dl", null,
        verdict.what && pair(verdict.verdict === "skipped" ? "because" : "found", verdict.what),
        compared(verdict).flat(),
        verdict.cause && pair("perhaps", verdict.cause),
        verdict.known && pair("known", verdict.known)),
      make("details", null, make("summary", null, "The clause"), make("p", null, clause)));
  }

  const order = ["fail", "warn", "known", "noted", "skipped"];
  function verdicts(detail) {
    const held = detail.verdicts.filter((one) => one.verdict === "pass");
    const others = detail.verdicts.filter((one) => one.verdict !== "pass")
      .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
    return [
      others.map(told),
      held.length > 0 && make("p", { class: "held" }, badge("pass"), held.map(({ clause, role }) => make("span", null,
        make("a", { href: `#clause-${clause}`, title: (index.clauses[clause] || [])[1] }, clause),
        role && ` (${role.split("-")[1]})`))),
    ].flat();
  }

  const faults = (detail) => (detail.faults || []).map((fault) => make("div", { class: "verdict fault" },
    badge("fault"), " ", fault.what, make("p", { class: "quiet" }, `To do: ${fault.advice}`),
    fault.output.length > 0 && make("pre", null, fault.output.join("\n"))));

  function happened(detail) {
    const drawing = detail.drawing;
    if (!drawing) return [make("p", { class: "quiet" }, "What was seen is not in this page; the command above shows it again.")];
    return [
      make("div", { class: "diagram", tabindex: 0, role: "region", "aria-label": "Sequence diagram" }, sequenceDiagram(drawing)),
      make("details", null, make("summary", null, "The same as a table, every byte that was kept"), sequenceTable(drawing)),
    ];
  }

  function openTrial(number) {
    const [own, client, place, mark, has] = index.trials[number];
    const who = client < 0 ? index.names[own] : `${index.names[client]}'s client, ${index.names[own]}'s server`;
    const source = has ? document.getElementById(`trial-${number}`) : null;
    const detail = source ? JSON.parse(source.textContent) : null;
    const facts = detail && [detail.cut && `cut: ${detail.cut}`, `${detail.milliseconds} ms`, detail.reason, detail.shrunk];
    fill(
      make("h2", { id: "dialog-title" }, badge(index.marks[mark]), " ", index.cases[place]),
      make("p", null, make("strong", null, who), detail && detail.summary ? ` — ${detail.summary}` : ""),
      detail ? [
        make("p", { class: "quiet" }, facts.filter(Boolean).join(" · ")),
        command(detail.replay),
        make("h3", null, "Verdicts"), faults(detail), verdicts(detail),
        detail.mark !== "skipped" && [make("h3", null, "What happened"), happened(detail)],
        detail.steps && make("details", null, make("summary", null, "What the case does, step by step"),
          make("ol", { class: "steps" }, detail.steps.map((step) => make("li", null, step)))),
      ] : make("p", null, "The details of this trial are left out: with them the page would be too large."));
  }

  function openCell(cell) {
    const [over, client, server] = cell.split(".");
    const its = index.trials.map((trial, number) => [trial, number]).filter(([trial]) =>
      trial[CLIENT] === +client && trial[OWN] === +server && index.cases[trial[CASE]].startsWith(`${over}-pair/`));
    const rows = its.map(([trial, number]) => make("tr", null, make("td", null, badge(index.marks[trial[MARK]])),
      make("td", null, trial[DETAIL] ? make("a", { href: `#trial=${number}` }, index.cases[trial[CASE]]) : index.cases[trial[CASE]])));
    fill(make("h2", { id: "dialog-title" }, `${index.names[client]}'s client with ${index.names[server]}'s server`),
      make("p", { class: "quiet" }, `${its.length} trials over ${over.toUpperCase()}`),
      make("table", null, make("tbody", null, rows)));
  }

  function fill(...content) {
    const bar = make("div", { class: "bar-top" },
      state.trial !== null && [button("← previous", () => move(-1)), button("next →", () => move(1))],
      state.trial !== null && state.cell !== null && button("all of this pair", () => go({ trial: null }, true)),
      button("close", close, "close"));
    const focused = dialog.contains(document.activeElement) ? document.activeElement.textContent : null;
    dialog.replaceChildren(make("div", null, bar, ...content.flat()));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    ($$("button", dialog).find((one) => one.textContent === focused) || $(".close", dialog)).focus();
  }

  /** The next trial, or the one before, that the filters let through. */
  function move(by) {
    const fits = (trial) => trial[DETAIL] && (!state.verdict.length || state.verdict.includes(index.marks[trial[MARK]]))
      && (!state.impl || index.names[trial[OWN]] === state.impl || index.names[trial[CLIENT]] === state.impl)
      && (!state.role || index.cases[trial[CASE]].startsWith(`${state.role}/`));
    for (let at = state.trial + by; index.trials[at]; at += by) if (fits(index.trials[at])) return go({ trial: at });
  }

  const close = () => go({ trial: null, cell: null }, true);

  // --- What the user does ----------------------------------------------------------------------------------------

  form.addEventListener("input", () => go({
    place: null, q: text.value, role: role.value, impl: implementation.value,
    verdict: [...form.elements.mark].filter((box) => box.checked).map((box) => box.value),
  }));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    go({ q: "", role: "", impl: "", verdict: [], place: null });
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && close());

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]"), link = event.target.closest("a[href^='#']");
    if (copy) {
      copy.textContent = (await copied(copy.dataset.copy)) ? "copied" : "select it by hand";
      setTimeout(() => { copy.textContent = "copy"; }, 1500);
    } else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      follow(link.getAttribute("href").slice(1));
    }
  });

  async function copied(line) {
    try {
      await navigator.clipboard.writeText(line);
      return true;
    } catch {
      return false;
    }
  }

  /** A link within the page: to a trial or a cell, which keeps the filters, or to a place. */
  function follow(target) {
    const given = new URLSearchParams(target);
    if (given.has("trial")) return go({ trial: +given.get("trial") }, true);
    if (given.has("cell")) return go({ cell: given.get("cell"), trial: null }, true);
    if (!document.getElementById(target)) return undefined;
    go({ trial: null, cell: null, place: target }, true);
    return goTo(target);
  }

  /** Scrolls to a place, which lies below the bar of filters then. */
  function goTo(target) {
    const place = document.getElementById(target);
    place.hidden = false;
    const inner = place.matches("tr.clause") ? $("details", place) : null;
    if (inner) inner.open = true;
    place.scrollIntoView();
    const focus = inner ? $("summary", inner) : place;
    if (!inner) focus.setAttribute("tabindex", "-1");
    return focus.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (dialog.open && state.trial !== null && event.key === "j") move(1);
    else if (dialog.open && state.trial !== null && event.key === "k") move(-1);
    else if (!dialog.open && event.key === "/") {
      event.preventDefault();
      text.focus();
    }
  });

  function shownAgain() {
    read();
    show();
  }
  window.addEventListener("popstate", shownAgain);
  window.addEventListener("hashchange", shownAgain);
  // The bar is as high as its filters need, and covers nothing that a link leads to.
  const measure = () => {
    const covers = getComputedStyle(form).position === "sticky" ? form.offsetHeight : 0;
    document.documentElement.style.setProperty("--covered", `${covers + 12}px`);
  };
  new ResizeObserver(measure).observe(form);
  measure();
  window.addEventListener("beforeprint", () => $$("details").forEach((one) => { one.open = true; }));
  shownAgain();
  if (state.place !== null && state.trial === null && state.cell === null) goTo(state.place);
})();
