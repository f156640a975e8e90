.DEFAULT_GOAL := help
.PHONY: help run test check weave goldens book

# The chapters' programs: their folders without the number.
chapters := $(foreach folder,$(sort $(wildcard Chapters/*/)),$(shell echo $(notdir $(folder:/=)) | sed 's/^[0-9]*-//'))

golden_sources := Tests/SoftLabelsTests/Goldens

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

book: ## render the pages as HTML into .build/book (needs pandoc)
	@command -v pandoc >/dev/null || { echo "make book needs pandoc"; exit 69; }
	@rm -rf .build/book && mkdir -p .build/book && cp -R Chapters Sources Tests .build/book/
	@for page in $(wildcard README.md) $$(find Chapters -name '*.md'); do \
	  html=".build/book/$${page%.md}.html"; title=$$(sed -n '/^# /{s/^# //p;q;}' "$$page"); \
	  pandoc -f gfm+tex_math_dollars --mathml --standalone --metadata pagetitle="$$title" "$$page" > "$$html.part" && \
	  sed 's/\(href="[^":]*\)\.md/\1.html/g' "$$html.part" > "$$html" && rm "$$html.part" || exit 1; \
	done; echo "open .build/book/README.html"
