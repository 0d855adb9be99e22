import { hasControls, replaceControls } from '../../domain/scanning/control-characters.js';
import { type Identity } from './detect-identity.js';

/** Most characters that the service takes. */
const MAX_TITLE = 300;
const MAX_AUTHOR = 100;
const MAX_URL = 500;

/** Statements of CI on a pull request, as the service takes them. A cut title still tells; a cut address leads nowhere. */
export function pullRequestFacts({ title, author, prUrl }: Pick<Identity, 'title' | 'author' | 'prUrl'>): {
  title?: string;
  author?: string;
  pr_url?: string;
} {
  const shortTitle = toText(title?.value, MAX_TITLE);
  const shortAuthor = toText(author?.value, MAX_AUTHOR);
  return {
    ...(shortTitle !== '' && { title: shortTitle }),
    ...(shortAuthor !== '' && { author: shortAuthor }),
    ...(prUrl !== null && isAddress(prUrl.value) && { pr_url: prUrl.value }),
  };
}

const toText = (value: string | undefined, most: number): string =>
  replaceControls((value ?? '').replace(/\s+/g, ' ').trim())
    .slice(0, most)
    .toWellFormed();

const isAddress = (url: string): boolean =>
  url.length <= MAX_URL && /^https?:\/\//.test(url) && URL.canParse(url) && !hasControls(url);
