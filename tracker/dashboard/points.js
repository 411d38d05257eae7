// Talking points, with a button that copies them. All text is set as text, never as markup.
export default function (component) {
  const { data, parentElement } = component
  const root = parentElement.querySelector(".talking-points")
  if (!root || !data) return
  const list = root.querySelector("ul")
  list.replaceChildren(...data.points.map((point) => {
    const item = document.createElement("li")
    item.textContent = point
    return item
  }))
  root.querySelector(".closing").textContent = data.closing
  const button = root.querySelector("button")
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(data.copy)
      button.textContent = "Copied"
    } catch {
      button.textContent = "Select the text to copy it"
    }
    setTimeout(() => { button.textContent = "Copy points" }, 2500)
  }
}
