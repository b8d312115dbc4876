import type { Program } from '../program.ts';
import { azd, eb, func } from './app-tools.ts';
import { auth0 } from './auth0.ts';
import { aws } from './aws.ts';
import { az } from './az.ts';
import { heroku, netlify, railway, render, supabase, vercel, wrangler } from './deployers.ts';
import { frameworks } from './frameworks.ts';
import { gcloud } from './gcloud.ts';
import { bq, firebase, gsutil } from './google.ts';
import { ibmcloud } from './ibmcloud.ts';
import { lastVerbs } from './last-verb.ts';
import { doctl, fly, hcloud } from './platforms.ts';
import { circleci, datadog, sentry, stripe, travis, twilio } from './services.ts';
import { cloudflared, ngrok, trackers } from './trackers.ts';

/** Clients of clouds and hosted services. */
export const CLOUD_PROGRAMS: readonly Program[] = [
  aws,
  az,
  gcloud,
  gsutil,
  bq,
  firebase,
  auth0,
  ...frameworks,
  azd,
  func,
  eb,
  doctl,
  hcloud,
  fly,
  ibmcloud,
  ...lastVerbs,
  vercel,
  netlify,
  heroku,
  railway,
  render,
  wrangler,
  supabase,
  stripe,
  twilio,
  sentry,
  datadog,
  circleci,
  travis,
  ...trackers,
  cloudflared,
  ngrok,
];
