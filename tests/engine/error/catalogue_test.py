# SPDX-License-Identifier: Apache-2.0
"""The service's sentences stand in the catalogue, each of them once, and nowhere else.

The catalogue is engine/error/, and for errors that only the wire has protocol/wire_errors,
protocol/constraint_faults and, of the services beside DynamoDB, protocol/services/service_fault and
stack_fault.
Everybody else calls a function that is named after the error.
"""

import collections
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDERS = ("engine", "protocol", "server")
CATALOGUE = re.compile(
    r"engine/error/|protocol/(wire_errors|constraint_faults|services/(service|stack)_fault)\.")

LITERAL = r'"(?:[^"\\\n]|\\.)*"'
COMMENT_OR_LITERAL = re.compile(rf"//[^\n]*|/\*.*?\*/|{LITERAL}|'(?:[^'\\\n]|\\.)+'", re.S)
# What makes an error of a text; declarations and catch clauses have no parenthesis behind the name.
MAKER = re.compile(
    r"\b(ApiError|NotedFault|CancellationReason)(?:\s+\w+)?\s*[({]"
    r"|\bThrowValidation\b|engine/error/validation\.h")
# A shorter text is a part of several sentences, as " does not project [" or an attribute's name
# are.
WORDS_OF_A_SENTENCE = 4


def without_comments(text):
    return COMMENT_OR_LITERAL.sub(lambda m: " " if m[0].startswith("/") else m[0], text)


def arguments(text, start):
    """What stands between the parenthesis or brace before `start` and the one that closes it."""
    depth = 1
    for token in re.finditer(rf"{LITERAL}|[(){{}}]", text[start:]):
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return text[start:start + token.start()]
    return text[start:]


def faults(source):
    """The places outside the catalogue that make an error's sentence themselves."""
    text = without_comments(source)
    found = []
    for maker in MAKER.finditer(text):
        if maker[1] is None or re.search(LITERAL, arguments(text, maker.end())):
            found.append(f"line {text.count(chr(10), 0, maker.start()) + 1}: {maker[0]}")
    return found


def sentences(source):
    """The literals of a source that are long enough to be a sentence of their own; those side by
    side are one."""
    text = without_comments(source)
    for literals in re.finditer(rf"{LITERAL}(?:\s*{LITERAL})*", text):
        sentence = "".join(part[1:-1] for part in re.findall(LITERAL, literals[0])).strip()
        if len(sentence.split()) >= WORDS_OF_A_SENTENCE:
            yield sentence


def sources():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".h", ".cc"):
                yield path.relative_to(ROOT).as_posix(), path.read_text()


class Catalogue(unittest.TestCase):
    def test_only_the_catalogue_has_sentences(self):
        for name, source in sources():
            if not CATALOGUE.match(name):
                with self.subTest(name):
                    self.assertEqual(faults(source), [])

    def test_each_sentence_stands_once(self):
        places = collections.defaultdict(list)
        for name, source in sources():
            if CATALOGUE.match(name):
                for sentence in sentences(source):
                    places[sentence].append(name)
        self.assertGreater(len(places), 150)
        self.assertEqual({s: names for s, names in places.items() if len(names) > 1}, {})

    def test_what_the_checks_find(self):
        for source, is_fault in (
                ('throw ApiError(ErrorCode::kInternal, "It failed");', True),
                ('throw ApiError(ErrorCode::kInternal,\n    Text(name, " is full"));', True),
                ('ApiError error{ErrorCode::kInternal, "It failed"};', True),
                ('NotedFault("It failed").Throw();', True),
                ('reason = CancellationReason{"None", "", ""};', True),
                ("ThrowValidation(message);", True),
                ('#include "engine/error/validation.h"', True),
                ("throw ApiError(*outcome.fault);", False),
                ('// throw ApiError(ErrorCode::kInternal, "It failed")', False),
                ("} catch (const ApiError& error) {", False),
                ('ThrowUnsupportedClause("HAVING", at);', False)):
            with self.subTest(source):
                self.assertEqual(bool(faults(source)), is_fault)
        source = ('f("Item size is too "\n  "large");  // "one two three four"\n'
                  'g("a key");')
        self.assertEqual(list(sentences(source)), ["Item size is too large"])


if __name__ == "__main__":
    unittest.main()
