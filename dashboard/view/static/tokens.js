// Colours by name. Streamlit hands its chart palettes over as comma-joined lists; this spreads them
// into one custom property per colour on the component's host: --series-1 … --series-10,
// --sequential-1 … --sequential-10 and --diverging-1 … --diverging-10. CSS and figures then use the
// same names, and a change of theme reaches both.
const PALETTES = {
  series: "--st-chart-categorical-colors",
  sequential: "--st-chart-sequential-colors",
  diverging: "--st-chart-diverging-colors",
}

function spreadPalettes(host) {
  const style = getComputedStyle(host)
  for (const [name, source] of Object.entries(PALETTES)) {
    const colours = style.getPropertyValue(source).split(",")
    colours.forEach((colour, i) => host.style.setProperty(`--${name}-${i + 1}`, colour.trim()))
  }
}
