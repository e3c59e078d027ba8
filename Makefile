# `make help` lists what there is. PORT, CONFIGURATION, DEBSET, LAYERING and ONLY may be given: make run PORT=9090
CONFIGURATION ?= debug
PORT ?= 8080
export CONFIGURATION PORT

SWIFT_SOURCES := Package.swift Sources Tests $(wildcard Benchmarks/Package.swift Benchmarks/Sources)
SCRIPTS := .ci/run $(wildcard examples/*.sh examples/*/*.sh \
	scripts/*.sh Tests/EndToEnd/*.sh Benchmarks/*.sh Benchmarks/*/*.sh)

.PHONY: help run stop build test lint format bench bench-layering test-large test-nix-new test-clients clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: ## build and start a registry on the example packages, pull an image from it and run it
	@scripts/run-demo.sh

stop: ## stop the registry of `make run`
	@scripts/run-demo.sh stop

build: ## compile nixery
	@scripts/setup.sh build
	@swift build -c $(CONFIGURATION) --product nixery

test: ## run every test
	@scripts/test.sh

lint: ## check the format of Swift code and the shell scripts
	@swift format lint --strict -r $(SWIFT_SOURCES)
	@if command -v shellcheck >/dev/null; then shellcheck -x $(SCRIPTS); \
	else echo "shellcheck is not installed: scripts are not checked"; test -z "$$CI"; fi

format: ## format Swift code
	@swift format -i -r $(SWIFT_SOURCES)

bench: ## run the benchmarks; DEBSET=... names a large package set for those that want one
	@scripts/bench.sh

bench-layering: ## judge how layers are shared between images: make bench-layering LAYERING=/path/to/data-set
	@test -n "$(LAYERING)" || { echo "say where the data set is: make bench-layering LAYERING=/path" >&2; exit 1; }
	@LAYERING="$(LAYERING)" Benchmarks/layering/all.sh

test-large: ## pull and run images of a large package set: make test-large DEBSET=/path/to/set
	@test -n "$(DEBSET)" || { echo "say which package set: make test-large DEBSET=/path/to/set" >&2; exit 1; }
	@DEBSET="$(DEBSET)" scripts/test-large.sh

test-nix-new: ## test against the Nix of Debian 13; root
	@scripts/nix-new.sh

test-clients: ## skopeo, podman, buildah, docker and containerd against the example set; root
	@scripts/setup.sh build clients
	@swift build --product nixery
	@scripts/test-clients.sh

clean: stop ## remove what was built
	@rm -rf --one-file-system .build .build-demo .build-nix-new examples/packages/files
