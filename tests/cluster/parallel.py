#!/usr/bin/env python3
"""parallel FACS SHARED: contrib/parallel.sh with GNU parallel, on this machine."""
import os
import sys

from study import PATIENCE, Study, need


def main():
    need("ffmpeg", "parallel")
    with Study(*sys.argv[1:]) as study:
        os.environ.update(CHUNK="8", HOME=str(study.folder))  # parallel keeps notes at home
        command = study.contrib / "parallel.sh", study.study, study.results
        process = study.start(*command)
        study.kill_in_the_middle()
        if process.wait(PATIENCE) != 1:  # the number of its processes that failed
            sys.exit(f"status {process.returncode}: {(study.folder / 'output.txt').read_text()}")
        study.expect_left()
        study.run(*command)
        study.expect_complete()


if __name__ == "__main__":
    main()
