import { readdirSync, readFileSync } from 'node:fs';
import { checkUscc, parseCaseNumber } from '#identifiers';
import type { Topic } from '../topics.js';
import { CATALOGUE, parseEvent } from './catalogue.js';

/** Golden messages: every one that was ever valid has to stay so. Never edit one; add another. */
const folder = new URL('../samples/', import.meta.url);
const samples = readdirSync(folder).map(
  (file) => [file, readFileSync(new URL(file, folder))] as const,
);

const topicByType = new Map<string, Topic>(
  Object.entries(CATALOGUE).flatMap(([topic, schemas]) =>
    schemas.map((schema) => [schema.properties.type.const, topic as Topic] as const),
  ),
);

interface Sample {
  type: string;
  data: Record<string, unknown>;
}

/** Fields that came after a type's first release. */
function optionalFieldsOf(type: string): Set<string> {
  const schema = Object.values(CATALOGUE)
    .flat()
    .find(({ properties }) => properties.type.const === type);
  const { properties = {}, required = [] } = (schema?.properties.data ?? {}) as {
    properties?: object;
    required?: readonly string[];
  };
  return new Set(Object.keys(properties).filter((name) => !required.includes(name)));
}

function read(bytes: Buffer): { sample: Sample; topic: Topic } {
  const sample = JSON.parse(bytes.toString()) as Sample;
  const topic = topicByType.get(sample.type);
  if (!topic) throw new Error(`No topic carries ${sample.type}.`);
  return { sample, topic };
}

function parse(topic: Topic, value: unknown) {
  return parseEvent(topic, Buffer.from(JSON.stringify(value)));
}

describe('golden samples', () => {
  it('given the catalogue, then every type has a sample', () => {
    const sampled = new Set(samples.map(([, bytes]) => read(bytes).sample.type));
    expect(sampled).toEqual(new Set(topicByType.keys()));
  });

  it.each(samples)('given %s, then it parses', (file, bytes) => {
    const { sample, topic } = read(bytes);
    expect(parseEvent(topic, bytes)).toEqual({ ok: true, event: sample });
    expect(file.startsWith(sample.type)).toBe(true);
  });

  it.each(samples)('given %s with fields of a newer version, then it parses', (_file, bytes) => {
    const { sample, topic } = read(bytes);
    const newer = { ...sample, dataschema: 'urn:x', data: { ...sample.data, added: { later: 1 } } };
    expect(parse(topic, newer)).toEqual({ ok: true, event: newer });
  });

  it.each(samples)('given %s without any one of its fields, then it is refused', (_file, bytes) => {
    const { sample, topic } = read(bytes);
    const { data, ...envelope } = sample;
    for (const field of Object.keys(envelope).filter((name) => name !== 'type')) {
      expect(parse(topic, { ...sample, [field]: undefined })).toMatchObject({ reason: 'INVALID' });
    }
    const optional = optionalFieldsOf(sample.type);
    for (const field of Object.keys(data).filter((name) => !optional.has(name))) {
      const poorer = { ...sample, data: { ...data, [field]: undefined } };
      expect(parse(topic, poorer)).toMatchObject({ ok: false, reason: 'INVALID' });
    }
  });

  it.each(samples)(
    'given %s under a version nobody knows, then it is an unknown type',
    (_file, bytes) => {
      const { sample, topic } = read(bytes);
      const type = sample.type.replace('.v1', '.v99');
      expect(parse(topic, { ...sample, type })).toMatchObject({
        ok: false,
        reason: 'UNKNOWN_TYPE',
      });
    },
  );

  it.each(samples)('given %s on another topic, then it is an unknown type', (_file, bytes) => {
    const { sample, topic } = read(bytes);
    const other = topic === 'repair-orders' ? 'listing-changes' : 'repair-orders';
    expect(parse(other, sample)).toMatchObject({ ok: false, reason: 'UNKNOWN_TYPE' });
  });

  it.each(samples)('given %s, then it names no person, and its codes are valid', (_file, bytes) => {
    const { data } = read(bytes).sample as { data: { subject?: object; caseNumber?: string } };
    if (!data.subject || !data.caseNumber) return;
    expect(parseCaseNumber(data.caseNumber).ok).toBe(true);
    const valid = 'uscc' in data.subject && checkUscc(String(data.subject.uscc)).ok;
    expect(valid || JSON.stringify(data.subject) === '{"type":"PERSON"}').toBe(true);
  });
});

describe('parseEvent', () => {
  it.each([
    ['no bytes', Buffer.alloc(0), 'NOT_JSON'],
    ['bytes that are not UTF-8', Buffer.from([0xff, 0xfe]), 'NOT_JSON'],
    ['text', Buffer.from('hello'), 'NOT_JSON'],
    ['null', Buffer.from('null'), 'UNKNOWN_TYPE'],
    ['a number', Buffer.from('1'), 'UNKNOWN_TYPE'],
    ['a list', Buffer.from('[]'), 'UNKNOWN_TYPE'],
    ['no type', Buffer.from('{}'), 'UNKNOWN_TYPE'],
    ['a type that is none', Buffer.from('{"type":{}}'), 'UNKNOWN_TYPE'],
    ['nothing but a type', Buffer.from('{"type":"order.issued.v1"}'), 'INVALID'],
  ])('given %s, then it is refused and never thrown', (_what, bytes, reason) => {
    expect(parseEvent('repair-orders', bytes)).toMatchObject({ ok: false, reason });
  });
});
