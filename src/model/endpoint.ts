import type { ModelSettings } from './providers.ts';

export type Endpoint = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly problem: string };

/** `new URL` has written every spelling of an address (127.1, 0x7f000001) in these forms before. */
const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** A header holds no other characters, and what refuses them would quote the key in its own words. */
const KEY = /^[\x21-\x7e]+$/;

/**
 * Takes settings and the key; returns the address of the calls, or what is wrong with them in words that hold neither the key nor a
 * password. The way is encrypted unless it ends on this machine: prompts and keys do not travel in the clear.
 */
export function endpoint(settings: ModelSettings, apiKey: string | undefined): Endpoint {
  if (apiKey !== undefined && !KEY.test(apiKey)) return problem('the API key is empty or holds spaces or other characters that no key has');
  if (settings.model === '') return problem('no model is named');
  if (!URL.canParse(settings.baseUrl)) return problem('the base URL is not a URL');
  const url = new URL(settings.baseUrl);
  if (url.username !== '' || url.password !== '') return problem('the base URL holds a user name or password: name the key instead');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return problem('the base URL is neither https:// nor http://');
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) return problem('http:// is only for this machine itself: use https://');
  url.pathname = pathOf(settings, url.pathname.replace(/\/+$/, ''));
  url.hash = '';
  return { ok: true, url: url.href };
}

/** Base URLs of the Anthropic format are written with and without the version. */
function pathOf(settings: ModelSettings, base: string): string {
  if (settings.format === 'openai') return `${base}/chat/completions`;
  return base.endsWith('/v1') ? `${base}/messages` : `${base}/v1/messages`;
}

const problem = (text: string): Endpoint => ({ ok: false, problem: text });
