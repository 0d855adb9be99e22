import { copiedSegments } from '../../../../../test/support/packed-findings.js';
import type { Finding } from '../../../../domain/findings/finding.js';
import { findingReader } from '../../../../domain/findings/listing/listed-finding.js';
import { joinFiles } from '../ingest/file-part.js';
import { toToolFindings } from '../ingest/tool-findings.js';
import { decodeFindings } from './decode-findings.js';

const TOKEN = `ghp_${'a1B2c3D4e5f6'.repeat(3)}`;
const PASSWORD = "Possible hardcoded password: 'hunter2'";

/** A finding as versions stored it that did not blank. */
const aFinding = (fields: Partial<Finding>): Finding => ({
  ...{ tool: 'Bandit', ruleId: 'B105', type: 'security', severity: 'low', debtKind: 'other', message: PASSWORD },
  ...{ filePath: 'a.py', snippet: null, context: null, scope: null, partialFingerprints: {}, isSuppressed: false },
  region: { startLine: 1, startColumn: null, endLine: 1, endColumn: null },
  ...fields,
});

describe('stored findings', () => {
  const findings = [
    aFinding({}),
    aFinding({ ruleId: 'B608', message: `a 'query' with ${TOKEN}` }),
    aFinding({ ruleId: 'B102', message: "an 'exec'", cwe: [78, 94] }),
  ];
  const found = toToolFindings({ tool: 'Bandit', toolVersion: null, findings }, new Uint8Array(32));
  const files = joinFiles('Bandit', found.parts);
  const columns = decodeFindings({
    tools: [
      {
        ...{ tool: 'Bandit', paths: files.map(({ path }) => path), addresses: files.map(({ address }) => address) },
        ...{
          issueIds: Float64Array.of(1, 2, 3),
          firstSeenScanIds: Float64Array.of(1, 1, 1),
          states: new Uint16Array(3),
        },
        notes: { explanations: { 0: { was: { severity: 'info', message: PASSWORD } } } },
      },
    ],
    segments: copiedSegments(found),
  });
  const read = findingReader(columns);

  it('are read with their secrets blanked, whatever version stored them', () => {
    expect([0, 1, 2].map((row) => read(row).message)).toEqual([
      "Possible hardcoded password: '***'",
      "a 'query' with ***",
      "an 'exec'",
    ]);
    expect(read(0).was?.message).toBe("Possible hardcoded password: '***'");
  });

  it('have the weaknesses that their tool names', () => {
    expect([0, 1, 2].map((row) => read(row).cwe)).toEqual([[], [], [78, 94]]);
  });
});
