# DynamoDB Table for Products
resource "aws_dynamodb_table" "products" {
  name           = "${var.environment_name}-products"
  billing_mode   = var.billing_mode
  table_class    = var.table_class
  hash_key       = "id"

  # Conditional capacity settings for PROVISIONED mode
  read_capacity  = var.billing_mode == "PROVISIONED" ? var.read_capacity : null
  write_capacity = var.billing_mode == "PROVISIONED" ? var.write_capacity : null

  # Primary key attribute
  attribute {
    name = "id"
    type = "N"
  }

  # Global Secondary Index for category-based queries (optional)
  attribute {
    name = "category"
    type = "S"
  }

  attribute {
    name = "created_at"
    type = "S"
  }

  global_secondary_index {
    name            = "CategoryIndex"
    hash_key        = "category"
    range_key       = "created_at"
    projection_type = "ALL"

    # Conditional capacity for GSI in PROVISIONED mode
    read_capacity  = var.billing_mode == "PROVISIONED" ? var.read_capacity : null
    write_capacity = var.billing_mode == "PROVISIONED" ? var.write_capacity : null
  }

  # Time To Live attribute (optional)
  ttl {
    attribute_name = "ttl"
    enabled        = false
  }

  # Point-in-time recovery
  point_in_time_recovery {
    enabled = var.enable_point_in_time_recovery
  }

  # Server-side encryption
  server_side_encryption {
    enabled = true
  }

  # Deletion protection
  deletion_protection_enabled = var.enable_deletion_protection

  tags = merge(var.tags, {
    Name = "${var.environment_name}-products-table"
    Type = "DynamoDB"
  })
}

# DynamoDB Table for User Sessions (optional)
resource "aws_dynamodb_table" "sessions" {
  name           = "${var.environment_name}-sessions"
  billing_mode   = "PAY_PER_REQUEST"
  table_class    = "STANDARD"
  hash_key       = "session_id"

  attribute {
    name = "session_id"
    type = "S"
  }

  # TTL for automatic session cleanup
  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  # Point-in-time recovery
  point_in_time_recovery {
    enabled = var.enable_point_in_time_recovery
  }

  # Server-side encryption
  server_side_encryption {
    enabled = true
  }

  tags = merge(var.tags, {
    Name = "${var.environment_name}-sessions-table"
    Type = "DynamoDB"
  })
}

# CloudWatch Alarms for DynamoDB (optional)
resource "aws_cloudwatch_metric_alarm" "products_read_throttle" {
  alarm_name          = "${var.environment_name}-dynamodb-products-read-throttle"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = "2"
  metric_name         = "ReadThrottledEvents"
  namespace           = "AWS/DynamoDB"
  period              = "300"
  statistic           = "Sum"
  threshold           = "0"
  alarm_description   = "This metric monitors DynamoDB read throttling"
  alarm_actions       = []

  dimensions = {
    TableName = aws_dynamodb_table.products.name
  }

  tags = var.tags
}

resource "aws_cloudwatch_metric_alarm" "products_write_throttle" {
  alarm_name          = "${var.environment_name}-dynamodb-products-write-throttle"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = "2"
  metric_name         = "WriteThrottledEvents"
  namespace           = "AWS/DynamoDB"
  period              = "300"
  statistic           = "Sum"
  threshold           = "0"
  alarm_description   = "This metric monitors DynamoDB write throttling"
  alarm_actions       = []

  dimensions = {
    TableName = aws_dynamodb_table.products.name
  }

  tags = var.tags
}
