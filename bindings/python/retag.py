"""retag.py WHEEL FOLDER [PLATFORM]: put a wheel into a folder, compressed, for every Python 3 of its platform. Nothing in
it depends on Python's ABI, because libfacs is opened by cffi; meson-python cannot know that. PLATFORM: another name for
the platform, such as manylinux_2_31_x86_64."""
import base64
import hashlib
import re
import sys
import zipfile
from pathlib import Path


def retag(wheel: Path, folder: Path, platform: str = "") -> Path:
    name, version, _python, _abi, its_platform = wheel.stem.split("-")
    if its_platform == "any":
        tag = "py3-none-any"
    else:
        tag = f"py3-none-{platform or its_platform}"
    target = folder / f"{name}-{version}-{tag}.whl"
    information = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        head = re.sub(r"^Tag: .*$", f"Tag: {tag}", source.read(f"{information}/WHEEL").decode(), flags=re.MULTILINE)
        digest = base64.urlsafe_b64encode(hashlib.sha256(head.encode()).digest()).rstrip(b"=").decode()
        record = re.sub(rf"^{re.escape(information)}/WHEEL,.*$", f"{information}/WHEEL,sha256={digest},{len(head)}",
                        source.read(f"{information}/RECORD").decode(), flags=re.MULTILINE)
        changed = {f"{information}/WHEEL": head, f"{information}/RECORD": record}
        for member in source.infolist():
            out.writestr(member, changed.get(member.filename) or source.read(member), zipfile.ZIP_DEFLATED)
    return target


if __name__ == "__main__":
    print(retag(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
