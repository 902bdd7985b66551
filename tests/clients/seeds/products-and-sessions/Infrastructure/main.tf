# The document's "Test the module", and what it needs around it.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = var.region
}

locals {
  common_tags = {
    Environment = var.environment_name
    Project     = "shop"
  }
}

module "dynamodb" {
  source = "./Modules/dynamodb"

  environment_name = var.environment_name

  tags = local.common_tags
}
