"""What is measured: a table, its items, and one class for each operation.

A new operation is a class with `name`, `bodies()` and `check(answer)`, added to OPERATIONS.
"""

import json
import random

TABLE = "bench"
PARTITIONS = 500
ITEMS_PER_PARTITION = 20
# Becomes a growing number of as many digits (replay.lua).
GROWING_NUMBER = "@" * 12

CREATE_TABLE = {
    "TableName": TABLE,
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "gpk", "gsk")
    ],
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by_group",
            "KeySchema": [
                {"AttributeName": "gpk", "KeyType": "HASH"},
                {"AttributeName": "gsk", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
    "BillingMode": "PAY_PER_REQUEST",
}


def item(partition, number, index_sort_key):
    """About 480 bytes by DynamoDB's rules, 600 as JSON."""
    return {
        **key(partition, number),
        "gpk": {"S": f"GROUP#{(partition + number) % 100:03d}"},
        "gsk": {"S": index_sort_key},
        "name": {"S": f"Item {number} of customer {partition}"},
        "price": {"N": f"{partition}.{number + 1:02d}1"},
        "available": {"BOOL": True},
        "address": {"M": {"city": {"S": "Madrid"}, "street": {"S": "Calle Mayor 5"}}},
        "description": {"S": "The quick brown fox jumps over the lazy dog." * 7},
    }


def key(partition, number):
    return {"pk": {"S": f"CUSTOMER#{partition:06d}"}, "sk": {"S": f"ORDER#{number:04d}"}}


def all_keys():
    return [(p, n) for p in range(PARTITIONS) for n in range(ITEMS_PER_PARTITION)]


def load(connection):
    """Creates the table and puts the items."""
    connection.call("CreateTable", CREATE_TABLE)
    for partition, number in all_keys():
        connection.call(
            "PutItem", {"TableName": TABLE, "Item": item(partition, number, f"{number:012d}")}
        )


def unload(connection):
    connection.call("DeleteTable", {"TableName": TABLE})


class GetItem:
    name = "GetItem"

    def bodies(self):
        return [_body({"Key": key(*each)}) for each in _shuffled(all_keys())]

    def check(self, answer):
        partition, number = _shuffled(all_keys())[0]
        stored = answer["Item"]
        expected = item(partition, number, stored["gsk"]["S"])
        _expect({name: stored.get(name) for name in expected} == expected, answer)


class PutItem:
    """Replaces an item, and with it its entry in the index."""

    name = "PutItem"

    def bodies(self):
        return [_body({"Item": item(*each, GROWING_NUMBER)}) for each in _shuffled(all_keys())]

    def check(self, answer):
        _expect(answer == {}, answer)


class UpdateItem:
    """Counts, if the item is there."""

    name = "UpdateItem"

    def bodies(self):
        return [
            _body(
                {
                    "Key": key(*each),
                    "UpdateExpression": "SET #v = if_not_exists(#v, :zero) + :one",
                    "ConditionExpression": "attribute_exists(pk)",
                    "ExpressionAttributeNames": {"#v": "views"},
                    "ExpressionAttributeValues": {":zero": {"N": "0"}, ":one": {"N": "1"}},
                    "ReturnValues": "UPDATED_NEW",
                }
            )
            for each in _shuffled(all_keys())
        ]

    def check(self, answer):
        _expect(int(answer["Attributes"]["views"]["N"]) >= 1, answer)


class Query:
    """One partition: 20 items."""

    name = "Query"

    def bodies(self):
        return [
            _body(
                {
                    "KeyConditionExpression": "pk = :pk",
                    "ExpressionAttributeValues": {":pk": key(partition, 0)["pk"]},
                }
            )
            for partition in _shuffled(range(PARTITIONS))
        ]

    def check(self, answer):
        partition = _shuffled(range(PARTITIONS))[0]
        keys = [{"pk": each["pk"], "sk": each["sk"]} for each in answer["Items"]]
        _expect(keys == [key(partition, number) for number in range(ITEMS_PER_PARTITION)], answer)
        _expect(answer["Count"] == answer["ScannedCount"] == ITEMS_PER_PARTITION, answer)


OPERATIONS = [GetItem(), PutItem(), UpdateItem(), Query()]


def _body(parameters):
    return json.dumps({"TableName": TABLE, **parameters})


def _shuffled(values):
    """The same order in every run."""
    values = list(values)
    random.Random(1).shuffle(values)
    return values


def _expect(holds, answer):
    if not holds:
        raise RuntimeError(f"wrong answer: {json.dumps(answer)[:2000]}")
