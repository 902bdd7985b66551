# SPDX-License-Identifier: Apache-2.0
"""Customers' orders in one DynamoDB table: what an application has of its own."""

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

TABLE = {
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": "Customer", "AttributeType": "S"},
        {"AttributeName": "Placed", "AttributeType": "S"},
    ],
    "KeySchema": [
        {"AttributeName": "Customer", "KeyType": "HASH"},
        {"AttributeName": "Placed", "KeyType": "RANGE"},
    ],
}


class AlreadyPlaced(Exception):
    """An order of that customer and time exists."""


class Orders:
    def __init__(self, table):
        self._table = table

    def place(self, customer, placed, total):
        try:
            self._table.put_item(
                Item={"Customer": customer, "Placed": placed, "Total": total},
                ConditionExpression="attribute_not_exists(Customer)",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                raise AlreadyPlaced(customer, placed) from error
            raise

    def of_month(self, customer, month):
        """The orders of a customer in a month ("2026-03"), the newest first."""
        condition = Key("Customer").eq(customer) & Key("Placed").begins_with(month)
        answer = self._table.query(KeyConditionExpression=condition, ScanIndexForward=False)
        return answer["Items"]
