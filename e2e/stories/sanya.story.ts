import { unitCode } from '#stack';
import type { Stage } from './stage.js';

/** Sanya: papers that open doors, an old list taken over, and an error that leaves no trace. */
export function sanya(stage: () => Stage): void {
  describe('三亚市中级人民法院 Sanya（琼02）', () => {
    it('given a firm that was listed by mistake (撤销), then it leaves the history pages too; one that was repaired may stay there', async () => {
      const court = await stage().court('sanya');
      const [wrong, repaired] = await Promise.all(
        [41, 42].map((number) =>
          court.list({
            caseNumber: court.nextCase(),
            subject: {
              type: 'UNIT',
              name: `三亚试椰旅业${number}有限公司`,
              uscc: unitCode(number),
            },
          }),
        ),
      );
      if (!wrong || !repaired) throw new Error('two listings were entered');
      await stage().provenEverywhere(wrong.id, 1);
      await stage().provenEverywhere(repaired.id, 1);

      const removal = await court.decide(
        {
          listingId: repaired.id,
          initiator: 'DEBTOR',
          basis: 'D1_PERFORMED',
          facts: '已履行完毕。',
        },
        { reasons: '已履行完毕。' },
      );
      expect(removal.order.outcome).toMatchObject({ result: 'APPLIED' });
      const revocation = await court.decide(
        {
          listingId: wrong.id,
          initiator: 'EX_OFFICIO',
          basis: 'X_REVOKED_ERROR',
          facts: '同名企业误登。',
        },
        { reasons: '不应纳入，予以撤销。' },
      );
      expect(revocation.order.outcome).toMatchObject({ result: 'APPLIED' });
      await stage().provenEverywhere(repaired.id, 2);
      await stage().provenEverywhere(wrong.id, 2);

      const { pushed } = stage();
      expect(await stage().seenAt(pushed, repaired.id)).toEqual({ listed: false, history: true });
      expect(await stage().seenAt(pushed, wrong.id)).toEqual({ listed: false, history: false });
    });

    it('given a firm that bids for public work, then its 信用修复证明 and the 告知书 to the bodies of the seven fields open the door, and anybody can verify them', async () => {
      const court = await stage().court('sanya');
      const caseNumber = court.nextCase();
      const name = '三亚试帆建筑工程有限公司';
      const listing = await court.list({
        caseNumber,
        subject: { type: 'UNIT', name, uscc: unitCode(44) },
      });
      await stage().provenEverywhere(listing.id, 1);
      const repair = await court.decide(
        {
          listingId: listing.id,
          initiator: 'EX_OFFICIO',
          basis: 'D1_PERFORMED',
          facts: '已履行完毕。',
        },
        { reasons: '第十条第一款第（一）项：已履行完毕。' },
      );

      // 决定书、证明，以及致招标投标、政府采购等单位的告知书：不应再因本案予以信用惩戒。
      const papers = await court.issue(repair.id, {
        types: ['REPAIR_DECISION', 'REPAIR_CERTIFICATE', 'REPAIR_NOTICE'],
        recipients: [{ name: '三亚市公共资源交易服务中心' }, { name: '三亚市财政局' }],
      });
      expect(papers.map(({ type, status }) => [type, status]).sort()).toEqual([
        ['REPAIR_CERTIFICATE', 'ISSUED'],
        ['REPAIR_DECISION', 'ISSUED'],
        ['REPAIR_NOTICE', 'ISSUED'],
      ]);
      const certificate = papers.find(({ type }) => type === 'REPAIR_CERTIFICATE');
      if (!certificate) throw new Error('no certificate was issued');
      const file = await court.bytesOf(certificate);
      expect(file.subarray(0, 5).toString()).toBe('%PDF-');

      // 评标人扫码：真实有效，所见不多于纸上所载。
      expect(await court.verify(certificate.verificationCode)).toMatchObject({
        status: 'valid',
        number: certificate.number,
        caseNumber,
        debtor: name,
        court: { code: court.code },
      });
      expect(await court.verifyFile(file, certificate.verificationCode)).toMatchObject({
        status: 'valid',
        matches: true,
      });
      // 改动一个字节：不是这一份。
      const altered = Buffer.concat([file, Buffer.from(' ')]);
      expect(await court.verifyFile(altered, certificate.verificationCode)).toMatchObject({
        matches: false,
      });
      expect(await court.verify('AAAA-BBBB-CCCC-DDDD')).toEqual({ status: 'unknown' });
      // 再次请求：还是原来的那一份。
      const [again] = await court.issue(repair.id, { types: ['REPAIR_CERTIFICATE'] });
      expect(again).toMatchObject({ id: certificate.id, sha256: certificate.sha256 });
    });

    it('given an old list that was taken over (基线导入), then nobody is told of it, and a repair reaches whoever reads the court’s own site', async () => {
      const court = await stage().court('sanya');
      const caseNumber = `（2019）${court.code}执88号`;
      const report = await court.importList([
        published({ caseCode: `(2019)${court.code}执88号`, iname: '三亚试浪渔业有限公司' }),
        // 校验位不合的旧代码：照录，加注。
        published({ caseCode: `(2019)${court.code}执89号`, cardNum: '91350203M0001QAY9B' }),
        // 坏行：逐行拒绝，其余照常。
        published({ caseCode: '无案号' }),
      ]);
      expect(report).toMatchObject({ accepted: 2, refused: 1, flagged: 1 });
      expect(await court.importReport(report.id)).toMatchObject([
        { result: 'ACCEPTED' },
        { result: 'ACCEPTED' },
        { result: 'REFUSED', line: 3 },
      ]);
      const [listing] = await court.ofCase(caseNumber);
      if (!listing) throw new Error('the imported listing is not there');
      expect(listing).toMatchObject({ state: 'PUBLISHED', version: 1 });
      expect(await stage().obligations(listing.id)).toEqual([]);

      const repair = await court.decide(
        {
          listingId: listing.id,
          initiator: 'EX_OFFICIO',
          basis: 'D1_PERFORMED',
          facts: '清理旧案时查明早已履行完毕。',
        },
        { reasons: '第十条第一款第（一）项。' },
      );
      expect(repair.order.outcome).toEqual({ result: 'APPLIED', version: 2 });
      // 抓取法院网站的平台可能存有，须告知；其他平台从未听说，不告知。
      await stage().provenAt(stage().pulling, listing.id, 2);
    });
  });
}

/** One row as courts publish it. */
function published(more: object): object {
  return {
    iname: '三亚试浪旅游有限公司',
    cardNum: unitCode(43),
    partyTypeName: '1',
    businessEntity: '陆试帆',
    gistId: '(2018)琼02民初7号',
    gistUnit: '海南省三亚市中级人民法院',
    courtName: '海南省三亚市中级人民法院',
    areaName: '海南',
    regDate: '20190115',
    publishDate: '20190302',
    duty: '支付货款120000元及利息',
    performance: '全部未履行',
    disruptTypeName: '其他有履行能力而拒不履行生效法律文书确定义务',
    ...more,
  };
}
