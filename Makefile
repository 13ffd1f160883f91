# The Modzy Edge client. `make help` lists what can be made; the longer steps are in scripts/.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PREFIX  ?= /usr/local
DESTDIR ?=
PYTHON  ?= /usr/bin/python3
export PREFIX DESTDIR PYTHON MICRO

# What the artifacts are made from. The directories are among it, so that a file taken away counts as a change.
tree   = $(shell find $(1) -name bin -prune -o -name obj -prune -o -print)
shared := global.json Directory.Build.props Directory.Packages.props $(call tree,protos)

library  := artifacts/lib/libmodzy_edge.so.1
emulator := artifacts/bin/modzy-edge-emulator
tool     := artifacts/bin/modzy-edge
package  := artifacts/bin/submit

.PHONY: help
help: ## List the targets
	@scripts/help.sh $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: setup-demo build ## Show a job from C and from Python, against a local edge
	@demo/run.sh

.PHONY: test
test: setup-test build ## Run all tests
	@scripts/test.sh

.PHONY: build
build: $(library) $(emulator) $(tool) $(package) ## Build the library, the tools and the examples into artifacts/

.PHONY: generate
generate: setup-test ## Write what is derived from include/modzy_edge.h, after a change of it
	@src/Modzy.Edge.Native/Shim/generate_functions.py
	@$(PYTHON) bindings/python/tools/generate_bindings.py

.PHONY: bench
bench: setup-bench $(library) ## Compare with other clients; QUICK=1 in a minute, MICRO=1 also parts of ours
	@scripts/bench.sh $(if $(QUICK),--quick) $(ARGS)

.PHONY: install
install: build ## Install into PREFIX (/usr/local), below DESTDIR if that is given
	@scripts/install.sh

.PHONY: clean
clean: ## Remove everything that was built; a .NET SDK fetched into .dotnet/ stays
	@scripts/clean.sh

$(library): $(shared) $(call tree,src/Modzy.Edge.Core src/Modzy.Edge.Native include)
	@scripts/build.sh library

$(emulator): $(shared) $(call tree,src/Modzy.Edge.Emulator)
	@scripts/build.sh emulator

$(tool): $(shared) $(call tree,src/Modzy.Edge.Core src/Modzy.Edge.Tool)
	@scripts/build.sh tool

$(package): $(call tree,bindings/c include) $(library)
	@scripts/build.sh package

# Installs what is missing on this machine; silent where nothing is. For the build, scripts/build.sh does it.
.PHONY: setup-bench setup-demo setup-test
setup-bench setup-demo setup-test: setup-%:
	@scripts/setup.sh $*
