"""Results as a table and as JSON.

A result: {"operation", "answer_bytes", "servers": {name: figures}}, where figures are
{"requests_per_second", "p50", "p99", "rounds"}, with medians over the rounds and latencies in
microseconds. One of the servers is "bare".
"""

import datetime
import json
import os
import pathlib
import platform
import statistics

_ROW = "{:<12} {:<10} {:>12} {:>12} {:>7} {:>9} {:>9} {:>13}"
_HEADINGS = "operation|server|req/s|bare req/s|ratio|p50 ms|p99 ms|answer bytes".split("|")


def medians(rounds):
    result = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    return {**result, "rounds": rounds}


def ratio(result, name):
    servers = result["servers"]
    return servers[name]["requests_per_second"] / servers["bare"]["requests_per_second"]


def table(results):
    lines = [_ROW.format(*_HEADINGS)]
    for result in results:
        bare = result["servers"]["bare"]
        for name, figures in result["servers"].items():
            if name == "bare":
                continue
            lines.append(
                _ROW.format(
                    result["operation"],
                    name,
                    f"{figures['requests_per_second']:,.0f}",
                    f"{bare['requests_per_second']:,.0f}",
                    f"{ratio(result, name):.2f}",
                    f"{figures['p50'] / 1000:.2f}",
                    f"{figures['p99'] / 1000:.2f}",
                    f"{result['answer_bytes']:,}",
                )
            )
    return "\n".join(lines)


def write_json(path, parameters, results):
    document = {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "system": platform.platform(),
        },
        "parameters": parameters,
        "results": results,
    }
    text = json.dumps(document, indent=2, default=str)
    pathlib.Path(path).write_text(text + "\n", encoding="utf-8")


def _processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()
