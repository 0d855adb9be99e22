import { hasControls } from '../../domain/scanning/control-characters.js';
import { type Identity } from './detect-identity.js';
import { toText } from './to-text.js';

/** Most characters that the service takes. */
const MAX_TITLE = 300;
const MAX_AUTHOR = 100;
const MAX_URL = 500;

/** Statements of CI on a pull request, as the service takes them. A cut title still tells; a cut address leads nowhere. */
export function pullRequestFacts({ title, author, prUrl }: Pick<Identity, 'title' | 'author' | 'prUrl'>): {
  title?: string;
  author?: string;
  author_login?: string;
  pr_url?: string;
} {
  const shortTitle = toText(title?.value, MAX_TITLE);
  const shortAuthor = toText(author?.value, MAX_AUTHOR);
  return {
    ...(shortTitle !== '' && { title: shortTitle }),
    ...(shortAuthor !== '' && { author: shortAuthor }),
    // a cut account is another one
    ...(shortAuthor !== '' && shortAuthor === author?.value && { author_login: shortAuthor }),
    ...(prUrl !== null && isAddress(prUrl.value) && { pr_url: prUrl.value }),
  };
}

const isAddress = (url: string): boolean =>
  url.length <= MAX_URL && /^https?:\/\//.test(url) && URL.canParse(url) && !hasControls(url);
