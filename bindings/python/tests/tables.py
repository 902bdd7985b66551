# SPDX-License-Identifier: Apache-2.0
"""What several tests have in common: a table, its items, answers without what differs each time."""

import os

SEED = {
    "Orders": [
        {"customer": "ada", "id": 1, "total": 12.5, "tags": {"new", "gift"}},
        {"customer": {"S": "ada"}, "id": {"N": "2"}, "paid": {"BOOL": True}},
    ]
}
# SEED as DynamoDB tells it.
ITEMS = [
    {
        "customer": {"S": "ada"},
        "id": {"N": "1"},
        "tags": {"SS": ["gift", "new"]},
        "total": {"N": "12.5"},
    },
    {"customer": {"S": "ada"}, "id": {"N": "2"}, "paid": {"BOOL": True}},
]
TEMPLATE = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Orders
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - {AttributeName: customer, AttributeType: S}
        - {AttributeName: id, AttributeType: N}
      KeySchema:
        - {AttributeName: customer, KeyType: HASH}
        - {AttributeName: id, KeyType: RANGE}
      StreamSpecification: {StreamViewType: NEW_IMAGE}
"""


def table(name="Orders", **more):
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
        **more,
    }


def order(number, **more):
    return {"customer": {"S": "ada"}, "id": {"N": str(number)}, **more}


def plain(answer):
    """Without what boto3 adds."""
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def aws_variables():
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
