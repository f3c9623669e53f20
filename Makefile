# Patchbay. `make` lists what can be made; `make run` needs nothing but this folder and Swift.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
SECONDS_PER_FUZZER ?= 60
ROUNDS ?= 50
SEEDS ?= 10000
CUTS ?= 200
# Tests that `make tsan` leaves out: what they test starts no thread, and the instrumented property
# tests take many minutes.
WITHOUT_THREADS := (Instants|JSONSyntax|CloudEvents|Schedules|Routing|Deliveries|Manifests|HTTPSyntax|Tidy)Tests

BUILD_PACKAGES := libmosquitto-dev librdkafka-dev libsqlite3-dev libyaml-dev libssl-dev \
  pkg-config tzdata
TEST_PACKAGES := mosquitto mosquitto-clients kcat curl openssl nginx-light haproxy strace
BENCH_PACKAGES := wrk slowhttptest valgrind redis-server nats-server

IMPORT_CHECK := --explicit-target-dependency-import-check error
FORMATTED := Package.swift $(wildcard Sources Tests Fixtures)

.DEFAULT_GOAL := help
.PHONY: help deps test-deps bench-deps swift-is-there build run demo test kills model check format \
  lint coverage tsan asan fuzz bench bench-slow profile docs install clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: swift-is-there ## install the Debian packages that a build needs, only the missing
	@$(call install_missing,$(BUILD_PACKAGES))

test-deps: deps
	@$(call install_missing,$(TEST_PACKAGES))

bench-deps: test-deps
	@$(call install_missing,$(BENCH_PACKAGES))

build: deps ## build the optimised program
	$(SWIFT) build -c release --static-swift-stdlib --product patchbay

run: build ## run the quickstart: events on http://127.0.0.1:8080, admin on :8081
	@printf '%s\n' '' \
	  'Events: http://127.0.0.1:8080   Admin: http://127.0.0.1:8081   End: Ctrl-C' \
	  'In another terminal, try:' \
	  "  curl -i -d World http://127.0.0.1:8080/greetings" \
	  "  curl -i -d World http://127.0.0.1:8080/function/greet:2" \
	  "  curl -s http://127.0.0.1:8081/v1/queues" ''
	.build/release/patchbay serve Triggers/quickstart.yaml

demo: build test-deps ## send an event through each of the four sources and show where it went
	$(SWIFT) build -c release --static-swift-stdlib --product mockkafka
	Packaging/demo .build/release/patchbay .build/release/mockkafka

# Suites that start brokers and routers run after the others and one test at a time: they measure
# what happens within seconds, and a machine with two cores has none to spare.
PROCESS_SUITES := CrashTests|EndToEndTests|ConformanceTests|KafkaConnectorTests|RdKafkaTests|MQTTConnectorTests|MosquittoTests|QuickstartTests

# The tests are run without `swift test` between them and the terminal: it holds lines back, and the
# last line is the one that tells which test hangs. Few run at once: started together, hundreds would
# keep each other from what they wait for.
BUILT_TESTS := debug/patchbayPackageTests.xctest --testing-library swift-testing \
  --experimental-maximum-parallelization-width 4

test: test-deps ## run all tests
	$(SWIFT) build --build-tests $(IMPORT_CHECK)
	Tests/run .build/$(BUILT_TESTS) --skip '$(PROCESS_SUITES)'
	Tests/run .build/$(BUILT_TESTS) --no-parallel --filter '$(PROCESS_SUITES)'

kills: test-deps ## kill a loaded router ROUNDS times, and cut the power of the store CUTS times
	$(SWIFT) build --build-tests $(IMPORT_CHECK)
	PATIENCE=14400 PATCHBAY_KILLS=$(ROUNDS) Tests/run .build/$(BUILT_TESTS) --no-parallel --filter KillTests
	PATIENCE=14400 PATCHBAY_CUTS=$(CUTS) Tests/run .build/$(BUILT_TESTS) --filter PowerLossTests

model: deps ## walk the store beside its model, from SEEDS seeds
	$(SWIFT) build --build-tests $(IMPORT_CHECK)
	PATIENCE=14400 PATCHBAY_SEEDS=$(SEEDS) Tests/run .build/$(BUILT_TESTS) --filter QueueModelTests

check: lint test ## what must pass before a change goes in: lint, build, tests, house rules

format: swift-is-there ## put the sources into the house's format
	$(SWIFT) format -i -p -r $(FORMATTED)

lint: swift-is-there ## tell what is not in the house's format
	$(SWIFT) format lint --strict -p -r $(FORMATTED)

coverage: test-deps ## run the tests and tell which lines they reach, in routers that they start too
	$(SWIFT) build --build-tests --enable-code-coverage --scratch-path .build-coverage
	rm -rf .build-coverage/profiles
	$(RUN_COVERED) --skip '$(PROCESS_SUITES)'
	$(RUN_COVERED) --no-parallel --filter '$(PROCESS_SUITES)'
	"$(SWIFT_BIN)/llvm-profdata" merge -sparse -o .build-coverage/all.profdata \
	  .build-coverage/profiles/*.profraw
	@"$(SWIFT_BIN)/llvm-cov" report .build-coverage/debug/patchbayPackageTests.xctest \
	  -object .build-coverage/debug/patchbay -instr-profile .build-coverage/all.profdata \
	  -ignore-filename-regex '(Tests|Fixtures|\.build-coverage)/'

RUN_COVERED = LLVM_PROFILE_FILE=$(CURDIR)/.build-coverage/profiles/%p.profraw \
  .build-coverage/$(BUILT_TESTS)
# Where the tools stand that come with Swift.
SWIFT_BIN = $(shell dirname "$$(readlink -f "$$(command -v $(SWIFT))")")

# threads.c shows ThreadSanitizer what it cannot see by itself: C11 threads, and Swift's Mutex where
# a thread waits for it. With it nothing needs to be suppressed.
tsan: test-deps ## run the tests under ThreadSanitizer
	$(SWIFT) build --build-tests --sanitize thread --scratch-path .build-tsan
	"$(SWIFT_BIN)/clang" -O1 -Wall -shared -fPIC \
	  -o .build-tsan/threads.so Tests/Sanitizers/threads.c
	$(RUN_TSAN) --skip '$(WITHOUT_THREADS)|$(PROCESS_SUITES)'
	$(RUN_TSAN) --no-parallel --filter '$(PROCESS_SUITES)'

RUN_TSAN = LD_PRELOAD=$(CURDIR)/.build-tsan/threads.so SWIFT_BACKTRACE=enable=no \
  .build-tsan/$(BUILT_TESTS)

# Leaks are looked for in the tests that start no other process: a router ends with its tables alive,
# and the pointers to some of them carry bits of an enum, by which the search does not know them.
asan: test-deps ## run the tests under AddressSanitizer, which tells of leaks, too
	$(SWIFT) build --build-tests --sanitize address --scratch-path .build-asan
	Tests/run .build-asan/$(BUILT_TESTS) --skip '$(PROCESS_SUITES)'
	ASAN_OPTIONS=detect_leaks=0 Tests/run .build-asan/$(BUILT_TESTS) --no-parallel --filter '$(PROCESS_SUITES)'

fuzz: deps ## fuzz every parser, SECONDS_PER_FUZZER each
	SWIFT="$(SWIFT)" Tests/Fuzzing/run $(SECONDS_PER_FUZZER)

bench: build bench-deps ## measure against nginx, Redis, NATS: SUBJECTS="sync tls", or all of them
	SWIFT="$(SWIFT)" Tests/Benchmarks/run $(SUBJECTS)

bench-slow: build bench-deps ## measure what clients wait for among 2,000 slow ones
	Tests/Benchmarks/slow .build/release/patchbay

profile: build bench-deps ## say where the time of a sync event goes: a table, a flame graph
	SWIFT="$(SWIFT)" Tests/Benchmarks/profile

docs: swift-is-there ## make the reference documentation in .build-docs/site
	rm -rf .build-docs
	mkdir -p .build-docs/graphs
	$(SWIFT) build --scratch-path .build-docs --product patchbay -Xswiftc -emit-symbol-graph \
	  -Xswiftc -emit-symbol-graph-dir -Xswiftc "$(CURDIR)/.build-docs/graphs" \
	  -Xswiftc -symbol-graph-minimum-access-level -Xswiftc package
	rm -f .build-docs/graphs/C[A-Z]*.symbols.json .build-docs/graphs/*@*.symbols.json
	docc convert --additional-symbol-graph-dir .build-docs/graphs --fallback-display-name Patchbay \
	  --fallback-bundle-identifier patchbay --transform-for-static-hosting \
	  --output-path .build-docs/site

# No prerequisite: a build as root would leave files behind that the user cannot change.
install: ## install program, systemd unit and completions under DESTDIR and PREFIX; build first
	@test -x .build/release/patchbay || { echo "build first: make build" >&2; exit 1; }
	install -D -m 0755 .build/release/patchbay $(DESTDIR)$(PREFIX)/bin/patchbay
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|@PREFIX@|$(PREFIX)|g' Packaging/patchbay.service \
	  > $(DESTDIR)$(PREFIX)/lib/systemd/system/patchbay.service
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	.build/release/patchbay completion bash \
	  > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/patchbay
	.build/release/patchbay completion zsh \
	  > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_patchbay
	.build/release/patchbay completion fish \
	  > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/patchbay.fish
	install -D -m 0644 LICENSE $(DESTDIR)$(PREFIX)/share/doc/patchbay/LICENSE

clean: ## remove everything that was built
	rm -rf .build .build-*

swift-is-there:
	@command -v $(firstword $(SWIFT)) > /dev/null || { \
	  echo "Swift 6.3 is needed and 'swift' is not in the PATH." >&2; \
	  echo "Get it from https://www.swift.org/install/linux/ and run make again." >&2; exit 1; }

# Installs those of the packages $(1) that are not there; sudo only where we are not root.
define install_missing
missing=$$(for package in $(1); do \
    dpkg-query -W -f '$${Status}' "$$package" 2>/dev/null | grep -q 'ok installed' \
      || echo "$$package"; \
  done); \
if [ -n "$$missing" ]; then \
  if ! command -v apt-get > /dev/null; then \
    echo "please install:" $$missing >&2; exit 1; fi; \
  echo "installing:" $$missing; \
  as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
  $$as_root apt-get update -q && \
  DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -q -y --no-install-recommends $$missing; \
fi
endef
