# SPDX-License-Identifier: Apache-2.0
"""A shop's stock in one DynamoDB table: what an application has of its own."""

from boto3.dynamodb.conditions import Attr

TABLE = {
    "TableName": "Stock",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "Product", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "Product", "KeyType": "HASH"}],
}


class Stock:
    def __init__(self, dynamodb):
        self._table = dynamodb.Table("Stock")
        self.SoldOut = dynamodb.meta.client.exceptions.ConditionalCheckFailedException

    def add(self, product, count):
        self._table.update_item(
            Key={"Product": product},
            UpdateExpression="ADD Pieces :count",
            ExpressionAttributeValues={":count": count},
        )

    def take(self, product, count):
        """Raises SoldOut if there are fewer."""
        self._table.update_item(
            Key={"Product": product},
            UpdateExpression="ADD Pieces :change",
            ConditionExpression=Attr("Pieces").gte(count),
            ExpressionAttributeValues={":change": -count},
        )

    def all(self):
        return {item["Product"]: item["Pieces"] for item in self._table.scan()["Items"]}
