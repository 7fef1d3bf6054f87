# Homebrew: brew install --build-from-source ./facs.rb
# Not tried: this project has no Mac. tests/packaging/recipes.py checks what can be checked elsewhere.
class Facs < Formula
  desc "Facial Action Units, landmarks, gaze and head pose from video"
  homepage "https://example.org/facs"
  url "https://example.org/facs/facs-0.2.0.tar.xz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "BSD-2-Clause"

  depends_on "meson" => :build
  depends_on "ninja" => :build
  depends_on "node" => :build
  depends_on "pkgconf" => :build
  depends_on "python3" => :build
  depends_on "cairo"
  depends_on "ffmpeg"
  depends_on "jansson"
  depends_on "libmicrohttpd"
  depends_on "protobuf-c"
  depends_on "sqlite"

  on_linux do
    depends_on "libseccomp"
  end

  def install
    ENV["XDG_CACHE_HOME"] = buildpath/"cache"
    system "scripts/setup", "uplot" # the chart library of facs report, from npm, checked against its hash
    system "meson", "setup", "build", *std_meson_args, "-Dtests=disabled", "-Ddocs=disabled"
    system "meson", "compile", "-C", "build", "--verbose"
    system "meson", "install", "-C", "build"
  end

  def caveats
    <<~EOS
      The weights are not included: OpenFace's are for academic, non-commercial use. To download them:
        facs models fetch
    EOS
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/facs --version")
  end
end
