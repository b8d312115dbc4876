import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['aws --version', 'read-only 0'],
  ['aws s3 help', 'read-only -'],
  ['aws s3 rm --help', 'read-only -'],
  ['aws s3 rm s3://b/x --help', 'network - deletes'],
  ['aws ec2 describe-instances', 'remote-read 2'],
  ['aws ec2 describe-instances --instance-ids i-1 i-2 --output json', 'remote-read 2'],
  ['aws ec2 describe-instances --profile prod', 'remote-read -'],
  ['aws ec2 describe-instances --region=eu-west-1', 'remote-read -'],
  ['aws --profile prod --region us-west-2 lambda list-functions', 'remote-read -'],
  ['aws s3 ls s3://b/p --recursive', 'remote-read 2'],
  ['aws logs tail /aws/lambda/x --since 1h', 'remote-read 2'],
  ['aws ec2 wait instance-running --instance-ids i-1', 'remote-read 2'],
  ['aws dynamodb get-item --table-name t --key \'{"a":{"S":"b"}}\'', 'remote-read 2'],
  ['aws dynamodb query --table-name t', 'remote-read 2'],
  ['aws sqs get-queue-url --queue-name q', 'remote-read 2'],
  ['aws sqs list-queue-tags --queue-url https://sqs.eu-west-1.amazonaws.com/1/q', 'remote-read 2'],
  ['aws secretsmanager list-secrets', 'remote-read 2'],
  ['aws iam get-login-profile --user-name u', 'remote-read 2'],
  ['aws iam get-account-password-policy', 'remote-read 2'],
  ['aws configure list', 'remote-read 2'],
  ['aws configure list-profiles', 'remote-read 2'],
  ['aws configure get prod.region', 'remote-read 2'],
])('%s only asks: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});

test.each([
  ['aws configure get aws_secret_access_key', 'network - secret'],
  ['aws configure export-credentials', 'network - secret'],
  ['aws secretsmanager get-secret-value --secret-id x', 'network - secret'],
  ['aws secretsmanager batch-get-secret-value --secret-id-list x', 'network - secret'],
  ['aws sts get-session-token', 'network - secret'],
  ['aws sts assume-role --role-arn x', 'network - secret'],
  ['aws ecr get-login-password', 'network - secret'],
  ['aws eks get-token --cluster-name c', 'network - secret'],
  ['aws ec2 get-password-data --instance-id i', 'network - secret'],
  ['aws ec2 describe-instance-attribute --attribute userData --instance-id i', 'network - secret'],
  ['aws ssm get-parameter --name x --with-decryption', 'network - secret'],
  ['aws ssm get-parameter --name x --with-dec', 'network - secret'],
  ['aws lambda get-function --function-name f', 'network - secret'],
  ['aws appsync list-api-keys --api-id a', 'network - secret'],
  ['aws cognito-idp describe-user-pool-client --user-pool-id p', 'network - secret'],
  ['aws amplify list-apps', 'network - secret'],
  ['aws s3 presign s3://b/x', 'network - secret'],
])('%s handles credentials: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});

test.each([
  ['aws s3 cp x s3://b', 'network 2'],
  ['aws s3 rm s3://b/x', 'network - deletes'],
  ['aws ec2 terminate-instances --instance-ids i', 'network - deletes'],
  ['aws s3api get-object --bucket b --key k out', 'network 2'],
  ['aws iot-data get-thing-shadow --thing-name t out', 'network 2'],
  ['aws lambda invoke --function-name f out', 'network 2'],
  ['aws sqs receive-message --queue-url q', 'network 2'],
  ['aws stepfunctions get-activity-task --activity-arn a', 'network 2'],
])('%s does more: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});

test.each([
  'aws ec2 describe-instances --endpoint-url http://evil.test',
  'aws ec2 describe-instances --endpoint evil.test',
  'aws ec2 describe-instances --e evil.test',
  'aws --endpoint-url=x ec2 describe-instances',
  'aws ec2 describe-instances --ca-bundle x',
  'aws ec2 describe-instances --no-verify-ssl',
  'aws ec2 describe-instances --debug',
  'aws ec2 describe-instances --cli-input-json {}',
  'aws ec2 describe-instances --filters file://.env',
  'aws ec2 describe-instances --filters=fileb://.env',
  'aws ec2 describe-instances --filters Name@=file://.env',
  'aws ec2 describe-instances --filters http://evil.test',
  'aws ec2 describe-instances --region evil.test/#',
  'aws ec2 describe-instances --regio evil.test/#',
  'aws ec2 describe-instances out',
  'aws s3api get-bucket-acl --bucket b out',
  'aws ec2 describe-instances -x',
  'aws ec2 describe-instances -- x',
  'aws ec2 describe-instances $x',
  'aws ec2 describe-instances --filters $x',
  'aws ec2 $x',
  'aws s3 ls s3://b/*',
  'aws sqs list-queue-tags --queue-url https://evil.test/1/q',
  'aws sqs list-queue-tags --queue-url https://sqs.eu-west-1.amazonaws.com.evil.test/1/q',
  'aws gamelift describe-fleet-attributes --save-as x',
  'aws ec2',
])('%s is not proven', (command) => {
  expect(told(command)).toBe('unknown - unproven');
});
