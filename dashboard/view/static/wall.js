// The wall: scenes one on top of the other, one of them seen. A list that is longer than the room
// left for it is cut into pages that turn over by themselves; entries slide to their new place,
// slowly, and glow where they rose or fell. Nothing is asked of the server for any of this.
const DWELL = 10_000; // ms that one page of a list stays
const SLIDE = { duration: 1800, easing: "cubic-bezier(.45, 0, .15, 1)" };
const GLOW = { duration: 7000, easing: "ease-in" };
const ABOVE = 2; // the layer of what rises, over what makes room for it
const IDLE = 3000; // ms until an unused pointer goes away
const TIGHT = 0.12; // the part of the height below which a list is too short to be of use

const walls = new WeakMap();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".wall");
  spreadPalettes(root);
  let wall = walls.get(root);
  if (!wall) walls.set(root, (wall = hang(root)));
  wall.show(data);
  return wall.close;
}

function hang(root) {
  const scenes = new Map();
  let order = [], active = null, turn = null;
  let pageDue = 0, sceneDue = 0;

  function show(data) {
    const before = active && snapshot(active);
    const changed = new Set();
    order = data.scenes.map(({ key, html }) => {
      const scene = scenes.get(key) ?? add(key);
      if (scene.html !== html) { fill(scene, html); changed.add(scene); }
      return scene;
    });
    for (const scene of scenes.values())
      if (!order.includes(scene)) { scene.element.remove(); scenes.delete(scene.key); }
    if (!order.includes(active)) raise(order[0]);
    else if (changed.has(active)) follow(active, before);
    if (data.turn !== turn) { turn = data.turn; sceneDue = now() + 1000 * turn; }
  }

  function add(key) {
    const element = Object.assign(document.createElement("section"), { className: "scene" });
    element.dataset.scene = key;
    element.inert = true;
    root.append(element);
    const scene = { key, element, html: null, items: [], page: 0, pages: [] };
    scenes.set(key, scene);
    return scene;
  }

  // A line that says the same stays the same node, with whatever moves or glows in it.
  function fill(scene, html) {
    const lines = [...scene.element.querySelectorAll(".podium [data-key]"), ...scene.items];
    const kept = new Map(lines.map((line) => [line.outerHTML, line]));
    scene.html = html;
    scene.element.innerHTML = html;
    for (const line of scene.element.querySelectorAll("[data-key]"))
      if (kept.has(line.outerHTML)) line.replaceWith(kept.get(line.outerHTML));
    scene.items = [...scene.element.querySelectorAll(".paged > ol > li")];
    layOut(scene);
  }

  function raise(scene) {
    if (active) {
      active.element.inert = true;
      turnPage(active); // whoever waits for the rest of the list sees it at the next turn
    }
    active = scene;
    scene.element.inert = false;
    pageDue = now() + DWELL;
    sceneDue = now() + 1000 * turn;
  }

  function step() {
    if (!root.isConnected) end();
    else if (turn && order.length > 1 && now() >= sceneDue)
      raise(order[(order.indexOf(active) + 1) % order.length]);
    else if (active && now() >= pageDue) {
      turnPage(active);
      pageDue = now() + DWELL;
    }
  }

  const again = () => { for (const scene of scenes.values()) layOut(scene); };
  const stepping = setInterval(step, 250);
  const sized = new ResizeObserver(again);
  sized.observe(root);
  document.fonts.ready.then(again);
  let resting = setTimeout(() => root.classList.add("idle"), IDLE);
  root.onpointermove = () => {
    root.classList.remove("idle");
    clearTimeout(resting);
    resting = setTimeout(() => root.classList.add("idle"), IDLE);
  };

  function end() {
    clearInterval(stepping);
    clearTimeout(resting);
    sized.disconnect();
    walls.delete(root);
  }

  // Streamlit also calls this for a run that a newer one overtook, while the wall still hangs.
  return { show, close: () => { if (!root.isConnected) end(); } };
}

const now = () => performance.now();

// One column where the whole list fits into it, else two, as many pages as that takes.
function layOut(scene) {
  const list = scene.element.querySelector(".paged");
  if (!list) return;
  scene.element.classList.remove("tight");
  scene.element.classList.toggle("tight", list.clientHeight < TIGHT * innerHeight);
  for (const columns of [1, 2]) {
    list.dataset.columns = columns;
    list.replaceChildren(column(scene.items));
    scene.pages = share(scene.items, list.clientHeight, columns);
    if (scene.pages.length < 2) break;
  }
  turnPage(scene, 0);
}

function column(items) {
  const made = document.createElement("ol");
  made.append(...items);
  return made;
}

// As few pages as the height allows, and those about equally full.
function share(items, height, columns) {
  const heights = items.map((item) => item.getBoundingClientRect().height);
  const fewest = pack(items, heights, height, columns);
  for (let part = 0.3; part < 1 && columns > 1; part += 0.05) {
    const pages = pack(items, heights, part * height, columns);
    if (pages.length <= fewest.length) return pages;
  }
  return fewest;
}

function pack(items, heights, height, columns) {
  const all = [];
  let used = Infinity;
  items.forEach((item, i) => {
    // A heading never stands last.
    const needed = heights[i] + (item.matches(".heading") ? heights[i + 1] ?? 0 : 0);
    if (used + needed > height) { all.push([]); used = 0; }
    all.at(-1).push(item);
    used += heights[i];
  });
  const pages = [];
  for (let i = 0; i < all.length; i += columns) pages.push(all.slice(i, i + columns));
  return pages;
}

function turnPage(scene, by = 1) {
  const list = scene.element.querySelector(".paged");
  const count = scene.pages.length;
  if (!list || !count) return;
  scene.page = (Math.min(scene.page, count - 1) + by) % count;
  list.replaceChildren(...scene.pages[scene.page].map(column));
  const turned = scene.element.querySelector(".turned");
  turned.textContent = count > 1
    ? `· ${turned.dataset.says.replace("{page}", scene.page + 1).replace("{pages}", count)}` : "";
}

// Where each entry stands on the screen; those on another page of the list only by their place.
function snapshot(scene) {
  const seen = new Map(scene.items.filter((item) => item.dataset.key)
    .map((item) => [item.dataset.key, { place: Number(item.dataset.place) }]));
  for (const element of scene.element.querySelectorAll("[data-key]")) {
    const { left, top, height } = element.getBoundingClientRect();
    const { key, place } = element.dataset;
    const score = element.querySelector(".score")?.textContent;
    const rising = running(element, "slide")?.effect.getKeyframes()[0].zIndex === String(ABOVE);
    seen.set(key, { element, left, top, height, place: Number(place), score, rising });
  }
  return seen;
}

// `before` tells where entries were seen last, halfway of a slide if need be.
function follow(scene, before) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const element of scene.element.querySelectorAll("[data-key]")) running(element, "slide")?.cancel();
  for (const [key, here] of snapshot(scene)) {
    const old = before.get(key);
    if (!here.element) continue;
    const rose = old && here.place && (!old.place || here.place < old.place);
    const fell = old?.place && here.place > old.place;
    if (!still) slide(here, old, rose || old?.rising);
    const colour = rose ? "--rose" : fell ? "--fell" : old?.element && old.score !== here.score ? "--glow" : null;
    if (colour) glow(here.element, colour);
    else if (old?.element && old.element !== here.element) glowOn(here.element, old.element);
  }
}

const running = (element, id) => element.getAnimations().find((one) => one.id === id);

function slide(here, old, rises) {
  if (!old) return void here.element.animate([{ opacity: 0 }, { opacity: 1 }], { ...SLIDE, id: "slide" });
  // From another page it comes in from the side of the list that it was on.
  const x = old.element ? old.left - here.left : 0;
  const y = old.element ? old.top - here.top : (rises ? 2 : -2) * here.height;
  if (!x && !y) return;
  const zIndex = rises ? ABOVE : 1;
  here.element.animate(
    [{ transform: `translate(${x}px, ${y}px)`, opacity: old.element ? 1 : 0, zIndex },
      { transform: "none", opacity: 1, zIndex }], { ...SLIDE, id: "slide" });
}

function glow(element, colour) {
  const lit = { boxShadow: `inset 0 0 0 100vmax var(${colour})` };
  const out = { boxShadow: "inset 0 0 0 100vmax transparent" };
  return element.animate([lit, { ...lit, offset: 0.6 }, out], { ...GLOW, id: "glow" });
}

// What glows goes on glowing when the next mark changes its line.
function glowOn(element, old) {
  const glowing = running(old, "glow");
  if (!glowing) return;
  const again = element.animate(glowing.effect.getKeyframes(), { ...GLOW, id: "glow" });
  again.currentTime = glowing.currentTime;
}
