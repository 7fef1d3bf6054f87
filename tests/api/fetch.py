"""fetch.py PROGRAM...: facs_fetch_all against a server that fails in every way (tests/api/fetch_files.c)."""
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import built  # noqa: E402
import web  # noqa: E402

COMMAND = built.command(sys.argv[1])
UNDER_WINE = os.path.basename(COMMAND[0]) == "wine"
PROGRAM = COMMAND + ["5000" if len(COMMAND) > 1 else "700"]  # ms of patience; emulated programs are slow
ENVIRONMENT, CANCELLED, OUTPUT = 4, 5, 3  # facs_error_kind
CONTENT = random.Random(1).randbytes(300_000)  # several reads
OTHER = CONTENT[:-1] + b"?"


class Fetch(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = os.path.join(self.temporary.name, "models")
        self.server = web.Server({})
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def run_program(self, *names, stop=-1, address=None, content=CONTENT, **more):
        """Return status, kind, files, missing, sentence and the log's lines."""
        words = [self.folder, address or self.server.address, str(stop)]
        for name in names:
            words += [name, str(len(content)), hashlib.sha256(content).hexdigest()]
        done = subprocess.run(PROGRAM + words, capture_output=True, text=True, timeout=60, check=True, **more)
        *log, last = done.stdout.splitlines()
        self.assertEqual(done.stderr, "")  # FFmpeg's own lines among them
        status, kind, files, missing, sentence = last.split(" ", 4)
        return int(status), int(kind), int(files), int(missing), sentence, log

    def left(self):
        """Every file in the folder, drafts too."""
        return sorted(os.path.relpath(os.path.join(place, name), self.folder)
                      for place, _, names in os.walk(self.folder) for name in names)

    def fetched(self, *answer, name="a/b.dat", requests=None):
        """The file comes whole, whatever the server does."""
        self.server.files = {name: answer}
        status, _, files, missing, sentence, log = self.run_program(name)
        self.assertEqual((status, files, missing, sentence), (0, 1, 0, ""))
        with open(os.path.join(self.folder, name), "rb") as file:
            self.assertEqual(file.read(), CONTENT)
        self.assertEqual(self.left(), [name])
        if requests is not None:
            self.assertEqual([asked for _, asked in self.server.asked], requests)
        return log

    def refused(self, *answer, kind=ENVIRONMENT, words="", tries=None, **more):
        """Nothing is kept, and one sentence says why."""
        self.server.files = {"b.dat": answer}
        status, found, files, missing, sentence, _ = self.run_program("b.dat", **more)
        self.assertLess(status, 0)
        self.assertEqual((found, files, missing), (kind, 0, 1))
        self.assertIn(words, sentence)
        self.assertEqual(self.left(), [])
        if tries is not None:
            self.assertEqual(len(self.server.asked), tries)

    def test_whole(self):
        self.assertEqual(self.fetched("plain", CONTENT, requests=[None]), [])

    def test_server_without_a_length(self):
        self.fetched("no-length", CONTENT)

    def test_slow_server(self):
        """Longer than the patience in all, but never silent for so long."""
        self.fetched("slow", CONTENT, 8)

    def test_redirections(self):
        self.server.files["elsewhere"] = ("plain", CONTENT)
        self.server.files["b.dat"] = ("moved", b"", "/elsewhere")
        self.assertEqual(self.run_program("b.dat")[0], 0)
        self.assertEqual(self.left(), ["b.dat"])

    def test_endless_redirections(self):
        self.refused("moved", b"", "/b.dat")

    def test_redirection_to_a_file(self):
        """What a server names is not opened unless it is on the web."""
        secret = os.path.join(self.temporary.name, "secret")
        with open(secret, "wb") as file:
            file.write(CONTENT)
        self.refused("moved", b"", "file://" + secret)

    def test_goes_on_where_it_broke_off(self):
        log = self.fetched("cut", CONTENT, 100_000, 2, requests=[None, "bytes=100000-"])
        self.assertEqual(len(log), 1)
        self.assertIn("trying again", log[0])

    def test_begins_anew_without_ranges(self):
        self.fetched("cut", CONTENT, 100_000, 2, False, requests=[None, "bytes=100000-", None])

    def test_begins_anew_if_the_parts_do_not_fit(self):
        self.fetched("changed", CONTENT, 100_000, requests=[None, "bytes=100000-", None])

    def test_breaks_off_each_time(self):
        self.refused("cut", CONTENT, 100_000, 99, words="broke off")

    def test_busy_server(self):
        self.fetched("busy", CONTENT, 3, requests=[None, None, None])

    def test_server_that_stays_busy(self):
        self.refused("busy", CONTENT, 99, words="503", tries=4)

    def test_silent_server(self):
        start = time.monotonic()
        self.refused("silent", CONTENT, words="the server does not answer")
        self.assertLess(time.monotonic() - start, 40)

    def test_missing_file(self):
        self.refused("missing", b"", words="404", tries=1)

    def test_other_file(self):
        self.refused("plain", OTHER, tries=1,
                     words=f"is not the expected file (300000 bytes, sha256 {hashlib.sha256(CONTENT).hexdigest()})")

    def test_file_of_another_size(self):
        """Its size shows that before any of it is read."""
        self.refused("plain", CONTENT * 2, words="is not the expected file", tries=1)
        self.server.asked.clear()
        self.refused("plain", CONTENT[:-1], words="is not the expected file", tries=1)

    def test_file_in_chunks(self):
        self.fetched("chunked", CONTENT)

    def test_other_file_without_a_length(self):
        self.refused("no-length", OTHER * 2, words="is not the expected file", tries=1)

    def test_no_server(self):
        self.refused(address="http://127.0.0.1:9", words="no connection")

    def test_stopped(self):
        self.refused("plain", CONTENT, kind=CANCELLED, stop=1, words="interrupted")

    def test_stopped_while_the_server_is_silent(self):
        self.refused("silent", CONTENT, kind=CANCELLED, stop=len(CONTENT) // 2)

    def test_the_others_come_all_the_same(self):
        self.server.files = {"a.dat": ("missing", b""), "b.dat": ("plain", CONTENT), "c.dat": ("plain", OTHER)}
        status, kind, files, missing, sentence, log = self.run_program("a.dat", "b.dat", "c.dat")
        self.assertLess(status, 0)
        self.assertEqual((kind, files, missing), (ENVIRONMENT, 1, 2))
        self.assertIn("404", sentence)
        self.assertEqual(len(log), 1)
        self.assertIn("c.dat is not the expected file", log[0])
        self.assertEqual(self.left(), ["b.dat"])

    def test_without_a_network_the_others_are_not_tried(self):
        _, _, _, missing, _, log = self.run_program("a.dat", "b.dat", address="http://127.0.0.1:9")
        self.assertEqual(missing, 2)
        self.assertFalse([line for line in log if "b.dat" in line])

    def test_several_programs_at_once(self):
        self.server.files = {"b.dat": ("slow", CONTENT, 4)}
        words = [self.folder, self.server.address, "-1", "b.dat", str(len(CONTENT)), hashlib.sha256(CONTENT).hexdigest()]
        programs = [subprocess.Popen(PROGRAM + words, stdout=subprocess.PIPE, text=True) for _ in range(4)]
        self.assertEqual([program.communicate()[0] for program in programs], ["0 0 1 0 \n"] * 4)
        self.assertEqual(self.left(), ["b.dat"])

    def test_folder_that_cannot_be_made(self):
        with open(self.folder, "wb"):
            pass
        status, kind, _, _, sentence, _ = self.run_program("b.dat")
        self.assertLess(status, 0)
        self.assertEqual(kind, OUTPUT)
        self.assertIn("b.dat cannot be written", sentence)

    @unittest.skipIf(UNDER_WINE, "Wine does not know this limit")
    def test_limited_file_size(self):
        """As on a full disk: the write fails, and the draft goes away."""
        import resource
        self.server.files = {"b.dat": ("plain", CONTENT)}

        def limit():
            import signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

        status, kind, _, _, sentence, _ = self.run_program("b.dat", preexec_fn=limit)
        self.assertLess(status, 0)
        self.assertEqual(kind, OUTPUT)
        self.assertIn("b.dat cannot be written (file too large)", sentence)
        self.assertEqual(self.left(), [])

    def test_draft_of_a_run_that_was_killed(self):
        """It is removed by the next run for the same file."""
        self.server.files = {"b.dat": ("silent", CONTENT)}
        words = [self.folder, self.server.address, "-1", "b.dat", str(len(CONTENT)), hashlib.sha256(CONTENT).hexdigest()]
        with subprocess.Popen(PROGRAM + words, stdout=subprocess.DEVNULL) as program:
            while not self.server.asked:
                time.sleep(0.05)
            time.sleep(0.2)
            program.kill()
        self.assertEqual([name.endswith(".part") for name in self.left()], [True])
        self.fetched("plain", CONTENT, name="b.dat")


@unittest.skipUnless(shutil.which("openssl"), "openssl, which makes certificates, is missing")
class Encrypted(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)

    def ask(self, certificate, variables, host="127.0.0.1"):
        with web.Server({"b.dat": ("plain", CONTENT)}, certificate) as server:
            address = server.address.replace("127.0.0.1", host)
            done = subprocess.run(
                PROGRAM + [self.temporary.name + "/models", address, "-1", "b.dat", str(len(CONTENT)),
                           hashlib.sha256(CONTENT).hexdigest()],
                capture_output=True, text=True, timeout=60, check=True, env={**os.environ, **variables})
            return done.stdout.splitlines()[-1], server.asked

    def test_certificate_that_nobody_trusts(self):
        line, asked = self.ask(web.make_certificate(self.temporary.name), {})
        self.assertRegex(line, r"^-\d+ 4 0 1 .*no encrypted connection to a server that this machine trusts")
        self.assertEqual(asked, [])

    @unittest.skipIf(UNDER_WINE, "Windows has its own list of certificates")
    def test_certificate_that_is_trusted(self):
        certificate = web.make_certificate(self.temporary.name)
        line, _ = self.ask(certificate, {"SSL_CERT_FILE": certificate[0]}, "localhost")
        self.assertEqual(line, "0 0 1 0 ")

    @unittest.skipIf(UNDER_WINE, "Windows has its own list of certificates")
    def test_certificate_of_another_server(self):
        certificate = web.make_certificate(self.temporary.name, "DNS:elsewhere.example")
        line, asked = self.ask(certificate, {"SSL_CERT_FILE": certificate[0]}, "localhost")
        self.assertIn("no encrypted connection", line)
        self.assertEqual(asked, [])

    def test_redirection_out_of_the_encryption(self):
        if UNDER_WINE:
            self.skipTest("Windows has its own list of certificates")
        certificate = web.make_certificate(self.temporary.name)
        with web.Server({"b.dat": ("plain", CONTENT)}) as plain:
            with web.Server({"b.dat": ("moved", b"", plain.address + "/b.dat")}, certificate) as server:
                done = subprocess.run(
                    PROGRAM + [self.temporary.name + "/models", server.address.replace("127.0.0.1", "localhost"), "-1",
                               "b.dat", str(len(CONTENT)), hashlib.sha256(CONTENT).hexdigest()],
                    capture_output=True, text=True, timeout=60, check=True,
                    env={**os.environ, "SSL_CERT_FILE": certificate[0]})
            self.assertRegex(done.stdout.splitlines()[-1], r"^-\d+ 4 0 1 .*it sends us on to http:")
            self.assertEqual(os.listdir(self.temporary.name + "/models"), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
