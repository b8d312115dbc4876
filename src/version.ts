/** The version of this program; `npm run docs` checks that package.json and manifest.json say the same. */
export const VERSION = '0.1.0';
