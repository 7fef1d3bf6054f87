"""fetch.py SHARED PROGRAM...: facs models fetch, as a user sees it, with the weights of ../shared/models."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import built  # noqa: E402
import web  # noqa: E402

SHARED, PROGRAM = sys.argv[1], sys.argv[2:-1] + built.command(sys.argv[-1])
TERMS = "OpenFace's files are for academic, non-commercial research only and must not be passed on"


def files_below(folder):
    return sorted(os.path.relpath(os.path.join(place, name), folder)
                  for place, _, names in os.walk(folder) for name in names)


class Command(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = os.path.join(self.temporary.name, "models")
        files = {name: ("plain", None) for name in files_below(SHARED)}
        self.server = web.Server(files)
        for name in files:
            with open(os.path.join(SHARED, name), "rb") as file:
                files[name] = ("plain", file.read())
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def facs(self, *words, models=True, **variables):
        """Return exit status, standard output and standard error."""
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("FACS_MODELS", "XDG_DATA_HOME")}
        done = subprocess.run(PROGRAM + ["models", *words, *(["--models", self.folder] if models else [])],
                              capture_output=True, text=True, timeout=120, env={**environment, **variables})
        return done.returncode, done.stdout, done.stderr

    def assert_works(self, *words):
        status, listing, _ = self.facs(*words)
        self.assertEqual(status, 0, listing)

    def test_download(self):
        status, out, err = self.facs("fetch", "--dry-run")
        self.assertEqual(status, 3)
        self.assertRegex(out, r"models: 76 files to fetch, 18\.5 MB\n$")
        self.assertEqual(err.count("it is available from https://"), 76)
        self.assertFalse(os.path.exists(self.folder))
        status, out, err = self.facs("fetch", "--from", self.server.address + "/")
        self.assertEqual((status, err.count(TERMS)), (0, 1), err)
        self.assertIn("76 files fetched, 18.5 MB", out)
        self.assertEqual(len(self.server.asked), 76)
        self.assert_works()
        status, out, err = self.facs("fetch", "--from", self.server.address)
        self.assertEqual((status, err), (0, ""))
        self.assertIn("nothing is missing", out)
        self.assertEqual(len(self.server.asked), 76)

    def test_only_what_is_missing_or_damaged(self):
        shutil.copytree(os.path.join(SHARED, "openface"), os.path.join(self.folder, "openface"))
        os.remove(os.path.join(self.folder, "openface/model/mtcnn_detector/PNet.dat"))
        with open(os.path.join(self.folder, "openface/AU_predictors/AU_all_best.txt"), "ab") as file:
            file.write(b"\n")
        status, _, err = self.facs("fetch", "--from", self.server.address)
        self.assertEqual(status, 0, err)
        self.assertEqual([path for path, _ in self.server.asked],
                         ["/openface/AU_predictors/AU_all_best.txt", "/openface/model/mtcnn_detector/PNet.dat"])
        self.assert_works()

    def test_onnx(self):
        """Either of RetinaFace's files will do."""
        shutil.copytree(os.path.join(SHARED, "openface"), os.path.join(self.folder, "openface"))
        shutil.copy(os.path.join(SHARED, "retinaface_mobilenet025.onnx"), self.folder)
        status, _, err = self.facs("fetch", "--onnx", "--from", self.server.address)
        self.assertEqual(status, 0, err)
        self.assertEqual([path for path, _ in self.server.asked], ["/pfld.onnx"])
        self.assertIn("PFLD's file states none", err)

    def test_from_openface(self):
        """A Windows folder of OpenFace's has model and AU_predictors in it; what it lacks is downloaded."""
        theirs = os.path.join(self.temporary.name, "OpenFace_2.2.0_win_x64")
        shutil.copytree(os.path.join(SHARED, "openface"), theirs)
        status, out, err = self.facs("fetch", "--from", os.path.join(theirs, "model"))
        self.assertEqual(status, 0, err)
        self.assertIn("76 files fetched", out)
        self.assert_works()
        self.assertEqual(files_below(theirs), files_below(os.path.join(SHARED, "openface")))

    def test_into_openface(self):
        """--models may name OpenFace's folder: a file has its place there."""
        theirs = self.folder
        shutil.copytree(os.path.join(SHARED, "openface"), theirs)
        os.remove(os.path.join(theirs, "model/mtcnn_detector/PNet.dat"))
        status, _, err = self.facs("fetch", "--from", self.server.address)
        self.assertEqual(status, 0, err)
        self.assertTrue(os.path.exists(os.path.join(theirs, "model/mtcnn_detector/PNet.dat")))
        self.assertFalse(os.path.exists(os.path.join(theirs, "openface")))

    def test_what_the_server_does_not_have(self):
        """The weights of CE-CLM are not in ../shared."""
        status, out, err = self.facs("fetch", "--ceclm", "--from", self.server.address)
        self.assertEqual(status, 3)
        self.assertIn("78 files fetched", out)
        self.assertIn("cen_patches_0.25_of.dat: the server does not have this file", err)
        self.assertIn("facs: 4 files (429.8 MB) are still missing", err)
        self.assert_works()

    def test_where_the_weights_are_looked_for(self):
        """Without --models: $FACS_MODELS, or else the user's folder."""
        status, out, _ = self.facs("fetch", "--dry-run", models=False, FACS_MODELS=self.folder)
        self.assertEqual(status, 3)
        self.assertTrue(out.startswith(self.folder + ": 76 files"), out)

    @unittest.skipUnless(len(PROGRAM) == 1, "the signal would be the wrapper's")
    def test_interrupt(self):
        """What was fetched stays, and the next run goes on."""
        name = "openface/model/mtcnn_detector/PNet.dat"
        content = self.server.files[name][1]
        self.server.files[name] = ("silent", content)
        with subprocess.Popen(PROGRAM + ["models", "fetch", "--models", self.folder, "--from", self.server.address],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
            while not any(path.endswith("PNet.dat") for path, _ in self.server.asked):
                time.sleep(0.05)
            time.sleep(0.2)
            program.send_signal(signal.SIGINT)
            self.assertEqual(program.wait(timeout=60), 130)
        there = files_below(self.folder)
        self.assertGreater(len(there), 50)
        self.assertFalse([path for path in there if path.endswith(".part") or path.endswith("PNet.dat")])
        self.server.files[name] = ("plain", content)
        status, out, err = self.facs("fetch", "--from", self.server.address)
        self.assertEqual(status, 0, err)
        self.assertIn(f"{76 - len(there)} files fetched", out)

    def test_wrong_words(self):
        for words, sentence in ((("--ceclm",), "--ceclm belongs to facs models fetch"),
                                (("fecth",), "did you mean fetch?"),
                                (("fetch", "--from", "http://example.org/"), "--from: expected a folder, or an address"),
                                (("fetch", "--from", "ftp://example.org/"), "--from: expected a folder, or an address")):
            status, out, err = self.facs(*words)
            self.assertEqual((status, out), (2, ""))
            self.assertIn(sentence, err)
        status, _, err = self.facs("fetch", "--from", "absent")
        self.assertEqual(status, 3)
        self.assertIn("absent: no such folder", err)

    def test_folder_that_cannot_be_made(self):
        with open(self.folder, "wb"):
            pass
        status, _, err = self.facs("fetch", "--from", self.server.address)
        self.assertEqual(status, 1)
        self.assertIn("is not a folder", err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
