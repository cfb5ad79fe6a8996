# MedSeal's commands. `make` alone lists them.

SWIFT ?= swift
# Two jobs: what the smallest supported machine has cores for.
SWIFT_FLAGS ?= -c release --jobs 2
ARGS ?=
SECONDS_EACH ?= 600

# Runs one check under a name that .ci/summary reports.
STEP = .ci/step

# Debian packages: to build and run, what only the tests need, and what looks at the sources.
RUN_PACKAGES = pkg-config libssl-dev libsqlite3-dev libmicrohttpd-dev libcurl4-openssl-dev libutf8proc-dev
LINT_PACKAGES = clang-format
DIST_PACKAGES = binutils dpkg-dev patchelf python3 xz-utils zstd
DIST_TEST_PACKAGES = curl debootstrap lintian python3 systemd zstd
TEST_PACKAGES = libgmp-dev libstdc++-12-dev binutils python3 chromium chromium-driver fonts-noto-core

# Told in a real browser, against the clock of sessions: by themselves, for the others take all cores.
BROWSER_TESTS = ^(PortalTests|WebDriverTests)\.

# What is run once more on the kernels that this machine would not choose.
KERNEL_TESTS = ^(PairingTests|AttributeEncryptionTests|ResearchSchemesTests)\.

.PHONY: help build demo test lint bench bench-plots fuzz sanitize check-secrets install dist dist-again dist-test \
	dependencies test-dependencies clean

help:
	@echo 'make demo            show the whole life of a record (make demo ARGS=--once ends by itself)'
	@echo 'make test            run every test'
	@echo 'make lint            check format and habits of the sources'
	@echo 'make build           build the release'
	@echo 'make documentation   write the pages of the libraries, .build/documentation (ARGS=--serve shows them)'
	@echo 'make install         build and install below PREFIX (default /usr/local), in DESTDIR'
	@echo 'make dist            archive, Debian package, checksums and bill of materials, in .build/release-files'
	@echo 'make dist-again      build these once more in another folder: the same bytes must come out'
	@echo 'make dist-test       try the package in an empty Debian 12, without Swift (as root)'
	@echo 'make fuzz            run every fuzz target for SECONDS_EACH seconds (default 600)'
	@echo 'make check-secrets   look for secret-dependent branches under valgrind'
	@echo 'make sanitize        run the tests under AddressSanitizer and ThreadSanitizer'
	@echo 'make bench           measure everything for ten minutes and write a report (ARGS=--help for less)'
	@echo 'make bench-plots     draw the plots of docs/benchmarks.md from that'
	@echo 'make clean           remove what was built'

build: dependencies
	$(SWIFT) build $(SWIFT_FLAGS) --product medseal

demo: build
	.build/release/medseal demo $(ARGS)

lint:
	@$(MAKE) --no-print-directory debian-packages PACKAGES="$(LINT_PACKAGES)"
	@$(STEP) 'format and habits' Tests/Lint/check

# The libraries' pages, from the comments and from Sources/*/*.docc; a link that leads nowhere is an error.
.PHONY: documentation
documentation: dependencies
	$(SWIFT) build $(SWIFT_FLAGS) --target SealedRecord
	Tests/Lint/pages $(ARGS)

test: dependencies test-dependencies
	@$(STEP) 'summary of the tests' .ci/summary-test
	@$(STEP) 'constants of the arithmetic' Tests/Constants/check --self-test
	@$(STEP) 'build of the tests' $(SWIFT) build $(SWIFT_FLAGS) --build-tests
	@$(STEP) 'pages of the libraries' Tests/Lint/pages
	@$(STEP) 'constant time' Tests/ConstantTime/check
	@$(STEP) 'fuzz targets' Tests/Fuzz/run 5
	@$(STEP) 'libraries as a dependency' Examples/Researcher/check
	@$(STEP) 'tests without a browser' $(SWIFT) test $(SWIFT_FLAGS) --skip-build --disable-xctest --skip '$(BROWSER_TESTS)'
	@$(STEP) 'tests on the portable kernel' env MEDSEAL_KERNEL=portable $(SWIFT) test $(SWIFT_FLAGS) --skip-build --disable-xctest \
		--filter '$(KERNEL_TESTS)'
	@$(STEP) 'tests on the mulx/adx kernel' env MEDSEAL_KERNEL=adx $(SWIFT) test $(SWIFT_FLAGS) --skip-build --disable-xctest \
		--filter '$(KERNEL_TESTS)'
	@$(STEP) 'tests in a browser' $(SWIFT) test $(SWIFT_FLAGS) --skip-build --disable-xctest --filter '$(BROWSER_TESTS)'
	@$(MAKE) --no-print-directory test-pbc

# The research schemes on libpbc, in a build folder of their own: a trait compiles everything anew.
.PHONY: test-pbc
test-pbc:
	@if [ -e /usr/local/include/pbc/pbc.h ] || [ -e /usr/include/pbc/pbc.h ]; then \
	    $(STEP) 'build on libpbc' $(SWIFT) build $(SWIFT_FLAGS) --traits PBC --scratch-path .build/pbc --build-tests \
	        && $(STEP) 'tests on libpbc' $(SWIFT) test $(SWIFT_FLAGS) --traits PBC --scratch-path .build/pbc --skip-build --disable-xctest \
	            --filter PBCBackendTests; \
	else \
	    echo 'PBC: skipped, libpbc is not installed'; \
	fi

# The program as it is given to others: with Swift's runtime in it, without a search path for libraries.
PREFIX ?= /usr/local
DESTDIR ?=
RELEASE_FILES = .build/release-files

dist: dependencies
	@$(MAKE) --no-print-directory debian-packages PACKAGES="$(DIST_PACKAGES)"
	SWIFT=$(SWIFT) packaging/build $(RELEASE_FILES)

install: dist
	packaging/files .build/dist/packages/medseal '$(DESTDIR)' '$(PREFIX)'

dist-again:
	SWIFT=$(SWIFT) packaging/again $(RELEASE_FILES)

dist-test:
	@$(MAKE) --no-print-directory debian-packages PACKAGES="$(DIST_TEST_PACKAGES)"
	packaging/test $(RELEASE_FILES)

sanitize: dependencies test-dependencies
	Tests/Sanitizers/run

check-secrets: dependencies
	@$(MAKE) --no-print-directory debian-packages PACKAGES="valgrind binutils"
	Tests/ConstantTime/check-secrets

fuzz: dependencies test-dependencies
	Tests/Fuzz/run $(SECONDS_EACH)

dependencies:
	@$(MAKE) --no-print-directory debian-packages PACKAGES="$(RUN_PACKAGES)"

test-dependencies:
	@$(MAKE) --no-print-directory debian-packages PACKAGES="$(TEST_PACKAGES)"

# Installs what is missing, and says which; asks nothing when run by root.
.PHONY: debian-packages
debian-packages:
	@missing=$$(for package in $(PACKAGES); do \
	    dpkg-query --show --showformat '$${db:Status-Status}\n' $$package 2>/dev/null | grep --quiet --line-regexp installed \
	        || echo $$package; \
	done); \
	if [ -n "$$missing" ]; then \
	    echo "installing Debian packages:" $$missing; \
	    if [ "$$(id --user)" = 0 ]; then as_root=; else as_root=sudo; fi; \
	    $$as_root apt-get update --quiet=2 \
	        && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install --quiet=2 --yes --no-install-recommends $$missing >/dev/null; \
	fi

# The standard set, about ten minutes; with ARGS that instead.
STANDARD_SET = --attributes 1,3,10,30,100 --policy and,tree --size 4KiB,64KiB,1MiB,16MiB,256MiB \
	--suite field,curve,pairing,scheme,record,store,timing --repetitions 2 --seconds 1
RESULTS = .build/benchmarks

bench: dependencies
	$(SWIFT) build $(SWIFT_FLAGS) --product medseal-bench
ifeq ($(strip $(ARGS)),)
	mkdir -p $(RESULTS)
	.build/release/medseal-bench $(STANDARD_SET) --json --output $(RESULTS)/results.json --html $(RESULTS)/report.html
	@echo 'report: $(RESULTS)/report.html   measurements: $(RESULTS)/results.json'
else
	.build/release/medseal-bench $(ARGS)
endif

# The plots that docs/benchmarks.md shows, from what `make bench` measured last.
bench-plots:
	.build/release/medseal-bench --from $(RESULTS)/results.json --plots $(RESULTS)/plots --output $(RESULTS)/results.txt
	for name in $$(sed -n 's|.*(benchmarks/\(.*\.svg\)).*|\1|p' docs/benchmarks.md); do \
	    cp $(RESULTS)/plots/$$name docs/benchmarks/$$name || exit 1; \
	done

clean:
	rm -rf .build
