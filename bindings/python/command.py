#!python
"""The command facs of a wheel: runs the one that the package brings along."""
import importlib.util
import os
import sys

package = importlib.util.find_spec("facs")  # does not import it, which would take longer
os.execv(os.path.join(package.submodule_search_locations[0], "_bundle", "bin", "facs"), ["facs", *sys.argv[1:]])
