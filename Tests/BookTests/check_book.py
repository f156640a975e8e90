"""The book in a real browser: make check-book. Takes the programs' folder, the site, and a file of golden requests;
with a fourth argument only writes the README's picture there."""

import gzip
import json
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

programs, site, goldens = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
project = pathlib.Path(__file__).parents[2]
pages = sorted(site.rglob("*.html"))
# Chapters with an exhibit have a script of their own.
exhibits = [page for page in site.glob("Chapters/*/index.html") if (site / f"{page.parent.name}.js").is_file()]
number = site / "number.html"

options = webdriver.ChromeOptions()
for argument in ["--headless=new", "--hide-scrollbars", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]:
    options.add_argument(argument)
options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
# Nothing is looked for elsewhere, and nothing downloaded.
options.binary_location = shutil.which("chromium")
driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
driver.set_page_load_timeout(60)
driver.set_script_timeout(600)
run = driver.execute_script


def emulate(what, **values):
    driver.execute_cdp_cmd(f"Emulation.{what}", values)


def resize(width, height=900):
    emulate("setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)


def wait(script):
    WebDriverWait(driver, 300, 0.02).until(lambda _: run(f"return {script}"))


def opened(page):
    """Opens a page, and waits until its exhibit or its answer is there."""
    driver.get(page.as_uri())
    wait("!document.scripts.length || !!document.querySelector('.exhibit, #diagnosis > *')")


def there_is_no_error_and_no_request(page):
    assert not (messages := driver.get_log("browser")), messages
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    urls = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    assert all(url.startswith(("file:", "data:", "blob:")) for url in urls), urls


def all_of_it_is_shown(page):
    assert "\ufffd" not in page.read_text()
    assert run("return [...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert run("return [...document.querySelectorAll('figure')].every(figure => figure.clientHeight > 20)")


def nothing_overflows(page):
    for width in [360, 800, 1280]:
        resize(width)
        actual = run("return document.documentElement.scrollWidth")
        assert actual <= width, (width, actual)
    emulate("clearDeviceMetricsOverride")


def text_has_contrast(page):
    for theme in ["light", "dark"]:
        emulate("setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        ratio, text = run("""
          const numbers = colour => colour.match(/[\\d.]+/g).map(Number)
          const linear = x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4
          const luminance = colour => {
            const [r, g, b] = numbers(colour).map(x => linear(x / 255))
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
          }
          const ground = element => {
            const colour = getComputedStyle(element).backgroundColor
            return numbers(colour)[3] === 0 ? ground(element.parentElement) : colour
          }
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
          let least = [99, ""]
          for (let text; text = texts.nextNode();) {
            const element = text.parentElement, style = getComputedStyle(element)
            if (!text.data.trim() || !element.getClientRects().length) continue
            const ink = luminance(element instanceof SVGElement ? style.fill : style.color)
            const paper = luminance(ground(element)), ratio = Math.max(ink, paper) / Math.min(ink, paper)
            if (ratio < least[0]) least = [ratio, text.data]
          }
          return least""")
        assert ratio >= 4.5, (theme, ratio, text)
    emulate("setEmulatedMedia", features=[])


def only_the_text_is_printed(page):
    emulate("setEmulatedMedia", media="print")
    assert run("return document.querySelector('main').clientHeight > 100")
    hidden = "header, #sidebar, .turn, .anchor, .skip, .controls"
    assert run(f"return [...document.querySelectorAll('{hidden}')].every(part => !part.getClientRects().length)")
    emulate("setEmulatedMedia", media="")


def it_stands_without_scripts(page):
    emulate("setScriptExecutionDisabled", value=True)
    driver.get(page.as_uri())
    text = run("return document.querySelector('main').innerText")
    assert len(text) > 100 and (page != number or "computed by a script" in text), text
    assert run("return [...document.querySelectorAll('.drawing svg')].every(figure => figure.clientHeight > 100)")
    emulate("setScriptExecutionDisabled", value=False)


def on_every_page():
    checks = [
        there_is_no_error_and_no_request, all_of_it_is_shown, nothing_overflows, text_has_contrast,
        only_the_text_is_printed, it_stands_without_scripts,
    ]
    for page in pages:
        opened(page)
        for check in checks:
            check(page)
    return ", ".join(words(check) for check in checks) + f": {len(pages)} pages"


def words(function):
    return function.__name__.replace("_", " ")


def links_and_anchors_resolve():
    count = 0
    anchors = {page: set(re.findall(r'\bid="([^"]*)"', page.read_text())) for page in pages}
    for page in pages:
        for link in re.findall(r'<a [^>]*?href="([^"]*)"', page.read_text()):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.is_file(), (page, link)
            assert not anchor or target.suffix == ".txt" or anchor in anchors[target], (page, link)
            count += 1
    return f"{count} links"


def shown():
    """An exhibit's state, and the numbers behind it."""
    return run(
        "const figure = document.querySelector('.exhibit')\n"
        "return [figure.dataset.state, ...[...figure.querySelectorAll('dd')].map(number => number.dataset.exact)]")


def native(page, state):
    program = programs / page.parent.name.split("-", 1)[1]
    output = subprocess.run([program, "--exhibit", *state.split()], capture_output=True, text=True, check=True).stdout
    head, *numbers = output.split("\n\n")[0].split("\n")
    return [head.rpartition("\t")[0].replace("\t", " "), *(line.split("\t")[2] for line in numbers)]


def exhibits_give_the_bits_of_the_library():
    compared, times = 0, []
    for page in exhibits:
        opened(page)
        seen = [shown()]
        sliders = driver.find_elements(By.CSS_SELECTOR, ".exhibit input")
        for slider in sliders:
            for key in [Keys.ARROW_LEFT] * 3 + [Keys.PAGE_UP]:
                slider.send_keys(key)
                seen.append(shown())
        box = driver.find_element(By.CSS_SELECTOR, ".exhibit .scroll")
        run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", box)
        for x, y in [(-0.2, 0.1), (0.1, 0.05), (0.25, 0.2)]:
            across, down = int(x * box.size["width"]), int(y * box.size["height"])
            ActionChains(driver).move_to_element_with_offset(box, across, down) \
                .click_and_hold().move_by_offset(13, 7).release().perform()
            seen.append(shown())
        assert len({tuple(one) for one in seen}) > 4 + 2 * len(sliders), (page, "is not moved", seen)
        for one in seen:
            assert one == native(page, one[0]), (page, one, native(page, one[0]))
            compared += len(one) - 1
        times += run("""
          const slider = arguments[0]
          return [...Array(40).keys()].map(i => {
            slider.value = +slider.min + (slider.max - slider.min) * i / 40
            const start = performance.now()
            slider.dispatchEvent(new Event("input"))
            document.body.offsetHeight
            return performance.now() - start
          })""", sliders[0])
        driver.find_element(By.CSS_SELECTOR, ".exhibit button").click()
        assert shown() == seen[0], (page, "is not reset")
    return f"{len(exhibits)} of them, {compared} numbers; {statistics.median(times):.1f} ms for a move at the median"


def golden_requests_are_answered_in_a_page():
    requests = [line for line in goldens.read_text().splitlines() if line.startswith('{"')]
    opened(number)
    answers = driver.execute_async_script(
        "const [requests, done] = arguments;"
        "loaded(MODULE).then(ask => done(requests.map(line => ask(['evaluate', line]))))", requests)
    ours = subprocess.run(
        [programs / "soft-labels", "evaluate"], input="\n".join(requests) + "\n", capture_output=True, text=True).stdout
    for request, here, there in zip(requests, ours.splitlines(), answers, strict=True):
        assert here == there, (request, here, there)
    return f"{len(requests)} answers"


def command(predictions, targets, weights, value, *options):
    """What the command says to the same texts: an answer, or why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, text in [("predictions", predictions), ("targets", targets), ("weights", weights)]:
            if text:
                pathlib.Path(folder, f"{name}.csv").write_text(text)
                files.append(f"--{name}={name}.csv")
        said = ""
        for verb in ([["explain", value]] if value else []) + [["diagnose"]]:
            result = subprocess.run(
                [programs / "soft-labels", *verb, *files, *options], cwd=folder, capture_output=True, text=True)
            said += result.stdout or re.sub(r"^soft-labels \w+: ", "", result.stderr)
        return " ".join(said.split())


def said_by_page():
    wait("document.getElementById('status').textContent.startsWith('Computed here')")
    said = run("return [...document.querySelectorAll('section > *')].map(part => part.textContent).join(' ')")
    return " ".join(said.split())


def page(*case):
    run("""
      const [predictions, targets, weights, value, ...options] = arguments, form = document.getElementById("case")
      const chosen = Object.fromEntries(options.map(option => option.split("=")))
      const fields = { predictions, targets, weights, value, ...chosen }
      for (const input of form.elements) if (input.name) input.value = fields[input.name] ?? ""
      form.requestSubmit()""", *case)
    return said_by_page()


def random_case():
    rows, classes = random.randint(1, 6), random.randint(2, 5)
    table = lambda format, rows: "\n".join(",".join(map(format, row)) for row in rows) + "\n"
    logits = [[random.uniform(-6, 6) for _ in range(classes)] for _ in range(rows)]
    weights = [[random.random() ** 3 for _ in range(classes)] for _ in range(rows)]
    soft = [[weight / sum(row) for weight in row] for row in weights]
    hard = [[random.randrange(classes)] for _ in range(rows)]
    digits = random.choice([2, 4, 9, 17])
    predictions = table(lambda x: f"{x:.{digits}g}", logits)
    targets = table(str, hard) if random.random() < 0.3 else table("{:.9f}".format, soft)
    options = random.choice([[], [], ["--reduction=sum"], ["--label-smoothing=0.1"], ["--temperature=2"]])
    return predictions, targets, "", f"{random.uniform(0.2, 4):.3f}", *options


def the_numbers_page_answers_as_the_command_does():
    opened(number)
    example = re.search(r"```output\n(1\.0323 is.*?)```", (project / "README.md").read_text(), re.DOTALL).group(1)
    assert " ".join(example.split()) in said_by_page(), "README.md quotes another answer"
    cases = [
        (".2,.5,.2,.1\n.1,.1,.7,.1\n.2,.3,.2,.3\n", ".1,.6,.2,.1\n.05,.05,.8,.1\n.3,.2,.1,.4\n", "", "3.7488"),
        (".2,.5,.3\n.1,.2,.7\n", ".1,.6,.3\n0,.2,.8\n", "", "", "--as=logits"),
        ("1;2\n3;x\n", "0\n1\n", "", "1.0"),
        ("1,2\n3\n", "0\n1\n", "", "1.0"),
        ("1,2\n3,\"4\n", "0\n1\n", "", "1.0"),
        ("1,2\n3,1e999\n", "0\n1\n", "", "0.7"),
        ("1,2\n3,4\n", "0\n7\n", "", "0.7"),
        ("1,2\n3,4\n", "0\n1\n", "", "abc"),
        ("1,2\n3,4\n", "0\n1\n", "", "loss: 0.8133", "--temperature=-1"),
        ("1,2\n3,4\n", "0\n1\n", "1,3\n", "tensor(0.5633)", "--label-smoothing=0.1"),
    ]
    random.seed(2026)
    cases += [random_case() for _ in range(30)]
    for case in cases:
        here, there = page(*case), command(*case)
        assert here == there, f"{case}\npage:    {here}\ncommand: {there}"
    return f"{len(cases)} cases"


def a_long_input_does_not_freeze_the_page():
    opened(number)
    longest, whole = driver.execute_async_script("""
      const [done] = arguments, form = document.getElementById("case"), start = performance.now()
      form.elements.predictions.value = "0.125,0.5\\n".repeat(50000)
      form.elements.targets.value = "0.5,0.5\\n".repeat(50000)
      form.requestSubmit()
      let last = performance.now(), longest = 0
      requestAnimationFrame(function frame() {
        const now = performance.now()
        longest = Math.max(longest, now - last)
        last = now
        if (document.getElementById("status").textContent.startsWith("Computing")) requestAnimationFrame(frame)
        else done([longest, now - start])
      })""")
    assert longest < whole / 4, (longest, whole)
    run("""
      const form = document.getElementById("case")
      form.elements.predictions.value = "1,2\\n".repeat(600000)
      form.requestSubmit()""")
    assert "this page takes 2000000" in driver.find_element(By.ID, "status").text
    return f"a frame every {longest:.0f} ms at least in {whole / 1000:.1f} s, and more than the limit is refused"


def chapters_are_small():
    common = [site / "style.css", site / "book.js"]
    sizes = [
        sum(len(gzip.compress(file.read_bytes())) for file in [page, site / f"{page.parent.name}.js", *common])
        for page in exhibits]
    assert max(sizes) < 400_000, sizes
    return f"{max(sizes) // 1000} kB compressed at most"


try:
    if sys.argv[4:]:
        # The number's page as it opens.
        resize(800, 1000)
        opened(number)
        driver.save_screenshot(sys.argv[4])
        sys.exit()
    for test in [
        on_every_page, links_and_anchors_resolve, exhibits_give_the_bits_of_the_library,
        golden_requests_are_answered_in_a_page, the_numbers_page_answers_as_the_command_does,
        a_long_input_does_not_freeze_the_page, chapters_are_small,
    ]:
        print(f"{words(test)}: {test()}", flush=True)
except AssertionError:
    print(driver.current_url)
    raise
finally:
    driver.quit()
