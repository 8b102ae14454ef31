"use strict";
// The sequence diagram of a trial: `sequenceDiagram` draws it, `sequenceTable` says the same in rows.

const { sequenceDiagram, sequenceTable } = (() => {
  const [CHAR, LEFT, TOP, LONGEST] = [7.9, 86, 44, 58];
  const short = (line) => (line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line);

  /** The lanes' places: wide enough for what goes between them. */
  function lanes(drawing) {
    const last = drawing.lanes.length - 1;
    const between = (from, to) => Math.max(0, ...drawing.marks.filter(([, , a, b]) =>
      a !== b && Math.min(a, b) === from && Math.max(a, b) === to).map((mark) => short(mark[5]).length));
    const names = (at) => ((drawing.lanes[at].length + drawing.lanes[at + 1].length) / 2) * 8 + 44;
    const at = [LEFT + Math.max(30, drawing.lanes[0].length * 4)];
    for (let lane = 0; lane < last; lane += 1) {
      const own = between(lane, lane + 1);
      const far = lane === last - 1 ? Math.max(0, ...drawing.lanes.map((_, from) => between(from, last))) : 0;
      at.push(at[lane] + Math.max(names(lane), 40 + CHAR * Math.max(own, far)));
    }
    return at;
  }

  function sequenceDiagram(drawing) {
    const at = lanes(drawing);
    const group = make("g", null);
    let y = TOP + 14, right = at[at.length - 1] + 60;
    drawing.marks.forEach(([time, , from, to, kind, what], place) => {
      if (drawing.left_out && place === drawing.first) {
        group.append(make("text", { class: "gap", x: LEFT, y: y + 14 }, `… ${drawing.left_out} more are left out here`));
        y += 28;
      }
      const one = make("g", { class: kind });
      one.append(make("text", { class: "time", x: LEFT - 22, y: y + 18, "text-anchor": "end" }, milliseconds(time)));
      const used = from === to ? note(one, at[from], y, what) : arrow(one, at[from], at[to], y, kind, what);
      right = Math.max(right, used.right);
      y += used.height;
      group.append(one);
    });
    const height = y + 14;
    const svg = make("svg", { width: right, height, viewBox: `0 0 ${right} ${height}`, role: "img",
      "aria-label": `Sequence diagram of ${drawing.lanes.join(", ")}: the table below says the same` });
    drawing.lanes.forEach((name, lane) => {
      const wide = name.length * 7.6 + 22;
      svg.append(make("line", { class: "lane", x1: at[lane], x2: at[lane], y1: TOP - 8, y2: height - 4 }),
        make("rect", { class: "head", x: at[lane] - wide / 2, y: 6, width: wide, height: 28, rx: 6 }),
        make("text", { class: "who", x: at[lane], y: 25, "text-anchor": "middle" }, name));
    });
    svg.append(group);
    return svg;
  }

  const milliseconds = (micros) => `${(micros / 1000).toFixed(1)} ms`;

  function sequenceTable(drawing) {
    const rows = drawing.marks.map(([at, step, from, to, , what]) => make("tr", null,
      make("td", { class: "number" }, milliseconds(at)), make("td", null, step === null ? "" : String(step + 1)),
      make("td", null, from === to ? drawing.lanes[from] : `${drawing.lanes[from]} → ${drawing.lanes[to]}`),
      make("td", null, what)));
    const heads = ["time", "step", "who", "what"].map((head) => make("th", { scope: "col" }, head));
    return make("table", { class: "seen" }, make("thead", null, make("tr", null, heads)), make("tbody", null, rows));
  }

  function arrow(group, from, to, y, kind, what) {
    const way = Math.sign(to - from), line = y + 24, tip = to - way * 2;
    const label = short(what);
    group.append(
      make("line", { class: "arrow", x1: from, x2: tip - way * 7, y1: line, y2: line }),
      kind === "broken"
        ? make("path", { class: "arrow", d: `M${tip - 5} ${line - 5}l10 10m0 -10l-10 10` })
        : make("path", { class: "tip", d: `M${tip} ${line}l${-way * 9} -4.5v9z` }),
      make("text", { class: "halo", x: way > 0 ? from + 14 : from - 14, y: line - 7, "text-anchor": way > 0 ? "start" : "end" }, label));
    if (label !== what) group.append(make("title", null, what));
    return { height: 36, right: Math.max(from, to) + 24 };
  }

  function note(group, x, y, what) {
    const lines = what.split("\n").map(short);
    group.append(make("circle", { class: "dot", cx: x, cy: y + 14, r: 4 }));
    lines.forEach((line, at) => group.append(make("text", { class: "halo", x: x + 12, y: y + 18 + at * 18 }, line)));
    if (lines.join("\n") !== what) group.append(make("title", null, what));
    return { height: 12 + lines.length * 18, right: x + 24 + CHAR * Math.max(...lines.map((line) => line.length)) };
  }

  return { sequenceDiagram, sequenceTable };
})();
