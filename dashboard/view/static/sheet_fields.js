// One mark, or the remarks of one sheet: what the server holds, what was typed, what is under way.
// Numbers are whole hundredths; what is written is text. Nothing here is ever rounded.

function parseMark(text) {
  const clean = text.trim().replace("\u2212", "-");
  if (clean === "") return null;
  const found = /^(-?)(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(clean);
  if (!found) return undefined;
  const value = Number(found[2]) * 100 + Number((found[3] ?? "").padEnd(2, "0"));
  return found[1] && value ? -value : value;
}

function writeMark(value, point) {
  if (value === null) return "";
  const size = Math.abs(value);
  const rest = String(size % 100).padStart(2, "0").replace(/0+$/, "");
  return (value < 0 ? "\u2212" : "") + Math.floor(size / 100) + (rest && point + rest);
}

function fill(text, values = {}) {
  return text.replace(/%\((\w+)\)s/g, (place, name) => values[name] ?? place);
}

// What every field of marks knows of texts: how a value is written, read and checked.
function markCodec(criterion, labels, point) {
  return {
    empty: null,
    write: (value) => writeMark(value, point),
    read(text) {
      const value = parseMark(text);
      if (value === undefined) return { fault: fill(labels.no_number, { point }) };
      if (value === null) return { value };
      const { minimum, maximum, step } = criterion;
      const say = (label) => ({
        fault: fill(label, { minimum: writeMark(minimum, point), maximum: writeMark(maximum, point), step: writeMark(step, point) }),
      });
      if (value < minimum || value > maximum) return say(labels.out_of_scale);
      if ((value - minimum) % step) return say(labels.off_step);
      return { value };
    },
  };
}

const TEXT_CODEC = { empty: "", write: (value) => value, read: (text) => ({ value: text.trim() }) };

// `held`: what the server has, as far as known here. `text`: what is typed and not yet taken over,
// null for nothing. `want`: {value} that is to be saved. `sent`: {value, expected} on its way, or of
// unknown fate; it is repeated as it was until it is answered, so that a lost answer does no harm.
// `seen`: what the writer saw when they began. `theirs`: what is there instead, to choose from.
// `fault`: why it is not saved; `stuck`: the server said so, and asking again needs a decision.
class SheetField {
  constructor(key, codec, store) {
    Object.assign(this, { key, codec, store, held: codec.empty, text: null, want: null, sent: null });
    Object.assign(this, { seen: codec.empty, theirs: null, fault: "", stuck: false, clock: "", label: "" });
    const kept = store.get(key);
    if (kept) Object.assign(this, kept);
  }

  get busy() { return Boolean(this.want || this.sent); }
  get settled() { return this.text === null && !this.busy && !this.theirs; }
  get shown() {
    if (this.text !== null) return this.text;
    return this.codec.write(this.want ? this.want.value : this.held);
  }
  get state() {
    if (this.theirs) return "conflict";
    if (this.fault) return "refused";
    if (this.busy) return "saving";
    if (this.text !== null) return "typed";
    if (this.clock) return "saved";
    return this.held === this.codec.empty ? "empty" : "held";
  }

  keep() {
    const { text, want, sent, seen, theirs, fault, stuck, label } = this;
    if (this.settled && !fault) this.store.drop(this.key);
    else this.store.put(this.key, { text, want, sent, seen, theirs, fault, stuck, label, at: Date.now() });
  }

  type(text) {
    if (this.settled) this.seen = this.held;
    this.text = text;
    if (!this.stuck) this.fault = "";
    this.keep();
  }

  // Take over what is typed; whether there is something to send now.
  commit() {
    if (this.text === null) return false;
    const { value, fault } = this.codec.read(this.text);
    if (fault) {
      this.fault = fault;
      this.stuck = false;
    } else if (!this.busy && !this.theirs && value === this.held) {
      Object.assign(this, { text: null, fault: "", stuck: false });
    } else {
      Object.assign(this, { want: { value }, fault: "", stuck: false });
    }
    this.keep();
    return this.busy;
  }

  undo() {
    Object.assign(this, { text: null, want: null, fault: "", stuck: false, theirs: null });
    this.keep();
  }

  // The request that is next for this field, or null.
  next() {
    if (this.theirs || this.stuck) return null;
    if (!this.sent && this.want) this.sent = { value: this.want.value, expected: this.seen };
    if (this.sent) this.keep();
    return this.sent;
  }

  answer({ state, held, by, at, reason }, clock) {
    const sent = this.sent;
    this.sent = null;
    this.held = held ?? this.codec.empty;
    if (state === "saved" || state === "same") {
      Object.assign(this, { seen: this.held, clock, fault: "", stuck: false });
      if (this.want?.value === sent.value) {
        this.want = null;
        if (this.text !== null && this.codec.read(this.text).value === sent.value) this.text = null;
      }
    } else if (state === "conflict") {
      this.theirs = { value: this.held, by, at };
      this.want ??= { value: sent.value };
    } else {
      this.refuse(reason, sent);
    }
    this.keep();
  }

  refuse(reason, sent = this.sent) {
    Object.assign(this, { fault: reason, stuck: true, sent: null, want: this.want ?? (sent && { value: sent.value }) });
    this.keep();
  }

  again() {
    Object.assign(this, { fault: "", stuck: false });
    this.keep();
  }

  keepTheirs() {
    this.undo();
    this.seen = this.held;
  }

  putMine() {
    Object.assign(this, { seen: this.theirs.value, theirs: null });
    this.keep();
  }

  // What the server holds by now: it shows at once, unless something is being entered here.
  follow(value) {
    const before = this.held;
    this.held = value ?? this.codec.empty;
    if (this.theirs && this.want && this.want.value === this.held) this.undo();
    if (before === this.held) return false;
    if (this.settled) this.clock = "";
    return this.settled;
  }
}
