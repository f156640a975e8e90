.DEFAULT_GOAL := help
.PHONY: help run test check weave goldens accuracy study bench bench-peers bench-command vectorised bits book check-book picture exercises reset-exercises

# The chapters' programs: their folders without the number.
chapters := $(foreach folder,$(sort $(wildcard Chapters/*/)),$(shell echo $(notdir $(folder:/=)) | sed 's/^[0-9]*-//'))

golden_sources := Tests/SoftLabelsTests/Goldens
scenarios := Tests/CommandTests/Goldens

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: ## run every chapter, or one: make run CHAPTER=binary-soft-bce
	@for chapter in $(or $(CHAPTER),$(chapters)); do swift run --quiet $$chapter || exit; done

test: ## the tests, in debug and in release
	@swift test --disable-xctest
	@swift test --disable-xctest -c release

check: ## hold the prose against the programs, sources and figures
	@swift build --quiet
	@"$$(swift build --show-bin-path)/prose" check $(CHAPTER)

weave: ## rewrite the output fences and the figures from a run, to be read in the diff
	@swift build --quiet
	@"$$(swift build --show-bin-path)/prose" weave $(CHAPTER)

goldens: ## regenerate the golden file (Python 3.11 or later; makes its own environment)
	@test -d .venv/goldens || python3 -m venv .venv/goldens
	@.venv/goldens/bin/python -m pip install -q -r $(golden_sources)/requirements.txt
	@.venv/goldens/bin/python -B $(golden_sources)/generate.py --selftest
	@.venv/goldens/bin/python -B $(golden_sources)/generate.py
	@.venv/goldens/bin/python -B $(golden_sources)/arrays.py
	@.venv/goldens/bin/python -B $(golden_sources)/tables.py
	@.venv/goldens/bin/python -B $(golden_sources)/functions.py
	@.venv/goldens/bin/python -B $(golden_sources)/accuracy.py --commit
	@cd $(golden_sources)/Example && ../../../../.venv/goldens/bin/python -B ../example.py
	@test -d .venv/scenarios || python3 -m venv .venv/scenarios
	@.venv/scenarios/bin/python -m pip install -q -r $(scenarios)/requirements.txt
	@.venv/scenarios/bin/python -B -W ignore $(scenarios)/scenarios.py
	@.venv/scenarios/bin/python -B $(scenarios)/digits.py

accuracy: ## measure errors beside PyTorch, optax and SciPy on fresh cases: make accuracy SEED=7
	@swift build -c release --quiet --product soft-labels
	@test -d .venv/accuracy || python3 -m venv .venv/accuracy
	@.venv/accuracy/bin/python -m pip install -q -r $(golden_sources)/requirements-accuracy.txt
	@.venv/accuracy/bin/python -B $(golden_sources)/accuracy.py \
	  --program "$$(swift build -c release --show-bin-path)/soft-labels" $(if $(SEED),--seed $(SEED)) $(OPTIONS)

exercises: ## check your answers to the exercises, and show how far you are in the book
	@swift build --quiet
	@mkdir -p .build/exercises; programs="$$(swift build --show-bin-path)"; reports=""; \
	for chapter in $(chapters); do \
	  "$$programs/$$chapter" --exercises > .build/exercises/$$chapter || [ $$? = 1 ] || exit; \
	  reports="$$reports .build/exercises/$$chapter"; \
	done; \
	awk '/^[0-9]+ of [0-9]+ solved/ { n += $$1; m += $$3 } END { print n " of " m " solved in the book" }' $$reports; \
	for report in $$reports; do echo; cat $$report; done

reset-exercises: ## throw the answers to a chapter's exercises away, after asking: make reset-exercises N=01
	@folder="$$(ls -d Chapters/$(N)-* Chapters/0$(N)-* 2>/dev/null | head -1)"; \
	if [ -z "$(N)" ] || [ -z "$$folder" ]; then echo "which chapter? make reset-exercises N=01"; exit 64; fi; \
	if cmp -s "$$folder/.Exercises.swift" "$$folder/Exercises.swift"; then echo "$$folder has no answers yet"; exit; fi; \
	if [ ! -t 0 ]; then echo "$$folder keeps its answers: there is nobody to ask"; exit 1; fi; \
	printf 'Throw away your answers in %s/Exercises.swift? [y/N] ' "$$folder"; read -r reply; \
	case "$$reply" in \
	  y | Y | yes) cp "$$folder/.Exercises.swift" "$$folder/Exercises.swift" && echo "The stubs are back." ;; \
	  *) echo "Nothing has changed." ;; \
	esac

study: ## train the models of do-soft-labels-help again and write their table (four minutes on two idle cores)
	@swift build --quiet -c release --product do-soft-labels-help
	@mkdir -p .build/study; program="$$(swift build -c release --show-bin-path)/do-soft-labels-help"; \
	seq 10 | xargs -P 2 -I '{}' sh -c "$$program --study {} > .build/study/{}.csv" && \
	{ echo seed,part,annotators,model,labels,decay,accuracy,excess,off votes,off digits; \
	  for seed in $$(seq 10); do cat .build/study/$$seed.csv; done; } > Chapters/06-do-soft-labels-help/study.csv

bench: ## how fast the fused kernels are here (BENCH="--only cross_entropy --json")
	@swift build --quiet -c release --product bench
	@"$$(swift build -c release --show-bin-path)/bench" $(BENCH)

bench-peers: ## the same beside PyTorch, in turn on the same data; writes .build/bench-peers.json (PEERS="--quick --only kl_div")
	@test -d .venv/bench || python3 -m venv .venv/bench
	@.venv/bench/bin/python -m pip install -q -r Sources/Bench/Peers/requirements.txt
	@swift build --quiet -c release --product bench
	@case $$(uname -m) in \
	x86_64) swift build --quiet -c release --product bench --scratch-path .build-v3 -Xcc -march=x86-64-v3 && \
	  v3="--ours v3=.build-v3/release/bench" ;; \
	esac; \
	.venv/bench/bin/python -B Sources/Bench/Peers/bench_peers.py --ours default=.build/release/bench $$v3 $(PEERS)

bench-command: ## diagnose and explain beside a NumPy script, on files of 20 and 50 million numbers (BENCH="--only diagnose")
	@test -d .venv/bench || python3 -m venv .venv/bench
	@.venv/bench/bin/python -m pip install -q -r Sources/Bench/Peers/requirements.txt
	@swift build --quiet -c release --product soft-labels
	@.venv/bench/bin/python -B Sources/Bench/Peers/bench_command.py \
	  "$$(swift build -c release --show-bin-path)/soft-labels" $(BENCH)

vectorised: ## check on x86-64 that the hot loops are vectorised, from their machine code
	@swift build --quiet -c release --product bench
	@sh Sources/Bench/Peers/vectorised.sh .build/release/bench

bits: ## compare this machine's bits with those of WebAssembly and 64-bit ARM, emulated (what is missing is named)
	@swift build --quiet -c release --product bits
	@sh Tests/Bits/bits.sh "$$(swift build -c release --show-bin-path)/bits" .build/bits

book: .build/pages/number.js ## write the book as a site into .build/book (needs pandoc)
	@command -v pandoc >/dev/null || { echo "make book needs pandoc"; exit 69; }
	@swift build --quiet --product prose
	@rm -rf .build/book && mkdir -p .build/book && cp Sources/Book/*.css Sources/Book/*.js .build/pages/*.js .build/book
	@mkdir -p .build/book/Sources/Book && cp Sources/Book/*.png .build/book/Sources/Book
	@"$$(swift build --show-bin-path)/prose" book .build/book
	@echo "open .build/book/index.html"

check-book: book .venv/book/ready ## open the book in a headless Chromium, and hold what its pages compute against the programs
	@command -v chromedriver >/dev/null || { echo "make check-book needs chromium and chromedriver"; exit 69; }
	@swift build --quiet --product soft-labels && swift build --quiet --product bits
	@for chapter in $(chapters); do swift build --quiet --product $$chapter || exit; done
	@"$$(swift build --show-bin-path)/bits" requests > .build/pages/requests
	@.venv/book/bin/python -B Tests/BookTests/check_book.py "$$(swift build --show-bin-path)" .build/book .build/pages/requests

picture: book .venv/book/ready ## take the picture of the book that README.md shows
	@.venv/book/bin/python -B Tests/BookTests/check_book.py . .build/book . Sources/Book/number.png

.venv/book/ready: Tests/BookTests/requirements.txt
	@python3 -m venv $(@D) && $(@D)/bin/python -m pip install -q -r $< && touch $@

# What the pages compute with.
.build/pages/number.js: $(shell find Sources/Book Sources/SoftLabels Sources/Evaluation Sources/Mistakes Sources/Command Sources/Workbook Chapters -name '*.s*')
	@mkdir -p .build/pages && sh Sources/Book/page.sh .build/pages
