# SPDX-License-Identifier: Apache-2.0
"""The data: one table with a global secondary index, and items of about 480 bytes, 20 in each
partition."""

import json
import random

TABLE = "bench"
INDEX = "by_group"
ITEMS_PER_PARTITION = 20
# Becomes a growing number of as many digits (replay.lua).
GROWING_NUMBER = "@" * 12
MOST_REQUESTS = 20_000
_BATCH = 25


def create_table(name=TABLE):
    """The parameters of CreateTable."""
    return {
        "TableName": name,
        "AttributeDefinitions": [
            {"AttributeName": attribute, "AttributeType": "S"}
            for attribute in ("pk", "sk", "gpk", "gsk")
        ],
        "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": INDEX,
                "KeySchema": [
                    {"AttributeName": "gpk", "KeyType": "HASH"},
                    {"AttributeName": "gsk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }


def _prose_pool():
    """Words at random: repeated text would shrink on disk as real data does not."""
    words = (
        "amber basket cedar dozen ember fabric garden harbor island jacket kettle ladder marble"
    ).split()
    choice = random.Random(2).choice
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return " ".join(choice(words) + choice(letters) + choice(letters) for _ in range(30_000))


_POOL = _prose_pool()
_PROSE_BYTES = 308
_STRIDE = 7919


def _prose(number):
    start = number * _STRIDE % (len(_POOL) - _PROSE_BYTES)
    return _POOL[start : start + _PROSE_BYTES]


def key(partition, number):
    return {"pk": {"S": f"CUSTOMER#{partition:06d}"}, "sk": {"S": f"ORDER#{number:04d}"}}


class Dataset:
    """So many items, the same in every run, and five times as many partitions as groups in the
    index, so that a group has 100 items."""

    def __init__(self, items):
        self.partitions = max(5, items // ITEMS_PER_PARTITION)
        self.items = self.partitions * ITEMS_PER_PARTITION
        self.groups = self.partitions // 5

    def item(self, partition, number, index_sort_key):
        """About 480 bytes by DynamoDB's rules, 600 as JSON."""
        return {
            **key(partition, number),
            "gpk": {"S": self.group((partition + number) % self.groups)},
            "gsk": {"S": index_sort_key},
            "name": {"S": f"Item {number} of customer {partition}"},
            "price": {"N": f"{partition}.{number + 1:02d}1"},
            "available": {"BOOL": True},
            "address": {"M": {"city": {"S": "Madrid"}, "street": {"S": "Calle Mayor 5"}}},
            "description": {"S": _prose(partition * ITEMS_PER_PARTITION + number)},
        }

    def group(self, number):
        return f"GROUP#{number:06d}"

    def sample_keys(self):
        """(partition, number) of at most MOST_REQUESTS items, shuffled, none twice."""
        count = min(self.items, MOST_REQUESTS)
        chosen = random.Random(1).sample(range(self.items), count)
        return [divmod(each, ITEMS_PER_PARTITION) for each in chosen]

    def sample_partitions(self):
        return random.Random(1).sample(range(self.partitions), min(self.partitions, MOST_REQUESTS))

    def load_requests(self):
        """The bodies of BatchWriteItem that write all items."""
        for start in range(0, self.items, _BATCH):
            puts = []
            for each in range(start, min(start + _BATCH, self.items)):
                partition, number = divmod(each, ITEMS_PER_PARTITION)
                item = self.item(partition, number, f"{number:012d}")
                puts.append({"PutRequest": {"Item": item}})
            yield json.dumps({"RequestItems": {TABLE: puts}})

    def load(self, connection, progress=lambda done: None):
        """Creates the table and writes the items. `progress` is told how many are done."""
        connection.create_table(create_table())
        done = 0
        for body in self.load_requests():
            answer = json.loads(connection.post("BatchWriteItem", body))
            if answer.get("UnprocessedItems"):
                raise RuntimeError("BatchWriteItem left items unprocessed")
            done = min(done + _BATCH, self.items)
            progress(done)
