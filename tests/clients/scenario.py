# SPDX-License-Identifier: Apache-2.0
"""The Makeriess scenario (makeriess/*.json), played through any client.

A client offers
  create_table()                     as the client's users would write it
  wait_for(state)                    table_exists or table_not_exists, by the client's own waiter
  call(operation, parameters)        one request and its answer in DynamoDB's JSON; or ServiceError
  read_all(operation, parameters)    every item, by the client's own paginator
  parallel_calls                     how many requests may usefully run side by side
  puts_per_request                   1: PutItem; more: BatchWriteItem
  walks_pages                        whether its users walk pages by ExclusiveStartKey
  language                           for steps that only some clients can express
"""

import concurrent.futures
import itertools
import json
import pathlib
import unittest

from wire import ServiceError, normalized

TABLE = "makeriess-main-table"
PAGES_AT_MOST = 1000
_READS = ("GetItem", "Query", "Scan")

_DIRECTORY = pathlib.Path(__file__).parent / "makeriess"


def load(name):
    return json.loads((_DIRECTORY / f"{name}.json").read_text(encoding="utf-8"))


def key_of(item):
    return (item["PK"]["S"], item["SK"]["S"])


class MakeriessScenario:
    """Mixed into a unittest.TestCase that sets `client`. One test: each phase rests on the last."""

    client = None
    parts = ("patterns", "operations")
    maxDiff = None

    def test_makeriess(self):
        self._items = {key_of(item): normalized(item) for item in load("items")}
        self._create()
        self._fill()
        for part in self.parts:
            self._play_all(load(part))
        if "operations" in self.parts:
            with self.subTest("paginator"):
                self._read_through_paginator()
        with self.subTest("delete the table"):
            self._delete()

    def _create(self):
        created = self.client.create_table()["TableDescription"]
        self.addCleanup(self._remove_table)
        with self.subTest("create the table"):
            self.assertEqual("CREATING", created["TableStatus"])
        self.client.wait_for("table_exists")
        with self.subTest("describe the new table"):
            self._check_description(item_count=0, index_counts=(0, 0))
        with self.subTest("tags"):
            arn = load("table_description")["TableArn"]
            tags = self.client.call("ListTagsOfResource", {"ResourceArn": arn})["Tags"]
            by_key = lambda tag: tag["Key"]
            self.assertEqual(
                sorted(load("create_table")["Tags"], key=by_key), sorted(tags, key=by_key)
            )
        with self.subTest("list the tables"):
            self.assertEqual({"TableNames": [TABLE]}, self.client.call("ListTables", {}))

    def _fill(self):
        if self.client.puts_per_request == 1:
            requests, expected = _single_puts(load("items")), {}
        else:
            requests = _batched_puts(load("items"), self.client.puts_per_request)
            expected = {"UnprocessedItems": {}}
        with concurrent.futures.ThreadPoolExecutor(self.client.parallel_calls) as pool:
            for answer in pool.map(lambda request: self.client.call(*request), requests):
                self.assertEqual(expected, answer)
        with self.subTest("describe the filled table"):
            counts = [
                sum(1 for item in self._items.values() if f"GSI{index}PK" in item)
                for index in (1, 2)
            ]
            self._check_description(item_count=len(self._items), index_counts=counts)

    def _check_description(self, item_count, index_counts):
        table = self.client.call("DescribeTable", {"TableName": TABLE})["Table"]
        table["AttributeDefinitions"].sort(key=lambda definition: definition["AttributeName"])
        table["GlobalSecondaryIndexes"].sort(key=lambda index: index["IndexName"])
        expected = load("table_description")
        expected["ItemCount"] = item_count
        for index, count in zip(expected["GlobalSecondaryIndexes"], index_counts):
            index["ItemCount"] = count
        self.assertEqual(expected, _only_members_of(expected, table))
        self.assertRegex(table["TableId"], r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.assertTrue(table["CreationDateTime"])

    def _play_all(self, steps):
        with concurrent.futures.ThreadPoolExecutor(self.client.parallel_calls) as pool:
            for group in _side_by_side(filter(self._is_for_client, steps)):
                played = [(step, pool.submit(self._play, step)) for step in group]
                for step, outcome in played:
                    with self.subTest(step["name"]):
                        outcome.result()

    def _is_for_client(self, step):
        if "page_counts" in step and not self.client.walks_pages:
            return False
        return "only" not in step or self.client.language in step["only"]

    def _play(self, step):
        parameters = {"TableName": TABLE, **step["input"]}
        if "error" in step:
            self._expect_error(step, parameters)
        elif "page_counts" in step:
            self._expect_pages(step, parameters)
        else:
            answer = self.client.call(step["operation"], parameters)
            self.assertEqual(
                self._in_order(step, normalized(self._expected_answer(step))),
                self._in_order(step, answer),
            )

    def _expect_error(self, step, parameters):
        with self.assertRaises(ServiceError) as raised:
            self.client.call(step["operation"], parameters)
        expected = step["error"]
        self.assertEqual(
            (expected["code"], expected["message"]),
            (raised.exception.code, raised.exception.message),
        )
        if "item" in expected:
            self.assertEqual(expected["item"], raised.exception.item)

    def _expect_pages(self, step, parameters):
        """Walks by ExclusiveStartKey: what each page holds, and where it says to go on."""
        pages = []
        for _ in range(PAGES_AT_MOST):
            page = self.client.call(step["operation"], parameters)
            pages.append(page)
            self.assertEqual(len(page["Items"]), page["Count"])
            if "LastEvaluatedKey" not in page:
                break
            self.assertEqual(parameters["Limit"], page["ScannedCount"])
            if "FilterExpression" not in parameters:
                last = page["Items"][-1]
                names = _key_names(parameters.get("IndexName"))
                self.assertEqual({name: last[name] for name in names}, page["LastEvaluatedKey"])
            parameters = {**parameters, "ExclusiveStartKey": page["LastEvaluatedKey"]}
        self.assertEqual(step["page_counts"], [page["Count"] for page in pages])
        read = {"Items": [item for page in pages for item in page["Items"]]}
        expected = {"Items": self._expected_items(step)}
        self.assertEqual(self._in_order(step, expected), self._in_order(step, read))

    def _read_through_paginator(self):
        steps = [step for step in load("operations") if "page_counts" in step]
        read = lambda step: self.client.read_all(
            step["operation"], {"TableName": TABLE, **step["input"]}
        )
        with concurrent.futures.ThreadPoolExecutor(self.client.parallel_calls) as pool:
            for step, items in zip(steps, pool.map(read, steps)):
                expected = {"Items": self._expected_items(step)}
                self.assertEqual(
                    self._in_order(step, expected), self._in_order(step, {"Items": items})
                )

    def _delete(self):
        answer = self.client.call("DeleteTable", {"TableName": TABLE})
        with self.subTest("it says so"):
            self.assertEqual("DELETING", answer["TableDescription"]["TableStatus"])
        self.client.wait_for("table_not_exists")
        self.assertEqual({"TableNames": []}, self.client.call("ListTables", {}))
        with self.assertRaises(ServiceError) as raised:
            self.client.call("DescribeTable", {"TableName": TABLE})
        self.assertEqual(
            (
                "ResourceNotFoundException",
                f"Requested resource not found: Table: {TABLE} not found",
            ),
            (raised.exception.code, raised.exception.message),
        )

    def _remove_table(self):
        """Leaves nothing behind after a failure: the next client starts on the same server."""
        if TABLE in self.client.call("ListTables", {})["TableNames"]:
            self.client.call("DeleteTable", {"TableName": TABLE})
            self.client.wait_for("table_not_exists")

    def _expected_answer(self, step):
        if "expected_keys" not in step:
            return step["output"]
        items = self._expected_items(step)
        if step["operation"] == "GetItem":
            answer = {"Item": items[0]}
        else:
            answer = {"Items": items, "Count": len(items), "ScannedCount": len(items)}
        return {**answer, **step.get("output", {})}

    def _expected_items(self, step):
        if step["expected_keys"] == "all":
            return list(self._items.values())
        return [self._items[tuple(key)] for key in step["expected_keys"]]

    @staticmethod
    def _in_order(step, answer):
        if step.get("unordered"):
            return {**answer, "Items": sorted(answer["Items"], key=key_of)}
        return answer


def _side_by_side(steps):
    """The steps in order, in groups that may run at once: a write alone, or reads in a row."""
    for is_read, run in itertools.groupby(steps, lambda step: step["operation"] in _READS):
        if is_read:
            yield list(run)
        else:
            yield from ([step] for step in run)


def _single_puts(items):
    return [("PutItem", {"TableName": TABLE, "Item": item}) for item in items]


def _batched_puts(items, size):
    puts = [{"PutRequest": {"Item": item}} for item in items]
    return [
        ("BatchWriteItem", {"RequestItems": {TABLE: puts[start : start + size]}})
        for start in range(0, len(puts), size)
    ]


def _key_names(index):
    return ["PK", "SK"] + ([f"{index}PK", f"{index}SK"] if index else [])


def _only_members_of(expected, actual):
    """What `expected` speaks of, out of `actual`: newer services describe more."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return {
            name: _only_members_of(member, actual[name])
            for name, member in expected.items()
            if name in actual
        }
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return [_only_members_of(*pair) for pair in zip(expected, actual)]
    return actual


def main():
    unittest.main(verbosity=2)
