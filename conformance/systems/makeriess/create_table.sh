#!/bin/sh
# Creates makeriess-main-table. Arguments go to every call, say --endpoint-url http://127.0.0.1:8000.
set -eu

aws dynamodb create-table "$@" \
  --table-name makeriess-main-table \
  --billing-mode PAY_PER_REQUEST \
  --attribute-definitions \
    AttributeName=PK,AttributeType=S \
    AttributeName=SK,AttributeType=S \
    AttributeName=GSI1PK,AttributeType=S \
    AttributeName=GSI1SK,AttributeType=S \
    AttributeName=GSI2PK,AttributeType=S \
    AttributeName=GSI2SK,AttributeType=S \
  --key-schema \
    AttributeName=PK,KeyType=HASH \
    AttributeName=SK,KeyType=RANGE \
  --global-secondary-indexes '[
    {
      "IndexName": "GSI1",
      "KeySchema": [
        {"AttributeName": "GSI1PK", "KeyType": "HASH"},
        {"AttributeName": "GSI1SK", "KeyType": "RANGE"}
      ],
      "Projection": {"ProjectionType": "ALL"}
    },
    {
      "IndexName": "GSI2",
      "KeySchema": [
        {"AttributeName": "GSI2PK", "KeyType": "HASH"},
        {"AttributeName": "GSI2SK", "KeyType": "RANGE"}
      ],
      "Projection": {"ProjectionType": "ALL"}
    }
  ]' \
  --sse-specification Enabled=true \
  --tags Key=Environment,Value=production Key=Application,Value=makeriess

aws dynamodb wait table-exists "$@" --table-name makeriess-main-table

aws dynamodb update-continuous-backups "$@" \
  --table-name makeriess-main-table \
  --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true
