#!/usr/bin/env python3
"""snakemake FACS SHARED: contrib/Snakefile with Snakemake, on this machine."""
import os
import sys

from study import PATIENCE, Study, need


def main():
    need("ffmpeg", "snakemake")
    with Study(*sys.argv[1:]) as study:
        os.environ["XDG_CACHE_HOME"] = str(study.folder / "cache")
        command = ["snakemake", "--snakefile", study.contrib / "Snakefile", "--cores", "2",
                   "--rerun-incomplete", "--config", f"study={study.study}",
                   f"results={study.results}", "shares=4"]
        process = study.start(*command)
        study.kill_in_the_middle()
        if process.wait(PATIENCE) == 0:
            sys.exit("a workflow with a killed job ended well")
        study.expect_left()
        study.run(*command)
        study.expect_complete()
        if not (study.results / "study.sqlite").exists():
            sys.exit("there is no table of all results")


if __name__ == "__main__":
    main()
