// The sheets as a list, a judge's own or on a phone those of the desk, and the sheet of one entry.

function listView(desk) {
  const { labels, sheets, group } = desk.data;
  const byEntry = group === "judge"; // a row for each entry; else one for each judge of one entry
  const status = (wanted) => (sheet) => byEntry && desk.entryOf(sheet).status === wanted && !sheet.closed;
  const now = sheets.filter(status("presenting"));
  const first = now.length ? now : sheets.filter(status("waiting")).slice(0, 1);
  const confirmed = el("p", { className: "quiet" });
  desk.painters.push(() => {
    const open = sheets.filter((sheet) => !desk.sheet(sheet).closed);
    const locked = open.filter((sheet) => desk.sheet(sheet).locked).length;
    const done = desk.data.mode === "judge" && open.length && locked === open.length;
    put(confirmed, done ? labels.done : fill(labels.n_confirmed, { given: locked, count: open.length }));
  });
  return el("section", { className: "running" },
    ...first.map((sheet) => el("div", { className: "first card" },
      el("p", { className: "kicker", textContent: now.length ? labels.now : labels.next }), listRow(desk, sheet, true))),
    el("div", { className: "head" }, el("h3", { textContent: byEntry ? labels.order : desk.entryOf(sheets[0]).unit }), confirmed),
    el("ol", {}, ...sheets.map((sheet) => el("li", {}, listRow(desk, sheet, false)))));
}

function listRow(desk, sheet, isFirst) {
  const { labels, criteria, group } = desk.data;
  const entry = desk.entryOf(sheet);
  const state = el("span", { className: "state" });
  const who = group === "judge"
    ? [el("strong", { textContent: entry.unit }), el("span", { className: "quiet", textContent: entry.title }),
      el("span", { className: "quiet", textContent: [entry.slot, isFirst ? "" : entry.said].filter(Boolean).join(" · ") })]
    : [el("strong", { textContent: desk.judgeName(sheet.judge) })];
  const button = el("button", { type: "button", className: "go", data: { go: sheetKey(sheet), first: isFirst } },
    el("span", { className: "order", textContent: group === "judge" ? entry.order || "–" : "" }),
    el("span", { className: "who" }, ...who),
    state);
  button.onclick = () => desk.open(sheet);
  desk.painters.push(() => {
    const now = desk.sheet(sheet);
    const fields = desk.fieldsOf(now);
    const kind = now.closed ? "closed" : fields.some((field) => !field.settled || field.fault) ? "unsent"
      : now.locked ? "confirmed" : now.given === criteria.length ? "full" : now.given ? "part" : "none";
    state.dataset.kind = kind;
    put(state, {
      closed: now.closed, unsent: labels.unsent, confirmed: labels.confirmed, full: labels.full, none: labels.not_begun,
      part: fill(labels.given, { given: now.given, count: criteria.length }),
    }[kind]);
  });
  return button;
}

function oneView(desk, sheet) {
  const { labels, criteria } = desk.data;
  const place = desk.data.sheets.findIndex((one) => sheetKey(one) === sheetKey(sheet));
  const entry = desk.entryOf(sheet);
  const step = (label, to, name) => {
    const target = desk.data.sheets[to];
    return el("button", { type: "button", className: name, textContent: label, disabled: !target, onclick: () => desk.open(target) });
  };
  const title = el("h3", { textContent: entry.unit, tabIndex: -1 });
  const why = el("p", { className: "why" });
  const marks = criteria.map((criterion, at) => markBlock(desk, sheet, criterion, at));
  const remarks = remarksBlock(desk, sheet);
  desk.painters.push(() => {
    const now = desk.sheet(sheet);
    const hint = desk.data.notice ? "" : entry.status === "waiting" ? labels.waiting_hint : "";
    put(why, now.closed || hint);
    why.hidden = !why.textContent;
    why.dataset.kind = now.closed ? "closed" : "hint";
  });
  return el("section", { className: "one" },
    el("nav", { className: "steps", ariaLabel: labels.order },
      step(`\u2039 ${labels.before}`, place - 1, "quietly"),
      el("button", { type: "button", className: "quietly", textContent: desk.data.mode === "desk" ? labels.back_grid : labels.back, onclick: () => desk.open(null) }),
      step(`${labels.after} \u203A`, place + 1, "quietly")),
    el("header", {},
      el("p", { className: "kicker", textContent: [entry.order && `#${entry.order}`, entry.slot, entry.said].filter(Boolean).join(" · ") }),
      title,
      el("p", { className: "quiet", textContent: entry.title }),
      desk.data.mode === "desk" ? el("p", { className: "kicker", textContent: desk.judgeName(sheet.judge) }) : ""),
    why,
    ...(desk.sheet(sheet).closed ? [] : [
      el("div", { className: "marks" }, ...marks), remarks, footer(desk, sheet, step, place)]));
}

function markBlock(desk, sheet, criterion, at) {
  const { labels } = desk.data;
  const field = desk.mark(sheet, criterion);
  const id = `mark-${criterion.id}`;
  const input = el("input", { type: "text", inputMode: "decimal", autocomplete: "off", id, enterKeyHint: "next", maxLength: 12 });
  input.setAttribute("aria-describedby", `${id}-rule ${id}-note`);
  const note = el("div", { className: "note", id: `${id}-note` });
  const paint = fieldInput(desk, field, input, note);
  desk.painters.push(() => {
    input.readOnly = desk.isShut(sheet);
    paint();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    desk.commit(field);
    desk.step(input, 1);
  });
  return el("div", { className: "mark" },
    el("div", { className: "what" },
      el("label", { htmlFor: id, textContent: `${at + 1}. ${criterion.name}` }),
      el("span", { className: "quiet rule", id: `${id}-rule`, textContent: criterion.rule })),
    input,
    el("div", { className: "more" }, criterion.description
      ? el("details", {}, el("summary", { textContent: labels.description, ariaLabel: `${labels.description}: ${criterion.name}` }), el("p", { textContent: criterion.description }))
      : "", note));
}

function remarksBlock(desk, sheet) {
  const { labels } = desk.data;
  const field = desk.remarks(sheet);
  const input = el("textarea", { id: "remarks", rows: 3, maxLength: 4000 });
  input.setAttribute("aria-describedby", "remarks-hint remarks-note");
  const note = el("div", { className: "note", id: "remarks-note" });
  const paint = fieldInput(desk, field, input, note);
  desk.painters.push(() => {
    input.readOnly = desk.isShut(sheet);
    paint();
  });
  return el("div", { className: "remarks" },
    el("label", { htmlFor: "remarks", textContent: labels.remarks }),
    el("span", { className: "quiet rule", id: "remarks-hint", textContent: labels.remarks_hint }), input, note);
}

function footer(desk, sheet, step, place) {
  const { labels, criteria } = desk.data;
  const total = el("strong", { className: "sum" });
  const given = el("span", { className: "quiet" });
  const why = el("p", { className: "quiet reason" });
  const confirm = el("button", { type: "button", className: "main", textContent: labels.confirm, onclick: () => askConfirm(desk, sheet) });
  const unlock = el("button", { type: "button", className: "quietly", textContent: labels.unlock, onclick: () => askUnlock(desk, sheet) });
  const after = step(`${labels.after} \u203A`, place + 1, "main");
  const lock = padlock();
  desk.painters.push(() => {
    const now = desk.sheet(sheet);
    const full = now.given === criteria.length;
    put(total, !now.given ? "–" : full ? `${now.total || now.plain}` : fill(labels.gathered, now));
    total.dataset.full = full;
    put(given, `${labels.total} · ${fill(labels.given, { given: now.given, count: criteria.length })}`);
    const pending = desk.fieldsOf(now).some((field) => !field.settled || field.fault);
    put(why, now.locked ? `${fill(labels.locked_at, { clock: now.locked })}. ${desk.data.may_unlock ? "" : labels.locked_by_committee}`
      : desk.data.notice ? "" : pending ? labels.confirm_wait : full ? "" : labels.confirm_fill);
    confirm.disabled = pending || !full;
    confirm.hidden = Boolean(now.locked || desk.data.notice);
    lock.hidden = !now.locked;
    unlock.hidden = !now.locked || !desk.data.may_unlock || Boolean(desk.data.notice);
    after.hidden = !now.locked || after.disabled;
  });
  return el("footer", {},
    el("div", { className: "sums" }, given, el("span", {}, lock, total)),
    el("div", { className: "choice" }, unlock, confirm, after), why);
}

function askConfirm(desk, sheet, extra = []) {
  const { labels } = desk.data;
  const now = desk.sheet(sheet);
  const entry = desk.entryOf(sheet);
  ask(desk, {
    title: labels.confirm_title,
    lines: [
      `${entry.unit} · ${desk.data.mode === "desk" ? desk.judgeName(sheet.judge) : entry.title}`,
      `${labels.total}: ${now.total || now.plain}`, ...extra, labels.confirm_then],
    action: labels.confirm,
    run: () => desk.confirm(sheet),
  });
}

function askUnlock(desk, sheet) {
  const { labels } = desk.data;
  const entry = desk.entryOf(sheet);
  ask(desk, {
    title: labels.unlock_title,
    lines: [`${entry.unit} · ${desk.judgeName(sheet.judge)}`, labels.unlock_then],
    action: labels.unlock,
    reason: true,
    run: (reason) => desk.post("unlock", { ...keyOf(sheet), reason }),
  });
}
