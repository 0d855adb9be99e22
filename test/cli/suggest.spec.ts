import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { main } from '../../src/cli/main.js';
import { GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: any;
}

type Answers = (request: Asked) => readonly [status: number, body: unknown];

const BEFORE = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n';
const AFTER = BEFORE.replace('two', 'bad = 1').replace('three', 'ugly');
const PATCH = '@@ -1,6 +1,6 @@\n one\n-two\n-three\n+bad = 1\n+ugly\n four\n five\n six\n';

const range = (first: number, last = first) => ({ start: { line: first }, end: { line: last } });
const diagnostic = (line: number, text: string, more: object = {}) => ({
  message: 'Say @good <b>',
  location: { path: 'a.py', range: range(line) },
  source: { name: 'ruff' },
  code: { value: 'bad' },
  suggestions: [{ range: range(line), text }],
  ...more,
});

describe('qgate suggest', () => {
  let repository: GitRepository;
  let server: Server;
  let asked: Asked[];
  let answers: Answers;
  beforeEach(async () => {
    repository = GitRepository.of({ 'a.py': BEFORE, 'other.py': 'x\n' });
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.commit({ 'a.py': AFTER });
    asked = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        const seen: Asked = {
          ...{ method: request.method!, url: request.url!, authorization: request.headers.authorization },
          body: body === '' ? null : JSON.parse(body),
        };
        asked.push(seen);
        const [status, answer] = answers(seen);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    repository.remove();
    server.closeAllConnections();
    server.close();
  });

  const api = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`;
  const git = (...args: string[]) => repository.git(...args).trim();

  async function suggest(diagnostics: readonly object[], env: NodeJS.ProcessEnv) {
    repository.write({ 'qgate.rdjson': JSON.stringify({ source: { name: 'qgate' }, diagnostics }) });
    const terminal = recordingTerminal(repository.root, env);
    const exitCode = await main(['suggest', 'qgate.rdjson'], terminal);
    return { exitCode, out: terminal.out(), err: terminal.err() };
  }
  const posts = () => asked.filter(({ method }) => method === 'POST');

  describe('on GitHub', () => {
    const comments: string[] = [];
    beforeEach(() => {
      comments.length = 0;
      answers = ({ method, url }) => {
        const route = url.replace(/^\/api\/v4\/repos\/acme\/shop\/pulls\/7/, '').replace(/\?.*/, '');
        if (method === 'POST') return [200, {}];
        if (route === '') return [200, { head: { sha: git('rev-parse', 'HEAD') } }];
        if (route === '/comments') return [200, comments.map((body) => ({ body }))];
        const sha = git('rev-parse', 'HEAD:a.py');
        return [
          200,
          [
            { filename: 'a.py', sha, patch: PATCH },
            { filename: 'big.bin', sha: 'f'.repeat(40) },
          ],
        ];
      };
    });
    const env = () => ({
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: api(),
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_EVENT_PATH: `${repository.root}/../event.json`,
      GITHUB_TOKEN: 'token-of-the-workflow',
    });
    const inPull = (event: object = { pull_request: { number: 7 } }) =>
      repository.write({ '../event.json': JSON.stringify(event) });

    it('posts the fixes of a run as one review', async () => {
      inPull();
      const both = diagnostic(2, 'good = 1\n```', { suggestions: [{ range: range(2, 3), text: 'good = 1\n```' }] });
      const { exitCode, out } = await suggest([diagnostic(2, 'good = 1'), both, diagnostic(3, '')], env());
      expect([exitCode, out]).toEqual([0, 'Suggestions: 3 posted, 0 posted before, 0 left.\n']);
      const [review, ...others] = posts();
      expect([others, review!.url, review!.authorization]).toEqual([
        [],
        '/api/v4/repos/acme/shop/pulls/7/reviews',
        'Bearer token-of-the-workflow',
      ]);
      const mark = /\n\n<!-- qgate-fix:[0-9a-f]{16} -->$/;
      const bodies = review!.body.comments.map(({ body }: { body: string }) => body.replace(mark, ''));
      expect(bodies).toEqual([
        '`ruff bad`: Say &#64;good \\<b\\>\n\n```suggestion\ngood = 1\n```',
        '`ruff bad`: Say &#64;good \\<b\\>\n\n````suggestion\ngood = 1\n```\n````',
        '`ruff bad`: Say &#64;good \\<b\\>\n\n```suggestion\n```',
      ]);
      expect(review!.body).toMatchObject({
        event: 'COMMENT',
        commit_id: git('rev-parse', 'HEAD'),
        comments: [
          { path: 'a.py', line: 2, side: 'RIGHT' },
          { path: 'a.py', start_line: 2, start_side: 'RIGHT', line: 3, side: 'RIGHT' },
          { path: 'a.py', line: 3, side: 'RIGHT' },
        ],
      });
      expect(review!.body.comments[0]).not.toHaveProperty('start_line');
    });

    it('posts each fix once, equal ones in two places too', async () => {
      inPull();
      const offers = [diagnostic(2, 'same'), diagnostic(3, 'same')];
      await suggest(offers, env());
      comments.push(...posts()[0]!.body.comments.map(({ body }: { body: string }) => body));
      expect(new Set(comments.map((body) => body.slice(-30))).size).toBe(2);
      const again = await suggest([diagnostic(2, 'same'), diagnostic(3, 'same'), diagnostic(4, 'new')], env());
      expect(again.out).toBe('Suggestions: 1 posted, 2 posted before, 0 left.\n');
      expect(posts()[1]!.body.comments).toMatchObject([{ line: 4 }]);
    });

    it('leaves what has no place in the difference, and says why', async () => {
      inPull();
      const at = (path: string) => ({ location: { path, range: range(1) } });
      const offers = [diagnostic(9, 'x'), diagnostic(1, 'x', at('other.py')), diagnostic(1, 'x', at('big.bin'))];
      const { exitCode, out } = await suggest([...offers, diagnostic(2, 'a\u202eb')], env());
      expect([exitCode, posts()]).toEqual([0, []]);
      expect(out).toBe(
        'left  a.py:9  ruff bad: its lines are outside the diff\n' +
          'left  other.py:1  ruff bad: the pull request does not change the file\n' +
          'left  big.bin:1  ruff bad: the forge does not show the diff of the file\n' +
          'Suggestions: 0 posted, 0 posted before, 3 left.\n',
      );
    });

    it('leaves the fixes of a file that is another one at the head', async () => {
      inPull();
      repository.write({ 'a.py': `zero\n${AFTER}` });
      const { out } = await suggest([diagnostic(3, 'good')], env());
      expect([out.split('\n')[0], posts()]).toEqual([
        'left  a.py:3  ruff bad: the file here differs from the head of the pull request',
        [],
      ]);
    });

    it('posts 20 at most', async () => {
      inPull();
      const { out } = await suggest(
        Array.from({ length: 21 }, (_, at) => diagnostic(2, `good = ${at}`)),
        env(),
      );
      expect(out).toContain('more than 20 in one run\nSuggestions: 20 posted, 0 posted before, 1 left.\n');
      expect(posts()[0]!.body.comments).toHaveLength(20);
    });

    it.each([
      ['posts nothing outside of a pull request', {}, [0, 'This build does not belong to a pull request']],
      ['asks for a token', { GITHUB_TOKEN: undefined }, [3, 'GITHUB_TOKEN is not set']],
      ['asks for the address', { GITHUB_API_URL: 'nowhere' }, [2, 'GITHUB_API_URL must be the address']],
      ['takes a Gitea for none', { GITEA_ACTIONS: 'true' }, [2, 'Suggestions are posted from GitHub Actions']],
    ])('%s', async (name, more, [code, said]) => {
      inPull(name.includes('outside') ? {} : undefined);
      const { exitCode, out, err } = await suggest([diagnostic(2, 'good')], { ...env(), ...more });
      expect([exitCode, posts()]).toEqual([code, []]);
      expect(out + err).toContain(said);
    });

    it.each([401, 403, 404])('says what a token needs that is answered %d', async (status) => {
      inPull();
      answers = () => [status, { message: 'Resource not accessible by integration' }];
      const { exitCode, err } = await suggest([diagnostic(2, 'good')], env());
      expect(exitCode).toBe(3);
      expect(err).toContain(`GitHub answered ${status}`);
      expect(err).toContain('pull-requests: write');
    });

    it('exits 4 for another refusal', async () => {
      inPull();
      const usual = answers;
      answers = (request) => (request.method === 'POST' ? [422, { message: 'no' }] : usual(request));
      expect((await suggest([diagnostic(2, 'good')], env())).exitCode).toBe(4);
    });
  });

  it('begins a thread of GitLab for each, with the line of the old text where it is the same', async () => {
    const refs = { base_sha: 'a'.repeat(40), start_sha: 'b'.repeat(40), head_sha: git('rev-parse', 'HEAD') };
    const file = { old_path: 'old.py', new_path: 'a.py', diff: PATCH };
    const there: string[] = [];
    answers = ({ method, url }) => {
      if (method === 'POST') return [201, {}];
      if (url.includes('/diffs')) return [200, [file]];
      if (url.includes('/discussions')) return [200, there.map((body) => ({ notes: [{ body }] }))];
      return [200, { diff_refs: refs }];
    };
    const env = {
      GITLAB_CI: 'true',
      CI_API_V4_URL: api(),
      CI_MERGE_REQUEST_ID: '4711',
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_PROJECT_ID: '12',
      QGATE_FORGE_TOKEN: 'token-of-the-project',
    };
    const long = diagnostic(3, 'x', { suggestions: [{ range: range(2, 4), text: 'good' }] });
    const { exitCode, out } = await suggest([diagnostic(2, 'good = 1'), long], env);
    expect([exitCode, out]).toEqual([0, 'Suggestions: 2 posted, 0 posted before, 0 left.\n']);
    const place = { position_type: 'text', ...refs, old_path: 'old.py', new_path: 'a.py' };
    expect(posts().map(({ url, body }) => [url, body.position])).toEqual([
      ['/api/v4/projects/12/merge_requests/7/discussions', { ...place, new_line: 2 }],
      ['/api/v4/projects/12/merge_requests/7/discussions', { ...place, new_line: 4, old_line: 4 }],
    ]);
    expect(posts()[0]!.body.body).toContain('```suggestion:-0+0\ngood = 1\n```');
    expect(posts()[1]!.body.body).toContain('```suggestion:-2+0\ngood\n```');
    there.push(...posts().map(({ body }) => body.body));
    const again = await suggest([diagnostic(2, 'good = 1'), long], env);
    expect(again.out).toBe('Suggestions: 0 posted, 2 posted before, 0 left.\n');
    const { err, exitCode: code } = await suggest([long], { ...env, QGATE_FORGE_TOKEN: undefined });
    expect([code, err]).toEqual([3, expect.stringContaining('QGATE_FORGE_TOKEN is not set')]);
  });

  it.each(['{', '[]', '{"diagnostics":3}'])('refuses the file %s', async (content) => {
    repository.write({ 'qgate.rdjson': content });
    const terminal = recordingTerminal(repository.root, { GITHUB_ACTIONS: 'true' });
    expect(await main(['suggest', 'qgate.rdjson'], terminal)).toBe(6);
    expect(terminal.err()).toContain('is not an rdjson result');
  });
});
