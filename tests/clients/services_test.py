# SPDX-License-Identifier: Apache-2.0
"""The services beside DynamoDB, as the `aws` command line and boto3 ask for them.

A command is half a second, so the command line plays what people type: deploy, describe, delete.
"""

import json
import os
import subprocess
import tempfile
import time
import unittest

import boto3
import botocore.exceptions

from emulator_process import EmulatorProcess

_ENDPOINT = os.environ["PUMICE_ENDPOINT"]
_TEMPLATE = """
Parameters:
  Stage: {Type: String, Default: dev}
Resources:
  Music:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub 'music-${Stage}'
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - {AttributeName: artist, AttributeType: S}
      KeySchema:
        - {AttributeName: artist, KeyType: HASH}
  Worker:
    Type: AWS::Lambda::Function
    Properties: {Handler: index.handler, Role: !Sub 'arn:aws:iam::${AWS::AccountId}:role/r'}
Outputs:
  TableName: {Value: !Ref Music}
"""


def _client(service):
    return boto3.client(service, endpoint_url=_ENDPOINT)


class CommandLine(unittest.TestCase):
    maxDiff = None

    def aws(self, *arguments, succeeds=True):
        command = [os.environ["AWS_CLI"], "--endpoint-url", _ENDPOINT, "--output", "json"]
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode == 0, succeeds, done.stderr)
        if not succeeds:
            return done.stderr.strip()
        try:
            return json.loads(done.stdout or "null")
        except json.JSONDecodeError:
            return done.stdout.strip()

    def test_deploy(self):
        """What the seeds' README files tell to type."""
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as template:
            template.write(_TEMPLATE)
            template.flush()
            deploy = ["cloudformation", "deploy", "--stack-name", "shop",
                      "--template-file", template.name]
            self.aws(*deploy)
            again = self.aws(*deploy, "--no-fail-on-empty-changeset")
            self.assertIn("No changes to deploy. Stack shop is up to date", again)
            self.aws(*deploy, "--parameter-overrides", "Stage=prod")
        self.assertEqual(
            self.aws("cloudformation", "describe-stacks", "--stack-name", "shop",
                     "--query", "Stacks[0].Outputs"),
            [{"OutputKey": "TableName", "OutputValue": "music-prod"}])
        self.assertEqual(self.aws("dynamodb", "list-tables"), {"TableNames": ["music-prod"]})
        self.aws("cloudformation", "delete-stack", "--stack-name", "shop")
        self.aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", "shop")
        self.assertEqual(self.aws("dynamodb", "list-tables"), {"TableNames": []})

    def test_deploy_with_another_default(self):
        """`deploy` sends UsePreviousValue: a changed default is none for a stack that is there."""
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as template:
            deploy = ["cloudformation", "deploy", "--stack-name", "stays",
                      "--template-file", template.name]

            def write(text):
                template.seek(0)
                template.truncate()
                template.write(text)
                template.flush()

            write(_TEMPLATE)
            self.aws(*deploy)
            write(_TEMPLATE.replace("Default: dev", "Default: prod"))
            self.assertIn("No changes to deploy. Stack stays is up to date",
                          self.aws(*deploy, "--no-fail-on-empty-changeset"))
            # A parameter that is new has its default, though.
            write(_TEMPLATE.replace("Default: dev}", "Default: prod}\n  Zone: {Type: String, "
                                    "Default: west}").replace("music-${Stage}",
                                                              "music-${Stage}-${Zone}"))
            self.aws(*deploy)
        self.assertEqual(self.aws("dynamodb", "list-tables"), {"TableNames": ["music-dev-west"]})
        self.aws("cloudformation", "delete-stack", "--stack-name", "stays")
        self.aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", "stays")

    def test_identity(self):
        self.assertEqual(self.aws("sts", "get-caller-identity", "--query", "Account"),
                         "000000000000")

    def test_alarm(self):
        self.aws("cloudwatch", "put-metric-alarm", "--alarm-name", "throttled",
                 "--metric-name", "ThrottledRequests", "--namespace", "AWS/DynamoDB",
                 "--statistic", "Sum", "--period", "60", "--evaluation-periods", "1",
                 "--threshold", "1.5", "--comparison-operator", "GreaterThanThreshold",
                 "--dimensions", "Name=TableName,Value=Music")
        self.assertEqual(
            self.aws("cloudwatch", "describe-alarms", "--alarm-names", "throttled",
                     "--query", "MetricAlarms[0].[Threshold,StateValue,Dimensions]"),
            [1.5, "INSUFFICIENT_DATA", [{"Name": "TableName", "Value": "Music"}]])
        self.aws("cloudwatch", "delete-alarms", "--alarm-names", "throttled")


class Boto3(unittest.TestCase):
    maxDiff = None

    def test_stack(self):
        stacks = _client("cloudformation")
        created = stacks.create_stack(StackName="boto", TemplateBody=_TEMPLATE)
        stacks.get_waiter("stack_create_complete").wait(StackName="boto")
        [stack] = stacks.describe_stacks(StackName="boto")["Stacks"]
        self.assertEqual(stack["StackId"], created["StackId"])
        self.assertEqual(stack["Outputs"],
                         [{"OutputKey": "TableName", "OutputValue": "music-dev"}])
        resources = stacks.describe_stack_resources(StackName="boto")["StackResources"]
        self.assertEqual({r["LogicalResourceId"]: r["ResourceStatus"] for r in resources},
                         {"Music": "CREATE_COMPLETE", "Worker": "CREATE_COMPLETE"})
        self.assertEqual(stacks.get_template(StackName="boto")["TemplateBody"], _TEMPLATE)
        with self.assertRaises(botocore.exceptions.ClientError) as refused:
            stacks.update_stack(StackName="boto", TemplateBody=_TEMPLATE)
        self.assertEqual(refused.exception.response["Error"]["Message"],
                         "No updates are to be performed.")
        stacks.delete_stack(StackName="boto")
        stacks.get_waiter("stack_delete_complete").wait(StackName=created["StackId"])

    def test_protection(self):
        stacks = _client("cloudformation")
        stacks.create_stack(StackName="kept", TemplateBody=_TEMPLATE,
                            EnableTerminationProtection=True)
        with self.assertRaises(botocore.exceptions.ClientError):
            stacks.delete_stack(StackName="kept")
        policy = '{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*",' \
                 '"Resource":"*"}]}'
        stacks.set_stack_policy(StackName="kept", StackPolicyBody=policy)
        self.assertEqual(stacks.get_stack_policy(StackName="kept")["StackPolicyBody"], policy)
        stacks.update_termination_protection(StackName="kept", EnableTerminationProtection=False)
        with self.assertRaises(botocore.exceptions.ClientError) as refused:
            stacks.cancel_update_stack(StackName="kept")
        self.assertEqual(refused.exception.response["Error"],
                         {"Type": "Sender", "Code": "ValidationError",
                          "Message": "CancelUpdateStack cannot be called from current stack "
                                     "status"})
        stacks.delete_stack(StackName="kept")

    def test_change_set_of_a_stack_that_fails(self):
        stacks = _client("cloudformation")
        stacks.create_stack(StackName="first", TemplateBody=_TEMPLATE)
        change = {"StackName": "second", "ChangeSetName": "one"}
        stacks.create_change_set(**change, ChangeSetType="CREATE", TemplateBody=_TEMPLATE)
        with self.assertRaises(botocore.exceptions.ClientError) as refused:
            stacks.execute_change_set(ChangeSetName="one")
        self.assertEqual(refused.exception.response["Error"]["Code"], "ValidationError")
        stacks.execute_change_set(**change, ClientRequestToken="token-1", DisableRollback=True)
        self.assertEqual(stacks.describe_change_set(**change)["ExecutionStatus"],
                         "EXECUTE_FAILED")
        [stack] = stacks.describe_stacks(StackName="second")["Stacks"]
        self.assertEqual(stack["StackStatus"], "CREATE_FAILED")
        events = stacks.describe_stack_events(StackName="second")["StackEvents"]
        self.assertEqual({event.get("ClientRequestToken") for event in events},
                         {None, "token-1"})  # none of the change set's creation
        for name in ("second", "first"):
            stacks.delete_stack(StackName=name)

    def test_settings_of_a_stack(self):
        stacks = _client("cloudformation")
        given = {
            "NotificationARNs": ["arn:aws:sns:us-east-1:000000000000:topic"],
            "TimeoutInMinutes": 5,
            "RollbackConfiguration": {
                "RollbackTriggers": [{"Arn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a",
                                      "Type": "AWS::CloudWatch::Alarm"}],
                "MonitoringTimeInMinutes": 3,
            },
            "RoleARN": "arn:aws:iam::000000000000:role/deployer",
        }
        stacks.create_stack(StackName="settings", TemplateBody=_TEMPLATE, **given)
        [stack] = stacks.describe_stacks(StackName="settings")["Stacks"]
        self.assertEqual({name: stack[name] for name in given}, given)
        for page in ("describe_stacks", "list_stacks", "list_exports"):
            with self.assertRaises(botocore.exceptions.ClientError) as refused:
                getattr(stacks, page)(NextToken="stale")
            self.assertEqual(refused.exception.response["Error"]["Code"], "ValidationError")
        summary = stacks.get_template_summary(StackName="settings")
        self.assertEqual(summary["ResourceIdentifierSummaries"],
                         [{"ResourceType": "AWS::DynamoDB::Table",
                           "LogicalResourceIds": ["Music"],
                           "ResourceIdentifiers": ["TableName"]}])
        stacks.delete_stack(StackName="settings")

    def test_role(self):
        answer = _client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/admin",
                                            RoleSessionName="me")
        keys = answer["Credentials"]
        self.assertEqual(answer["AssumedRoleUser"]["Arn"],
                         "arn:aws:sts::123456789012:assumed-role/admin/me")
        # The keys are good for DynamoDB.
        boto3.client("dynamodb", endpoint_url=_ENDPOINT, aws_access_key_id=keys["AccessKeyId"],
                     aws_secret_access_key=keys["SecretAccessKey"],
                     aws_session_token=keys["SessionToken"]).list_tables()
        session = boto3.client("sts", endpoint_url=_ENDPOINT,
                               aws_access_key_id=keys["AccessKeyId"],
                               aws_secret_access_key=keys["SecretAccessKey"],
                               aws_session_token=keys["SessionToken"])
        identity = session.get_caller_identity()
        del identity["ResponseMetadata"]
        self.assertEqual(identity, {"UserId": answer["AssumedRoleUser"]["AssumedRoleId"],
                                    "Account": "123456789012",
                                    "Arn": answer["AssumedRoleUser"]["Arn"]})

    def test_refusals(self):
        """What a service refuses, and what no service here knows, arrives as a client's error."""
        alarms, scaling = _client("cloudwatch"), _client("application-autoscaling")
        target = {"ServiceNamespace": "dynamodb", "ResourceId": "table/none-such",
                  "ScalableDimension": "dynamodb:table:WriteCapacityUnits"}
        alarm = {"AlarmName": "a", "MetricName": "m", "Namespace": "n", "Statistic": "Sum",
                 "Period": 61, "EvaluationPeriods": 1, "Threshold": 1.0,
                 "ComparisonOperator": "GreaterThanThreshold"}
        calls = [
            ("ValidationError", "Period must be 10, 20, 30 or a multiple of 60",
             lambda: alarms.put_metric_alarm(**alarm)),
            ("InvalidNextToken", "The specified token is not valid",
             lambda: alarms.describe_alarms(NextToken="stale")),
            ("ValidationException", "DynamoDB table does not exist: table/none-such",
             lambda: scaling.register_scalable_target(**target, MinCapacity=1, MaxCapacity=9)),
            ("InvalidNextTokenException", "The specified token is not valid",
             lambda: scaling.describe_scalable_targets(ServiceNamespace="dynamodb",
                                                       NextToken="stale")),
            ("MalformedPolicyDocument", "This policy contains invalid Json",
             lambda: _client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/admin",
                                                RoleSessionName="me", Policy="nonsense")),
            ("InvalidAction",
             "Operation ListTopics of 2010-03-31 is not implemented by pumice 0.1.0",
             lambda: _client("sns").list_topics()),
            ("InvalidAction", "Operation GetRole of 2010-05-08 is not implemented by pumice 0.1.0",
             lambda: _client("iam").get_role(RoleName="r")),
        ]
        for code, message, call in calls:
            with self.assertRaises(botocore.exceptions.ClientError) as refused:
                call()
            error = refused.exception.response["Error"]
            self.assertEqual((error["Code"], error["Message"]), (code, message))

    def test_scaling(self):
        scaling = _client("application-autoscaling")
        tables = _client("dynamodb")
        tables.create_table(
            TableName="Scaled", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1})
        target = {"ServiceNamespace": "dynamodb", "ResourceId": "table/Scaled",
                  "ScalableDimension": "dynamodb:table:WriteCapacityUnits"}
        scaling.register_scalable_target(**target, MinCapacity=1, MaxCapacity=9)
        tracking = {
            "TargetValue": 70.0,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "DynamoDBWriteCapacityUtilization"
            },
        }
        scaling.put_scaling_policy(**target, PolicyName="writes",
                                   PolicyType="TargetTrackingScaling",
                                   TargetTrackingScalingPolicyConfiguration=tracking)
        [policy] = scaling.describe_scaling_policies(ServiceNamespace="dynamodb")[
            "ScalingPolicies"]
        self.assertEqual(policy["TargetTrackingScalingPolicyConfiguration"], tracking)
        [described] = scaling.describe_scalable_targets(ServiceNamespace="dynamodb")[
            "ScalableTargets"]
        self.assertEqual((described["MinCapacity"], described["MaxCapacity"]), (1, 9))
        scaling.deregister_scalable_target(**target)
        with self.assertRaises(scaling.exceptions.ObjectNotFoundException):
            scaling.deregister_scalable_target(**target)
        tables.delete_table(TableName="Scaled")


class Restart(unittest.TestCase):
    def test_a_killed_process_goes_on(self):
        """Whoever asks for the stack after kill -9 carries on with what was in progress."""
        with tempfile.TemporaryDirectory(prefix="pumice-data-") as directory:
            emulator = EmulatorProcess(os.environ["PUMICE_BINARY"], directory,
                                       ["--transition-delay", "2s"])
            with emulator:
                stacks = self.stacks(emulator)
                stacks.create_stack(StackName="restart", TemplateBody=_TEMPLATE)
                self.assertEqual(self.status(stacks), "CREATE_IN_PROGRESS")
                emulator.kill()
                emulator.start()
                stacks = self.stacks(emulator)
                deadline = time.monotonic() + 30
                while self.status(stacks) == "CREATE_IN_PROGRESS":
                    self.assertLess(time.monotonic(), deadline)
                    time.sleep(0.05)
                self.assertEqual(self.status(stacks), "CREATE_COMPLETE")

    @staticmethod
    def stacks(emulator):
        return boto3.client("cloudformation", endpoint_url=emulator.endpoint)

    @staticmethod
    def status(stacks):
        return stacks.describe_stacks(StackName="restart")["Stacks"][0]["StackStatus"]


if __name__ == "__main__":
    unittest.main()
