// The bottom line, with buttons to copy it and to print the page. All text is set as text, never as markup.
export default function (component) {
  const { data, parentElement, setStateValue } = component
  const root = parentElement.querySelector(".masthead")
  if (!root || !data) return
  root.querySelector(".kicker").textContent = data.kicker
  root.querySelector("h1").textContent = data.lead
  root.querySelector(".rest").textContent = data.rest
  root.querySelector(".next").textContent = data.next
  for (const name of ["h1", ".rest"]) root.querySelector(name).lang = data.language || "en"
  root.dataset.standing = data.standing || "none"
  root.dataset.present = data.present ? "1" : ""
  root.querySelector(".copy").onclick = async (event) => {
    const button = event.currentTarget
    try {
      await navigator.clipboard.writeText(data.copy)
      button.textContent = "Copied"
    } catch {
      button.textContent = "Select the text to copy it"
    }
    setTimeout(() => { button.textContent = "Copy" }, 2500)
  }
  // The charts are drawn as wide as the window; a printed page is narrower, so that all of it is scaled to fit.
  // Letters are set larger before that, so that they can be read afterwards.
  const scale = () => {
    const style = document.documentElement.style
    style.setProperty("--print-scale", String(Math.min(1, 715 / window.innerWidth)))
    style.setProperty("--print-letters", `${Math.max(16, 16 * window.innerWidth / 1300)}px`)
  }
  // A picture's words are chosen for the room they have, and only the browser knows it.
  const measure = () => {
    const room = window.innerWidth < 700 ? "narrow" : window.innerWidth < 1200 ? "middle" : "wide"
    if (room !== (root.dataset.room || "wide")) setStateValue("room", root.dataset.room = room)
  }
  window.onbeforeprint = scale
  window.onresize = () => { scale(); measure() }
  scale()
  measure()
  root.querySelector(".print").onclick = () => window.print()
  if (data.present) fit(root)
}

// On the stage of the presentation view everything has to be in sight: what is too long gets smaller letters, step by
// step. Pictures keep theirs: they are as high as they are drawn.
function fit(root) {
  const stage = document.querySelector("[data-testid=stMainBlockContainer]")
  const page = stage?.querySelector(":scope > [data-testid=stVerticalBlock]")
  if (!page || root.dataset.fitting) return
  root.dataset.fitting = "1"
  const style = getComputedStyle(stage)
  const room = stage.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom)
  let size = 16
  const set = () => { document.documentElement.style.fontSize = `${size}px` }
  set()
  // Tables and pictures arrive one by one, and are laid out anew at every step.
  const timer = setInterval(() => {
    if (!root.isConnected || root.dataset.present !== "1") {
      clearInterval(timer)
      document.documentElement.style.fontSize = ""
    } else if (page.scrollHeight > room + 1 && size > 10) {
      size -= 0.5
      set()
    }
  }, 120)
}
