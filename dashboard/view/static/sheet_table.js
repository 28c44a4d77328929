// The table an operator keys papers into: a row for each sheet, a column for each criterion, and the
// total of the paper beside the total of the screen.

function tableView(desk) {
  const { labels, criteria, group, sheets } = desk.data;
  const head = el("tr", {},
    el("th", { scope: "col", className: "entry", textContent: group === "judge" ? labels.entry : labels.judge }),
    ...criteria.map((criterion) => el("th", { scope: "col", className: "number" },
      el("span", { textContent: criterion.name }), el("span", { className: "quiet", textContent: criterion.rule }))),
    el("th", { scope: "col", className: "number", textContent: labels.on_paper }),
    el("th", { scope: "col", className: "number", textContent: labels.on_screen }),
    el("th", { scope: "col", textContent: labels.sheet }));
  const table = el("table", { className: "grid", ariaLabel: labels.table },
    el("thead", {}, head), el("tbody", {}, ...sheets.map((sheet) => tableRow(desk, sheet))));
  table.addEventListener("keydown", (event) => moveInTable(desk, table, event));
  return el("section", { className: "keyed" }, basisChoice(desk),
    el("div", { className: "scroll", tabIndex: -1, role: "region", ariaLabel: labels.table }, table));
}

function basisChoice(desk) {
  const { labels } = desk.data;
  const option = (value, label) => {
    const radio = el("input", { type: "radio", name: "basis", value, checked: desk.basis === value });
    radio.onchange = () => { desk.basis = value; desk.paint(); };
    return el("label", {}, radio, label);
  };
  return el("fieldset", {}, el("legend", { textContent: labels.paper_carries }),
    option("points", labels.weighted), option("sum", labels.plain));
}

function tableRow(desk, sheet) {
  const { labels, criteria, group } = desk.data;
  const entry = desk.entryOf(sheet);
  const name = group === "judge" ? entry.unit : desk.judgeName(sheet.judge);
  const told = group === "judge" ? [entry.order && `#${entry.order}`, entry.title].filter(Boolean).join(" · ") : "";
  const status = el("span", { className: "quiet status", textContent: group === "judge" && entry.status !== "presented" ? entry.said : "" });
  const first = el("th", { scope: "row", className: "entry" },
    el("strong", { textContent: name }), told ? el("span", { className: "quiet", textContent: told }) : "", status);
  const closed = desk.sheet(sheet).closed;
  if (closed) return el("tr", { className: "closed" }, first,
    el("td", { colSpan: criteria.length + 3, className: "quiet", textContent: closed }));
  const cells = criteria.map((criterion) => {
    const field = desk.mark(sheet, criterion);
    const id = `note-${sheetKey(sheet)}-${criterion.id}`;
    const input = el("input", {
      type: "text", inputMode: "decimal", autocomplete: "off", maxLength: 12,
      ariaLabel: fill(labels.cell, { criterion: criterion.name, row: name }),
    });
    input.setAttribute("aria-describedby", id);
    const note = el("div", { className: "note", id });
    const paint = fieldInput(desk, field, input, note, true);
    desk.painters.push(() => {
      const shut = desk.isShut(sheet);
      Object.assign(input, { readOnly: shut, tabIndex: shut ? -1 : 0 });
      paint();
    });
    return el("td", { className: "number" }, input, note);
  });
  return el("tr", { data: { sheet: sheetKey(sheet) } }, first, ...cells, ...rowEnd(desk, sheet, name));
}

function rowEnd(desk, sheet, name) {
  const { labels, criteria } = desk.data;
  const key = sheetKey(sheet);
  const paper = el("input", {
    type: "text", inputMode: "decimal", autocomplete: "off", maxLength: 12, className: "paper",
    ariaLabel: fill(labels.paper_cell, { row: name }),
  });
  paper.dataset.field = `paper.${key}`;
  paper.onfocus = () => paper.select();
  paper.oninput = () => { desk.paper.set(key, paper.value); desk.paint(); };
  const [total, verdict] = [el("strong"), el("span", { className: "verdict" })];
  const confirm = el("button", { type: "button", className: "small", textContent: labels.confirm });
  const open = el("button", { type: "button", className: "small quietly", textContent: labels.sheet, ariaLabel: `${labels.open_sheet}, ${name}`, onclick: () => desk.open(sheet) });
  const unlock = el("button", { type: "button", className: "small quietly", textContent: labels.unlock, ariaLabel: `${labels.unlock}, ${name}`, onclick: () => askUnlock(desk, sheet) });
  const state = el("span", { className: "quiet" });
  confirm.ariaLabel = `${labels.confirm}, ${name}`;
  confirm.onclick = async () => {
    const { kind, text } = compare(desk, sheet);
    if (kind !== "match") return askConfirm(desk, sheet, [text]);
    const error = await desk.confirm(sheet);
    if (error) askConfirm(desk, sheet, [error]);
    else nextRow(confirm);
  };
  desk.painters.push(() => {
    const now = desk.sheet(sheet);
    const shut = desk.isShut(sheet);
    const typed = desk.paper.get(key) ?? "";
    if (paper.value !== typed) paper.value = typed;
    Object.assign(paper, { readOnly: shut, tabIndex: shut ? -1 : 0, hidden: shut && !typed });
    const pending = desk.fieldsOf(now).some((field) => !field.settled || field.fault);
    put(total, !now.given ? "–" : desk.basis === "sum" ? now.plain : now.given === criteria.length ? now.total : `(${now.total})`);
    const found = compare(desk, sheet);
    verdict.dataset.kind = found.kind;
    put(verdict, found.short);
    confirm.hidden = Boolean(now.locked || desk.data.notice);
    confirm.disabled = pending || now.given < criteria.length;
    unlock.hidden = !now.locked || !desk.data.may_unlock || Boolean(desk.data.notice);
    put(state, now.locked ? fill(labels.locked_short, { clock: now.locked.replace(/ \S+$/, "") }) : "");
  });
  return [
    el("td", { className: "number" }, paper),
    el("td", { className: "number" }, total, verdict),
    el("td", { className: "end" }, state, el("span", { className: "choice" }, confirm, unlock, open)),
  ];
}

// The paper against the screen, in whole hundredths that the server counted.
function compare(desk, sheet) {
  const { labels, criteria, point } = desk.data;
  const now = desk.sheet(sheet);
  const typed = desk.paper.get(sheetKey(sheet)) ?? "";
  const paper = parseMark(typed);
  if (!typed.trim()) return { kind: "none", short: "", text: labels.paper_missing };
  if (paper === undefined) return { kind: "differs", short: fill(labels.no_number, { point }), text: labels.paper_missing };
  if (now.given < criteria.length || now[desk.basis] === null) return { kind: "none", short: labels.compare_later, text: labels.paper_missing };
  const screen = now[desk.basis];
  if (paper === screen) return { kind: "match", short: labels.match, text: "" };
  const gap = screen - paper;
  return {
    kind: "differs",
    short: fill(labels.differs, { difference: (gap > 0 ? "+" : "") + writeMark(gap, point) }),
    text: fill(labels.paper_differs, { paper: writeMark(paper, point), screen: writeMark(screen, point) }),
  };
}

// Enter and the arrows go down and up as in a spreadsheet; within a number left and right stay.
function moveInTable(desk, table, event) {
  const input = event.target;
  const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || input.tagName !== "INPUT") return;
  event.preventDefault();
  const column = input.closest("td").cellIndex;
  let row = input.closest("tr");
  do row = by > 0 ? row.nextElementSibling : row.previousElementSibling;
  while (row && !(row.cells[column]?.querySelector("input:not([readonly])")));
  const field = desk.fields.get(input.dataset.field);
  if (field) desk.commit(field);
  row?.cells[column].querySelector("input").focus();
}

function nextRow(from) {
  let row = from.closest("tr");
  do row = row.nextElementSibling;
  while (row && !row.querySelector("input:not([readonly])"));
  row?.querySelector("input").focus();
}
