"""The book in a real browser: make check-book. Takes the programs' folder, the site, and a file of golden requests;
with a fourth argument only writes the README's picture there."""

import functools
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
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

programs, site, goldens = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
EXHIBITS = {
    "01-binary-soft-bce": "floor", "02-multiclass-soft-ce": "second-softmax",
    "03-weighted-imbalance": "moving-minimum", "04-right-to-the-last-bit": "correct-bits",
}


def start():
    options = webdriver.ChromeOptions()
    for argument in ["--headless=new", "--hide-scrollbars", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # Nothing is looked for elsewhere, and nothing downloaded.
    options.binary_location = shutil.which("chromium")
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_page_load_timeout(60)
    return driver


driver = start()
find = functools.partial(driver.find_element, By.CSS_SELECTOR)
run = driver.execute_script


def wait(condition, seconds=60):
    return WebDriverWait(driver, seconds, 0.02).until(lambda _: condition())


def opened(path):
    """Opens a page, and waits until its exhibits or its answer are there."""
    driver.get((site / path).resolve().as_uri())
    if path == "number.html":
        wait(lambda: "Computed here" in find("#status").text)
    name = EXHIBITS.get(pathlib.Path(path).parent.name) if path.endswith("index.html") else None
    if name:
        wait(lambda: run("return !!document.querySelector(arguments[0])?.dataset.state", f"#figure-{name}"))


def every_page_opens_without_an_error_or_a_request():
    pages = sorted(str(page.relative_to(site)) for page in site.rglob("*.html"))
    for page in pages:
        opened(page)
        messages = driver.get_log("browser")
        assert not messages, (page, messages)
        for entry in driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                assert url.startswith(("file:", "data:", "blob:")), (page, url)
    return f"{len(pages)} pages"


def nothing_overflows():
    reading = [page for page in site.rglob("*.html") if ".swift" not in page.name and ".py" not in page.name]
    for width in [360, 800, 1280]:
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        for page in reading:
            opened(str(page.relative_to(site)))
            actual = run("return document.documentElement.scrollWidth")
            assert actual <= width, (page.name, width, actual)
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    return f"{len(reading)} pages at 360, 800 and 1280 pixels"


def links_and_anchors_resolve():
    count = 0
    anchors = functools.cache(lambda path: set(re.findall(r'\bid="([^"]*)"', path.read_text())))
    for page in site.rglob("*.html"):
        for link in re.findall(r'<a [^>]*?href="([^"]*)"', page.read_text()):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.is_file(), (page, link)
            assert not anchor or target.suffix == ".txt" or anchor in anchors(target), (page, link)
            count += 1
    return f"{count} links"


def state_and_numbers(name):
    return run(
        "const f = document.querySelector(arguments[0]);"
        "return [f.dataset.state, ...[...f.querySelectorAll('dd')].map(d => d.dataset.exact)]", f"#figure-{name}")


def native(folder, state):
    output = subprocess.run(
        [programs / re.sub(r"^\d+-", "", folder), "--exhibit", *state.split()], capture_output=True, text=True, check=True)
    lines = output.stdout.split("\n")
    numbers = lines[1:lines.index("")]
    return ["\t".join(lines[0].split("\t")[:-1]).replace("\t", " "), *(line.split("\t")[2] for line in numbers)]


def exhibits_give_the_bits_of_the_library():
    compared, times = 0, []
    for folder, name in EXHIBITS.items():
        opened(f"Chapters/{folder}/index.html")
        seen = [state_and_numbers(name)]
        sliders = driver.find_elements(By.CSS_SELECTOR, f"#figure-{name} input")
        for slider in sliders:
            for key in [Keys.ARROW_LEFT] * 3 + [Keys.PAGE_UP]:
                slider.send_keys(key)
                seen.append(state_and_numbers(name))
        box = find(f"#figure-{name} .scroll")
        run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", box)
        for x, y in [(-0.2, 0.1), (0.1, 0.05), (0.25, 0.2)]:
            across, down = int(x * box.size["width"]), int(y * box.size["height"])
            ActionChains(driver).move_to_element_with_offset(box, across, down) \
                .click_and_hold().move_by_offset(13, 7).release().perform()
            seen.append(state_and_numbers(name))
        assert len({tuple(one) for one in seen}) > 4 + 2 * len(sliders), (name, "is not moved", seen)
        for one in seen:
            assert one == native(folder, one[0]), (name, one, native(folder, one[0]))
            compared += len(one) - 1
        times += run(
            "const [slider, ...rest] = document.querySelectorAll(arguments[0]); return [...Array(40)].map((_, i) => {"
            "slider.value = +slider.min + (slider.max - slider.min) * i / 40; const start = performance.now();"
            "slider.dispatchEvent(new Event('input')); document.body.offsetHeight; return performance.now() - start})",
            f"#figure-{name} input")
        find(f"#figure-{name} button").click()
        assert state_and_numbers(name) == seen[0], (name, "is not reset")
    return f"{compared} numbers; a move is answered in {statistics.median(times):.1f} ms at the median"


def golden_requests_are_answered_in_a_page():
    requests = [line for line in goldens.read_text().splitlines() if line.startswith('{"')]
    opened("number.html")
    driver.set_script_timeout(600)
    answers = driver.execute_async_script(
        "const [requests, done] = arguments;"
        "loaded(MODULE).then(ask => done(requests.map(line => ask(['evaluate', line]))))", requests)
    ours = subprocess.run(
        [programs / "soft-labels", "evaluate"], input="\n".join(requests) + "\n", capture_output=True, text=True).stdout
    for request, here, there in zip(requests, ours.splitlines(), answers, strict=True):
        assert here == there, (request, here, there)
    return f"{len(requests)} answers"


def command(texts, value, options):
    """What the command says to the same texts: an answer, or why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, text in texts.items():
            pathlib.Path(folder, f"{name}.csv").write_text(text)
            if text.strip():
                files.append(f"--{name}={name}.csv")
        said = []
        for words in ([["explain", value]] if value else []) + [["diagnose"]]:
            result = subprocess.run(
                [programs / "soft-labels", *words, *files, *options], cwd=folder, capture_output=True, text=True)
            said.append(result.stdout or re.sub(r"^soft-labels \w+: ", "", result.stderr))
        return " ".join(" ".join(said).split())


def page(texts, value, options):
    run("""
      const [texts, value, options] = arguments, form = document.getElementById("case")
      for (const input of form.elements) if (input.name) input.value = ""
      for (const [name, text] of Object.entries(texts)) form.elements[name].value = text
      for (const option of options) { const [name, word] = option.split("="); form.elements[name].value = word }
      form.elements.value.value = value
      form.requestSubmit()""", texts, value, options)
    wait(lambda: find("#status").text.startswith("Computed here"), 300)
    said = run("return ['explanation', 'diagnosis'].map(id => [...document.getElementById(id).children]"
               ".map(child => child.textContent).join(' ')).join(' ')")
    return " ".join(said.split())


def the_numbers_page_answers_as_the_command_does():
    random.seed(2026)
    row = lambda numbers: ",".join(numbers)
    cases = [
        ({"predictions": "2,1,0,-1\n0,3,1,0\n1,1,4,0\n", "targets": ".7,.2,.1,0\n.1,.8,.1,0\n0,.1,.9,0\n"}, "1.0323", []),
        ({"predictions": ".2,.5,.2,.1\n.1,.1,.7,.1\n.2,.3,.2,.3\n",
          "targets": ".1,.6,.2,.1\n.05,.05,.8,.1\n.3,.2,.1,.4\n"}, "3.7488", []),
        ({"predictions": ".2,.5,.3\n.1,.2,.7\n", "targets": ".1,.6,.3\n0,.2,.8\n"}, "", ["--as=logits"]),
        ({"predictions": "1;2\n3;x\n", "targets": "0\n1\n"}, "1.0", []),
        ({"predictions": "1,2\n3\n", "targets": "0\n1\n"}, "1.0", []),
        ({"predictions": "1,2\n3,\"4\n", "targets": "0\n1\n"}, "1.0", []),
        ({"predictions": "1,2\n3,1e999\n", "targets": "0\n1\n"}, "0.7", []),
        ({"predictions": "1,2\n3,4\n", "targets": "0\n7\n"}, "0.7", []),
        ({"predictions": "1,2\n3,4\n", "targets": "0\n1\n"}, "abc", []),
        ({"predictions": "1,2\n3,4\n", "targets": "0\n1\n"}, "loss: 0.8133", ["--temperature=-1"]),
        ({"predictions": "1,2\n3,4\n", "targets": "0\n1\n", "weights": "1,3\n"}, "tensor(0.5633)", ["--label-smoothing=0.1"]),
    ]
    for _ in range(30):
        rows, classes = random.randint(1, 6), random.randint(2, 5)
        logits = [[random.uniform(-6, 6) for _ in range(classes)] for _ in range(rows)]
        weights = [[random.random() ** 3 for _ in range(classes)] for _ in range(rows)]
        soft = [[w / sum(line) for w in line] for line in weights]
        digits = random.choice([2, 4, 9, 17])
        predictions = "\n".join(row(f"{x:.{digits}g}" for x in line) for line in logits) + "\n"
        targets = "\n".join(row(f"{y:.9f}" for y in line) for line in soft) + "\n"
        if random.random() < 0.3:
            targets = "".join(f"{random.randrange(classes)}\n" for _ in range(rows))
        options = random.choice([[], [], ["--reduction=sum"], ["--label-smoothing=0.1"], ["--temperature=2"]])
        cases.append(({"predictions": predictions, "targets": targets}, f"{random.uniform(0.2, 4):.3f}", options))
    opened("number.html")
    for texts, value, options in cases:
        here, there = page(texts, value, options), command(texts, value, options)
        assert here == there, f"{texts} {value} {options}\npage:    {here}\ncommand: {there}"
    return f"{len(cases)} cases"


def a_long_input_does_not_freeze_the_page():
    opened("number.html")
    run("document.querySelector('[name=predictions]').value = '0.125,0.5\\n'.repeat(20000);"
        "document.querySelector('[name=targets]').value = '0.5,0.5\\n'.repeat(20000);"
        "document.getElementById('case').requestSubmit()")
    start = time.monotonic()
    assert run("return 1") == 1 and time.monotonic() - start < 5
    run("document.querySelector('[name=predictions]').value = '1,2\\n'.repeat(600000);"
        "document.getElementById('case').requestSubmit()")
    assert "this page takes 2000000" in find("#status").text, find("#status").text
    return "a worker computes, and more than the limit is refused"


def chapters_are_small():
    sizes = {}
    for folder in EXHIBITS:
        texts = [site / "Chapters" / folder / "index.html", *(site / n for n in ["style.css", "book.js", "exhibits.js"])]
        sizes[folder] = sum(len(gzip.compress(text.read_bytes())) for text in texts)
        assert sizes[folder] < 400_000, (folder, sizes[folder])
    return f"{max(sizes.values()) // 1000} kB compressed at most"


def picture(path):
    """The picture that README.md shows: the number's page as it opens."""
    size = {"width": 800, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    opened("number.html")
    driver.save_screenshot(path)


if sys.argv[4:]:
    picture(sys.argv[4])
    driver.quit()
    sys.exit()
try:
    for test in [
        every_page_opens_without_an_error_or_a_request, nothing_overflows, links_and_anchors_resolve,
        exhibits_give_the_bits_of_the_library, golden_requests_are_answered_in_a_page,
        the_numbers_page_answers_as_the_command_does, a_long_input_does_not_freeze_the_page, chapters_are_small,
    ]:
        print(f"{test.__name__.replace('_', ' ')}: {test()}", flush=True)
finally:
    driver.quit()
