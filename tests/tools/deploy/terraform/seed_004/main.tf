# What stands around the module in the seed's infrastructure.
variable "environment_name" {
  type    = string
  default = "dev"
}

locals {
  common_tags = { Environment = var.environment_name }
}

module "dynamodb" {
  source = "./Modules/dynamodb"

  environment_name = var.environment_name

  tags = local.common_tags
}

output "tables" {
  value = module.dynamodb.table_names
}

output "arns" {
  value = module.dynamodb.table_arns
}

output "indexes" {
  value = module.dynamodb.products_gsi_names
}
