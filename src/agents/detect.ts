import { which } from '../shell/process/which.ts';

/** Agents that later drivers know; looked for by name and never executed. */
const KNOWN_AGENTS = ['claude', 'codex', 'gemini', 'opencode', 'qwen', 'copilot', 'kimi'] as const;

/** Names under which providers' keys usually lie in an environment. Values are never read. */
const KEY_NAMES = [
  'ANTHROPIC_API_KEY',
  'OPENAI_API_KEY',
  'GEMINI_API_KEY',
  'GOOGLE_API_KEY',
  'OPENROUTER_API_KEY',
  'DEEPSEEK_API_KEY',
  'MOONSHOT_API_KEY',
  'DASHSCOPE_API_KEY',
  'MISTRAL_API_KEY',
  'GROQ_API_KEY',
  'XAI_API_KEY',
] as const;

export interface Detected {
  /** Names of agents that lie on the PATH. */
  readonly agents: readonly string[];
  /** Names of the keys that are set. */
  readonly keys: readonly string[];
}

/** Takes the login environment; returns what is installed and which keys are set, both by name. Starts and asks nothing. */
export function detectAgents(env: Readonly<Record<string, string>>): Detected {
  const path = env['PATH'] ?? '';
  return {
    agents: KNOWN_AGENTS.filter((name) => which(name, path, '/') !== undefined),
    keys: KEY_NAMES.filter((name) => (env[name] ?? '') !== ''),
  };
}
