// Pieces that the single sheet and the table of sheets are made of.

function el(tag, properties = {}, ...children) {
  const { data, aria, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(data ?? {})) element.dataset[name] = value;
  for (const [name, value] of Object.entries(aria ?? {})) element.setAttribute(`aria-${name}`, value);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const isTouch = () => matchMedia("(pointer: coarse)").matches;

// Wires an input to its field and returns what paints it. `note` says how the field stands.
function fieldInput(desk, field, input, note, short = false) {
  const { labels } = desk.data;
  input.dataset.field = field.key;
  input.oninput = () => { field.type(input.value); desk.paint(); };
  input.onchange = () => desk.commit(field);
  input.onfocus = () => { if (input.select && input.tagName === "INPUT") input.select(); };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || field.text === null || field.busy) return;
    event.stopPropagation();
    field.undo();
    desk.paint();
    if (input.tagName === "INPUT") input.select();
  });
  let drawn = null;
  return () => {
    const state = field.state === "saving" && desk.sender.lost ? "waiting" : field.state;
    if (input.value !== field.shown) input.value = field.shown;
    input.dataset.state = state;
    if (["refused", "conflict"].includes(state)) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    const now = JSON.stringify([state, field.theirs, field.want, field.fault, field.stuck, field.clock, field.shown === ""]);
    if (now === drawn) return;
    drawn = now;
    note.dataset.state = state;
    note.replaceChildren(...noteOf(desk, field, state, labels, short));
  };
}

function noteOf(desk, field, state, labels, short) {
  const button = (text, act) => el("button", { type: "button", className: "small", textContent: text, onclick: act });
  const act = (change) => () => { change(); desk.paint(); desk.sender.kick(); };
  const value = (held) => field.codec.write(held) || (field.codec.empty === null ? labels.blank : labels.no_remarks);
  if (state === "saving") return [labels.saving];
  if (state === "waiting") return [labels.waiting];
  if (state === "typed") return short ? [] : [labels.typed];
  if (state === "saved") {
    const clock = field.clock.replace(/ \S+$/, ""); // without the zone
    return [tick(), short ? clock : fill(field.shown === "" ? labels.cleared : labels.saved, { clock })];
  }
  if (state === "refused") {
    if (!field.stuck) return [field.fault];
    return [
      el("span", { textContent: fill(labels.not_saved, { reason: field.fault }) }),
      el("span", { className: "choice" },
        button(labels.again, act(() => field.again())),
        button(labels.discard, act(() => field.undo()))),
    ];
  }
  if (state === "conflict") {
    const { by, at } = field.theirs;
    const isText = field.codec === TEXT_CODEC;
    const [theirs, mine] = [value(field.theirs.value), value(field.want?.value ?? field.codec.empty)];
    return [
      el("strong", { textContent: labels.conflict }),
      el("span", { textContent: [fill(labels.theirs, { value: theirs }), by && fill(labels.by, { name: by, clock: at })].filter(Boolean).join(" ") }),
      el("span", { textContent: fill(labels.mine, { value: mine }) }),
      el("span", { className: "choice" },
        button(isText ? labels.keep_saved : fill(labels.keep_theirs, { value: theirs }), act(() => field.keepTheirs())),
        button(isText ? labels.put_my_text : fill(labels.put_mine, { value: mine }), act(() => field.putMine()))),
    ];
  }
  return [];
}

function tick() {
  const box = el("span", { className: "tick" });
  box.innerHTML = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.6l3.3 3.2L13 4.6"/></svg>';
  return box;
}

function padlock() {
  const box = el("span", { className: "tick" });
  box.innerHTML = '<svg viewBox="0 0 16 16" aria-hidden="true"><rect x="3" y="7.2" width="10" height="6.6" rx="1.3"/><path d="M5.2 7.2V5.3a2.8 2.8 0 0 1 5.6 0v1.9"/></svg>';
  return box;
}

// A question with an answer that may fail: it stays open until `run(reason)` returns no error.
function ask(desk, { title, lines, action, reason = false, run }) {
  const { labels } = desk.data;
  const fault = el("p", { className: "fault", role: "alert" });
  const box = reason && el("textarea", { rows: 3, id: "ask-reason", maxLength: 4000 });
  const go = el("button", { type: "submit", className: "main", textContent: action });
  const form = el("form", { method: "dialog" },
    el("h3", { textContent: title, id: "ask-title" }),
    ...lines.filter(Boolean).map((line) => el("p", { textContent: line })),
    reason ? el("label", { htmlFor: "ask-reason", textContent: labels.reason }) : "",
    box || "",
    fault,
    el("div", { className: "choice" },
      el("button", { type: "button", textContent: labels.cancel, onclick: () => dialog.close() }), go));
  const dialog = el("dialog", { className: "ask", aria: { labelledby: "ask-title" } }, form);
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (box && !box.value.trim()) {
      put(fault, labels.reason_needed);
      return box.focus();
    }
    go.disabled = true;
    const error = await run(box ? box.value : "");
    go.disabled = false;
    if (error) put(fault, error);
    else dialog.close();
  };
  dialog.onclose = () => dialog.remove();
  desk.root.append(dialog);
  dialog.showModal();
  (box || go).focus();
}
