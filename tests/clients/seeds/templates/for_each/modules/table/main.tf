variable "name" { type = string }
variable "key" { type = string }
variable "ttl" { type = string }

resource "aws_dynamodb_table" "this" {
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = var.key

  attribute {
    name = var.key
    type = "S"
  }

  dynamic "ttl" {
    for_each = var.ttl == "" ? [] : [var.ttl]
    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }
}

output "name" {
  value = aws_dynamodb_table.this.name
}
