"""Hits of Python's function caches, one batch for each line read: the name in, milliseconds per call out."""

import importlib
import json
import os
import sys
import time

folder, entries, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def price_of(year, region):
    lines = [{"item": "paper", "amount": year * 0.75}, {"item": "ink", "amount": year * 0.5}]
    return {"year": year, "region": region, "total": year * 1.25, "currency": "EUR", "lines": lines}


def with_cachecache(place):
    return importlib.import_module("cachecache").Cacher(place)(price_of)


def with_joblib(place):
    return importlib.import_module("joblib").Memory(place, verbose=0).cache(price_of)


def with_diskcache(place):
    return importlib.import_module("diskcache").Cache(place).memoize()(price_of)


functions, skipped = {}, {}
for name, wrap in (("cachecache", with_cachecache), ("joblib", with_joblib), ("diskcache", with_diskcache)):
    try:
        call = wrap(os.path.join(folder, "python-" + name))
        for n in range(entries):
            call(1000 + n, "north")
        functions[name] = call
    except Exception as error:  # whatever keeps it from running is the reason to show
        skipped[name] = f"{type(error).__name__}: {error}"

print(json.dumps({"ready": list(functions), "skipped": skipped, "python": sys.version.split()[0]}), flush=True)

count = 0
for line in sys.stdin:
    call = functions[line.strip()]
    start = time.perf_counter()
    for _ in range(batch):
        call(1000 + count % entries, "north")
        count += 1
    print((time.perf_counter() - start) * 1000 / batch, flush=True)
