// Where a preview begins: a heading that is brought into sight, and takes the focus, when it is news. Text only.
export default function (component) {
  const { data, parentElement } = component
  const head = parentElement.querySelector("h2")
  if (!head || !data) return
  head.textContent = data.text
  parentElement.querySelector("p").textContent = data.aside
  parentElement.querySelector(".preview-head").dataset.tone = data.tone
  if (head.dataset.mark === data.mark) return
  head.dataset.mark = data.mark
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  const show = () => head.isConnected && head.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" })
  requestAnimationFrame(() => head.focus({ preventScroll: true }))
  // What follows is drawn a moment later, and only then is there enough below to bring the heading up.
  setTimeout(show, 100)
  setTimeout(show, 600)
}
