import { describePresets } from './describe-presets.js';
import { describeMet } from './propose-policy-file.js';

describe('the end of the presets', () => {
  it.each([
    [undefined, 'An admin chooses, signed in with qgate login: qgate policy set --preset clean_changes'],
    [null, 'and starts with the policy "specified".\nAn admin chooses, signed in with qgate login: '],
    ['clean_changes', 'Your organization chose clean_changes.\nAn admin chooses another, signed in with qgate login: '],
    ['own', 'Your organization has a policy of its own.\nAn admin chooses another, '],
  ] as const)('where the choice is %s', (chosen, end) => {
    expect(describePresets(chosen)).toContain(end);
  });
});

describe('a repository that meets the defaults', () => {
  it.each([
    [undefined, 'It meets the default policy (specified).\n'],
    ['specified', 'It meets the default policy (specified).\n'],
    [
      'clean_changes',
      'It meets the default policy (specified). Your organization judges by clean_changes; qgate run shows that verdict.\n',
    ],
    [
      'own',
      'It meets the default policy (specified). Your organization judges by its own; qgate run shows that verdict.\n',
    ],
  ] as const)('is judged by another policy where the organization chose %s', (chosen, text) => {
    expect(describeMet(chosen)).toBe(text);
  });
});
