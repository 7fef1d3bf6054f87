"""A web server at 127.0.0.1 that fails in chosen ways, and a certificate that nobody trusts."""
import http.server
import os
import socketserver
import ssl
import subprocess
import threading
import time

for proxy in ("http_proxy", "https_proxy", "HTTPS_PROXY"):  # of this machine; the programs are our children
    os.environ.pop(proxy, None)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers GET by the mode of the file: (mode, bytes), or (mode, bytes, argument)."""

    def do_GET(self):  # noqa: N802: the base class's name
        self.server.asked.append((self.path, self.headers.get("Range")))
        mode, content, *more = self.server.files.get(self.path.lstrip("/"), ("missing", b""))
        times = sum(path == self.path for path, _ in self.server.asked)
        getattr(self, "do_" + mode.replace("-", "_"))(content, times, *more)

    def do_plain(self, content, _times, status=None, ranges=True):
        asked = self.headers.get("Range") if ranges else None
        start = int(asked.split("=")[1].split("-")[0]) if asked else 0
        if start > 0 and start >= len(content):
            self.answer(416, b"")
            return
        headers = {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"} if asked else {}
        self.answer(status or (206 if asked else 200), content[start:], headers)

    def do_no_ranges(self, content, times):
        self.do_plain(content, times, ranges=False)

    def do_missing(self, *_):
        self.answer(404, b"<html>no such file</html>")

    def do_busy(self, content, times, until):
        """Overloaded the first times."""
        if times < until:
            self.answer(503, b"later")
        else:
            self.do_plain(content, times)

    def do_cut(self, content, times, at, until, ranges=True):
        """The connection ends at that byte, the first times."""
        if times < until:
            self.answer(200, content, send=at)
        else:
            self.do_plain(content, times, ranges=ranges)

    def do_changed(self, content, times, at):
        """After the connection broke off, the file is another one."""
        if times == 1:
            self.answer(200, bytes(len(content)), send=at)
        else:
            self.do_plain(content, times)

    def do_no_length(self, content, _times):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(content)

    def do_chunked(self, content, _times):
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        for at in range(0, len(content), 70_000):
            piece = content[at:at + 70_000]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def do_slow(self, content, _times, pieces):
        """In pieces, a fifth of a second apart."""
        self.answer(200, content, send=0)
        step = len(content) // pieces + 1
        for at in range(0, len(content), step):
            self.wfile.write(content[at:at + step])
            time.sleep(0.2)

    def do_silent(self, content, _times):
        """It never says more."""
        self.answer(200, content, send=len(content) // 2)
        time.sleep(20)

    def do_moved(self, _content, _times, where):
        self.answer(302, b"", {"Location": where})

    def answer(self, status, content, headers=None, send=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content[:send] if send is not None else content)
            self.wfile.flush()
        except OSError:
            pass  # the client has had enough

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """files: the answer for each path. asked: what was asked for, with the header Range."""

    daemon_threads = True

    def __init__(self, files, certificate=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.asked = files, []
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.scheme = "https"
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)

    @property
    def address(self):
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        pass  # clients that do not trust the certificate


def make_certificate(folder, names="DNS:localhost,IP:127.0.0.1"):
    """Return a certificate that signs itself, and its key."""
    certificate, key = f"{folder}/certificate.pem", f"{folder}/key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=test",
                    "-addext", f"subjectAltName={names}"], check=True, capture_output=True)
    return certificate, key
