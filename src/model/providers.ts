/** The two ways to say a call on the wire. */
export type WireName = 'openai' | 'anthropic';

export interface ModelSettings {
  readonly format: WireName;
  readonly baseUrl: string;
  readonly model: string;
  /** For short questions, such as the classifier's. */
  readonly smallModel?: string;
  /** Name of the environment variable that holds the key. */
  readonly apiKeyEnv?: string;
}

export interface Provider {
  readonly format: WireName;
  readonly baseUrl: string;
  /** The usual environment name of the key; absent where none is needed. */
  readonly apiKeyEnv?: string;
}

/** What people call a provider, and how it is reached: from each provider's own documentation; local ones at their usual port. */
export const PROVIDERS: Readonly<Record<string, Provider>> = {
  anthropic: { format: 'anthropic', baseUrl: 'https://api.anthropic.com/v1', apiKeyEnv: 'ANTHROPIC_API_KEY' },
  openai: { format: 'openai', baseUrl: 'https://api.openai.com/v1', apiKeyEnv: 'OPENAI_API_KEY' },
  openrouter: { format: 'openai', baseUrl: 'https://openrouter.ai/api/v1', apiKeyEnv: 'OPENROUTER_API_KEY' },
  groq: { format: 'openai', baseUrl: 'https://api.groq.com/openai/v1', apiKeyEnv: 'GROQ_API_KEY' },
  deepseek: { format: 'openai', baseUrl: 'https://api.deepseek.com', apiKeyEnv: 'DEEPSEEK_API_KEY' },
  mistral: { format: 'openai', baseUrl: 'https://api.mistral.ai/v1', apiKeyEnv: 'MISTRAL_API_KEY' },
  google: { format: 'openai', baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai', apiKeyEnv: 'GEMINI_API_KEY' },
  together: { format: 'openai', baseUrl: 'https://api.together.xyz/v1', apiKeyEnv: 'TOGETHER_API_KEY' },
  fireworks: { format: 'openai', baseUrl: 'https://api.fireworks.ai/inference/v1', apiKeyEnv: 'FIREWORKS_API_KEY' },
  xai: { format: 'openai', baseUrl: 'https://api.x.ai/v1', apiKeyEnv: 'XAI_API_KEY' },
  ollama: { format: 'openai', baseUrl: 'http://127.0.0.1:11434/v1' },
  lmstudio: { format: 'openai', baseUrl: 'http://127.0.0.1:1234/v1' },
  vllm: { format: 'openai', baseUrl: 'http://127.0.0.1:8000/v1' },
  'llama.cpp': { format: 'openai', baseUrl: 'http://127.0.0.1:8080/v1' },
};
