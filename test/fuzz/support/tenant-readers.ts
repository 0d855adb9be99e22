import { mkdtempSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { toApiError } from '../../../src/cli/api/api-error.js';
import { readJson } from '../../../src/cli/api/http.js';
import { identifyReport } from '../../../src/cli/collect/identify-report.js';
import { mergeByTool } from '../../../src/cli/collect/merge-by-tool.js';
import { namesOfTools } from '../../../src/cli/collect/reported-tools.js';
import { readPolicyDraft } from '../../../src/cli/commands/support/policy-draft.js';
import { draftReport } from '../../../src/cli/enrich/report-draft.js';
import { CliError } from '../../../src/cli/exit-code.js';
import { withoutSourceText } from '../../../src/cli/git/without-source-text.js';
import { readBaselineFile } from '../../../src/cli/local/baseline-file.js';
import { type FindingsFile } from '../../../src/cli/report-file.js';
import { readSettingsFile } from '../../../src/cli/settings/settings-file.js';
import { proposeImport } from '../../../src/cli/sonar/describe-import.js';
import { NoSonarExport, readExport } from '../../../src/cli/sonar/export.js';
import { isMarkedGenerated } from '../../../src/cli/source/generated-mark.js';
import { DEFAULT_POLICY } from '../../../src/domain/gate/policy.js';
import { applyPolicyFile } from '../../../src/domain/gate/policy-file.js';
import { packFileList } from '../../../src/domain/paths/packed-file-list.js';
import { claimedIssuerOf, readCredential } from '../../../src/modules/people/auth/credentials/read-credential.js';
import {
  challengeOf,
  verifyAssertion,
  verifyCredential,
} from '../../../src/modules/people/auth/passkeys/passkey-verifier.js';
import { readUnverified } from '../../../src/modules/people/publisher/identity-token.js';
import { FORGES } from '../../../src/modules/reach/forge/forges/forges.js';
import { toNews } from '../../../src/modules/reach/forge/hooks/hook-news.js';
import { CompleteScanDto } from '../../../src/modules/verdict/completion/dto/complete-scan.dto.js';
import { readCoverage } from '../../../src/modules/verdict/coverage/ingest/coverage.tasks.js';
import { readInPlace } from '../../../src/modules/verdict/coverage/ingest/coverage-ingest.js';
import { parseFindingsForm } from '../../../src/modules/verdict/findings/dto/report-body.js';
import { readWhole } from '../../../src/modules/verdict/findings/ingest/read-findings.js';
import { PolicyPipe } from '../../../src/modules/verdict/quality-gate/policy.pipe.js';
import { CreateScanDto } from '../../../src/modules/verdict/scan/dto/create-scan.dto.js';
import { readChanges, readPaths } from '../../../src/modules/verdict/scan/scan.tasks.js';
import { readTests } from '../../../src/modules/verdict/test-results/ingest/tests.tasks.js';
import { AppError } from '../../../src/platform/errors/app-error.js';
import { parseBody } from '../../../src/platform/http/read-json-body.js';
import { readTar, UnreadableTar } from '../../../src/platform/http/read-tar.js';
import { readUpload } from '../../../src/platform/http/read-upload.js';
import { tarEntry } from '../../../src/platform/http/tar-entry.js';
import { decodeTextCursor } from '../../../src/platform/validation/cursor.js';
import { createRequestValidationPipe } from '../../../src/platform/validation/request-validation.pipe.js';
import type { Draw } from './hostile-texts.js';
import { readRouteBody, writeRouteBody } from './route-bodies.js';

/** A reader of texts that a tenant, a repository or another service wrote. */
export interface TenantReader {
  readonly name: string;
  /** Longest text that is read on the thread that answers requests; 0 where another thread or process reads. */
  readonly inlineBytes: number;
  /** Longest text that reaches it. */
  readonly maxBytes: number;
  /** Valid texts. A hostile one takes the place of `§` (as a JSON string) or `¤` (as XML), or of any offset. */
  readonly samples: readonly string[];
  readonly read: (bytes: Buffer) => unknown;
  /** Writes a whole hostile text, instead of one in a sample. */
  readonly write?: (draw: Draw) => string;
}

const KIB = 1024;
const MIB = 1024 * KIB;

const FINDINGS = [
  '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"§","rules":[{"id":"§"}]}},"results":[{"ruleId":"§","message":{"text":"§"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"§"},"region":{"startLine":1,"snippet":{"text":"§"}}}}],"partialFingerprints":{"a":"§"}}]}]}',
  '[{"filePath":"§","messages":[{"ruleId":"§","message":"§","line":1,"column":1,"severity":2}],"source":"§"}]',
  '[{"description":"§","check_name":"§","fingerprint":"§","severity":"major","location":{"path":"§","lines":{"begin":1}}}]',
  '{"statistics":{"total":{"lines":1}},"duplicates":[{"format":"§","lines":2,"fragment":"§","firstFile":{"name":"§","start":1,"end":2},"secondFile":{"name":"§","start":1,"end":2}}]}',
  '{"issues":[{"engineId":"§","ruleId":"§","severity":"MAJOR","type":"BUG","primaryLocation":{"message":"§","filePath":"§","textRange":{"startLine":1}}}]}',
  '{"version":"15.0.0","vulnerabilities":[{"id":"§","name":"§","description":"§","severity":"High","location":{"file":"§","start_line":1},"identifiers":[{"type":"§","name":"§","value":"§"}]}],"scan":{"type":"sast","scanner":{"id":"§","name":"§"}}}',
  '[{"type":"warning","module":"§","obj":"§","line":1,"column":1,"path":"§","symbol":"§","message":"§","message-id":"W0001"}]',
  '{"source":{"name":"§"},"diagnostics":[{"message":"§","location":{"path":"§","range":{"start":{"line":1,"column":1}}},"severity":"ERROR","code":{"value":"§"}}]}',
  '{"message":"§","location":{"path":"§","range":{"start":{"line":1}}},"severity":"ERROR"}\n{"message":"§","location":{"path":"§"}}\n',
  '<checkstyle version="1"><file name="¤"><error line="1" column="1" severity="error" message="¤" source="¤"/></file></checkstyle>',
  '<pmd version="1"><file name="¤"><violation beginline="1" endline="1" rule="¤" ruleset="¤" priority="1">¤</violation></file></pmd>',
  '<pmd-cpd><duplication lines="2" tokens="9"><file path="¤" line="1" endline="2"/><file path="¤" line="1"/><codefragment>¤</codefragment></duplication></pmd-cpd>',
  '<BugCollection version="1"><Project><SrcDir>¤</SrcDir></Project><BugInstance type="¤" priority="1" category="¤"><LongMessage>¤</LongMessage><SourceLine classname="¤" start="1" end="1" sourcefile="¤" sourcepath="¤"/></BugInstance></BugCollection>',
  '<cppncss><measure type="Function"><labels><label>NCSS</label><label>CCN</label></labels><item name="¤ at a.c:1"><value>1</value><value>30</value></item></measure></cppncss>',
  'NLOC,CCN,token,PARAM,length,location,file,function,long_name,start,end\n9,30,50,1,9,"a@1-9@§","§","§","§(int a)",1,9\n',
  'src/a.c:1:2: warning: § [rule]\nsrc/b.c:3: error: §\n',
];

const COVERAGE = [
  'TN:§\nSF:src/§\nFN:1,§\nFNDA:1,§\nBRDA:1,0,0,1\nDA:1,1\nDA:2,0,§\nLF:2\nLH:1\nend_of_record\n',
  'mode: set\nexample.org/§/a.go:1.1,2.2 1 1\n',
  'mode: set\na.go:1.1,4000000.2 1 1\nexample.org/§/b.go:1.1,2.2 1 1\n',
  '<coverage line-rate="0.5" version="1"><sources><source>¤</source></sources><packages><package name="¤"><classes><class name="¤" filename="¤"><lines><line number="1" hits="1" branch="true" condition-coverage="50% (1/2)"/></lines></class></classes></package></packages></coverage>',
  '<coverage generated="1"><project><package name="¤"><file name="¤" path="¤"><line num="1" type="stmt" count="1"/></file></package></project></coverage>',
  '<report name="¤"><sessioninfo id="¤"/><package name="¤"><sourcefile name="¤"><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package></report>',
  '<coverage version="1"><file path="¤"><lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="1"/></file></coverage>',
  '<CoverageSession><Modules><Module><Files><File uid="1" fullPath="¤"/></Files><Classes><Class><FullName>¤</FullName><Methods><Method><SequencePoints><SequencePoint vc="1" sl="1" fileid="1"/></SequencePoints></Method></Methods></Class></Classes></Module></Modules></CoverageSession>',
  '{"§":{"path":"§","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":9}}},"fnMap":{},"branchMap":{},"s":{"0":1},"f":{},"b":{}}}',
  '{"meta":{"version":"7","branch_coverage":true,"show_contexts":false},"files":{"§":{"executed_lines":[1],"missing_lines":[2],"excluded_lines":[]}}}',
  '{"type":"llvm.coverage.json.export","version":"2.0.1","data":[{"files":[{"filename":"§","segments":[[1,1,1,true,true,false]]}],"functions":[]}]}',
  '{"RSpec":{"coverage":{"§":{"lines":[1,null,0],"branches":{"[:if, 0, 1, 0, 3, 3]":{"[:then, 1, 2, 2, 2, 4]":1}}}},"timestamp":1}}',
];

const TESTS = [
  '<testsuites><testsuite name="¤" file="¤" timestamp="2026-01-01T00:00:00"><properties><property name="¤" value="¤"/></properties><testcase name="¤" classname="¤" file="¤" time="0.1"><failure message="¤" type="¤">¤</failure><system-out>¤</system-out></testcase></testsuite></testsuites>',
];

const DIFF = `diff --git a/src/§ b/src/§
index 1..2 100644
--- a/src/§
+++ b/src/§
@@ -1,2 +1,2 @@ §
 context §
-removed §
+added §
`;

const YAML = [
  'new_high_max: 0\nrating_min: "A" # §\n',
  'exclude:\n  - "§"\n  - src/a\nfindings: [a, "§"]\n',
  'a: &a {new_high_max: 1}\nb: |\n  §\nc: >-\n  §\n',
];

const HOOK = [
  '{"action":"synchronize","number":1,"ref":"refs/heads/§","deleted":true,"object_kind":"merge_request","repository":{"id":1,"full_name":"§","default_branch":"§"},"project":{"id":1,"path_with_namespace":"§"},"pull_request":{"number":1,"merged":false,"head":{"sha":"§","ref":"§"}},"object_attributes":{"iid":1,"action":"update","oldrev":"§","last_commit":{"id":"§"}},"installation":{"id":1}}',
];

const HOOK_HEADERS: Readonly<Record<string, string>> = {
  'x-github-event': 'pull_request',
  'x-gitea-event': 'pull_request',
  'x-event-key': 'pullrequest:updated',
};

/** A repository whose files a report may name. */
const PLACE = { fileList: packFileList(['a.go', 'src/a', 'src/a.c', 'src/b.c']), reportPath: 'build/report' };
const coverageIn = (bytes: Buffer) => ({ ...PLACE, bytes, format: undefined, exclude: [], keyframe: null });
const SECRET = Buffer.alloc(32, 7);
const PARTY = { id: 'gate.example.org', origin: 'https://gate.example.org' };
const scratch = mkdtempSync(path.join(tmpdir(), 'qgate-readers-'));

/** Bytes from 0 to 255 as a text, back as bytes. */
const asBinary = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('utf8'), 'latin1');
const asSegment = (bytes: Buffer): string => bytes.toString('base64url');
const asCli = (bytes: Buffer) => bytes.toString('utf8');

const pipe = createRequestValidationPipe();
const validate = (bytes: Buffer, metatype: typeof CompleteScanDto | typeof CreateScanDto): Promise<unknown> =>
  pipe.transform(parseBody(bytes), { type: 'body', metatype });

async function readWholeTar(bytes: Buffer): Promise<void> {
  const chunks = Readable.from([bytes, tarEntry('end.json', Buffer.from('{}'), new Date(0))]);
  for await (const { content } of readTar(chunks, MIB)) content.toString('utf8').split('\n');
}

/** Receives a form as an upload does, in one piece. */
function readForm(bytes: Buffer): Promise<unknown> {
  const headers: IncomingHttpHeaders = {
    'content-type': 'multipart/form-data; boundary=x',
    'content-length': String(bytes.length),
  };
  const parts = { headers, query: {}, get: (name: string) => headers[name.toLowerCase()] };
  const request = Object.assign(Readable.from([bytes]), parts) as unknown as Request;
  const reservation = { limit: 4 * MIB, hold: () => Promise.resolve(), resize: () => Promise.resolve() };
  return readUpload(request, {} as Response, reservation, parseFindingsForm);
}

async function readPasskey(attestation: Buffer, clientData: Buffer): Promise<void> {
  const clientDataJSON = asSegment(clientData);
  challengeOf(clientDataJSON);
  const id = asSegment(Buffer.from('an-id'));
  const named = { id, rawId: id, type: 'public-key' } as const;
  const attestationObject = asSegment(attestation);
  await verifyCredential({ ...named, response: { clientDataJSON, attestationObject } }, PARTY, () => true);
  const assertion = { clientDataJSON, authenticatorData: attestationObject, signature: id };
  await verifyAssertion({ ...named, response: assertion }, attestation, PARTY, () => true);
}

function readAsQgate(name: string, content: Buffer): void {
  const identified = identifyReport('findings', name, content);
  if ('problem' in identified || identified.file.kind !== 'findings') return;
  const file: FindingsFile = identified.file;
  namesOfTools(file);
  draftReport(file, '/checkout');
  mergeByTool([file, { ...file, name: `${name}.other` }]);
}

const CLIENT_DATA =
  '{"type":"webauthn.create","challenge":"YQ","origin":"https://gate.example.org","crossOrigin":false,"§":1}';
/** A map whose `authData` is a text, and a list in a list. */
const ATTESTATION = [
  '\u00a3\u0063fmt\u0064none\u0067attStmt\u00a0\u0068authData\u0041a',
  '\u0081'.repeat(9),
  '\u00a1\u0061a',
];

const FIELD = '--x\r\nContent-Disposition: form-data; name="§"\r\nX-§: §\r\n\r\n§\r\n';
const FILE =
  '--x\r\nContent-Disposition: form-data; name="file"; filename="§"\r\nContent-Type: §\r\n\r\n§\r\n--x--\r\n';

/** Every reader of the service and of `qgate`. */
export const TENANT_READERS: readonly TenantReader[] = [
  {
    name: 'findings report',
    inlineBytes: 8 * KIB,
    maxBytes: 4 * MIB,
    samples: FINDINGS,
    read: (bytes) => readWhole({ ...PLACE, bytes, format: undefined, overrides: [], secret: SECRET }),
  },
  {
    name: 'coverage report',
    inlineBytes: 32 * KIB,
    maxBytes: 4 * MIB,
    samples: COVERAGE,
    read: (bytes) => readInPlace(coverageIn(bytes)) ?? (bytes.length > 32 * KIB && readCoverage(coverageIn(bytes))),
  },
  {
    name: 'test results',
    inlineBytes: 32 * KIB,
    maxBytes: 4 * MIB,
    samples: TESTS,
    read: (bytes) => readTests({ ...PLACE, bytes }),
  },
  {
    name: 'policy file',
    inlineBytes: KIB,
    maxBytes: 64 * KIB,
    samples: YAML,
    read: (bytes) => applyPolicyFile(DEFAULT_POLICY, bytes.toString()),
  },
  {
    name: 'diff',
    inlineBytes: 64 * KIB,
    maxBytes: 4 * MIB,
    samples: [DIFF],
    read: (bytes) => readChanges({ type: 'text/x-diff', bytes }),
  },
  {
    name: 'changes',
    inlineBytes: 64 * KIB,
    maxBytes: 4 * MIB,
    samples: ['{"files":[{"path":"§","added":[[1,2]],"status":"modified","hunks":[[1,1,1,1]]}]}'],
    read: (bytes) => readChanges({ type: 'application/json', bytes }),
  },
  {
    name: 'list of files',
    inlineBytes: 64 * KIB,
    maxBytes: 4 * MIB,
    samples: ['src/§\nsrc/b\n'],
    read: (bytes) => readPaths({ type: 'text/plain', bytes }),
  },
  {
    name: 'files and CODEOWNERS',
    inlineBytes: 64 * KIB,
    maxBytes: MIB,
    samples: ['{"paths":["src/§","b"],"code_owners":"§ @a\\n[§] @b\\n/a/**/§ c@example.org\\n"}'],
    read: (bytes) => readPaths({ type: 'application/json', bytes }),
  },
  {
    name: 'body of a completion',
    inlineBytes: 256 * KIB,
    maxBytes: 256 * KIB,
    samples: [
      '{"metrics":{"duplication_pct":1,"tool_versions":{"§":"§"},"tools":[{"tool":"§","version":"§"}]},"policy_file":"§"}',
    ],
    read: (bytes) => validate(bytes, CompleteScanDto),
  },
  {
    name: 'body of a scan',
    inlineBytes: 128 * KIB,
    maxBytes: 128 * KIB,
    samples: [
      '{"repo":"§","branch":"§","commit_sha":"§","pr_number":1,"base_commits":["§"],"expected_reports":{"findings":1}}',
    ],
    read: (bytes) => validate(bytes, CreateScanDto),
  },
  {
    name: 'bodies of all routes',
    inlineBytes: MIB,
    maxBytes: MIB,
    samples: [],
    write: writeRouteBody,
    read: readRouteBody,
  },
  {
    name: 'policy',
    inlineBytes: 128 * KIB,
    maxBytes: 128 * KIB,
    samples: ['{"policy":{"new_high_max":0,"§":1},"enabled":true}'],
    read: (bytes) => new PolicyPipe().transform(parseBody(bytes)),
  },
  {
    name: 'cursor',
    inlineBytes: 12 * KIB,
    maxBytes: 12 * KIB,
    samples: ['["§"]'],
    read: (bytes) => decodeTextCursor(asSegment(bytes)),
  },
  {
    name: 'bearer token',
    inlineBytes: 12 * KIB,
    maxBytes: 12 * KIB,
    samples: ['{"iss":"§","sub":"§","aud":["§"]}'],
    read: (bytes) => {
      const token = `e30.${asSegment(bytes)}.YQ`;
      readCredential({ authorization: `Bearer ${token}` }, token);
      claimedIssuerOf(token);
      readUnverified(token);
    },
  },
  {
    name: 'header of a credential',
    inlineBytes: 12 * KIB,
    maxBytes: 12 * KIB,
    samples: ['Bearer §'],
    read: (bytes) => readCredential({ authorization: bytes.toString('latin1') }, bytes.toString('latin1')),
  },
  {
    name: 'client data of a passkey',
    inlineBytes: 4 * KIB,
    maxBytes: 4 * KIB,
    samples: [CLIENT_DATA],
    read: (bytes) => readPasskey(Buffer.from([0xa0]), bytes),
  },
  {
    name: 'attestation of a passkey',
    inlineBytes: 48 * KIB,
    maxBytes: 48 * KIB,
    samples: ATTESTATION,
    read: (bytes) => readPasskey(asBinary(bytes), Buffer.from(CLIENT_DATA)),
  },
  {
    name: 'form of an upload',
    inlineBytes: 64 * KIB,
    maxBytes: 4 * MIB,
    samples: [FIELD + FILE, FIELD.repeat(20) + FILE, FILE],
    read: readForm,
  },
  {
    name: "forge's delivery",
    inlineBytes: MIB,
    maxBytes: MIB,
    samples: HOOK,
    read: (bytes) => {
      for (const forge of Object.values(FORGES)) toNews(forge.hooks.read(HOOK_HEADERS, bytes));
    },
  },
  {
    name: 'export of an organization',
    inlineBytes: 0,
    maxBytes: MIB,
    samples: [tarEntry('export.json', Buffer.from('{"format":"§"}'), new Date(0)).toString('latin1')],
    read: (bytes) => readWholeTar(asBinary(bytes)),
  },
  {
    name: 'qgate: report',
    inlineBytes: 0,
    maxBytes: 4 * MIB,
    samples: FINDINGS,
    read: (bytes) => readAsQgate('report', bytes),
  },
  {
    name: 'qgate: coverage report',
    inlineBytes: 0,
    maxBytes: 4 * MIB,
    samples: COVERAGE,
    read: (bytes) => identifyReport('coverage', 'report', bytes),
  },
  {
    name: 'qgate: test results',
    inlineBytes: 0,
    maxBytes: 4 * MIB,
    samples: TESTS,
    read: (bytes) => identifyReport('tests', 'report', bytes),
  },
  {
    name: 'qgate: qgate.yml',
    inlineBytes: 0,
    maxBytes: 64 * KIB,
    samples: YAML,
    read: (bytes) => readSettingsFile({ read: () => Promise.resolve({ text: asCli(bytes) }) }, false),
  },
  {
    name: 'qgate: policy',
    inlineBytes: 0,
    maxBytes: MIB,
    samples: YAML,
    read: (bytes) => readPolicyDraft(asCli(bytes), 'policy.yml'),
  },
  {
    name: 'qgate: export of SonarQube',
    inlineBytes: 0,
    maxBytes: MIB,
    samples: [
      '{"conditions":[{"metric":"§","op":"GT","error":"§"}],"name":"§"}',
      '{"settings":[{"key":"§","value":"§","fieldValues":[{"a":"§"}]}]}',
      '{"profiles":[{"language":"§","name":"§"}]}',
      'sonar.exclusions=§\nsonar.sources=src\n',
    ],
    read: (bytes) => proposeImport(readExport(asCli(bytes)), 'policy.yml'),
  },
  {
    name: 'qgate: answer of a service',
    inlineBytes: 0,
    maxBytes: MIB,
    samples: ['{"code":"§","detail":"§","errors":[{"field":"§","message":"§"}],"request_id":"§"}'],
    read: (bytes) => {
      const answer = { status: 400, headers: new Headers(), text: asCli(bytes) } as Parameters<typeof toApiError>[0];
      toApiError(answer, 'scan', 'object');
      readJson(answer, 'scan');
    },
  },
  {
    name: 'qgate: baseline',
    inlineBytes: 0,
    maxBytes: MIB,
    samples: ['{"version":1,"has_coverage":true,"tools":{"§":"AAAA"}}'],
    read: (bytes) => {
      const file = path.join(scratch, 'baseline.json');
      writeFileSync(file, bytes);
      return readBaselineFile(file);
    },
  },
  {
    name: 'qgate: diff',
    inlineBytes: 0,
    maxBytes: MIB,
    samples: [DIFF],
    read: (bytes) => withoutSourceText(asCli(bytes)),
  },
  {
    name: 'qgate: source',
    inlineBytes: 0,
    maxBytes: MIB,
    samples: ['// § generated\ncode\n'],
    read: (bytes) => isMarkedGenerated(asCli(bytes)),
  },
];

/** True for the refusals that readers are meant to throw. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof AppError ||
  error instanceof CliError ||
  error instanceof NoSonarExport ||
  error instanceof UnreadableTar;
