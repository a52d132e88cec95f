# What is checked, and how. `make check` is what CI calls; the others make what it looks at.
.PHONY: check format lint types docs docs-current generated site package tests everything long page pictures

check:
	$(MAKE) -j2 --output-sync=target lint types generated
	$(MAKE) everything

format:  ## Write the code as it should be laid out.
	ruff check --fix .
	ruff format .

lint:
	ruff check .
	ruff format --check .

types:
	mypy

docs:  ## Write the generated pages, the notation of each language, and the default template.
	python docs/generate.py
	python docs/notation.py
	python docs/make_notebook.py
	python -m xltrack template -o templates/tracker_template.xlsx --force

docs-current: docs
	git diff --exit-code -- docs templates examples xltrack/i18n

generated: docs-current  ## The page follows the pages of docs, for it holds what they write.
	$(MAKE) page

site: docs  ## dist/site, the documentation as a site; a warning fails.
	mkdocs build --strict

package:  ## dist/*.whl and dist/*.tar.gz, as an index would check them.
	pyproject-build -o dist/package
	twine check --strict dist/package/*
	check-wheel-contents dist/package/*.whl

tests: page  ## Everything, with the page as it is now.
	$(MAKE) everything

everything:  ## All tests, nothing skipped, with the coverage of lines and branches.
	python -m pytest -q --nothing-skipped --cov=xltrack --cov-branch --cov-report=term:skip-covered --cov-fail-under=95

long:  ## Long counts, once for an issue: random merges, damaged files, crash points. They take an hour or two.
	python -m pytest -q --hypothesis-profile=long tests/laws
	python -m benchmarks.random_merges 10000
	python -m tests.fuzz 12000
	python -m tests.fuzz_outside 20000

page:  ## dist/xltrack.html, the page that needs no installation (needs node and npm).
	python web/build.py

pictures: page  ## Take the pictures of the pages again (needs LibreOffice, Chromium and poppler).
	python -m docs.pictures
