import { join } from 'node:path';
import { HOSTILE } from '../claude/hostile.ts';
import { caged, gated } from '../claude/profiles.ts';
import { wantedOf } from '../claude/tools.ts';
import { type AgentEntry, NO_QUIRKS } from './entry.ts';

/** Claude Code, over the control protocol of its standard streams. */
export const claudeEntry: AgentEntry = {
  id: 'claude',
  program: 'claude',
  protocol: 'claude',
  version: { args: ['--version'], pattern: /^(\d+\.\d+\.\d+) \(Claude Code\)/ },
  tested: { from: '2.1.330', to: '2.1.330' },
  install: 'npm install -g @anthropic-ai/claude-code',
  // As its documentation on authentication, model configuration and cloud providers names them.
  environment: [
    ...['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_BASE_URL', 'ANTHROPIC_CUSTOM_HEADERS', 'ANTHROPIC_BETAS'],
    ...['CLAUDE_CODE_OAUTH_TOKEN', 'CLAUDE_CONFIG_DIR'],
    ...['ANTHROPIC_MODEL', 'ANTHROPIC_SMALL_FAST_MODEL', 'CLAUDE_CODE_SUBAGENT_MODEL', 'CLAUDE_CODE_EFFORT_LEVEL'],
    ...['ANTHROPIC_DEFAULT_HAIKU_MODEL', 'ANTHROPIC_DEFAULT_SONNET_MODEL', 'ANTHROPIC_DEFAULT_OPUS_MODEL'],
    ...['CLAUDE_CODE_MAX_OUTPUT_TOKENS', 'MAX_THINKING_TOKENS', 'API_TIMEOUT_MS'],
    ...['CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_SKIP_BEDROCK_AUTH', 'ANTHROPIC_BEDROCK_BASE_URL', 'AWS_BEARER_TOKEN_BEDROCK'],
    ...['AWS_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
    ...['CLAUDE_CODE_USE_VERTEX', 'CLAUDE_CODE_SKIP_VERTEX_AUTH', 'ANTHROPIC_VERTEX_BASE_URL', 'ANTHROPIC_VERTEX_PROJECT_ID'],
    ...['CLOUD_ML_REGION', 'GOOGLE_APPLICATION_CREDENTIALS'],
    ...['CLAUDE_CODE_USE_FOUNDRY', 'ANTHROPIC_FOUNDRY_API_KEY', 'ANTHROPIC_FOUNDRY_BASE_URL', 'ANTHROPIC_FOUNDRY_RESOURCE'],
    ...['CLAUDE_CODE_CLIENT_CERT', 'CLAUDE_CODE_CLIENT_KEY', 'CLAUDE_CODE_CLIENT_KEY_PASSPHRASE'],
  ],
  profiles: { gated, caged },
  models: { fast: 'haiku', balanced: 'sonnet', deep: 'opus' },
  resume: { gated: 'resume', caged: 'resume' },
  quirks: NO_QUIRKS,
  wanted: wantedOf,
  scripted: ({ baseUrl, home }) => ({
    args: [],
    // The user's own keys and providers have no part in a proof.
    env: {
      HOME: home,
      CLAUDE_CONFIG_DIR: join(home, '.claude'),
      ANTHROPIC_BASE_URL: baseUrl,
      ANTHROPIC_AUTH_TOKEN: 'scripted',
      ANTHROPIC_API_KEY: '',
      CLAUDE_CODE_OAUTH_TOKEN: '',
      CLAUDE_CODE_USE_BEDROCK: '',
      CLAUDE_CODE_USE_VERTEX: '',
      CLAUDE_CODE_USE_FOUNDRY: '',
    },
    files: {},
  }),
  hostile: HOSTILE,
};
