import path from 'node:path';
import { writeFiles } from '../../../src/agents/verify/plant.ts';
import type { Flags } from './flags.ts';

/** What the scripted model is said to cost, in US dollars for a million tokens: the column of money has to be right, too. */
const PRICES = { scripted: { input: 1, output: 10 } };

/** The user's settings: everything in the workspace is allowed, rules alone decide, and there is one model. */
export function settingsFor({ real, format }: Flags, scriptedUrl: string | undefined): object {
  const model =
    real === undefined
      ? { base_url: `${scriptedUrl}/v1`, format, model: 'scripted', prices: PRICES }
      : {
          base_url: real.baseUrl,
          format: real.format,
          model: real.model,
          ...(real.apiKeyEnv === undefined ? {} : { api_key_env: real.apiKeyEnv }),
        };
  return { preset: 'relaxed', classifier: { engine: 'rules' }, model };
}

/** Makes the home of a user with these settings, whose login shell finds the programs that tasks need. */
export function makeHome(root: string, PATH: string, settings: object): { readonly home: string } {
  const home = path.join(root, 'home');
  const login = `export PATH='${PATH}'\n`;
  writeFiles(home, {
    '.config/bailiwick/settings.json': JSON.stringify(settings),
    '.profile': login,
    '.zprofile': login,
    '.bashrc': '# none\n',
    '.gitconfig': '[user]\n\tname = proof\n\temail = proof@example.invalid\n',
  });
  return { home };
}
