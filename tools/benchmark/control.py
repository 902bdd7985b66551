# SPDX-License-Identifier: Apache-2.0
"""pumice's control requests, timed."""

import http.client
import time


class Control:
    """Control requests, over one connection."""

    def __init__(self, port):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, 60)

    def milliseconds(self, path, body="", method="POST"):
        start = time.perf_counter()
        self._connection.request(method, f"/_pumice/{path}", body)
        response = self._connection.getresponse()
        answer = response.read()
        milliseconds = (time.perf_counter() - start) * 1000
        if response.status != 200:
            raise RuntimeError(f"{path} answers {response.status}: {answer.decode()}")
        return milliseconds
