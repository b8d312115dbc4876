/** What the operations of aws do, by their names: those of all services follow the same words. */

const READS =
  /^(describe|list|get|head|lookup|search|batch-get|batch-describe|admin-get|admin-list)-|^dynamodb (query|scan)$|^logs (filter-log-events|tail)$|^s3 ls$|^(config|configservice) select-(aggregate-)?resource-config$|^(resource-explorer-2|sagemaker) search$|^rds download-db-log-file-portion$|^route53 test-dns-answer$|^iam simulate-(custom|principal)-policy$|^cloudformation validate-template$|^events test-event-pattern$/;

/** Each writes what it gets into the file that its last word names, except `get-activity-task`, which takes a task. */
const TAKES =
  'get-activity-task get-change-token get-code-binding-source get-clip get-configuration get-connection-function get-export get-function get-glyphs ' +
  'get-hosted-configuration-version get-image-frame get-image-set-metadata get-introspection-schema get-job-output get-latest-configuration ' +
  'get-lineage-event get-map-glyphs get-map-sprites get-map-style-descriptor get-map-tile get-media get-media-for-fragment-list get-object ' +
  'get-object-annotation get-object-torrent get-package-version-asset get-position-estimate get-profile get-raw-message-content get-read-set ' +
  'get-reference get-resource-position get-sdk get-snapshot-block get-sol-function-package-content get-sol-function-package-descriptor ' +
  'get-sol-network-package-content get-sol-network-package-descriptor get-sprites get-static-map get-style-descriptor get-thing-shadow get-tile ' +
  'get-work-unit-results describe-input-device-thumbnail get-game-session-log';

/** Verbs whose answer holds a password, a key, a token, or an address that stands for one. */
const SECRET_VERBS =
  /secret-value|client-secret|password(?!-policy|-data-protection)|^(?!list-).*(?<!source-|service-specific-)credentials?(?!-(report|provider|locker))|^(get|batch-get|batch-describe|create|generate)-.*token|get-login(?!-profile)|decrypt|presign|signed-|export-(certificate|client)|private-key|api-keys?$|get-.*access-keys$|stream-keys?$|user-data|launch-template-(data|versions)|session-endpoint|assume-role|cluster-session|instance-access|compute-access|data-access$|^get-(?!queue-url$|function-url-config$).*-urls?(-|$)|-embed-url|streaming-url|auth-code|upload-links|download-link/;

/** The same, where the name of the operation alone does not tell. */
const SECRET_CALLS =
  /^(sso|sso-oidc|signin|configure|login|history) |^iam create-access-key$|^ssm get-parameter|^amplify (get|list)-(apps?|branch|branches)$|^amplifybackend get-backend|^apigateway get-api-key|^chime-sdk-meetings (get-attendee|list-attendees)$|^chime (get-attendee|list-attendees)$|^codepipeline get-(third-party-)?job-details$|^cognito-idp describe-(user-pool-client|identity-provider)$|^cognito-identity get-|^datazone (get|list)-connections?$|^directconnect describe-(virtual-interfaces|router-configuration)$|^ec2 describe-(vpn-connections|verified-access-trust-providers)$|^eks get-token$|^glue get-connections?$|^interconnect get-connection$|^iot-managed-integrations get-managed-thing$|^ivs-realtime get-ingest-configuration$|^lambda get-function$|^location describe-key$|^bedrock-agent-runtime get-document-content$|^mailmanager .*(ingress-point|import-jobs?)$|^mediapackage .*(channel|endpoint)s?$|^finspace-data get-external|^evs get-environment$|^wickr get-/;

/** Words that name what is deleted on the other side. */
const DELETES = /^(delete|terminate|remove|rm|rb|destroy|purge|deregister)/;

/** `secret`: it prints credentials. `read`: it only asks, and prints what it gets. */
export type CallKind = 'secret' | 'read' | 'deletes' | 'other';

/** What a call of an operation does. Takes the names of the service and the operation. */
export function kindOfCall(service: string, verb: string): CallKind {
  const call = `${service} ${verb}`;
  if (SECRET_VERBS.test(verb) || SECRET_CALLS.test(call)) return 'secret';
  if (DELETES.test(verb)) return 'deletes';
  if (TAKES.split(' ').includes(verb)) return 'other';
  if (READS.test(verb) || READS.test(call)) return 'read';
  return 'other';
}
