# Fairlead's commands. `make help` explains each; `make up` and `make test` are the two that matter.
VENV ?= .venv
PYTHON ?=
FILE ?= manifests/samples/demo.yaml
# One more than there are processors: many tests wait for other processes.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
FAULTS ?= 100
SEED ?= 1
DELIVERY ?= AtMostOnce
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCES := shared/src operator/src bot/src api/src simulator/src cli/src tools tests
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt),)
# On some networks TLS is signed anew: trust what the system trusts.
export UV_SYSTEM_CERTS ?= true
endif
COVERAGE := --cov --cov-report=term:skip-covered

.DEFAULT_GOAL := help
.PHONY: help env up dashboard test e2e lint format types pages unit integration controlplane cluster browser bench chaos gen charts picture screenshots lock images clean

help: ## say what each command does
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

env: $(READY) ## make .venv with the locked dependencies, fairlead and fairlead-sim (PYTHON=… chooses the interpreter)

$(READY): requirements/dev.txt tools/env.sh $(wildcard */pyproject.toml)
	@sh tools/env.sh $(VENV) $(PYTHON)
	@touch $@

up: $(READY) dashboard ## run a fleet with a simulated Discord on this machine (FILE=… chooses the BotDeployment); Ctrl-C ends it
	@FAIRLEAD_DASHBOARD=dashboard/.next/standalone $(BIN)/fairlead up $(FILE)

dashboard: $(READY) ## build the dashboard
	@sh tools/dashboard.sh $(VENV) build

test: lint types pages ## lint, types and the tests that need neither a cluster nor a whole fleet, in parallel, with coverage
	@sh tools/tests.sh $(BIN)/pytest $(WORKERS) "not (e2e or controlplane)" $(COVERAGE)

ifeq ($(E2E),skip)
e2e:
	@echo "E2E=skip: the tests of Kubernetes, kills, rollouts, installations and the browser are NOT run" >&2
else
e2e: cluster controlplane browser dashboard images ## the others: Kubernetes, kills, rollouts, installations, a browser (E2E=skip skips them)
	@sh tools/tests.sh $(BIN)/pytest $(WORKERS) "e2e or controlplane"
endif

unit: $(READY) ## only the tests that need no server
	$(BIN)/pytest -n $(WORKERS) --dist loadfile tests/unit

integration: $(READY) ## of the tests of make test, only those on real servers
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -m "not (e2e or controlplane)" tests/integration

controlplane: $(READY)
	@$(BIN)/python -m tests.cluster.programs & # tests that need it wait for it; the others do not

cluster: $(READY)
	@sh tools/cluster.sh $(VENV)

browser: $(READY)
	@sh tools/browser.sh $(VENV) >/dev/null

lint: $(READY) ## style, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

format: $(READY) ## put the code into the one format
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

pages: $(READY) ## style, types and unit tests of the dashboard
	@sh tools/dashboard.sh $(VENV) check

types: $(READY) ## mypy and pyright, both strict
	$(BIN)/mypy
	$(BIN)/basedpyright --pythonpath $(BIN)/python

bench: $(READY) ## run benchmarks/NAME: its table and, last, its figures as one JSON line
	@test -d "benchmarks/$(NAME)" -a -n "$(NAME)" || { echo "make bench NAME=x; there are: $$(cd benchmarks && echo */)" >&2; exit 2; }
	@$(BIN)/python -m benchmarks.$(NAME)

chaos: $(READY) ## break a fleet at random (FAULTS=… SEED=…; DELIVERY=AtLeastOnce) and check what must hold
	@$(BIN)/python -m tests.chaos --faults $(FAULTS) --seed $(SEED) --delivery $(DELIVERY)

gen: $(READY) ## write again what is generated from code: the custom resource and its reference, the operator's manifests, the charts' values, the API's description and the dashboard's client of it
	$(BIN)/python -m tools.generate
	@sh tools/dashboard.sh $(VENV) client

charts: $(READY) ## render the chart anew for every case of its tests, and the manifests that do without Helm; read the diff
	@$(BIN)/python -m tests.integration.charts.golden_files

picture: $(READY) ## draw the README's picture again, from a fleet that really runs
	$(BIN)/python tools/picture.py

screenshots: $(READY) dashboard ## take the pictures of the dashboard in docs/images anew, of a fleet that really runs
	$(BIN)/python -m tools.screenshots

lock: $(READY) ## compile requirements/*.txt anew (UPGRADE=1 for newer versions)
	$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

images: $(READY) ## build the container images, with docker or buildah, into build/images (PYTHON_IMAGE=… chooses the base)
	@$(BIN)/python -m tools.images

clean: ## remove what the other commands made
	rm -rf $(VENV) .fairlead dashboard/.next dashboard/node_modules .mypy_cache .pytest_cache .ruff_cache .coverage* build
