import { AZURE } from './azure.js';
import { BITBUCKET } from './bitbucket.js';
import { GITEA } from './gitea.js';
import { GITHUB } from './github.js';
import { GITLAB } from './gitlab.js';

const UUID = '{2b1f6a9c-0d3e-4f5a-8b7c-6d5e4f3a2b1c}';
const takes = (name: string) =>
  [GITHUB, GITLAB, BITBUCKET, AZURE, GITEA].filter((client) => client.isProject(name)).map(({ kind }) => kind);

it.each([
  ['acme/web', ['github', 'gitlab', 'bitbucket', 'azure', 'gitea']],
  ['acme/sub/web.js', ['gitlab']],
  ['Web Shop/Kasse ü', ['azure']],
  [UUID, ['bitbucket']],
  ...['acme', '/web', 'acme/', '../web', 'acme/..', './.', 'a/b\n', '{}/web?x'].map((name): [string, string[]] => [
    name,
    name === '{}/web?x' ? ['azure'] : [],
  ]),
])('%p names a repository of %p', (name, kinds) => {
  expect(takes(name)).toEqual(kinds);
});
