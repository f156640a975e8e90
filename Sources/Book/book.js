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

/** A worker that answers what it is sent, so that the page stays alive meanwhile. */
function worker() {
  const source = `const answer = (${loaded})(${JSON.stringify(MODULE)})
    onmessage = async event => postMessage((await answer)(event.data))
    onunhandledrejection = event => { throw event.reason }`
  return new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })))
}

/** A report of the command as paragraphs: a line that is set in columns stays one, others are joined, and what names a
 *  chapter or a page is a link. */
function report(text) {
  const paragraphs = []
  let last = null
  for (const line of text.split("\n")) {
    const words = line.trim(), className = `indent${line.search(/\S|$/)}`, name = / {2}/.test(words) ? "pre" : "p"
    if (words && last?.localName === "p" && name === "p" && last.className === className) last.append(` ${words}`)
    else last = words ? element(name, className, words) : null
    if (last && last !== paragraphs.at(-1)) paragraphs.push(last)
  }
  for (const paragraph of paragraphs) {
    paragraph.innerHTML = paragraph.innerHTML.replace(/https:\/\/[^\s<]+|\b[a-z]+(?:-[a-z]+)+\b/g, part => {
      const link = part.startsWith("https") ? part : document.querySelector(`#sidebar a[href*="-${part}/"]`)?.href
      return link ? `<a href="${link}">${part}</a>` : part
    })
  }
  return paragraphs
}

function numberPage(form) {
  const status = document.getElementById("status")
  const limit = 2_000_000
  let current = null
  function explain() {
    const data = new FormData(form), value = data.get("value").trim()
    const texts = ["predictions", "targets", "weights"].map(name => data.get(name).replaceAll("\r\n", "\n"))
    const options = ["--predictions=predictions.csv", "--targets=targets.csv"]
    if (texts[2].trim()) options.push("--weights=weights.csv")
    for (const [name, word] of data) if (name.startsWith("--") && word.trim()) options.push(`${name}=${word.trim()}`)
    const tasks = [["diagnosis", ["diagnose", ...texts, ...options]]]
    if (value) tasks.unshift(["explanation", ["explain", ...texts, value, ...options]])
    current?.terminate()
    for (const section of document.querySelectorAll("section")) section.replaceChildren()
    const length = texts.join("").length
    if (length > limit) {
      status.textContent = `These are ${length} characters, and this page takes ${limit}: give the command the files.`
      return
    }
    status.textContent = "Computing …"
    const mine = current = worker()
    const start = performance.now()
    mine.onmessage = event => {
      const section = document.getElementById(tasks.shift()[0])
      const [code, ...lines] = event.data.split("\n")
      section.className = code > 1 ? "failure" : ""
      section.replaceChildren(...report(lines.join("\n")))
      if (tasks.length) return mine.postMessage(tasks[0][1])
      status.textContent = `Computed here, in ${Math.round(performance.now() - start)} ms; nothing was sent anywhere.`
      mine.terminate()
    }
    mine.onerror = event => {
      event.preventDefault()
      status.textContent = "This was too much for the page: give the command the files."
    }
    mine.postMessage(tasks[0][1])
  }
  form.addEventListener("submit", event => { event.preventDefault(); explain() })
  form.addEventListener("reset", () => setTimeout(explain))
  explain()
}

/** Puts a chapter's exhibit in the place of its figure: a control for each number of its state, the numbers behind the
 *  drawing as text, and a pointer on the drawing. */
function exhibit(ask) {
  const [name, advice, ...lines] = ask([]).split("\n")
  const figure = document.getElementById(`figure-${name}`), drawing = figure.querySelector(".scroll")
  const labels = lines.map(line => {
    const [label, min, max, step, defaultValue] = line.split("\t")
    const input = Object.assign(element("input"), { type: "range", min, max, step, defaultValue })
    return element("label", "", `${label} `, input, element("output"))
  })
  const inputs = labels.map(label => label.firstElementChild)
  const reset = Object.assign(element("button", "", "Reset"), { type: "button" })
  const numbers = element("dl", "numbers")
  let state, held
  /** Shows a state, or what becomes of it when a pointer is there. */
  function show(request) {
    const answer = ask(request), end = answer.indexOf("\n\n")
    const [head, ...rest] = answer.slice(0, end).split("\n")
    state = head.split("\t")
    held = state.pop()
    labels.forEach((label, i) => { inputs[i].value = label.lastChild.value = state[i] })
    numbers.replaceChildren(...rest.map(line => {
      const [term, shown, exact] = line.split("\t")
      const value = element("dd", "", shown)
      value.dataset.exact = exact
      return element("div", "", element("dt", "", term), value)
    }))
    drawing.innerHTML = answer.slice(end)
    figure.dataset.state = state.join(" ")
  }
  function point(event, ...held) {
    const box = drawing.firstElementChild.getBoundingClientRect(), scale = 720 / box.width
    show([...state, (event.clientX - box.left) * scale, (event.clientY - box.top) * scale, ...held])
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
  for (const input of inputs) input.addEventListener("input", () => show(inputs.map(input => input.value)))
  const restart = () => show(inputs.map(input => input.defaultValue))
  reset.addEventListener("click", restart)
  figure.classList.add("exhibit")
  figure.append(element("p", "", advice), element("div", "controls", ...labels, reset), numbers)
  numbers.setAttribute("role", "status")
  restart()
}

const form = document.getElementById("case")
if (form) numberPage(form)
else loaded(MODULE).then(exhibit)
