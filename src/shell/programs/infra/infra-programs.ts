import type { Program } from '../program.ts';
import { ansible } from './ansible.ts';
import { ansibleKits } from './ansible-kits.ts';
import { clusterMakers } from './cluster-makers.ts';
import { clusters } from './clusters.ts';
import { compose } from './compose.ts';
import { docker } from './docker.ts';
import { fromFiles } from './from-files.ts';
import { hashicorp } from './hashicorp.ts';
import { helm } from './helm.ts';
import { imageScanners } from './image-scanners.ts';
import { images } from './images.ts';
import { cdktf, packer, pulumi, terragrunt } from './infrastructure.ts';
import { kubectl, oc } from './kubectl.ts';
import { localClusters, switchers } from './local-clusters.ts';
import { inside, machines } from './machines.ts';
import { monitoring } from './monitoring.ts';
import { podman } from './podman.ts';
import { terraform } from './terraform.ts';
import { vault } from './vault.ts';

/** Containers, clusters and what sets machines up. */
export const INFRA_PROGRAMS: readonly Program[] = [
  docker,
  compose,
  podman,
  ...images,
  ...imageScanners,
  machines,
  inside,
  kubectl,
  oc,
  helm,
  ...clusters,
  ...clusterMakers,
  ...localClusters,
  switchers,
  terraform,
  packer,
  pulumi,
  cdktf,
  terragrunt,
  ...ansible,
  ...ansibleKits,
  vault,
  ...hashicorp,
  ...fromFiles,
  ...monitoring,
];
