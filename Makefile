# Start with "make demo"; developers, with "make check". The scripts in scripts/ do the work, and Meson builds.
#   make demo [MODELS=DIR]       install, download, build, and measure the Action Units of a talking face
#   make check                   every test, also under sanitizers and on other processors; compile for macOS and Windows
#   make check-packages          build the packages, and try the three ways in, each in a fresh root; as root or with sudo
#   make check-cluster           the scripts of contrib/ on Slurm, GNU parallel and Snakemake; installs these (700 MB)
#   make setup                   install what a build needs; demo and most targets for developers call it, build and install never do
#   make setup ONNXRUNTIME=npm   the same, and ONNX Runtime, which PFLD, RetinaFace and the backends need
#   make build                   build the command, build/facs, and the library
#   make bench [CLIP=FILE] [PAGE=FILE]   measure speed and memory: the tables of docs/performance.md, put into PAGE
#   make site                    build the documentation site, build/site
#   make pictures                make the pictures of README and docs again, from a drawn face
#   make models [MODELS=DIR] [LANDMARKS=ceclm]   download the weights; LANDMARKS=ceclm: also those of CE-CLM, 432 MB
#   make install [PREFIX=DIR] [DESTDIR=DIR]   install what "make build" built, for all users; PREFIX: /usr/local
#   make wheel [LIBFACS=DIR]     build a wheel of the Python package with libfacs and the command in it, in build-wheel/
#   make deb                     build Debian packages, in build-deb/, and check them with lintian
#   make dist-binary [ARCH=arm64]   an archive for any Linux, with every library, below dist/: unpack, run (on Debian)
#   make windows [ONNXRUNTIME=npm]   the same as a folder for Windows, zipped; with ONNX Runtime in a zip of its own
#   make uninstall               remove what the last "make install" installed
#   make long                    two hours of video, 20,000 frames with several faces, 2,000 inputs: minutes of work
#   make lint                    check layout, spelling, scripts and C (clang-tidy)
#   make format                  lay out the C files with clang-format
#   make fuzz SECONDS=N [TARGET=NAME]   run each fuzz target, or one, for N seconds (fuzz/README.md)
#   make clean                   remove all build folders
.PHONY: windows build setup demo check check-packages check-cluster site long lint fuzz bench pictures models install wheel deb dist-binary uninstall format clean

build:
	@scripts/build $(if $(PREFIX),--prefix=$(PREFIX))

setup:
	@scripts/setup uplot $(if $(filter npm,$(ONNXRUNTIME)),onnxruntime)

demo:
	@scripts/demo $(if $(MODELS),--models "$(MODELS)")

check:
	@scripts/check

long: build
	@python3 tests/long/long_runs.py

check-packages:
	@scripts/check-packages

check-cluster:
	@scripts/setup cmocka ffmpeg slurmd parallel snakemake
	@scripts/build
	@meson test -C build --suite cluster --print-errorlogs

lint:
	@scripts/lint

fuzz:
	@scripts/fuzz $(or $(SECONDS),60) $(TARGET)

bench:
	@scripts/bench $(if $(PAGE),--page "$(PAGE)") $(if $(CLIP),"$(CLIP)")

pictures:
	@scripts/pictures

site:
	@scripts/site

models:
	@scripts/models $(if $(filter ceclm,$(LANDMARKS)),--ceclm) $(if $(MODELS),"$(MODELS)")

# Builds only if nothing is built: under sudo, building would fill root's caches.
install: $(if $(wildcard build/facs),,build)
	@scripts/install $(if $(PREFIX),--prefix "$(abspath $(PREFIX))") $(if $(DESTDIR),--destdir "$(abspath $(DESTDIR))")

wheel:
	@scripts/wheel $(if $(LIBFACS),--libfacs "$(LIBFACS)")

deb:
	@scripts/deb

dist-binary:
	@packaging/dist-binary $(if $(filter arm64,$(ARCH)),aarch64-linux,$(if $(filter x86_64,$(ARCH)),x86_64-linux))

windows:
	@packaging/dist-binary $(if $(filter npm,$(ONNXRUNTIME)),--onnxruntime) x86_64-windows

uninstall:
	@scripts/install --undo

format:
	find include src tools examples tests bench fuzz bindings -name '*.[ch]' -exec clang-format -i {} +

clean:
	rm -rf build build-asan build-tsan build-fuzz build-arm64 build-macos-arm64 build-macos-x86_64 build-wheel build-deb build-deb-staged build-dist-* dist demo
