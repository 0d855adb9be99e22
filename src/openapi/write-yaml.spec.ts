import { parse } from 'yaml';
import { writeYaml } from './write-yaml.js';

const DOCUMENT = {
  openapi: '3.1.0',
  'a: key': { 'with #': { '200': 'text', null: null, list: [1, { deep: { deeper: true } }], empty: {}, none: [] } },
  'two\nlines': { 'long text': { description: `first\n\n  indented\n${'word '.repeat(60)}`, trailing: 'kept\n\n' } },
  '': { yes: 'no', no: 'yes', number: '1e3', dash: '- x', colon: 'a: b', quote: `"'` },
};

it('writes what reads back equal', async () => {
  expect(parse(await writeYaml(DOCUMENT))).toEqual(DOCUMENT);
});

it('writes objects that occur twice in full, without anchors', async () => {
  const shared = { type: 'string' };
  const text = await writeYaml({ schemas: { a: shared, b: shared, c: { d: { e: shared, f: shared } } } });
  expect(text).not.toMatch(/[&*]/);
  expect(text.match(/type: string/g)).toHaveLength(4);
});
