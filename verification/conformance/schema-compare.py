"""What an API server says of documents, beside what is expected of `windrose check`: schema-compare.py SERVER TOKEN FOLDER. See schema-test."""

import json
import pathlib
import re
import ssl
import sys
import urllib.error
import urllib.request

CLUSTER = {"GatewayClass", "XMesh"}
# How the reader's words differ from the server's: a line of check that is not in the server's form is the reader's own.
SERVERS = re.compile(r": (Invalid|Unsupported|Duplicate) value: |: Required value$|: Too (long|many): ")


def ask(server, token, text):
    group = re.search(r"(?m)^apiVersion: (\S+)", text)[1]
    kind = re.search(r"(?m)^kind: (\S+)", text)[1]
    plural = re.sub("ys$", "ies", kind.lower() + "s").replace("classs", "classes").replace("meshs", "meshes").replace("gatewaies", "gateways")
    namespace = "" if kind in CLUSTER else "namespaces/default/"
    request = urllib.request.Request(
        f"{server}/apis/{group}/{namespace}{plural}?dryRun=All&fieldValidation=Strict",
        data=text.encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/yaml"},
    )
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        urllib.request.urlopen(request, context=context).read()
        return []
    except urllib.error.HTTPError as refused:
        answer = json.loads(refused.read())
        causes = answer.get("details", {}).get("causes") or [{"field": "", "message": answer["message"]}]
        return [f"{cause['field']}: {cause['message'].replace(cause['field'] + ' in body ', '')}" for cause in causes]


def problem(line):
    """The message without its place and hint."""
    return re.sub(r" \((did you mean|write it with quotes).*", "", line.split(": error: ", 1)[1])


def main():
    server, token, folder = sys.argv[1:]
    differ = refused = 0
    files = sorted(pathlib.Path(folder).glob("*.yaml"))
    for file in files:
        answers = ask(server, token, file.read_text())
        expected = [problem(line) for line in file.with_suffix(".expected").read_text().splitlines()]
        stopped = any("some validation rules were not checked" in answer for answer in answers)
        words = [line for line in expected if SERVERS.search(line) and not line.startswith("metadata.")]
        unsaid = [line for line in words if line not in answers and not stopped]
        refused += bool(answers)
        if bool(answers) != bool(expected) or unsaid:
            differ += 1
            print(f"{file.name}\n  server: {answers}\n  check:  {expected}")
    print(f"{len(files)} documents, {refused} refused by the server, {differ} differ")
    sys.exit(differ > 0 or not files)


main()
