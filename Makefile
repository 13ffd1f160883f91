# The Modzy Edge client. `make help` lists what can be made; the longer steps are in scripts/.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PREFIX  ?= /usr/local
DESTDIR ?=
LIBDIR  ?= $(PREFIX)/lib
PYTHON  ?= /usr/bin/python3
# x64 or arm64; what is built for another machine than this one goes to artifacts/$(ARCH).
host    := $(patsubst aarch64,arm64,$(patsubst x86_64,x64,$(shell uname -m)))
ARCH    ?= $(host)
export PREFIX DESTDIR PYTHON MICRO ARCH
# Not in the environment of the tests, which install with another PREFIX.
install uninstall: export LIBDIR := $(LIBDIR)

# What the artifacts are made from. The directories are among it, so that a file taken away counts as a change.
tree   = $(shell find $(1) -name bin -prune -o -name obj -prune -o -print)
shared := global.json include/modzy_edge.h Directory.Build.props Directory.Build.targets Directory.Packages.props $(call tree,protos)

artifacts := artifacts$(if $(filter-out $(host),$(ARCH)),/$(ARCH))
library  := $(artifacts)/lib/libmodzy_edge.so.1
emulator := $(artifacts)/bin/modzy-edge-emulator
tool     := $(artifacts)/bin/modzy-edge
package  := $(artifacts)/bin/submit

.PHONY: help
help: ## List the targets
	@scripts/help.sh $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: setup-demo build ## Show a job from C and from Python, against a local edge
	@demo/run.sh

.PHONY: test
test: setup-test build ## Run all tests; ARM64=1 those on ARM too
	@scripts/test.sh
	$(if $(ARM64),@$(MAKE) test-arm64)

.PHONY: test-arm64
test-arm64: setup-test setup-test-arm64 $(emulator) ## Run tests of the library for 64-bit ARM, with QEMU; SHORT=1 some
	@$(MAKE) artifacts/arm64/lib/libmodzy_edge.so.1 ARCH=arm64
	@ARCH=arm64 scripts/test-arm64.sh

.PHONY: test-packages
test-packages: setup-test-packages archive wheel deb nuget ## Test the packages, where they are installed
	@$(PYTHON) -m pytest -q -p no:cacheprovider tests/packages

.PHONY: torture
torture: setup-test setup-torture build ## Do for hours what the tests do in seconds: docs/reliability.md; ARGS="fuzz kills" a part
	@scripts/torture.sh $(ARGS)

.PHONY: build
build: $(library) $(emulator) $(tool) $(package) ## Build the library, the tools and the examples; ARCH=arm64 for ARM

.PHONY: generate
generate: setup-test ## Write what is derived from include/modzy_edge.h, after a change of it
	@src/Modzy.Edge.Native/Shim/generate_functions.py
	@$(PYTHON) bindings/python/tools/generate_bindings.py

.PHONY: abi-baseline
abi-baseline: setup-test ## Record the C interface, after it was added to: docs/abi.md
	@scripts/abi.sh baseline

.PHONY: bench
bench: setup-bench $(library) ## Compare with other clients; QUICK=1 in a minute, MICRO=1 also parts of ours
	@scripts/bench.sh $(if $(QUICK),--quick) $(ARGS)

.PHONY: install
install: build ## Install into PREFIX (/usr/local) and LIBDIR (PREFIX/lib), below DESTDIR
	@scripts/install.sh install

.PHONY: uninstall
uninstall: ## Remove what install has put there
	@scripts/install.sh uninstall

.PHONY: archive
archive: build ## Pack an archive of all that users need into artifacts/packages/, for ARCH
	@scripts/package.sh archive

.PHONY: wheel
wheel: setup-packages build ## Make a Python wheel in artifacts/packages/, for ARCH
	@scripts/package.sh wheel

.PHONY: deb
deb: setup-packages build ## Make Debian packages in artifacts/packages/, for ARCH
	@scripts/package.sh deb

.PHONY: rpm
rpm: setup-packages build ## Make RPM packages in artifacts/packages/, for ARCH
	@scripts/package.sh rpm

.PHONY: nuget
nuget: setup-packages build ## Make NuGet packages in artifacts/packages/, with the libraries of both architectures if both are built
	@scripts/package.sh nuget

.PHONY: release
release: setup-packages ## Build all packages twice, compare them, and add checksums, SBOM and release notes; ARCHS="x64 arm64"
	@scripts/release.sh

.PHONY: screenshot
screenshot: setup-screenshot $(emulator) $(tool) ## Draw docs/tool.svg anew, from a real run of modzy-edge
	@$(PYTHON) scripts/terminal_svg.py docs/tool.svg

.PHONY: clean
clean: ## Remove everything that was built; a .NET SDK fetched into .dotnet/ stays
	@scripts/clean.sh

$(library): $(shared) $(call tree,src/Modzy.Edge.Core src/Modzy.Edge.Native include)
	@scripts/build.sh library

$(emulator): $(shared) $(call tree,src/Modzy.Edge.Emulator)
	@scripts/build.sh emulator

$(tool): $(shared) $(call tree,src/Modzy.Edge.Core src/Modzy.Edge.Tool packaging/completion) src/Modzy.Edge.Native/Trimming.xml
	@scripts/build.sh tool

$(package): $(call tree,bindings/c include packaging/man) scripts/man_pages.py $(library)
	@scripts/build.sh package

# Installs what is missing on this machine; silent where nothing is. For the build, scripts/build.sh does it.
.PHONY: setup-bench setup-demo setup-test setup-test-arm64 setup-packages setup-test-packages setup-screenshot setup-torture
setup-bench setup-demo setup-test setup-test-arm64 setup-packages setup-test-packages setup-screenshot setup-torture: setup-%:
	@scripts/setup.sh $*
