// The pieces of the page that the live route brings up to date without a run of the page: panels and
// charts, each by its key, with the drawing of Streamlit's that it stems from. Whoever draws a piece
// enlists it; the strip puts what the route sends in its place. Shared by all components.
const pieces = (globalThis.pantauPieces ??= new Map())

// Shows `data`, or what was sent for the same drawing since: Streamlit calls anew with what it drew.
function enlist(element, data, show) {
  if (data.drawing === undefined) return show(data)
  const before = pieces.get(data.key)
  const sent = before?.drawing === data.drawing ? before.sent : null
  const revision = sent ? before.revision : data.revision
  pieces.set(data.key, { element, drawing: data.drawing, revision, sent, show })
  show(sent ?? data)
  dispatchEvent(new Event("pantau:piece"))
}

// Puts all pieces in place, or none: one that Streamlit has drawn anew meanwhile, or not yet, would
// show what its viewer no longer asks for.
function place(sent, revision) {
  const found = Object.entries(sent).map(([key, { drawing, data }]) => [pieces.get(key), drawing, data])
  if (!found.every(([piece, drawing]) => piece?.drawing === drawing && piece.element.isConnected)) return false
  for (const [piece, , data] of found) {
    piece.sent = data
    piece.revision = revision
    piece.show(data)
  }
  return true
}

// The oldest revision that a piece on the screen shows.
function oldest() {
  let found = Infinity
  for (const [key, { element, revision }] of pieces) {
    if (element.isConnected) found = Math.min(found, revision)
    else pieces.delete(key)
  }
  return found
}
