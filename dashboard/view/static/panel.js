// A panel: the server's HTML put in place. What has a data-key slides to its new place, changed
// scores glow for a moment, focus, scroll and what is unfolded (details[data-fold]) stay, a click on
// a row asks for its detail, a button with data-copy puts that text on the clipboard, and one with
// data-print prints the page. What has a data-do is done by the server: a button when it is pressed,
// a field when its value is final.
const SLIDE = { duration: 700, easing: "cubic-bezier(.2, .7, .2, 1)" };
const GLOW = { duration: 2400, easing: "ease-out" };

const panels = new WeakMap();

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".host");
  spreadPalettes(root);
  // What is being pressed must not go away before it is let go: the press would do nothing.
  root.onpointerdown ??= () => holdWhilePressed(root);
  enlist(root, data, (shown) => {
    const put = () => update(root, shown, setStateValue, setTriggerValue);
    if (held.has(root)) held.set(root, put);
    else put();
  });
}

const held = new WeakMap();

function holdWhilePressed(root) {
  held.set(root, null);
  const release = () => setTimeout(() => {
    const waiting = held.get(root);
    held.delete(root);
    waiting?.();
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, release, { once: true, capture: true });
}

function update(root, data, setStateValue, setTriggerValue) {
  const shown = panels.get(root);
  if (shown?.html !== data.html || shown?.detail !== data.detail) {
    if (shown?.html) moveOver(root, data);
    else lay(root, data);
    panels.set(root, { html: data.html, detail: data.detail });
  }
  root.onclick = (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) return void toClipboard(copy);
    if (event.target.closest("[data-print]")) return print();
    const act = event.target.closest("button[data-do]");
    if (act) return void setTriggerValue("do", asked(act));
    if (event.target.closest("select, input, label")) return;
    if (event.target.closest(".detail") || getSelection().toString()) return;
    const row = event.target.closest("tr[data-key]");
    if (row) setStateValue("open", row.dataset.key === data.open ? null : row.dataset.key);
  };
  root.onchange = (event) => {
    const field = event.target.closest("select[data-do], input[data-do]");
    if (field?.checkValidity()) setTriggerValue("do", asked(field));
  };
}

const asked = ({ dataset, value }) => ({ do: dataset.do, of: dataset.of, value });

function lay(root, data) {
  root.innerHTML = data.html;
  const row = data.open && root.querySelector(`tr[data-key="${CSS.escape(data.open)}"]`);
  if (!row || !data.detail) return;
  const cells = [...row.parentElement.parentElement.tHead.rows[0].cells].length;
  row.insertAdjacentHTML("afterend", `<tr class="detail"><td colspan="${cells}"></td></tr>`);
  row.nextElementSibling.firstElementChild.innerHTML = data.detail;
  row.classList.add("open");
  row.querySelector("[aria-expanded]")?.setAttribute("aria-expanded", "true");
}

// Says on the button itself whether it worked. Without TLS browsers have no clipboard to write to
// but through a selection.
async function toClipboard(button) {
  button.dataset.label ??= button.textContent;
  const { copy, done, failed, label } = button.dataset;
  const copied = navigator.clipboard
    ? await navigator.clipboard.writeText(copy).then(() => true, () => bySelection(copy))
    : bySelection(copy);
  button.textContent = copied ? done : failed;
  setTimeout(() => (button.textContent = label), 2500);
}

function bySelection(text) {
  const area = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

function moveOver(root, data) {
  const before = snapshot(root);
  const unfolded = [...root.querySelectorAll("details[open][data-fold]")].map((one) => one.dataset.fold);
  const active = root.getRootNode().activeElement;
  const focused = active?.closest?.("[data-open]")?.dataset.open;
  const used = active?.closest?.("[data-do]");
  const scrolled = new Map([...root.querySelectorAll(".scroll")].map((one) => [one.ariaLabel, one.scrollLeft]));
  lay(root, data);
  for (const one of root.querySelectorAll(".scroll")) one.scrollLeft = scrolled.get(one.ariaLabel) ?? 0;
  for (const name of unfolded) root.querySelector(`[data-fold="${CSS.escape(name)}"]`)?.setAttribute("open", "");
  if (focused) root.querySelector(`[data-open="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  if (used) takeUp(root, used);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const [key, now] of snapshot(root)) {
    const old = before.get(key);
    if (!old) {
      now.element.animate([{ opacity: 0 }, { opacity: 1 }], SLIDE);
      continue;
    }
    const [x, y] = [old.left - now.left, old.top - now.top];
    if (x || y) now.element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], SLIDE);
    if (old.score !== now.score)
      now.cell?.animate([{ backgroundColor: "var(--glow)" }, { backgroundColor: "transparent" }], GLOW);
  }
}

// Goes on where the person was: at the same field, with what is typed into it so far.
function takeUp(root, used) {
  const { do: act, of } = used.dataset;
  const field = root.querySelector(`[data-do="${CSS.escape(act)}"][data-of="${CSS.escape(of ?? "")}"]`);
  if (!field) return;
  if (used.matches("input") && used.value !== used.defaultValue) field.value = used.value;
  field.focus({ preventScroll: true });
}

function snapshot(root) {
  return new Map([...root.querySelectorAll("[data-key]")].map((element) => {
    const { left, top } = element.getBoundingClientRect();
    const cell = element.querySelector(".score, .big");
    return [element.dataset.key, { element, left, top, cell, score: cell?.textContent }];
  }));
}
