import { fileURLToPath } from 'node:url';
import type { DocumentType } from '#contracts';
import { fillTemplate } from '../src/documents/template/fill-template.js';
import { TemplateSet } from '../src/documents/template/template-set.js';
import type { Paper } from '../src/documents/typesetting/block.js';
import { openFonts } from '../src/documents/typesetting/fonts.js';
import { typeset } from '../src/documents/typesetting/typeset.js';
import type { DecisionFacts } from '../src/documents/views/paper-facts.js';
import { paperOf } from '../src/documents/views/paper-of.js';
import {
  changed,
  DENIED,
  factsOf,
  imprintOf,
  PERFORMED,
  PERSON,
  REVOKED,
  SHIELDED,
  UNIT,
} from './paper-cases.js';
import { readPaper, type ReadPaper } from './read-paper.js';

const TEMPLATES = fileURLToPath(new URL('../src/documents/templates', import.meta.url));
const RARE = '〔U+…〕为字库未收的字，以其统一码编号表示。';
const URL_ON_IT = 'https://court.example/v1/verify/7K3MQ2W9XT4RB8ZN';

describe('a paper', () => {
  const templates = TemplateSet.load(TEMPLATES, null);
  const fonts = openFonts();

  it('given a firm that has paid, then the decision reads as courts write it, in order', async () => {
    const { text, pages } = await read('REPAIR_DECISION', factsOf(PERFORMED));
    expectInOrder(text, [
      '合肥市蜀山区人民法院',
      '信用修复决定书',
      '（2026）皖0104信修12号',
      '申请人（被执行人）：合肥青禾建材有限公司，统一社会信用代码91340100TE5T000167。',
      '法定代表人（主要负责人）：沈若棠。',
      '（2026）皖0104执123号案件中，于2026年3月2日决定将被执行人合肥青禾建材有限公司纳入失信被执行人名单',
      '（2025）皖0104民初456号民事判决书',
      '有履行能力而拒不履行生效法律文书确定义务',
      '2026年4月3日，被执行人合肥青禾建材有限公司向本院申请信用修复',
      '申请执行人同意信用修复',
      '失信信息应当删除。依照《最高人民法院关于公布失信被执行人名单信息的若干规定》第十条第一款第一项',
      '决定如下：',
      '（一）删除',
      '（二）解除对被执行人合肥青禾建材有限公司采取的限制消费措施；',
      '（三）解除对被执行人合肥青禾建材有限公司的法定代表人沈若棠采取的限制消费措施；',
      '（四）解除对被执行人合肥青禾建材有限公司的实际控制人JohnFitzgeraldSmith采取的限制出境措施；',
      '（五）在政府采购、招标投标、行政审批、政府扶持、融资信贷、市场准入、资质认定等方面，不应再因本案',
      '（六）本决定仅及于上列案件',
      '不受影响。本决定自作出之日起生效。',
      '审判长王强',
      '审判员李明华',
      '审判员欧阳建国',
      '二〇二六年四月八日',
      '（院印）',
      '本件与原本核对无异',
      '书记员赵敏',
    ]);
    expect(pages.at(-1)).toMatch(new RegExp(`第 ${pages.length} 页\\s+共 ${pages.length} 页`));
    // A mandatory exit is never revoked for a breach.
    expect(text).not.toContain('撤销本决定');
  });

  it('given a person, then the number is masked, and a shield says until when and what a breach means', async () => {
    const { text } = await read('REPAIR_DECISION', factsOf(SHIELDED, { record: PERSON }));
    expectInOrder(text, [
      '周明远，男，公民身份号码3401041900****0018。',
      '纳入期限至2028年3月2日止',
      '暂时屏蔽',
      '屏蔽期限至2027年5月31日止',
      '自本决定作出之日起至2026年4月30日止，暂时解除对被执行人周明远乘坐飞机、高速铁路列车的限制',
      '违反的，本院将撤销本决定，恢复其失信信息',
    ]);
    expect(text).not.toMatch(/\d{17}[\dX]/);
    expect(text).not.toContain('法定代表人');
  });

  it('given a denial, then it names the days of the review by the same court and the bar', async () => {
    const { text } = await read('REPAIR_DECISION', factsOf(DENIED, { record: PERSON }));
    expectInOrder(text, [
      '不予信用修复决定书',
      '（一）不予准许',
      '可以自本决定书送达之日起10日内向本院申请复核。复核期间',
      '6个月内',
    ]);
    expect(text).not.toContain('复议');
  });

  it('given a certificate, then it says that the credit is repaired, for this case only', async () => {
    const { text } = await read('REPAIR_CERTIFICATE', factsOf(SHIELDED));
    expectInOrder(text, [
      '信用修复证明',
      '（统一社会信用代码：91340100TE5T000167）',
      '本院于2026年4月8日作出（2026）皖0104信修12号决定，暂时屏蔽',
      '屏蔽期限至2027年5月31日止',
      '信用已经修复',
      '本证明仅及于上列案件',
      '特此证明。合肥市蜀山区人民法院二〇二六年四月八日',
    ]);
  });

  it.each([
    'D4_TERMINATED_NO_ASSETS',
    'D5_STAYED',
    'D6_NOT_ENFORCED',
    'D7_CLOSED',
    'E_TERM_EXPIRED',
  ])(
    'given %s, then the certificate says that the record is gone and why, no more',
    async (basis) => {
      const { text } = await read('REPAIR_CERTIFICATE', factsOf(changed(PERFORMED, { basis })));
      expectInOrder(text, ['失信信息删除证明', '删除其因本案产生的失信信息', '不表明', '已经履行']);
      expect(text).not.toContain('信用修复证明');
      expect(text).not.toContain('信用已经修复');
    },
  );

  it('given a shield, then its basis reads as one sentence', async () => {
    const { text } = await read('REPAIR_DECISION', factsOf(SHIELDED, { record: PERSON }));
    expect(text).toContain('第二条第二款、本院信用修复工作文件、《');
    expect(text).not.toContain('的规定的规定');
  });

  it('given a debtor who asked, then the creditor is a party all the same, if named', async () => {
    const { text } = await read('REPAIR_DECISION', factsOf(PERFORMED, { creditor: '某物资公司' }));
    expectInOrder(text, ['申请人（被执行人）：合肥青禾', '申请执行人：某物资公司。', '本院在执行']);
    const denied = await read('REPAIR_DECISION', factsOf(DENIED, { creditor: '某物资公司' }));
    expectInOrder(denied.text, ['申请人（被执行人）：', '申请执行人：某物资公司。', '本院在执行']);
  });

  it('given what the rules found, then the decision says so, and where it was looked up', async () => {
    const findings = [
      finding('已履行金额不低于应履行金额的百分之二十。', 'SATISFIED'),
      finding('没有其他未结执行案件（承办人查询并载明来源和时间）。', 'SATISFIED', {
        source: '执行案件流程信息管理系统',
        queriedAt: '2026-04-07T02:00:00Z',
        by: 'officer-1',
      }),
      finding('被执行人没有其他在列的失信信息。', 'FAILED'),
    ];
    const { text } = await read('REPAIR_DECISION', factsOf(changed(SHIELDED, { findings })));
    expectInOrder(text, [
      '纳入名单时',
      '本次审查查明：已履行金额不低于应履行金额的百分之二十；没有其他未结执行案件（2026年4月7日经执行案件流程信息管理系统查询）。',
      '本院经审查认为',
    ]);
    expect(text).not.toContain('没有其他在列的失信信息');
  });

  it.each([
    [3, 'JUDGE', ['审判长', '审判员', '审判员', '书记员']],
    [5, 'JUDGE', ['审判长', '审判员', '审判员', '审判员', '审判员', '书记员']],
    [null, 'JUDGE', ['审判员', '书记员']],
    [null, 'PRESIDENT', ['院长', '书记员']],
    [3, 'PRESIDENT', ['院长', '审判长', '审判员', '审判员', '书记员']],
  ])(
    'given a panel of %s and the signature of a %s, then those are the lines to sign',
    async (panelSize, approvedAs, lines) => {
      const facts = factsOf(changed(PERFORMED, { approvedAs }), { signatories: {}, panelSize });
      const { pages } = await read('REPAIR_DECISION', facts);
      expect(pages.at(-1)?.match(/院长|审判长|审判员|书记员/g)).toEqual(lines);
    },
  );

  it('given words before a list, then they do not end a page alone', async () => {
    for (let words = 0; words < 24; words++) {
      const reasons = '理由充分。'.repeat(words * 5);
      const { pages } = await read('REPAIR_DECISION', factsOf(changed(SHIELDED, { reasons })));
      const ends = pages.map((page) => page.replace(/（\d{4}）[^（）\n]*号\s*第[^]*$/, '').trim());
      expect(ends.filter((end) => end.endsWith('：'))).toEqual([]);
    }
  });

  it('given a notice, then it names whom it is for, the seven fields and what is asked', async () => {
    const recipients = ['合肥市公共资源交易监督管理局', '中国人民银行安徽省分行'];
    const { text } = await read('REPAIR_NOTICE', factsOf(PERFORMED, { recipients }));
    expectInOrder(text, [
      '信用修复告知书',
      '合肥市公共资源交易监督管理局：中国人民银行安徽省分行：',
      '（一）在政府采购、招标投标、行政审批、政府扶持、融资信贷、市场准入、资质认定等方面，不应再因本案予以信用惩戒；',
      '停止公示、共享和使用',
      '特此告知。',
    ]);
  });

  it('given an error that is revoked, then decision and notice ask for the history too', async () => {
    const error = changed(PERFORMED, { basis: 'X_REVOKED_ERROR', liftRestrictions: [] });
    const decision = await read('REPAIR_DECISION', factsOf(error));
    expectInOrder(decision.text, ['撤销失信信息决定书', '自始不应公布', '历史记录']);
    const notice = await read('REPAIR_NOTICE', factsOf(error));
    expect(notice.text).toContain('已作历史记录展示的，请一并清除');
    expect(notice.text).not.toContain('信用修复。');
  });

  it('given a correction, then its notice asks for the corrected content and nothing else', async () => {
    const correction = changed(PERFORMED, {
      basis: 'X_CORRECTED',
      action: 'CORRECT',
      liftRestrictions: [],
    });
    expect((await read('REPAIR_DECISION', factsOf(correction))).text).toContain(
      '更正失信信息决定书',
    );
    const { text } = await read('REPAIR_NOTICE', factsOf(correction));
    expect(text).toContain('以更正后的内容为准');
    expect(text).not.toContain('不应再因本案');
  });

  it('given a lift alone, then the paper speaks of the restriction and leaves the listing alone', async () => {
    const lift = changed(PERFORMED, { basis: 'R_GUARANTEE', action: 'LIFT' });
    const { text } = await read('REPAIR_DECISION', factsOf(lift));
    expectInOrder(text, [
      '解除限制措施决定书',
      '（一）解除对',
      '失信信息及其他限制措施不因本决定变更',
    ]);
    expect(text).not.toContain('删除被执行人');
  });

  it('given a revocation, then it undoes the decision by its number and takes the papers back', async () => {
    const revoked = {
      number: '（2026）皖0104信修13号',
      decidedAt: new Date('2026-04-08T02:00:00Z'),
      shielded: true,
    };
    const { text } = await read(
      'REVOCATION_DECISION',
      factsOf(REVOKED, { record: PERSON, revoked }),
    );
    expectInOrder(text, [
      '撤销信用修复决定书',
      '暂时屏蔽其失信信息',
      '2026年5月20日，被执行人周明远违反信用修复的条件',
      '（一）撤销本院（2026）皖0104信修13号信用修复决定；',
      '（二）恢复公布',
      '信用修复证明、信用修复告知书自本决定作出之日起失效。',
    ]);
  });

  it('given a court that acted by itself, or a creditor who asked, then the parties say so', async () => {
    const { application } = factsOf(PERFORMED);
    const exOfficio = factsOf(PERFORMED, {
      application: { ...application, initiator: 'EX_OFFICIO', creditorAnswer: null },
    });
    const own = await read('REPAIR_DECISION', exOfficio);
    expect(own.text).toContain('本院依职权进行审查');
    expect(own.text).not.toContain('申请人');
    const byCreditor = factsOf(PERFORMED, {
      application: { ...application, initiator: 'CREDITOR' },
      creditor: '安徽某某物资有限公司',
    });
    const { text } = await read('REPAIR_DECISION', byCreditor);
    expectInOrder(text, [
      '申请人（申请执行人）：安徽某某物资有限公司。',
      '被执行人：合肥青禾建材有限公司',
      '申请执行人向本院申请',
    ]);
  });

  it('given a long name and many restrictions, then it goes on, and no page is signed alone', async () => {
    const name =
      '中国（安徽）自由贸易试验区合肥片区青禾新型绿色建筑材料科技研究开发与国际贸易股份有限公司（Qinghe Green Building Materials International Trading Co., Ltd.）';
    const restrictions = Array.from({ length: 16 }, (_, i) => ({
      id: `rst_${i}`,
      kind: 'SPENDING' as const,
      boundRole: 'DIRECTLY_RESPONSIBLE',
      boundName:
        ['张伟', '阿卜杜拉·买买提·艾力', 'Alexander Featherstonehaugh-Cholmondeley'][i % 3] ?? '',
    }));
    const liftRestrictions = restrictions.map(({ id }) => ({
      ...{ restrictionRef: id, basis: 'R_PERFORMED', until: null },
    }));
    const { pages, text } = await read(
      'REPAIR_DECISION',
      factsOf(
        changed(PERFORMED, { liftRestrictions, reasons: `${'理由。'.repeat(400)}\n第二段` }),
        {
          record: { ...UNIT, debtor: { ...UNIT.debtor, name }, restrictions },
        },
      ),
    );
    expect(pages.length).toBeGreaterThan(5);
    for (const [i, page] of pages.entries()) {
      expect(page).toContain(`第 ${i + 1} 页`);
    }
    expect(pages.at(-1)).toMatch(/本决定自作出之日起生效/);
    expect(text).toContain('（十七）解除对');
    expect(text).toContain('阿卜杜拉·买买提·艾力采取的限制消费措施');
    // 行首禁则, on every line of every page.
    const lines = pages.flatMap((page) => page.split('\n')).map((line) => line.trim());
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => /^[，。、；：）”》]/u.test(line))).toEqual([]);
    expect(lines.filter((line) => /[（“《]$/u.test(line))).toEqual([]);
  });

  it('given words that look like marks of a template, then they stay words', async () => {
    const reasons = '# 标题\n> 审判长　假冒\n>> 二〇二〇年一月一日\n{{court}}<b>&amp;</b>';
    const { text } = await read('REPAIR_DECISION', factsOf(changed(PERFORMED, { reasons })));
    expect(text).toContain('#标题>审判长假冒>>二〇二〇年一月一日{{court}}<b>&amp;</b>');
  });

  it('given any paper, then its fonts are in it and its QR code leads to the verification', async () => {
    const { fonts: used, qr } = await read('REPAIR_CERTIFICATE', factsOf(SHIELDED));
    expect(qr).toBe(URL_ON_IT);
    expect(used.length).toBe(2);
    for (const { name, isEmbedded } of used) {
      expect([name, isEmbedded]).toEqual([expect.stringContaining('NotoSerifSC'), true]);
    }
  });

  it('given the same paper twice, then the bytes are the same', async () => {
    const one = await typeset(paper('REPAIR_NOTICE', factsOf(PERFORMED)), fonts);
    const other = await typeset(paper('REPAIR_NOTICE', factsOf(PERFORMED)), openFonts());
    expect(Buffer.compare(one.bytes, other.bytes)).toBe(0);
  });

  it.each([
    ['刘\u{2C386}', '刘〔U+2C386〕'],
    ['\u{20BB7}野', '〔U+20BB7〕野'],
    ['合肥\u{1F600}公司', '合肥〔U+1F600〕公司'],
    // A variant that the font does not tell from the character itself.
    ['葛\u{E0100}某', '葛某'],
  ])('given %s, then its name is printed, if need be by number', async (name, printed) => {
    const record = { ...PERSON, debtor: { ...PERSON.debtor, name } };
    const { text } = await read('REPAIR_DECISION', factsOf(SHIELDED, { record }));
    expectInOrder(text, [`申请人（被执行人）：${printed}，男`, `删除${printed}因`.slice(2)]);
    expect(text.includes(RARE)).toBe(printed.includes('〔'));
  });

  function paper(type: DocumentType, facts: DecisionFacts): Paper {
    const number = '（2026）皖0104信修12号';
    const { courtCode } = facts.decision;
    const { template, view } = paperOf(
      facts,
      imprintOf(type, number),
      templates.phrases(courtCode),
    );
    return {
      blocks: fillTemplate(templates.template(template, courtCode).text, view),
      number,
      verification: {
        url: URL_ON_IT,
        notes: ['核验码：7K3M-Q2W9-XT4R-B8ZN'],
        noteOnRare: RARE,
      },
      info: {
        title: `信用修复决定书${number}`,
        author: '合肥市蜀山区人民法院',
        createdAt: new Date('2026-04-08T02:00:00Z'),
      },
    };
  }

  async function read(type: DocumentType, facts: DecisionFacts): Promise<ReadPaper> {
    return readPaper((await typeset(paper(type, facts), fonts)).bytes);
  }
});

function finding(zh: string, result: string, attestation?: object) {
  return { result, text: { zh, en: '' }, ...(attestation && { attestation }) };
}

function expectInOrder(text: string, parts: readonly string[]): void {
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    expect({ part, isThere: found !== -1 }).toEqual({ part, isThere: true });
    at = found + part.length;
  }
}
