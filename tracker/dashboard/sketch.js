// Draws a picture of shapes and words as SVG, as wide as there is room, with buttons that save it as PNG and SVG.
// All text is set as text, never as markup.
const NAMES = "http://www.w3.org/2000/svg"
const FONT = '"Source Sans", "Source Sans Pro", sans-serif'
const DASHES = { dash: "9 9", dot: "3 3" }
const pen = document.createElement("canvas").getContext("2d")

const make = (tag, fields, parent) => {
  const element = document.createElementNS(NAMES, tag)
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) element.setAttribute(name, value)
  parent?.append(element)
  return element
}

const widthOf = (line, size) =>
  line.reduce((sum, part, place) => {
    pen.font = `${place % 2 ? "bold " : ""}${size}px ${FONT}`
    return sum + pen.measureText(part).width
  }, 0)

class Picture {
  constructor(data, width) {
    this.data = data
    this.room = Math.max(width - data.left - data.right, 10)
    this.stripes = new Map()
    this.svg = make("svg", { width, height: data.height, viewBox: `0 0 ${width} ${data.height}`, role: "img",
      "aria-label": data.alt, "font-family": FONT, fill: data.ink })
    this.svg.style.background = data.ground
    this.defs = make("defs", {}, this.svg)
    for (const item of data.items) this[item.kind](item)
  }

  x(share) { return Math.round((this.data.left + share * this.room) * 100) / 100 }

  fill(item) {
    if (!item.stripes) return item.fill
    const key = [item.fill, ...item.stripes].join("|")
    if (!this.stripes.has(key)) {
      const [colour, size, part] = item.stripes, id = `stripes-${this.stripes.size}`, at = size * Math.SQRT2
      const pattern = make("pattern", { id, width: at, height: at, patternUnits: "userSpaceOnUse" }, this.defs)
      make("rect", { width: at, height: at, fill: item.fill }, pattern)
      const d = `M${-at / 4},${at / 4}l${at / 2},${-at / 2}M0,${at}L${at},0M${at * 3 / 4},${at * 5 / 4}l${at / 2},${-at / 2}`
      make("path", { d, stroke: colour, "stroke-width": size * part, fill: "none" }, pattern)
      this.stripes.set(key, id)
    }
    return `url(#${this.stripes.get(key)})`
  }

  keep(element, item) {
    if (item.hover || item.hovers) element.says = item
    else element.setAttribute("pointer-events", "none")
  }

  box(item) {
    const [left, right] = item.x.map((share) => this.x(share)), [top, bottom] = [...item.y].sort((a, b) => a - b)
    this.keep(make("rect", { x: left, y: top, width: Math.max(right - left, 0), height: bottom - top,
      fill: this.fill(item), opacity: item.opacity, stroke: item.stroke, "stroke-width": item.width }, this.svg), item)
  }

  // The corners of a line that holds each value until the next.
  corners(shares, ys) {
    return ys.flatMap((y, place) => {
      const x = this.x(shares[place])
      return place && y !== ys[place - 1] ? [`${x},${ys[place - 1]}`, `${x},${y}`] : [`${x},${y}`]
    })
  }

  steps(item) {
    const along = this.corners(item.x, item.y)
    if (item.below) {
      const d = `M${along.join("L")}L${this.corners(item.x, item.below).reverse().join("L")}Z`
      this.keep(make("path", { d, fill: this.fill(item) }, this.svg), item)
    }
    this.line(item, "M" + along.join("L"))
  }

  line(item, d = "M" + item.x.map((share, place) => `${this.x(share)},${item.y[place]}`).join("L")) {
    this.keep(make("path", { d, fill: "none", stroke: item.stroke, "stroke-width": item.width,
      "stroke-dasharray": DASHES[item.dash] }, this.svg), item)
  }

  mark(item) {
    const half = item.size / 2, at = this.x(item.x), long = half * 1.3
    const fields = { stroke: item.stroke, "stroke-width": item.width, fill: item.fill }
    const moved = { transform: `translate(${at},${item.y})` }
    const shapes = {
      circle: () => make("circle", { r: half, ...moved, ...fields }, this.svg),
      diamond: () => make("path", { d: `M0,${-long}L${long},0L0,${long}L${-long},0Z`, ...moved, ...fields }, this.svg),
      x: () => make("path", { d: `M${-half},${-half}L${half},${half}M${-half},${half}L${half},${-half}`, ...moved,
        stroke: item.fill, "stroke-width": 3 }, this.svg),
      "line-ns": () => make("path", { d: `M0,${-half}L0,${half}`, ...moved, ...fields }, this.svg),
    }
    this.keep(shapes[item.symbol](), item)
  }

  words(item) {
    const size = item.size, high = size * 1.3, widths = item.lines.map((line) => widthOf(line, size))
    const width = Math.max(...widths)
    if (item.within !== undefined && width > item.within * this.room - 4) return
    const pad = item.ground ? item.pad : 1
    const [wide, tall] = [width + 2 * pad, high * widths.length + 2 * pad]
    const left = this.x(item.x) + item.shift[0] - wide * item.side, top = item.y + item.shift[1] - tall * item.level
    if (item.ground) {
      make("rect", { x: left, y: top, width: wide, height: tall, fill: item.ground, "pointer-events": "none" }, this.svg)
    }
    item.lines.forEach((line, place) => {
      const text = make("text", { x: Math.round((left + pad + (width - widths[place]) * item.align) * 100) / 100,
        y: Math.round((top + pad + high * (place + 0.5) + size * 0.34) * 100) / 100,
        "font-size": size, fill: item.fill }, this.svg)
      text.style.whiteSpace = "pre"
      line.forEach((part, turn) => {
        if (part) make("tspan", turn % 2 ? { "font-weight": "bold" } : {}, text).textContent = part
      })
      this.keep(text, item)
    })
  }
}

const hoverOf = (says, share) => {
  if (!says.hovers) return says.hover
  return (says.hovers.findLast(([at]) => at <= share) || says.hovers[0])[1]
}

const save = (svg, format, file) => {
  const { width, height } = svg.viewBox.baseVal
  const whole = svg.cloneNode(true)
  whole.prepend(make("rect", { width, height, fill: svg.style.background }))
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(whole)], { type: "image/svg+xml" }))
  const give = (href) => {
    const link = document.createElement("a")
    link.href = href
    link.download = `${file}.${format}`
    link.click()
    setTimeout(() => URL.revokeObjectURL(href), 10_000)
  }
  if (format === "svg") return give(url)
  const image = new Image()
  image.onload = () => {
    const canvas = document.createElement("canvas")
    canvas.width = width * 2
    canvas.height = height * 2
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    URL.revokeObjectURL(url)
    canvas.toBlob((blob) => give(URL.createObjectURL(blob)), "image/png")
  }
  image.src = url
}

export default function (component) {
  const { data, parentElement } = component
  const root = parentElement.querySelector(".picture")
  const said = JSON.stringify(data)
  if (!root || !data || root.said === said) return
  root.said = said
  root.data = data
  const holder = root.querySelector(".drawn"), told = root.querySelector(".told")
  const draw = () => {
    const width = Math.floor(root.clientWidth)
    if (!width) return
    root.drawn = width
    holder.replaceChildren(new Picture(root.data, width).svg)
  }
  draw()
  told.hidden = true
  for (const button of root.querySelectorAll("button")) {
    button.onclick = () => save(holder.firstElementChild, button.dataset.format, root.data.file)
  }
  root.querySelector(".picture-buttons").hidden = !data.file
  if (root.watched) return
  root.watched = new ResizeObserver(() => { if (Math.floor(root.clientWidth) !== root.drawn) draw() })
  root.watched.observe(root)
  document.fonts.ready.then(draw)
  holder.onpointermove = (event) => {
    const says = event.target.says, box = holder.getBoundingClientRect()
    told.hidden = !says
    if (!says) return
    const at = (event.clientX - box.left) * (root.drawn / box.width)
    const share = (at - root.data.left) / (root.drawn - root.data.left - root.data.right)
    told.textContent = hoverOf(says, share).join("\n")
    told.style.left = `${Math.max(0, Math.min(event.clientX - box.left + 12, box.width - told.offsetWidth - 4))}px`
    told.style.top = `${event.clientY - box.top + 14}px`
  }
  holder.onpointerleave = () => { told.hidden = true }
}
