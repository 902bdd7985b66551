# SPDX-License-Identifier: Apache-2.0
"""200 tests: each makes three tables, puts a few items, and queries."""

import pytest


def table(name):
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": "customer", "AttributeType": "S"},
            {"AttributeName": "id", "AttributeType": "N"},
        ],
        "KeySchema": [
            {"AttributeName": "customer", "KeyType": "HASH"},
            {"AttributeName": "id", "KeyType": "RANGE"},
        ],
    }


@pytest.mark.parametrize("number", range(200))
def test_orders(store, number):
    assert store.list_tables()["TableNames"] == []
    for name in ("Customers", "Orders", "Payments"):
        store.create_table(**table(name))
    orders = [
        {"customer": {"S": "ada"}, "id": {"N": str(n)}, "test": {"N": str(number)}}
        for n in range(1, 5)
    ]
    for order in orders:
        store.put_item(TableName="Orders", Item=order)
    told = store.query(
        TableName="Orders",
        KeyConditionExpression="customer = :c AND id > :n",
        ExpressionAttributeValues={":c": {"S": "ada"}, ":n": {"N": "2"}},
    )
    assert told["Items"] == orders[2:]
