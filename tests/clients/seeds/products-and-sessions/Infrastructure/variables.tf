variable "environment_name" {
  type    = string
  default = "dev"
}

variable "region" {
  type    = string
  default = "us-east-1"
}
