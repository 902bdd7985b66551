# SPDX-License-Identifier: Apache-2.0
"""One class for each operation that is driven: its requests, and what a right answer is.

A new operation is a class with `name`, `bodies(connection)` (the requests, of a server that holds
the data) and `check(answer)`, which raises RuntimeError unless the answer to the first of them is
right.
"""

import json

from workload import GROWING_NUMBER, INDEX, ITEMS_PER_PARTITION, TABLE, key


class _Operation:
    def __init__(self, dataset):
        self._dataset = dataset


class GetItem(_Operation):
    name = "GetItem"

    def bodies(self, _):
        return [_body({"Key": key(*each)}) for each in self._dataset.sample_keys()]

    def check(self, answer):
        partition, number = self._dataset.sample_keys()[0]
        stored = answer["Item"]
        expected = self._dataset.item(partition, number, stored["gsk"]["S"])
        _expect({name: stored.get(name) for name in expected} == expected, answer)


class PutItem(_Operation):
    """Replaces an item, and with it its entry in the index."""

    name = "PutItem"

    def bodies(self, _):
        keys = self._dataset.sample_keys()
        return [_body({"Item": self._dataset.item(*each, GROWING_NUMBER)}) for each in keys]

    def check(self, answer):
        _expect(answer == {}, answer)


class UpdateItem(_Operation):
    """Counts, if the item is there."""

    name = "UpdateItem"

    def bodies(self, _):
        return [
            _body({"Key": key(*each), **_COUNT, "ReturnValues": "UPDATED_NEW"})
            for each in self._dataset.sample_keys()
        ]

    def check(self, answer):
        _expect(int(answer["Attributes"]["views"]["N"]) >= 1, answer)


class Query(_Operation):
    """One partition: 20 items, 11 KB."""

    name = "Query"

    def bodies(self, _):
        return [
            _body(
                {
                    "KeyConditionExpression": "pk = :pk",
                    "ExpressionAttributeValues": {":pk": key(partition, 0)["pk"]},
                }
            )
            for partition in self._dataset.sample_partitions()
        ]

    def check(self, answer):
        partition = self._dataset.sample_partitions()[0]
        keys = [{"pk": each["pk"], "sk": each["sk"]} for each in answer["Items"]]
        _expect(keys == [key(partition, number) for number in range(ITEMS_PER_PARTITION)], answer)
        _expect(answer["Count"] == answer["ScannedCount"] == ITEMS_PER_PARTITION, answer)


class QueryIndex(_Operation):
    """The last 20 of a group's 100 items, last first."""

    name = "Query"

    def bodies(self, _):
        return [
            _body(
                {
                    "IndexName": INDEX,
                    "KeyConditionExpression": "gpk = :group",
                    "ExpressionAttributeValues": {":group": {"S": self._dataset.group(group)}},
                    "ScanIndexForward": False,
                    "Limit": 20,
                }
            )
            for group in range(self._dataset.groups)
        ]

    def check(self, answer):
        sort_keys = [each["gsk"]["S"] for each in answer["Items"]]
        groups = {each["gpk"]["S"] for each in answer["Items"]}
        _expect(len(sort_keys) == 20 and sort_keys == sorted(sort_keys, reverse=True), answer)
        _expect(groups == {self._dataset.group(0)} and "LastEvaluatedKey" in answer, answer)


class BatchWriteItem(_Operation):
    """Replaces 25 items of as many partitions."""

    name = "BatchWriteItem"

    def bodies(self, _):
        return [
            json.dumps({"RequestItems": {TABLE: [self._put(*each) for each in keys]}})
            for keys in _chunks(self._dataset.sample_keys(), 25)
        ]

    def _put(self, partition, number):
        return {"PutRequest": {"Item": self._dataset.item(partition, number, GROWING_NUMBER)}}

    def check(self, answer):
        _expect(not answer.get("UnprocessedItems"), answer)


class TransactWriteItems(_Operation):
    """Two puts, an update with a condition, a condition check; no item is in two requests at
    once."""

    name = "TransactWriteItems"

    def bodies(self, _):
        return [self._transaction(*keys) for keys in _chunks(self._dataset.sample_keys(), 4)]

    def _transaction(self, first, second, updated, checked):
        exists = {"ConditionExpression": "attribute_exists(pk)"}
        actions = [
            {"Put": {"Item": self._dataset.item(*first, GROWING_NUMBER)}},
            {"Put": {"Item": self._dataset.item(*second, GROWING_NUMBER)}},
            {"Update": {"Key": key(*updated), **_COUNT}},
            {"ConditionCheck": {"Key": key(*checked), **exists}},
        ]
        for action in actions:
            next(iter(action.values()))["TableName"] = TABLE
        return json.dumps({"TransactItems": actions})

    def check(self, answer):
        _expect(answer == {}, answer)


class Scan(_Operation):
    """A page of 1 MiB, of which the filter lets a fiftieth through."""

    name = "Scan"

    def bodies(self, _):
        low = self._dataset.partitions * 49 // 50
        values = {":low": {"N": str(low)}, ":city": {"S": "Madrid"}}
        return [
            _body(
                {
                    "FilterExpression": "price >= :low AND address.city = :city",
                    "ExpressionAttributeValues": values,
                }
            )
        ]

    def check(self, answer):
        low = self._dataset.partitions * 49 // 50
        prices = [float(each["price"]["N"]) for each in answer["Items"]]
        _expect(all(price >= low for price in prices), answer)
        _expect(len(prices) == answer["Count"] < answer["ScannedCount"], answer)
        whole = answer["ScannedCount"] == self._dataset.items
        _expect(whole or 1500 < answer["ScannedCount"] < 3000, answer)


class ExecuteStatement(_Operation):
    """SELECT by the whole key."""

    name = "ExecuteStatement"

    def bodies(self, _):
        statement = f'SELECT * FROM "{TABLE}" WHERE pk = ? AND sk = ?'
        return [
            json.dumps({"Statement": statement, "Parameters": list(key(*each).values())})
            for each in self._dataset.sample_keys()
        ]

    def check(self, answer):
        partition, number = self._dataset.sample_keys()[0]
        [stored] = answer["Items"]
        expected = self._dataset.item(partition, number, stored["gsk"]["S"])
        _expect({name: stored.get(name) for name in expected} == expected, answer)


class GetRecords(_Operation):
    """The first 100 records of a stream with new and old images: its own table, so that the other's
    writes stay bare."""

    name = "GetRecords"
    table = "bench-stream"
    records = 100

    def bodies(self, connection):
        iterator = self._oldest(connection, self._stream(connection))
        return [json.dumps({"ShardIterator": iterator, "Limit": self.records})]

    def check(self, answer):
        _expect(len(answer["Records"]) == self.records, answer)
        newest = [each["dynamodb"]["NewImage"]["sk"]["S"] for each in answer["Records"]]
        _expect(newest == [f"ORDER#{each % 20:04d}" for each in range(self.records)], answer)

    def _stream(self, connection):
        """The ARN of the stream of a table that holds the records; made at the first call."""
        if self.table not in connection.call("ListTables", {})["TableNames"]:
            connection.create_table(
                {
                    "TableName": self.table,
                    "AttributeDefinitions": [
                        {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")
                    ],
                    "KeySchema": [
                        {"AttributeName": "pk", "KeyType": "HASH"},
                        {"AttributeName": "sk", "KeyType": "RANGE"},
                    ],
                    "BillingMode": "PAY_PER_REQUEST",
                    "StreamSpecification": {
                        "StreamEnabled": True,
                        "StreamViewType": "NEW_AND_OLD_IMAGES",
                    },
                }
            )
            for each in range(self.records):
                item = self._dataset.item(0, each % 20, f"{each:012d}")
                connection.call("PutItem", {"TableName": self.table, "Item": item})
        table = connection.call("DescribeTable", {"TableName": self.table})["Table"]
        return _member(table, "LatestStreamArn")

    def _oldest(self, connection, arn):
        """An iterator of the shard that holds the records."""
        description = connection.call("DescribeStream", {"StreamArn": arn})["StreamDescription"]
        for shard in description["Shards"]:
            parameters = {
                "StreamArn": arn,
                "ShardId": shard["ShardId"],
                "ShardIteratorType": "TRIM_HORIZON",
            }
            iterator = connection.call("GetShardIterator", parameters)["ShardIterator"]
            if connection.call("GetRecords", {"ShardIterator": iterator, "Limit": 1})["Records"]:
                return iterator
        raise RuntimeError("no shard holds records")


_COUNT = {
    "UpdateExpression": "SET #v = if_not_exists(#v, :zero) + :one",
    "ConditionExpression": "attribute_exists(pk)",
    "ExpressionAttributeNames": {"#v": "views"},
    "ExpressionAttributeValues": {":zero": {"N": "0"}, ":one": {"N": "1"}},
}


def _body(parameters):
    return json.dumps({"TableName": TABLE, **parameters})


def _chunks(values, size):
    """Without what is left over."""
    return [values[start : start + size] for start in range(0, len(values) - size + 1, size)]


def _member(value, name):
    if name not in value:
        raise RuntimeError(f"no {name} in the answer")
    return value[name]


def _expect(holds, answer):
    if not holds:
        raise RuntimeError(f"wrong answer: {json.dumps(answer)[:300]}")
