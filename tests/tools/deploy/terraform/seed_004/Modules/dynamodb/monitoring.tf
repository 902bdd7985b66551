resource "aws_cloudwatch_metric_alarm" "high_consumed_reads" {
  alarm_name          = "dynamodb-high-consumed-reads"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = "2"
  metric_name         = "ConsumedReadCapacityUnits"
  namespace           = "AWS/DynamoDB"
  period              = "300"
  statistic           = "Sum"
  threshold           = "80"

  dimensions = {
    TableName = aws_dynamodb_table.products.name
  }
}
