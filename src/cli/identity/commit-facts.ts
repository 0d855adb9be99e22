import { type Git } from '../git/git.js';
import { toText } from './to-text.js';

/** Title and author of a commit, as the service takes them; without what git does not know. */
export interface CommitFacts {
  readonly commit_title?: string;
  readonly commit_author?: string;
  readonly author_email?: string;
}

const MAX_TITLE = 300;
const MAX_AUTHOR = 100;
const MAX_EMAIL = 320;

/** Reads the commit in the checkout; names and addresses go by `.mailmap`. */
export async function readCommitFacts(git: Git, commit: string): Promise<CommitFacts> {
  const known = /^[0-9a-f]+$/i.test(commit)
    ? await git.ask('log', '-1', '--format=%s%x00%aN%x00%aE', commit, '--')
    : null;
  const [subject, name, email] = (known ?? '').split('\0');
  const [title, author] = [toText(subject, MAX_TITLE), toText(name, MAX_AUTHOR)];
  const address = toText(email, MAX_EMAIL + 1);
  return {
    ...(title !== '' && { commit_title: title }),
    ...(author !== '' && { commit_author: author }),
    ...(address !== '' && address.length <= MAX_EMAIL && { author_email: address }),
  };
}
