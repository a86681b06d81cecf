import { aPerson, aUnit, COURT, ID_NUMBER, OTHER_COURT } from './listing-bodies.js';
import { RegistryUnderTest } from './registry-under-test.js';

const unit = (uscc: string) => aUnit({ subject: { type: 'UNIT', name: '某公司', uscc } });

/** Body, the field that is to blame, the rule that it breaks. */
const REFUSED: [string, () => object, string, string][] = [
  ...['（2024）皖010执5号', '（24）皖0104执5号', '2024皖0104执5号', '（2024）皖0104执号']
    .concat('（2024）皖0104执0号', '（2024）港0104执5号', '（2024）皖0104执0056号', '')
    .map((caseNumber): (typeof REFUSED)[number] => [
      `case number ${caseNumber}`,
      () => aUnit({ caseNumber }),
      'caseNumber',
      'CASE_NUMBER',
    ]),
  ...['91330106YCHA0001XC', '91390106YCHA0001XB', '91330106YHCA0001XB', '91330106ICHA0001XB']
    .concat('91330106YCHA0001X', '91330106YCHA0001XB0', '91330106YCHA00010H')
    .map((uscc): (typeof REFUSED)[number] => [
      `unit code ${uscc}`,
      () => unit(uscc),
      'subject.uscc',
      'USCC_CHECK',
    ]),
  ...['340104190006150019', '110101199002300010', '110101190102290019', '110101209903070013']
    .concat('11010119900307001', '110101900307001', '010101190003070029')
    .map((idNumber): (typeof REFUSED)[number] => [
      `identity number ${idNumber}`,
      () => aPerson({}, idNumber),
      'subject.idNumber',
      'ID_NUMBER_CHECK',
    ]),
  ['a day that does not exist', () => aUnit({ filedOn: '2026-02-30' }), 'filedOn', 'IS_DATE'],
  [
    'a date that is a time',
    () => aUnit({ decidedOn: '2026-03-02T00:00:00Z' }),
    'decidedOn',
    'IS_DATE',
  ],
  [
    'decided before filed',
    () => aUnit({ filedOn: '2026-03-02', decidedOn: '2026-03-01' }),
    'decidedOn',
    'DECIDED_BEFORE_FILED',
  ],
  ['decided tomorrow', () => aUnit({ decidedOn: '2026-11-24' }), 'decidedOn', 'DATE_IN_FUTURE'],
  ['no ground', () => aUnit({ grounds: [] }), 'grounds', 'ARRAY_MIN_SIZE'],
  ['an unknown ground', () => ({ ...aUnit(), grounds: ['L9'] }), 'grounds', 'IS_IN'],
  ['a ground twice', () => aUnit({ grounds: ['L3_EVADE', 'L3_EVADE'] }), 'grounds', 'ARRAY_UNIQUE'],
  ['an unknown performance', () => ({ ...aUnit(), performance: 'SOME' }), 'performance', 'IS_IN'],
  ['no duty', () => ({ ...aUnit(), duty: undefined }), 'duty', 'REQUIRED'],
  ['a blank duty', () => aUnit({ duty: '  ' }), 'duty', 'REQUIRED'],
  ['a duty with a NUL', () => aUnit({ duty: '付\u0000款' }), 'duty', 'CONTROL_CHARACTERS'],
  ['half a character', () => aUnit({ duty: '付\ud800款' }), 'duty', 'CONTROL_CHARACTERS'],
  [
    'half a character in a name',
    () => aUnit({ subject: { type: 'UNIT', name: '坏\udc00名', uscc: '91340100TE5T000167' } }),
    'subject.name',
    'CONTROL_CHARACTERS',
  ],
  ['a duty that is no text', () => ({ ...aUnit(), duty: 386000 }), 'duty', 'IS_STRING'],
  ['no subject', () => ({ ...aUnit(), subject: undefined }), 'subject', 'REQUIRED'],
  [
    'a subject of no type',
    () => ({ ...aUnit(), subject: { name: '某公司' } }),
    'subject.type',
    'REQUIRED',
  ],
  [
    'a subject of another type',
    () => ({ ...aUnit(), subject: { type: 'STATE' } }),
    'subject.type',
    'IS_IN',
  ],
  [
    'a unit without code',
    () => ({ ...aUnit(), subject: { type: 'UNIT', name: '某公司' } }),
    'subject.uscc',
    'REQUIRED',
  ],
  [
    'an instrument without number',
    () => ({ ...aUnit(), instrument: { maker: '某法院' } }),
    'instrument.number',
    'REQUIRED',
  ],
  [
    'an instrument number that is none',
    () => aUnit({ instrument: { number: '判决书', maker: '某法院' } }),
    'instrument.number',
    'INSTRUMENT_NUMBER',
  ],
  ['an unknown field', () => ({ ...aUnit(), remark: '加急' }), 'remark', 'UNKNOWN_FIELD'],
  [
    'an unknown field of a unit',
    () => ({ ...aUnit(), subject: { ...aUnit().subject, idNumber: ID_NUMBER } }),
    'subject.idNumber',
    'UNKNOWN_FIELD',
  ],
  [
    "a person's number in the name",
    () => aPerson({ subject: { type: 'PERSON', name: `周明远${ID_NUMBER}`, idNumber: ID_NUMBER } }),
    'subject.name',
    'ID_NUMBER_IN_TEXT',
  ],
  [
    "a person's number in the duty, broken up",
    () => aPerson({ duty: '向 340104 19000615 0018 支付货款' }),
    'duty',
    'ID_NUMBER_IN_TEXT',
  ],
  [
    "a person's number in the instrument",
    () => aUnit({ instrument: { number: '（2025）皖0104民初456号', maker: ID_NUMBER } }),
    'instrument.maker',
    'ID_NUMBER_IN_TEXT',
  ],
  [
    "a person's number in an old case number",
    () => aUnit({ caseNumber: `（2012）曲中法执字第${ID_NUMBER}号` }),
    'caseNumber',
    'ID_NUMBER_IN_TEXT',
  ],
];

describe('bad input: a problem that names field and rule, nothing written', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());
  afterEach(async () => {
    for (const table of ['listing', 'listing_version', 'outbox', 'ledger']) {
      expect(await registry.rows(`SELECT * FROM ${table}`)).toEqual([]);
    }
  });

  it.each(REFUSED)('given %s, then 422', async (_what, body, field, rule) => {
    const { status, body: problem } = await registry.post('/v1/listings', body());
    expect(status).toBe(422);
    expect(problem).toMatchObject({ type: 'urn:yichu:problem:invalid-field', status: 422 });
    const errors = problem.errors as { field: string; rule: string; message: string }[];
    expect(errors.map((error) => [error.field, error.rule])).toContainEqual([field, rule]);
    expect(errors.every(({ message }) => message.length > 0 && !message.includes(rule))).toBe(true);
    expect(JSON.stringify(problem)).not.toMatch(/19000615|周明远/);
  });

  it.each(['corrections', 'grace'])(
    'given half a character in a text for %s, then 422',
    async (act) => {
      const id = 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C';
      const text = '坏\ud800名';
      const body =
        act === 'grace' ? { until: '2026-12-31', reason: text } : { duty: text, reason: text };
      const { status, body: answer } = await registry.post(`/v1/listings/${id}/${act}`, body);
      expect([status, answer.errors]).toMatchObject([
        422,
        expect.arrayContaining([
          expect.objectContaining({ field: 'reason', rule: 'CONTROL_CHARACTERS' }),
        ]) as object,
      ]);
    },
  );

  it("given another court's case number, then 403 OTHER_COURT", async () => {
    const body = aUnit({ caseNumber: `（2026）${OTHER_COURT}执5号` });
    expect(await registry.post('/v1/listings', body)).toMatchObject({
      status: 403,
      body: { errors: [{ field: 'caseNumber', rule: 'OTHER_COURT' }] },
    });
  });

  it.each(['judge', 'operations', 'service'] as const)(
    'given a token of role %s, then 403 ROLE',
    async (role) => {
      const token = await registry.as(role, COURT);
      expect(await registry.post('/v1/listings', aUnit(), token)).toMatchObject({
        status: 403,
        body: { errors: [{ rule: 'ROLE' }] },
      });
    },
  );

  it('given no believable token, then 401', async () => {
    expect((await registry.post('/v1/listings', aUnit(), 'nonsense')).status).toBe(401);
  });
});
