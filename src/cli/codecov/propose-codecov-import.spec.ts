import { parse } from 'yaml';
import { proposeCodecovImport } from './propose-codecov-import.js';

const propose = (text: string) => proposeCodecovImport(parse(text), 'qgate-policy.yml');
const policyOf = (text: string) => {
  const policy = parse(propose(text).policyFile!) as Record<string, number | null>;
  return Object.fromEntries(Object.entries(policy).filter(([, bound]) => bound !== null));
};

describe('an import of codecov.yml', () => {
  it('takes targets less their thresholds', () => {
    const text = `
coverage:
  status:
    project: { default: { target: 80%, threshold: 1.5% } }
    patch: { default: { target: 90 } }
`;
    expect(policyOf(text)).toEqual({ overall_coverage_min: 78.5, new_coverage_min: 90 });
  });

  it('takes an automatic target of the project as a bound of the drop, also where the file says nothing', () => {
    expect(
      policyOf('coverage: { status: { project: { default: { target: auto, threshold: 2% } }, patch: off } }'),
    ).toEqual({
      coverage_drop_max: 2,
    });
    expect(policyOf('comment: false')).toEqual({ coverage_drop_max: 0 });
    expect(propose('comment: false').report).toMatch(
      /^coverage\.status\.patch: target auto, threshold 0 +NOT IMPORTED/m,
    );
  });

  it('leaves out what is off, blocks nothing or is of a part, and says so', () => {
    const { report } = propose(`
coverage:
  status:
    project:
      default: off
      backend: { target: 70, flags: [backend] }
      trial: { target: 99, informational: true }
    patch: no
flags: { backend: { paths: [src/] } }
component_management: {}
`);
    for (const part of ['backend', 'trial', 'flags', 'component_management'])
      expect(report).toMatch(new RegExp(`^\\S*${part}.* NOT IMPORTED `, 'm'));
  });

  it('takes the strictest of several', () => {
    const text = 'coverage: { status: { project: { a: { target: 70 }, b: { target: 75 } }, patch: off } }';
    expect(policyOf(text)).toEqual({ overall_coverage_min: 75 });
  });

  it('takes ignored folders and globs, and no regular expressions', () => {
    const { settingsFile, report } = propose('ignore: [tests, "docs/", "**/*.gen.ts", setup.py, "^lib/.*"]');
    expect(parse(settingsFile!)).toEqual({ coverage_exclude: ['tests/**', 'docs/**', '**/*.gen.ts', 'setup.py'] });
    expect(report).toMatch(/^ignore: \^lib\/\.\* +NOT IMPORTED +a regular expression/m);
  });

  it.each(['', '[]', 'coverage: 3', 'coverage: { status: [] }'])('reads any document: %j', (text) => {
    expect(proposeCodecovImport(text === '' ? null : parse(text), 'p').settingsFile).toBeNull();
  });
});
