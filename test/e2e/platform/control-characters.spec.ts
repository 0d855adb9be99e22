import { startTestApp, type TestApp } from '../../support/test-app.js';

const ESC = '\u001b';
const STEERING = `a${ESC}[2J\u202e\u009b`;
const SHOWN = 'a\uFFFD[2J\uFFFD\uFFFD';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

describe('control characters', () => {
  it.each([
    ['/scans', { repo: `acme/${STEERING}`, branch: 'main' }, 'repo'],
    ['/scans', { repo: 'acme/web', branch: STEERING }, 'branch'],
    ['/scans', { repo: 'acme/web', branch: 'feature', base_branch: 'main\u0007' }, 'base_branch'],
    ['/scans', { repo: 'acme/new', branch: 'main', default_branch: 'main\n::error::' }, 'default_branch'],
    ['/repos', { name: STEERING }, 'name'],
    ['/repos', { name: 'acme/other', default_branch: STEERING }, 'default_branch'],
    ['/api-keys', { name: STEERING }, 'name'],
    ['/members', { email: 'x@example.test', name: STEERING, role: 'VIEWER' }, 'name'],
  ])('are refused in what a request names: POST %s %j', async (path, body, field) => {
    const answer = await service.admin.post(path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field, message: 'must not contain control characters' }]);
  });

  it('are replaced in what reports, changes and lists of files say', async () => {
    const { body: scan } = await service.admin.post('/scans', { repo: 'acme/web', branch: 'feature' });
    const path = `src/${STEERING}.ts`;
    await service.admin.post(`/scans/${scan.id}/files`, { paths: [path] });
    await service.admin.post(`/scans/${scan.id}/changes`, { files: [{ path, added: [[1, 9]] }] });
    const result = {
      ruleId: STEERING,
      message: { text: `${STEERING}\nsecond line` },
      locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(path) }, region: { startLine: 1 } } }],
    };
    const log = { version: '2.1.0', runs: [{ tool: { driver: { name: STEERING } }, results: [result] }] };
    const taken = await service.admin.post(`/scans/${scan.id}/findings`, log);
    expect(taken.body.records_persisted).toBe(1);
    await service.admin.upload(
      '/quality/coverage/upload',
      { scan_id: String(scan.id) },
      { content: `TN:\nSF:${path}\nDA:1,0\nend_of_record\n` },
    );
    await service.admin.post(`/scans/${scan.id}/complete`, {});
    const { findings } = (await service.admin.get(`/scans/${scan.id}/findings?tool=${encodeURIComponent(SHOWN)}`)).body;
    expect(findings).toEqual([
      expect.objectContaining({
        tool: SHOWN,
        rule_id: SHOWN,
        message: `${SHOWN}\nsecond line`,
        file_path: `src/${SHOWN}.ts`,
        is_new_in_pr: true,
      }),
    ]);
    const { body: coverage } = await service.admin.get(`/quality/coverage/${scan.id}`);
    expect(coverage.files.map((file: { file_path: string }) => file.file_path)).toEqual([`src/${SHOWN}.ts`]);
  });
});
