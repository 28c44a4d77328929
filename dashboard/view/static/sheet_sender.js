// What is not saved yet: kept in this browser, one item for each field so that two tabs never undo
// each other's, and sent until it is answered. `prefix` names competition and person: what one person
// typed is never sent, or shown, for another. What has lain here for half a day is not sent unasked:
// the day is over, and so may be the contest.
const MOST_SHEETS = 20; // in one request
const MOST_MARKS = 40;
const PATIENCE = 15_000; // ms until a request counts as lost
const STALE = 12 * 3600_000; // ms
const RETRY = [600, 15_000]; // ms, first and longest wait before the next try

class SheetStore {
  constructor(prefix) { this.prefix = prefix; }
  get(key) {
    try { return JSON.parse(localStorage.getItem(this.prefix + key)); } catch { return null; }
  }
  put(key, value) {
    try { localStorage.setItem(this.prefix + key, JSON.stringify(value)); } catch { /* full or forbidden: it stays on the screen */ }
  }
  drop(key) { try { localStorage.removeItem(this.prefix + key); } catch { /* forbidden */ } }
  // Which sheet is open, for a reload of this tab.
  get opened() { try { return sessionStorage.getItem(`${this.prefix}opened`) || null; } catch { return null; } }
  set opened(key) { try { sessionStorage.setItem(`${this.prefix}opened`, key ?? ""); } catch { /* forbidden */ } }
  keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)).map((key) => key.slice(this.prefix.length));
    } catch { return []; }
  }
}

class SheetSender {
  // `fields`: all there are, by key. `told(answer)`: an answer with sheets came. `changed()`: paint.
  constructor(fields, told, changed) {
    Object.assign(this, { fields, told, changed, under: false, lost: false, why: "", wait: RETRY[0], timer: null });
    this.wake = () => this.kick();
    addEventListener("online", this.wake);
  }

  stop() {
    removeEventListener("online", this.wake);
    clearTimeout(this.timer);
  }

  async kick() {
    clearTimeout(this.timer);
    if (this.under) return;
    const batch = this.batch();
    if (!batch.size) return;
    this.under = true;
    this.changed();
    const sheets = [...batch.values()].map(({ sheet, marks, remarks }) => ({
      ...sheet,
      marks: marks.map(({ field, criterion }) => ({ criterion, ...field.sent })),
      remarks: remarks && { text: remarks.sent.value, expected: remarks.sent.expected },
    }));
    const { status, body } = await this.post("save", { sheets });
    this.under = false;
    this.lost = status === 0 || status >= 500;
    if (this.lost) {
      this.why = body?.error ?? "";
      this.timer = setTimeout(this.wake, this.wait * (0.75 + Math.random() / 2));
      this.wait = Math.min(this.wait * 2, RETRY[1]);
      return this.changed();
    }
    this.wait = RETRY[0];
    const answers = [...batch.values()];
    for (const [place, { marks, remarks }] of answers.entries()) {
      const answer = body.answers?.[place];
      for (const [at, { field }] of marks.entries()) settle(field, answer?.marks[at], body, this.refused);
      if (remarks) settle(remarks, answer?.remarks, body, this.refused);
    }
    if (body.sheets) this.told(body);
    this.changed();
    this.kick();
  }

  batch() {
    const sheets = new Map();
    let count = 0;
    for (const field of this.fields.values()) {
      const [kind, stage, submission, judge, criterion] = field.key.split(".");
      const key = `${stage}.${submission}.${judge}`;
      if (count >= MOST_MARKS || (!sheets.has(key) && sheets.size >= MOST_SHEETS)) continue;
      if (!field.next()) continue;
      count += 1;
      const sheet = { stage: +stage, submission: +submission, judge: +judge };
      if (!sheets.has(key)) sheets.set(key, { sheet, marks: [], remarks: null });
      if (kind === "r") sheets.get(key).remarks = field;
      else sheets.get(key).marks.push({ field, criterion: +criterion });
    }
    return sheets;
  }

  post(what, content) {
    const body = JSON.stringify({ competition: this.competition, ...content });
    return this.request(`/sheets/${what}?bahasa=${this.language}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
      keepalive: body.length < 60_000, // so that what was typed last is sent even as the page closes
    });
  }

  // The sheets as they stand now, of `asked`: {stage, judge} or {stage, entry}.
  read(asked) {
    const names = new URLSearchParams({ bahasa: this.language, competition: this.competition, ...asked });
    return this.request(`/sheets?${names}`, {});
  }

  async request(address, options) {
    try {
      const answer = await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) });
      return { status: answer.status, body: await answer.json().catch(() => ({})) };
    } catch {
      return { status: 0, body: {} };
    }
  }
}

function settle(field, answer, body, why) {
  if (answer) field.answer(answer, body.clock);
  else field.refuse(body.error || why);
}
