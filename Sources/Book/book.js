"use strict"

/** Loads a module, and returns a function from fields to the module's answer, both text. It must be whole in itself: a
 *  worker runs it, too. */
async function loaded(text) {
  const packed = Uint8Array.from(atob(text), c => c.charCodeAt(0))
  const bytes = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer()
  const wasm = (await WebAssembly.instantiate(await bytes, {})).instance.exports
  return fields => {
    const parts = fields.map(field => new TextEncoder().encode(field))
    const count = parts.reduce((sum, part) => sum + 4 + part.length, 0)
    let place = wasm.allocate(count)
    const start = place
    for (const part of parts) {
      // Memory may have grown, and moved, since the last call.
      new DataView(wasm.memory.buffer).setUint32(place, part.length, true)
      new Uint8Array(wasm.memory.buffer, place + 4, part.length).set(part)
      place += 4 + part.length
    }
    const answer = wasm.respond(start, count)
    const length = new DataView(wasm.memory.buffer).getUint32(answer, true)
    const result = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, answer + 4, length))
    wasm.release(answer)
    return result
  }
}

/** An element with a class and children, which are elements or text. */
function element(name, className, ...children) {
  const result = document.createElement(name)
  if (className) result.className = className
  result.append(...children)
  return result
}

// Where did my number come from?

/** A worker that answers what it is sent, so that the page stays alive meanwhile. */
function worker() {
  const source = `const answer = (${loaded})(${JSON.stringify(MODULE)})
    onmessage = async event => postMessage((await answer)(event.data))`
  return new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })))
}

/** A report of the command as paragraphs: a line that is set in columns stays one, others are joined, and a chapter's or
 *  a page's name is a link. */
function report(text) {
  const result = []
  let last = null
  for (const line of text.split("\n")) {
    const words = line.trim(), indent = line.length - line.trimStart().length
    const isRow = / {2}/.test(words)
    if (words && last && !isRow && !last.isRow && last.indent === indent) last.words += " " + words
    else result.push(last = words ? { words, indent, isRow } : null)
  }
  return result.filter(Boolean).map(({ words, indent, isRow }) => {
    const paragraph = element(isRow ? "pre" : "p", `indent${indent}`)
    for (const part of words.split(/(https:\/\/\S+|\b[a-z]+(?:-[a-z]+)+\b)/)) {
      const link = chapters[part] ?? (part.startsWith("https://") ? part : null)
      if (!link) { paragraph.append(part); continue }
      const anchor = element("a", "", part)
      anchor.href = link
      paragraph.append(anchor)
    }
    return paragraph
  })
}

/** The chapters' pages by the names of their programs. */
const chapters = Object.fromEntries([...document.querySelectorAll("#sidebar a")].flatMap(link =>
  (link.getAttribute("href").match(/Chapters\/\d+-([^/]+)\//) ?? []).slice(1).map(name => [name, link.getAttribute("href")])))

function numberPage(form) {
  const status = document.getElementById("status")
  const limit = 2_000_000
  let current = null
  function say(command, text) {
    const section = document.getElementById(command === "explain" ? "explanation" : "diagnosis")
    const [code, ...lines] = text.split("\n")
    section.className = code > 1 ? "failure" : ""
    section.replaceChildren(...report(lines.join("\n")))
  }
  function explain() {
    const data = new FormData(form)
    const texts = ["predictions", "targets", "weights"].map(name => data.get(name).replaceAll("\r\n", "\n"))
    const options = [...data].flatMap(([name, value]) => name.startsWith("--") && value.trim() ? [`${name}=${value.trim()}`] : [])
    const files = ["--predictions=predictions.csv", "--targets=targets.csv", ...texts[2].trim() ? ["--weights=weights.csv"] : []]
    const value = data.get("value").trim()
    current?.terminate()
    for (const name of ["explanation", "diagnosis"]) document.getElementById(name).replaceChildren()
    const length = texts.reduce((sum, text) => sum + text.length, 0)
    if (length > limit) {
      status.textContent = `These are ${length} characters, and this page takes ${limit}: give the command the files.`
      return
    }
    status.textContent = "Computing …"
    const tasks = [...value ? [["explain", ...texts, value, ...files, ...options]] : [], ["diagnose", ...texts, ...files, ...options]]
    const mine = current = worker()
    const start = performance.now()
    mine.onmessage = event => {
      say(tasks.shift()[0], event.data)
      if (tasks.length) return mine.postMessage(tasks[0])
      status.textContent = `Computed here, in ${Math.round(performance.now() - start)} ms; nothing was sent anywhere.`
      mine.terminate()
    }
    mine.onerror = event => {
      event.preventDefault()
      status.textContent = "This was too much for the page: give the command the files."
    }
    mine.postMessage(tasks[0])
  }
  form.addEventListener("submit", event => { event.preventDefault(); explain() })
  form.addEventListener("reset", () => setTimeout(explain))
  explain()
}

// Figures that can be moved

/** Puts an exhibit in the place of a figure, if there is one: a control for each number of its state, the numbers behind
 *  the drawing as text, and a pointer on the drawing. */
function exhibit(figure, ask) {
  const name = figure.id.replace("figure-", "")
  const summary = ask([name])
  if (!summary) return
  const [advice, ...lines] = summary.split("\n")
  const inputs = lines.map(line => {
    const [label, min, max, step, start] = line.split("\t")
    const input = Object.assign(element("input"), { type: "range", min, max, step, defaultValue: start })
    return { input, start, label: element("label", "", `${label} `, input, element("output")) }
  })
  const reset = Object.assign(element("button", "", "Reset"), { type: "button" })
  const numbers = element("dl", "numbers")
  const drawing = figure.querySelector(".scroll")
  let held = null
  /** Shows a state, or what becomes of it when a pointer is there. */
  function show(state, pointer = []) {
    const [head, ...rest] = ask([name, ...state, ...pointer]).split("\n")
    const values = head.split("\t")
    held = values.pop()
    inputs.forEach(({ input, label }, i) => { input.value = label.lastChild.value = values[i] })
    const end = rest.indexOf("")
    numbers.replaceChildren(...rest.slice(0, end).map(line => {
      const [term, shown, exact] = line.split("\t")
      const value = element("dd", "", shown)
      value.dataset.exact = exact
      return element("div", "", element("dt", "", term), value)
    }))
    drawing.innerHTML = rest.slice(end + 1).join("\n")
    figure.dataset.state = values.join(" ")
  }
  const state = () => figure.dataset.state.split(" ")
  function point(event, ...held) {
    const box = drawing.firstElementChild.getBoundingClientRect(), scale = 720 / box.width
    show(state(), [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale, ...held])
  }
  drawing.addEventListener("pointerdown", event => {
    if (event.button !== 0) return
    event.preventDefault()
    drawing.setPointerCapture(event.pointerId)
    point(event)
  })
  drawing.addEventListener("pointermove", event => {
    if (drawing.hasPointerCapture(event.pointerId)) point(event, held)
  })
  inputs.forEach(({ input }) => input.addEventListener("input", () => show(inputs.map(({ input }) => input.value))))
  reset.addEventListener("click", () => show(inputs.map(({ start }) => start)))
  figure.classList.add("exhibit")
  figure.append(element("p", "", advice), element("div", "controls", ...inputs.map(({ label }) => label), reset), numbers)
  numbers.setAttribute("role", "status")
  show(inputs.map(({ start }) => start))
}

const form = document.getElementById("case")
if (form) numberPage(form)
else loaded(MODULE).then(ask => document.querySelectorAll(".drawing").forEach(figure => exhibit(figure, ask)))
