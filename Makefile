# The two commands are "make demo" and "make check"; scripts/ does the work, and Meson the building.
#   make demo [MODELS=DIR]       Action Units of a talking face, from nothing to a CSV
#   make check                   every test, also under sanitizers and on other processors; builds for macOS
#   make setup                   install what a build needs; "make demo" and "make check" do that, too, all else does not
#   make setup ONNXRUNTIME=npm   and ONNX Runtime, which PFLD, RetinaFace and the backends need
#   make build                   the command, build/facs, and the library
#   make bench [CLIP=FILE] [PAGE=FILE]   speed and memory: the tables of docs/performance.md (PAGE)
#   make pictures                the pictures of README and docs, from a drawn face
#   make models [MODELS=DIR]     fetch the weights
#   make install [PREFIX=DIR] [DESTDIR=DIR]   what "make build" made, for every user; PREFIX: /usr/local
#   make uninstall               take away what the last "make install" put there
#   make lint                    layout, spelling, scripts, clang-tidy
#   make format, make clean
.PHONY: build setup demo check lint bench pictures models install uninstall format clean

build:
	@scripts/build $(if $(PREFIX),--prefix=$(PREFIX))

setup:
	@scripts/setup uplot $(if $(filter npm,$(ONNXRUNTIME)),onnxruntime)

demo:
	@scripts/demo $(if $(MODELS),--models "$(MODELS)")

check:
	@scripts/check

lint:
	@scripts/lint

bench:
	@scripts/bench $(if $(PAGE),--page "$(PAGE)") $(if $(CLIP),"$(CLIP)")

pictures:
	@scripts/pictures

models:
	@scripts/models $(if $(MODELS),"$(MODELS)")

# Not a dependency on build: under sudo, that would set up root's own caches.
install: $(if $(wildcard build/facs),,build)
	@scripts/install $(if $(PREFIX),--prefix "$(abspath $(PREFIX))") $(if $(DESTDIR),--destdir "$(abspath $(DESTDIR))")

uninstall:
	@scripts/install --undo

format:
	find include src tools examples tests bench -name '*.[ch]' -exec clang-format -i {} +

clean:
	rm -rf build build-asan build-tsan build-arm64 build-macos-arm64 build-macos-x86_64 demo
