output "table_names" {
  description = "Names of the tables"
  value = {
    products = aws_dynamodb_table.products.name
    sessions = aws_dynamodb_table.sessions.name
  }
}

output "table_arns" {
  description = "ARNs of the tables"
  value = {
    products = aws_dynamodb_table.products.arn
    sessions = aws_dynamodb_table.sessions.arn
  }
}

output "products_table_stream_arn" {
  description = "ARN of the products table's stream; empty without one"
  value       = aws_dynamodb_table.products.stream_arn
}

output "products_gsi_names" {
  description = "Names of the products table's indexes"
  value       = [for index in aws_dynamodb_table.products.global_secondary_index : index.name]
}
