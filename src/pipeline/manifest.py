"""Turn models/manifest.tsv into the C table facs_manifest (see pipeline/weights.h)."""
import csv
import json
import sys

rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8"), delimiter="\t"))
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write('#include "pipeline/weights.h"\n\nconst facs_model_file facs_manifest[] = {\n')
    for row in rows:
        address = "" if row["address"] == "-" else row["address"]
        text = [json.dumps(value) for value in (row["file"], row["sha256"], row["licence"], address)]
        out.write("    {%s, %d, %s, %s, %s, %d, FACS_FILE_MISSING},\n"
                  % (text[0], int(row["bytes"]), text[1], text[2], text[3], int(row["needed"])))
    out.write("    {0}};\n")
