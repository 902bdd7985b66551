output "table_names" {
  value = module.dynamodb.table_names
}

output "products_table_arn" {
  value = module.dynamodb.products_table_arn
}
