import { unitCode } from '#stack';
import { daysFromToday } from './story-court.js';
import type { Stage } from './stage.js';

/** Minhang: a firm in passing trouble is given time before anybody hears of it. */
export function minhang(stage: () => Stage): void {
  describe('上海市闵行区人民法院 Minhang（沪0112）', () => {
    it('given a grace (宽限期) and payment within it, then the listing ends and no platform has ever heard of it', async () => {
      const court = await stage().court('minhang');
      // 决定纳入，给予宽限期：期间不公布。
      const listing = await court.list({
        caseNumber: court.nextCase(),
        subject: { type: 'UNIT', name: '上海试闵精密部件有限公司', uscc: unitCode(1) },
        grace: { until: daysFromToday(60) },
      });
      expect(listing.state).toBe('GRACE');
      expect(await stage().isShown(listing.id)).toEqual([false, false]);

      // 宽限期内履行完毕：依职权终结，仍需两人办理。
      const decision = await court.decide(
        {
          listingId: listing.id,
          initiator: 'EX_OFFICIO',
          basis: 'D1_PERFORMED',
          facts: '被执行人在宽限期内付清全部款项。',
        },
        { reasons: '宽限期内履行完毕，不再公布。' },
      );
      expect(decision.order.outcome).toMatchObject({ result: 'APPLIED' });
      expect(await court.listing(listing.id)).toMatchObject({ state: 'DELETED' });
      // 无人知晓，故无人可通知。
      expect(await stage().obligations(listing.id)).toEqual([]);
    });

    it('given a promise before any listing (信用承诺) that is broken, then the firm is listed after all', async () => {
      const court = await stage().court('minhang');
      const caseNumber = court.nextCase();
      const subject = {
        type: 'UNIT',
        name: '上海试闵文化传播有限公司',
        uscc: unitCode(3),
      } as const;
      // 暂缓纳入：承诺分期付款，法官接受。
      const promise = await court.takePromise({
        caseNumber,
        debtor: subject,
        terms: {
          instalments: [{ dueOn: daysFromToday(0), fen: 50_000_00 }],
          serviceAddressGiven: true,
          supervisors: [],
          acceptsConsequences: true,
        },
        deferListingUntil: daysFromToday(60),
      });
      expect(promise.status).toBe('ACCEPTED');

      // 违诺须由法官认定，提出的人不能自己认定。
      await court.decisions('officer', `/v1/commitments/${promise.id}/breach`, {
        on: 'CREDITOR',
        breachedOn: daysFromToday(0),
        facts: '第一期款项到期未付，经催告仍未履行。',
      });
      const broken = await court.decisions<{ status: string }>(
        'judge',
        `/v1/commitments/${promise.id}/breach/confirm`,
        { reason: '有履行能力而未按计划履行。' },
      );
      expect(broken.status).toBe('BREACHED');
      const listing = await court.list({ caseNumber, subject });
      await stage().provenEverywhere(listing.id, 1);
      expect(await stage().isShown(listing.id)).toEqual([true, true]);
    });

    it('given a listing with a term (违反财产报告制度), then payment alone does not end it; the court deletes it early', async () => {
      const court = await stage().court('minhang');
      const listing = await court.list({
        caseNumber: court.nextCase(),
        subject: { type: 'UNIT', name: '上海试闵物流有限公司', uscc: unitCode(2) },
        grounds: ['L4_ASSET_REPORT'],
      });
      await stage().provenEverywhere(listing.id, 1);

      // 第十条第一款只适用于没有期限的纳入；有期限的，由法院决定提前删除（第二条第二款）。
      const byPayment = court.decide(
        {
          listingId: listing.id,
          initiator: 'DEBTOR',
          basis: 'D1_PERFORMED',
          facts: '已付清全部款项。',
        },
        { reasons: '已履行完毕。' },
      );
      await expect(byPayment).rejects.toThrow(/409/);
      const early = await court.decide(
        {
          listingId: listing.id,
          initiator: 'DEBTOR',
          basis: 'P_EARLY',
          facts: '已补报财产并付清全部款项。',
        },
        { reasons: '主动纠正失信行为，提前删除。' },
      );
      expect(early.order.outcome).toEqual({ result: 'APPLIED', version: 2 });
      await stage().provenEverywhere(listing.id, 2);
      expect(await stage().isShown(listing.id)).toEqual([false, false]);
    });
  });
}
