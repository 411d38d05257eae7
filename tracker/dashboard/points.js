// Talking points, or a text as it is written, with a button that copies it. All text is set as text, never as markup.
export default function (component) {
  const { data, parentElement } = component
  const root = parentElement.querySelector(".talking-points")
  if (!root || !data) return
  root.setAttribute("aria-label", data.what)
  const text = root.querySelector("pre")
  text.textContent = data.text || ""
  text.setAttribute("aria-label", data.what)
  text.hidden = !data.text
  if (data.language) text.lang = data.language
  const list = root.querySelector("ul")
  list.replaceChildren(...data.points.map((point) => {
    const item = document.createElement("li")
    item.textContent = point
    return item
  }))
  root.querySelector(".closing").textContent = data.closing
  const button = root.querySelector("button")
  button.textContent = data.button
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(data.copy)
      button.textContent = "Copied"
    } catch {
      button.textContent = "Select the text to copy it"
    }
    setTimeout(() => { button.textContent = data.button }, 2500)
  }
}
