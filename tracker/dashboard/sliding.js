// A slider over days. While a day that was asked for is drawn, no other is asked for; then the newest is.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".sliding")
  if (!root || !data) return
  const [before, after] = root.querySelectorAll("button"), input = root.querySelector("input")
  const stops = data.stops
  const place = stops.findLastIndex((day) => day <= data.at)
  const show = (day, at) => {
    root.querySelector("output").textContent = day
    input.setAttribute("aria-valuetext", day)
    before.disabled = at < 0 || (at === 0 && day === stops[0])
    after.disabled = at >= stops.length - 1
  }
  const ask = () => {
    root.asked = root.wanted
    setTriggerValue("moved", root.asked)
  }
  const want = (at) => {
    root.wanted = stops[at]
    show(root.wanted, at)
    if (!root.asked) ask()
  }
  input.max = stops.length - 1
  input.oninput = () => want(Number(input.value))
  const step = (at) => {
    input.value = at
    want(at)
  }
  const now = () => (root.wanted ? stops.indexOf(root.wanted) : place)
  before.onclick = () => step(root.wanted || stops[place] === data.at ? Math.max(now() - 1, 0) : Math.max(place, 0))
  after.onclick = () => step(Math.min(now() + 1, stops.length - 1))
  if (root.asked === data.at && root.wanted !== data.at) return ask()
  root.asked = root.wanted = null
  input.value = Math.max(place, 0)
  show(data.at, place)
}
