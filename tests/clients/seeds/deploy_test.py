# SPDX-License-Identifier: Apache-2.0
"""Each system's schema, deployed by `pumice deploy` from the form that its document has it in.

What was made is compared whole, and then checked by conformance/systems' own patterns.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from emulator_process import EmulatorProcess  # noqa: E402

_PUMICE = os.environ["PUMICE_BINARY"]
_SYSTEMS = HERE.parents[2] / "conformance" / "systems"
_CDK = pathlib.Path(os.environ["SEED_APPS"])
_SECONDS = 120
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64
)


def synthesize(app, folder, **context):
    """What `cdk synth` has the app do; returns the cloud assembly's folder."""
    environment = {
        **os.environ,
        "CDK_OUTDIR": str(folder),
        "CDK_CONTEXT_JSON": json.dumps(context),
    }
    done = subprocess.run(
        ["node", f"{app}.mjs"],
        cwd=_CDK,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{app} was not synthesized: {done.stderr}")
    return folder


class Deployment(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.emulator = EmulatorProcess(_PUMICE)
        self.emulator.start()
        self.addCleanup(self.emulator.stop)
        directory = tempfile.TemporaryDirectory(prefix="pumice-seeds-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def call(self, operation, **parameters):
        """Debian's boto3 is too old to tell of deletion protection."""
        request = urllib.request.Request(
            self.emulator.endpoint,
            json.dumps(parameters).encode(),
            {
                "Content-Type": "application/x-amz-json-1.0",
                "X-Amz-Target": f"DynamoDB_20120810.{operation}",
                "X-Amz-Date": "20260101T000000Z",
                "Authorization": _AUTHORIZATION,
            },
        )
        with _OPENER.open(request, timeout=_SECONDS) as answer:
            return json.load(answer)

    def deploy(self, *arguments, status=0):
        """`pumice deploy`; returns what it printed."""
        done = subprocess.run(
            [_PUMICE, "deploy", *map(str, arguments), "--endpoint", self.emulator.endpoint],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def assert_settled(self, *arguments):
        """A second deployment finds nothing to do."""
        plan = self.deploy(*arguments, "--dry-run").stdout
        signs = {line[0] for line in plan.splitlines() if line[1:7] == " table"}
        self.assertEqual(signs, {"="}, plan)

    def check(self, system, file, only="", passed=1):
        """The patterns of the system, on what is deployed. `passed`: how many cases."""
        command = [_PUMICE, "check", "--deployed", "--endpoint", self.emulator.endpoint]
        if only:
            command += ["--filter", only]
        done = subprocess.run(
            [*command, str(_SYSTEMS / system / file)],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        counts = done.stdout.splitlines()[-1]
        self.assertTrue(counts.startswith(f"{passed} passed, 0 failed, "), done.stdout)

    def aws(self, *arguments):
        """`aws ARGUMENTS`; its answer."""
        done = subprocess.run(
            [os.environ["AWS_CLI"], "--endpoint-url", self.emulator.endpoint, *arguments],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def alarms(self):
        """By name, what each one watches."""
        query = "MetricAlarms[].[AlarmName,MetricName,Threshold]"
        described = self.aws("cloudwatch", "describe-alarms", "--query", query)
        return {name: (metric, threshold) for name, metric, threshold in described}

    def tables(self):
        return self.call("ListTables")["TableNames"]

    def settings(self, name):
        """What DescribeTable's neighbours tell, by what a template says of a table."""
        table = self.call("DescribeTable", TableName=name)["Table"]
        tags = self.call("ListTagsOfResource", ResourceArn=table["TableArn"])["Tags"]
        expiry = self.call("DescribeTimeToLive", TableName=name)["TimeToLiveDescription"]
        backups = self.call("DescribeContinuousBackups", TableName=name)
        recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        return {
            "key": [element["AttributeName"] for element in table["KeySchema"]],
            "indexes": sorted(i["IndexName"] for i in table.get("GlobalSecondaryIndexes", [])),
            "billing": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
            "stream": table.get("StreamSpecification", {}).get("StreamViewType"),
            "ttl": expiry.get("AttributeName"),
            "recovery": recovery["PointInTimeRecoveryStatus"] == "ENABLED",
            "protected": table["DeletionProtectionEnabled"],
            "managed_key": table.get("SSEDescription", {}).get("Status") == "ENABLED",
            "tags": {tag["Key"]: tag["Value"] for tag in tags},
        }

    def assert_settings(self, name, key, indexes=(), **changes):
        expected = {
            "key": key.split(),
            "indexes": sorted(indexes),
            "billing": "PAY_PER_REQUEST",
            "stream": None,
            "ttl": None,
            "recovery": False,
            "protected": False,
            "managed_key": False,
            "tags": {},
        }
        self.assertEqual(self.settings(name), {**expected, **changes}, name)


_SALES_INDEXES = [
    "GSI1-QueryByBuyer", "GSI2-QueryByProducer", "GSI3-QueryByStatus", "GSI4-QueryByDate"
]
_CODE_AND_STATUS = ["GSI1-QueryByCode", "GSI2-QueryByStatus"]
_BOTH = "NEW_AND_OLD_IMAGES"


class I2speedex(Deployment):
    """A CDK app: five tables, by environment."""

    def assert_tables(self, environment, **common):
        names = ["buyers", "producers", "sale-lines", "sales", "users"]
        self.assertEqual(self.tables(), [f"i2speedex-{name}-{environment}" for name in names])
        sales = {"indexes": _SALES_INDEXES, "stream": _BOTH, "ttl": "ttl"}
        by_code = {"indexes": _CODE_AND_STATUS, "stream": _BOTH}
        expected = {
            "sales": sales,
            "sale-lines": {"stream": _BOTH},
            "buyers": by_code,
            "producers": by_code,
            "users": {"indexes": ["GSI1-QueryByEmail"]},
        }
        for name, settings in expected.items():
            self.assert_settings(f"i2speedex-{name}-{environment}", "PK SK", **settings, **common)

    def test_development(self):
        assembly = synthesize("i2speedex", self.directory / "cdk.out")
        done = self.deploy(assembly)
        self.assertIn("+ table i2speedex-sales-dev", done.stdout)
        self.assertIn("SalesTableName", done.stdout)
        self.assert_tables("dev")
        self.check("i2speedex", "tables.yaml", only=" table ", passed=5)
        self.check("i2speedex", "reads.yaml", passed=20)
        self.assert_settled(assembly)

    def test_production(self):
        """Point-in-time recovery, deletion protection, CloudWatch alarms."""
        assembly = synthesize("i2speedex", self.directory / "cdk.out", environment="prod")
        self.deploy(assembly)
        self.assert_tables("prod", recovery=True, protected=True)
        self.assert_settled(assembly)
        # Of each table one for user errors, and one for a sum of two operations' system errors.
        watched = sorted(str(alarm) for alarm in self.alarms().values())
        self.assertEqual(watched, ["('UserErrors', 10.0)"] * 5 + ["(None, 1.0)"] * 5)

    def test_development_becomes_production(self):
        """The environments' templates differ in names, so nothing of dev is touched."""
        self.deploy(synthesize("i2speedex", self.directory / "dev"))
        before = {name: self.settings(name) for name in self.tables()}
        self.deploy(
            synthesize("i2speedex", self.directory / "staging", environment="staging")
        )
        self.assertEqual(len(self.tables()), 10)
        self.assertEqual(before, {name: self.settings(name) for name in before})


class InavorShuttle(Deployment):
    """A CDK app: a stage with two stacks, the second of which imports from the first."""

    def test_schema(self):
        assembly = synthesize("inavor_shuttle", self.directory / "cdk.out")
        done = self.deploy(assembly)
        self.assertEqual(self.tables(), ["ImportHistory-dev", "Jobs-dev", "Shops-dev"])
        self.assert_settings("Shops-dev", "domain", recovery=True)
        indexes = ["shopDomain-createdAt", "status-createdAt"]
        self.assert_settings("Jobs-dev", "jobId", indexes, recovery=True, ttl="expiresAt")
        self.assert_settings(
            "ImportHistory-dev", "shopDomain timestamp", recovery=True, ttl="expiresAt"
        )
        arn = self.call("DescribeTable", TableName="Jobs-dev")["Table"]["TableArn"]
        self.assertIn(arn, done.stdout)
        self.check("inavor-shuttle", "tables.yaml", only=" table ", passed=3)
        self.check("inavor-shuttle", "reads.yaml", passed=17)
        self.assert_settled(assembly)


class SalesIntelligence(Deployment):
    """serverless.yml, its table in a file of its own."""

    def assert_table(self, stage):
        self.assert_settings(
            f"bg-remover-{stage}-sales-intelligence",
            "PK SK",
            ["GSI-1", "GSI-2", "GSI-3"],
            stream=_BOTH,
            ttl="ttl",
            tags={"Environment": stage, "Service": "bg-remover"},
        )

    def test_schema(self):
        service = HERE / "sales-intelligence" / "serverless.yml"
        done = self.deploy(service)
        self.assert_table("dev")
        self.check("sales-intelligence", "tables.yaml", only="the table ", passed=2)
        self.check("sales-intelligence", "reads.yaml", passed=15)
        self.assertIn("bg-remover-dev-sales-intelligence", done.stdout)
        self.assert_settled(service)
        self.deploy(service, "--stage", "prod")
        self.assert_table("prod")
        self.assertEqual(len(self.tables()), 2)


class Makeriess(Deployment):
    """The document's CloudFormation template, to the letter."""

    def test_schema(self):
        template = HERE / "makeriess" / "cloudformation-template.yaml"
        self.deploy(template)
        self.assert_settings(
            "makeriess-main-table",
            "PK SK",
            ["GSI1", "GSI2"],
            recovery=True,
            managed_key=True,
            tags={"Environment": "production", "Application": "makeriess"},
        )
        self.check("makeriess", "tables.yaml", only="the table ", passed=2)
        self.check("makeriess", "reads.yaml", passed=21)
        self.assert_settled(template)


class ProductsAndSessions(Deployment):
    """The document's Terraform module, to the letter, below the module that uses it; and a plan."""

    infrastructure = HERE / "products-and-sessions" / "Infrastructure"

    def assert_tables(self, environment):
        self.assertEqual(self.tables(), [f"{environment}-products", f"{environment}-sessions"])
        for name, key, indexes, ttl in (
            ("products", "id", ["CategoryIndex"], None),
            ("sessions", "session_id", [], "expires_at"),
        ):
            tags = {
                "Environment": environment,
                "Project": "shop",
                "Name": f"{environment}-{name}-table",
                "Type": "DynamoDB",
            }
            self.assert_settings(
                f"{environment}-{name}",
                key,
                indexes,
                ttl=ttl,
                recovery=True,
                managed_key=True,
                tags=tags,
            )

    def test_module(self):
        done = self.deploy(self.infrastructure)
        self.assert_tables("dev")
        self.assertIn("dev-sessions", done.stdout)
        self.check("products-and-sessions", "tables.yaml", only=" table has", passed=2)
        self.check("products-and-sessions", "reads.yaml", passed=10)
        self.assert_settled(self.infrastructure)

    def test_variables_and_alarms(self):
        self.deploy(self.infrastructure, "--var", "environment_name=qa")
        self.assert_tables("qa")
        self.assertEqual(
            self.alarms(),
            {
                "qa-dynamodb-products-read-throttle": ("ReadThrottledEvents", 0.0),
                "qa-dynamodb-products-write-throttle": ("WriteThrottledEvents", 0.0),
            },
        )

    def test_module_by_itself(self):
        """With a variable that is required, and one that its validation refuses."""
        module = self.infrastructure / "Modules" / "dynamodb"
        self.assertIn("environment_name", self.deploy(module, status=1).stderr)
        refused = self.deploy(
            module, "--var", "environment_name=dev", "--var", "billing_mode=FREE", status=1
        )
        self.assertIn(
            "Billing mode must be either PAY_PER_REQUEST or PROVISIONED.", refused.stderr
        )
        self.deploy(
            module, "--var", "environment_name=dev", "--var", "billing_mode=PROVISIONED"
        )
        table = self.call("DescribeTable", TableName="dev-products")["Table"]
        self.assertEqual(table["ProvisionedThroughput"]["ReadCapacityUnits"], 5)

    def test_plan(self):
        plan = self.infrastructure / "plan.json"
        self.deploy(plan)
        self.assert_tables("dev")
        self.assert_settled(plan)
        self.assert_settled(self.infrastructure)


class PublicKinds(Deployment):
    """Templates as public projects have them."""

    def test_nested_stacks_stages_and_conditions_of_the_cdk(self):
        assembly = synthesize("nested_stacks", self.directory / "cdk.out")
        self.deploy(assembly)
        self.assertEqual(
            self.tables(),
            ["Beta-carts", "Beta-orders", "Prod-archive", "Prod-carts", "Prod-orders"],
        )
        self.assert_settings("Beta-orders", "id", billing="PROVISIONED")
        self.assert_settings("Prod-carts", "id", tags={"stage": "Prod"})
        self.assert_settled(assembly)

    def test_nested_stacks_conditions_and_mappings(self):
        root = HERE / "templates" / "nested" / "root.yaml"
        done = self.deploy(root)
        self.assertEqual(self.tables(), ["dev-orders"])
        self.assert_settings("dev-orders", "id", billing="PROVISIONED", ttl="expires")
        arn = self.call("DescribeTable", TableName="dev-orders")["Table"]["TableArn"]
        self.assertIn(arn, done.stdout)
        self.deploy(root, "--parameter", "Stage=prod")
        self.assertEqual(self.tables(), ["dev-orders", "prod-audit", "prod-orders"])
        self.assert_settings("prod-orders", "id", billing="PROVISIONED")
        self.assertIn("Stage", self.deploy(root, "--parameter", "Stage=x", status=1).stderr)
        targets = self.aws(
            "application-autoscaling",
            "describe-scalable-targets",
            "--service-namespace",
            "dynamodb",
            "--query",
            "ScalableTargets[].[ResourceId,MinCapacity,MaxCapacity]",
        )
        self.assertEqual(
            sorted(targets),
            [
                ["table/dev-orders", 1, 100],
                ["table/prod-audit", 5, 100],
                ["table/prod-orders", 50, 100],
            ],
        )

    def test_exports_between_files(self):
        folder = HERE / "templates" / "exports"
        self.deploy(folder / "app.yaml", folder / "tables.yaml")
        self.assertEqual(self.tables(), ["shop", "shop-sessions"])

    def test_for_each_and_count(self):
        folder = HERE / "templates" / "for_each"
        self.deploy(folder, "--var", "stage=qa")
        self.assertEqual(
            self.tables(), ["qa-carts", "qa-orders", "qa-shard-00", "qa-shard-01"]
        )
        self.assert_settings("qa-carts", "cart_id", ttl="expires_at")
        self.assert_settings("qa-orders", "order_id")


if __name__ == "__main__":
    unittest.main()
