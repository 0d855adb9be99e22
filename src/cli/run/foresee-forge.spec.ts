import { describePlace, type ShownIdentity } from './foresee-forge.js';

const from = 'git';
const SCAN: ShownIdentity = {
  repo: { value: 'acme/web', from },
  commit: { value: '3f1c9e2f10aa', from },
  mergeCommit: null,
  pr: { value: 128, from },
};
const report = { status: true, check: true, annotations: true, comment: 'on_failure' } as const;
const PLACE = {
  ...{ forge_id: 3, project: 'acme/web', project_id: null, context: 'quality-gate', report, guessed: false },
  problem: null,
};

describe('what a forge would be shown', () => {
  it('is the state on the commit and the comment on the pull request', () => {
    expect(describePlace(PLACE, SCAN)).toEqual({
      isKnown: true,
      text: '"quality-gate" on 3f1c9e2f10; a comment on pull request 128 once it fails; at acme/web',
      hint: null,
    });
  });

  it('is on the merge that CI made, too', () => {
    const mergeCommit = { value: '8d00000000ff', from };
    expect(describePlace(PLACE, { ...SCAN, mergeCommit }).text).toMatch(
      /^"quality-gate" on 3f1c9e2f10 and 8d00000000;/,
    );
  });

  it('has no comment without a pull request, or where none is wanted', () => {
    const text = '"quality-gate" on 3f1c9e2f10; at acme/web';
    expect(describePlace(PLACE, { ...SCAN, pr: null }).text).toBe(text);
    expect(describePlace({ ...PLACE, report: { ...report, comment: 'never' } }, SCAN).text).toBe(text);
  });

  it('is nothing where every part is off, and says so', () => {
    const none = { ...report, status: false, check: false, comment: 'never' as const };
    expect(describePlace({ ...PLACE, report: none }, SCAN).text).toBe('nothing on acme/web');
  });

  it('says that the place was guessed', () => {
    expect(describePlace({ ...PLACE, guessed: true }, SCAN).hint).toMatch(/guessed/);
  });

  it('is known to be nothing without a connection, with the way to one', () => {
    const place = { ...PLACE, forge_id: null, project: null, context: null, report: null };
    expect(describePlace(place, SCAN)).toMatchObject({
      isKnown: false,
      text: 'no forge shows verdicts of acme/web',
      hint: expect.stringContaining('settings'),
    });
  });
});
