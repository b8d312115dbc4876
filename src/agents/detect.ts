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

/** Takes an environment; returns the names of the keys that are set in it. */
export function keysIn(env: Readonly<Record<string, string>>): readonly string[] {
  return KEY_NAMES.filter((name) => (env[name] ?? '') !== '');
}
