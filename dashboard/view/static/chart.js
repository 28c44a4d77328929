// A Plotly figure that changes in place: the node stays, zoom stays (layout.uirevision), nothing
// blinks. Runs again whenever the figure or the theme changes, or the live route sends a newer figure.
const NAMED = /var\((--[\w-]+)\)/g
const charts = (globalThis.pantauCharts ??= new WeakMap())

export default function ({ data, parentElement }) {
  const element = parentElement.querySelector(".chart")
  let chart = charts.get(element)
  if (!chart) charts.set(element, (chart = follow(element)))
  spreadPalettes(element)
  enlist(element, data, (shown) => {
    element.setAttribute("aria-label", shown.alt)
    element.style.height = `${shown.height}px`
    chart.data = shown
    chart.draw()
  })
  return chart.stop
}

function follow(element) {
  const chart = { data: null, queue: Promise.resolve(), drawn: false }
  const observer = new ResizeObserver(() => {
    if (chart.drawn && element.offsetWidth) globalThis.Plotly.Plots.resize(element)
  })
  chart.draw = () => {
    chart.queue = chart.queue.then(() => drawNewest(element, chart)).catch((error) => {
      // The figure is decoration to its description: without Plotly the words are shown.
      if (!chart.drawn) element.textContent = chart.data.alt
      console.error("chart not drawn", error)
    })
  }
  chart.stop = () => {
    // Streamlit also calls this while the chart stays, when a newer run overtakes an older one.
    if (element.isConnected) return
    observer.disconnect()
    charts.delete(element)
    if (chart.drawn) globalThis.Plotly.purge(element)
  }
  observer.observe(element)
  return chart
}

async function drawNewest(element, chart) {
  const data = chart.data
  if (!data) return
  chart.data = null
  try {
    const style = getComputedStyle(element)
    const font = style.getPropertyValue("--st-font")
    const [plotly] = await Promise.all([
      loadPlotly(data.plotly),
      // Plotly measures text once, so the typeface has to be there before.
      document.fonts.load(`13px ${font}`).catch(() => []),
    ])
    if (!element.isConnected) return
    const figure = JSON.parse(
      data.figure.replace(NAMED, (_, name) => JSON.stringify(style.getPropertyValue(name).trim()).slice(1, -1)),
    )
    const layout = { uirevision: "kept", ...figure.layout, autosize: true, height: data.height }
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) delete layout.transition
    if (!chart.drawn) element.textContent = ""
    await plotly.react(element, figure.data, layout, { displayModeBar: false })
    chart.drawn = true
  } catch (error) {
    chart.data ??= data
    throw error
  }
}

function loadPlotly(source) {
  return (globalThis.pantauPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = source
    script.onload = () => resolve(globalThis.Plotly)
    script.onerror = () => {
      globalThis.pantauPlotly = undefined
      script.remove()
      reject(new Error(`${source} did not load`))
    }
    document.head.append(script)
  }))
}
