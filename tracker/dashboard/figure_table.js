// Draws a table whose figures can be asked where they come from. All text is set as text, never as markup.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".figure-table")
  if (!root || !data) return

  const make = (tag, className, text) => {
    const element = document.createElement(tag)
    if (className) element.className = className
    if (text !== undefined && text !== null) element.textContent = text
    return element
  }

  const fill = (holder, cell) => {
    if (cell.chip) {
      const chip = make("span", "chip" + (cell.chip.hatched ? " hatched" : ""))
      chip.style.setProperty("--chip", cell.chip.colour)
      chip.setAttribute("aria-hidden", "true")
      holder.append(chip)
    }
    if (cell.ask) {
      const button = make("button", "ask", cell.text)
      button.type = "button"
      button.title = cell.hint || "Where this figure comes from"
      button.onclick = () => setTriggerValue("asked", cell.ask)
      holder.append(button)
    } else if (cell.url) {
      const link = make("a", "", cell.text)
      link.href = cell.url
      link.target = "_blank"
      link.rel = "noopener noreferrer"
      holder.append(link)
    } else {
      holder.append(document.createTextNode(cell.text ?? ""))
    }
    if (cell.aside) holder.append(make("span", "aside", cell.aside))
  }

  const table = make("table")
  if (data.caption) table.append(make("caption", "", data.caption))
  const head = make("thead")
  for (const line of data.head) {
    const row = make("tr")
    for (const column of line) {
      const cell = make(column.text ? "th" : "td", column.align || "", column.text)
      if (column.text) cell.scope = column.span > 1 ? "colgroup" : "col"
      if (column.span) cell.colSpan = column.span
      if (column.help) cell.title = column.help
      row.append(cell)
    }
    head.append(row)
  }
  const body = make("tbody")
  for (const line of data.rows) {
    const row = make("tr", line.style || "")
    line.cells.forEach((cell, index) => {
      const align = data.head[data.head.length - 1][index]?.align || ""
      const holder = make(index === 0 ? "th" : "td", align + (cell.chip ? " chipped" : ""))
      if (index === 0) holder.scope = "row"
      fill(holder, cell)
      row.append(holder)
    })
    body.append(row)
  }
  table.append(head, body)
  root.replaceChildren(table)
  // What scrolls sideways and holds nothing to press must be reached by keyboard itself.
  requestAnimationFrame(() => {
    if (root.scrollWidth <= root.clientWidth || root.querySelector("button, a")) return
    root.tabIndex = 0
    root.setAttribute("role", "region")
    root.setAttribute("aria-label", data.caption || data.head[0][0].text)
  })
}
