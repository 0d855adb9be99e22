interface Component {
  readonly 'bom-ref': string;
  readonly [field: string]: unknown;
}
export interface Statement {
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly [field: string]: unknown;
}
export interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}
export function npmComponent(about: {
  readonly name: string;
  readonly version: string;
  readonly integrity?: string;
  readonly license?: string;
}): Component;
export function billOf(about: {
  readonly artefact: string;
  readonly version: string;
  readonly components: readonly Component[];
  readonly at: Date;
}): { readonly serialNumber: string; readonly components: readonly Component[]; readonly [field: string]: unknown };
export function provenanceOf(about: {
  readonly artefact: string;
  readonly file: string;
  readonly sha256: string;
  readonly commit: string;
  readonly isClean: boolean;
  readonly at: Date;
  readonly lockSha256: string;
}): Statement;
export function signStatement(statement: Statement, pem: string): Envelope;
