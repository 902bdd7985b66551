variable "environment_name" {
  description = "Begins the names of the tables"
  type        = string
}

variable "tags" {
  description = "Tags of every resource"
  type        = map(string)
  default     = {}
}

variable "billing_mode" {
  description = "Billing mode of the products table"
  type        = string
  default     = "PAY_PER_REQUEST"

  validation {
    condition     = contains(["PAY_PER_REQUEST", "PROVISIONED"], var.billing_mode)
    error_message = "The billing mode is PAY_PER_REQUEST or PROVISIONED."
  }
}

variable "read_capacity" {
  description = "Read capacity units of the products table and its index, if provisioned"
  type        = number
  default     = 5
}

variable "write_capacity" {
  description = "Write capacity units of the products table and its index, if provisioned"
  type        = number
  default     = 5
}

variable "enable_point_in_time_recovery" {
  description = "Point-in-time recovery of both tables"
  type        = bool
  default     = true
}

variable "enable_deletion_protection" {
  description = "Deletion protection of the products table"
  type        = bool
  default     = false
}

variable "table_class" {
  description = "Class of the products table"
  type        = string
  default     = "STANDARD"

  validation {
    condition     = contains(["STANDARD", "STANDARD_INFREQUENT_ACCESS"], var.table_class)
    error_message = "The table class is STANDARD or STANDARD_INFREQUENT_ACCESS."
  }
}
