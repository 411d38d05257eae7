// Saves the picture above by plotly's own means: as pixels twice as fine as the screen's, or as lines.
export default function (component) {
  const { data, parentElement } = component
  const root = parentElement.querySelector(".picture-buttons")
  if (!root || !data) return
  const save = (format) => {
    const plot = document.querySelector(`.st-key-${CSS.escape(data.picture)} .js-plotly-plot`)
    const button = [...(plot?.querySelectorAll(".modebar-btn") || [])].find((one) => /png|svg|image|download plot/i.test(one.dataset.title || one.getAttribute("aria-label") || ""))
    if (!plot || !button) return
    const box = plot.getBoundingClientRect()
    plot._context.toImageButtonOptions = { format, filename: data.file, scale: format === "png" ? 2 : 1, width: Math.round(box.width), height: Math.round(box.height) }
    button.click()
  }
  const make = (format) => {
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = format.toUpperCase()
    button.title = `Save this picture as ${format.toUpperCase()}`
    button.setAttribute("aria-label", button.title)
    button.onclick = () => save(format)
    return button
  }
  root.replaceChildren(make("png"), make("svg"))
}
