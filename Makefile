.DEFAULT_GOAL := help
.PHONY: help run check weave book

# The chapters' programs: their folders without the number.
chapters := $(foreach folder,$(sort $(wildcard Chapters/*/)),$(shell echo $(notdir $(folder:/=)) | sed 's/^[0-9]*-//'))

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: ## run every chapter, or one: make run CHAPTER=binary-soft-bce
	@for chapter in $(or $(CHAPTER),$(chapters)); do swift run --quiet $$chapter || exit; done

check: ## hold the prose against the programs, sources and figures
	@swift build --quiet
	@"$$(swift build --show-bin-path)/prose" check $(CHAPTER)

weave: ## rewrite the output fences and the figures from a run, to be read in the diff
	@swift build --quiet
	@"$$(swift build --show-bin-path)/prose" weave $(CHAPTER)

book: ## render the pages as HTML into .build/book (needs pandoc)
	@command -v pandoc >/dev/null || { echo "make book needs pandoc"; exit 69; }
	@rm -rf .build/book && mkdir -p .build/book && cp -R Chapters Sources Tests .build/book/
	@for page in $(wildcard README.md) $$(find Chapters -name '*.md'); do \
	  html=".build/book/$${page%.md}.html"; title=$$(sed -n '/^# /{s/^# //p;q;}' "$$page"); \
	  pandoc -f gfm+tex_math_dollars --mathml --standalone --metadata pagetitle="$$title" "$$page" > "$$html.part" && \
	  sed 's/\(href="[^":]*\)\.md/\1.html/g' "$$html.part" > "$$html" && rm "$$html.part" || exit 1; \
	done; echo "open .build/book/README.html"
