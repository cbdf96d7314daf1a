"""Compares the two halves of an Autobahn report: no case may be worse through the gateway than directly."""

import collections
import json
import sys

# Which of OK and NON-STRICT a case ends with depends on which of two packets comes first, also without a gateway.
RANK = {"OK": 0, "INFORMATIONAL": 0, "NON-STRICT": 0, "UNIMPLEMENTED": 2, "UNCLEAN": 3, "FAILED": 4}

with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
direct, through = report["direct"], report["windrose"]


def rank(case):
    return max(RANK.get(case["behavior"], 5), RANK.get(case["behaviorClose"], 5))


worse = [name for name in direct if name not in through or rank(through[name]) > rank(direct[name])]
for agent, cases in (("direct", direct), ("through windrose", through)):
    print(f"{agent}: {len(cases)} cases, {dict(collections.Counter(case['behavior'] for case in cases.values()))}")
for name in worse:
    print(f"worse: {name}: {through.get(name, {}).get('behavior', 'not run')} instead of {direct[name]['behavior']}")
print("no case is worse" if direct and not worse else f"{len(worse)} cases are worse")
sys.exit(0 if direct and not worse else 1)
