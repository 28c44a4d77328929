// Score sheets. The page tells what there is to judge and how it stands at its revision; marks go to
// the server by requests of our own (sheet_sender.js), so that entering them needs no live session:
// what is typed is kept in this browser until the server has answered for it.
const desks = new WeakMap();
const sheetKey = ({ stage, submission, judge }) => `${stage}.${submission}.${judge}`;
const keyOf = ({ stage, submission, judge }) => ({ stage, submission, judge });

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".host");
  let desk = desks.get(root);
  if (!desk) desks.set(root, (desk = new SheetDesk(root)));
  desk.take(data);
  return () => {
    // Streamlit also calls this while the sheet stays, when a newer run overtakes an older one.
    if (root.isConnected) return;
    desk.leave();
    desks.delete(root);
  };
}

class SheetDesk {
  constructor(root) {
    Object.assign(this, { root, data: null, drawn: "", opened: null, basis: "points" });
    Object.assign(this, { sheets: new Map(), fields: new Map(), paper: new Map(), painters: [] });
    this.line = el("p", { className: "line", role: "status" });
    this.notice = el("p", { className: "notice" });
    this.view = el("div", { className: "view" });
    root.append(this.notice, this.line, this.view);
    this.sender = new SheetSender(this.fields, (body) => this.hear(body), () => this.paint());
    // A phone that was put away may have missed a lot, and its live connection may be gone.
    this.seen = () => { if (!document.hidden) { this.sender.kick(); this.refresh(); } };
    document.addEventListener("visibilitychange", this.seen);
    addEventListener("online", this.seen);
    this.narrow = matchMedia("(max-width: 640px)");
    this.turned = () => { this.draw(""); this.take(this.data); };
    this.narrow.addEventListener("change", this.turned);
  }

  leave() {
    this.sender.stop();
    document.removeEventListener("visibilitychange", this.seen);
    removeEventListener("online", this.seen);
    this.narrow.removeEventListener("change", this.turned);
  }

  // New data of the page: its sheets are believed where they are newer than what answers told.
  take(data) {
    const isFirst = !this.data;
    this.data = data;
    this.codecs = new Map(data.criteria.map((one) => [one.id, markCodec(one, data.labels, data.point)]));
    Object.assign(this.sender, { competition: data.competition, language: data.language, refused: data.labels.refused });
    if (isFirst) {
      this.store = new SheetStore(data.store);
      this.opened = data.mode === "judge" ? this.store.opened : null;
      for (const key of this.store.keys()) {
        const field = this.field(key);
        if (field.busy && Date.now() - field.at > STALE) field.refuse(data.labels.stale);
      }
    }
    this.hear(data);
    if (this.opened && !data.sheets.some((sheet) => sheetKey(sheet) === this.opened)) this.opened = null;
    const { sheets, revision, ...rest } = data;
    const shape = JSON.stringify([rest, sheets.map((sheet) => [sheetKey(sheet), sheet.closed]), this.opened]);
    if (shape !== this.drawn) this.draw(shape);
    this.paint();
    this.sender.kick();
  }

  async refresh() {
    const [sheet] = this.data?.sheets ?? [];
    if (!sheet) return;
    const one = this.data.group === "judge" ? { judge: sheet.judge } : { entry: sheet.submission };
    const { status, body } = await this.sender.read({ stage: sheet.stage, ...one });
    if (status !== 200) return;
    this.hear(body);
    this.paint();
  }

  hear({ revision, sheets }) {
    for (const sheet of sheets) {
      const key = sheetKey(sheet);
      if ((this.sheets.get(key)?.revision ?? -1) > revision) continue;
      this.sheets.set(key, { ...sheet, revision });
      for (const criterion of this.data.criteria)
        if (`${criterion.id}` in sheet.marks && this.mark(sheet, criterion).follow(sheet.marks[criterion.id])) this.glow(this.mark(sheet, criterion));
      this.remarks(sheet).follow(sheet.remarks);
    }
  }

  // What is written into the field now belongs to the text that is already in it: nothing moves.
  draw(shape) {
    this.drawn = shape;
    const focused = this.root.getRootNode().activeElement;
    const { field } = focused?.dataset ?? {};
    const marked = field && [focused.selectionStart, focused.selectionEnd];
    this.painters = [];
    const one = this.opened && this.sheets.get(this.opened);
    this.view.replaceChildren(one ? oneView(this, one) : this.data.mode === "judge" || this.narrow.matches ? listView(this) : tableView(this));
    if (!field) return;
    this.paint();
    const again = this.view.querySelector(`[data-field="${CSS.escape(field)}"]`);
    again?.focus({ preventScroll: true });
    again?.setSelectionRange?.(...marked);
  }

  paint() {
    for (const paint of this.painters) paint();
    put(this.notice, this.data.notice);
    this.notice.hidden = !this.data.notice;
    const { text, kind } = this.standing();
    put(this.line, text);
    this.line.dataset.kind = kind;
    this.line.hidden = kind === "ready" && Boolean(this.data.notice);
  }

  // How all of it stands, in one line; what is worst comes first.
  standing() {
    const { labels } = this.data;
    const active = this.root.getRootNode().activeElement?.dataset?.field;
    const fields = [...this.fields.values()];
    const by = (state) => fields.filter((field) => field.state === state);
    const [conflicts, refused, saving] = ["conflict", "refused", "saving"].map(by);
    const typed = by("typed").filter((field) => field.key !== active);
    const said = [];
    if (this.sender.lost && saving.length) said.push(this.count("n_waiting", saving.length), this.sender.why || labels.lost);
    if (conflicts.length) said.push(this.count("n_conflict", conflicts.length));
    if (refused.length) said.push(this.count("n_refused", refused.length));
    if (typed.length) said.push(this.count("n_typed", typed.length));
    const away = [...conflicts, ...refused, ...typed].filter((field) => field.label && !this.view.querySelector(`[data-field="${CSS.escape(field.key)}"]`));
    if (away.length) said.push(`${labels.elsewhere} ${[...new Set(away.map((field) => field.label))].join("; ")}`);
    if (said.length) return { text: said.join(" · "), kind: this.sender.lost ? "lost" : "attention" };
    if (saving.length) return { text: labels.saving, kind: "saving" };
    const clock = this.clock;
    return clock ? { text: fill(labels.all_saved, { clock }), kind: "saved" } : { text: labels.ready, kind: "ready" };
  }

  get clock() {
    return [...this.fields.values()].map((field) => field.clock).sort().at(-1);
  }

  count(name, n) {
    return fill(this.data.labels[name][n === 1 ? 0 : 1], { count: n });
  }

  sheet(sheet) { return this.sheets.get(sheetKey(sheet)); }
  isShut(sheet) { const now = this.sheet(sheet); return Boolean(now.locked || now.closed || this.data.notice); }

  field(key, codec) {
    let field = this.fields.get(key);
    if (!field) {
      const any = { minimum: -1e9, maximum: 1e9, step: 1 }; // of a sheet that is not on this screen
      const read = codec ?? (key[0] === "r" ? TEXT_CODEC : markCodec(any, this.data.labels, this.data.point));
      this.fields.set(key, (field = new SheetField(key, read, this.store)));
    } else if (codec) field.codec = codec;
    return field;
  }

  mark(sheet, criterion) {
    const field = this.field(`m.${sheetKey(sheet)}.${criterion.id}`, this.codecs.get(criterion.id));
    field.label ||= `${this.sheetName(sheet)}, ${criterion.name}`;
    return field;
  }

  remarks(sheet) {
    const field = this.field(`r.${sheetKey(sheet)}`, TEXT_CODEC);
    field.label ||= `${this.sheetName(sheet)}, ${this.data.labels.remarks}`;
    return field;
  }

  fieldsOf(sheet) {
    return [...this.data.criteria.map((criterion) => this.mark(sheet, criterion)), this.remarks(sheet)];
  }

  entryOf(sheet) { return this.data.entries.find((one) => one.id === sheet.submission); }
  judgeName(id) { return this.data.judges.find((one) => one.id === id)?.name ?? ""; }

  sheetName(sheet) {
    return [this.entryOf(sheet)?.unit, this.data.mode === "desk" && this.judgeName(sheet.judge)].filter(Boolean).join(" · ");
  }

  commit(field) {
    const sends = field.commit();
    this.paint();
    if (sends) this.sender.kick();
  }

  // Show one sheet, or with null the list or table that it was opened from.
  open(sheet) {
    const from = this.opened;
    this.opened = sheet && sheetKey(sheet);
    this.store.opened = this.opened;
    this.draw("");
    this.take(this.data);
    this.root.scrollIntoView({ block: "start" });
    if (!sheet) return void this.view.querySelector(from ? `[data-go="${from}"][data-first="false"], [data-sheet="${from}"] input` : "button")?.focus();
    const empty = [...this.view.querySelectorAll(".mark input:not([readonly])")].find((input) => !input.value);
    if (empty && !isTouch()) empty.focus({ preventScroll: true });
    else this.view.querySelector("h3")?.focus({ preventScroll: true });
  }

  // To the next field of the sheet, and after the last one to the button that confirms.
  step(input) {
    const stops = [...this.view.querySelectorAll(".mark input:not([readonly]), .remarks textarea, footer .main:not([hidden]):not(:disabled)")];
    stops[stops.indexOf(input) + 1]?.focus();
  }

  confirm(sheet) {
    const marks = Object.entries(this.sheet(sheet).marks).map(([criterion, value]) => ({ criterion: +criterion, value }));
    return this.post("confirm", { ...keyOf(sheet), marks });
  }

  // Ask the server for something that is not kept for later; an error in words, or nothing.
  async post(what, content) {
    const { status, body } = await this.sender.post(what, content);
    if (status === 200) {
      this.hear(body);
      this.paint();
      return "";
    }
    return body.error || this.data.labels.no_connection;
  }

  glow(field) {
    const input = this.view.querySelector(`[data-field="${CSS.escape(field.key)}"]`);
    if (!input || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    input.animate([{ backgroundColor: "var(--glow)" }, { backgroundColor: "transparent" }], { duration: 2400, easing: "ease-out" });
  }
}
