locals {
  tables = {
    orders = { key = "order_id", ttl = "" }
    carts  = { key = "cart_id", ttl = "expires_at" }
  }
}

variable "stage" {
  type    = string
  default = "dev"
}

module "table" {
  source   = "./modules/table"
  for_each = local.tables

  name = "${var.stage}-${each.key}"
  key  = each.value.key
  ttl  = each.value.ttl
}

resource "aws_dynamodb_table" "shard" {
  count = 2

  name         = format("%s-shard-%02d", var.stage, count.index)
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

output "names" {
  value = [for name, table in module.table : table.name]
}
