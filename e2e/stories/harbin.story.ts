import { unitCode } from '#stack';
import { now } from './story-court.js';
import type { Stage } from './stage.js';

/** Harbin: the court's own duty, one case with several debtors, and a procedure that can end in no. */
export function harbin(stage: () => Stage): void {
  describe('哈尔滨市中级人民法院 Harbin（黑01）', () => {
    it('given two debtors under one case and one has paid, then its listing and its 限制消费 end, and the other’s stand', async () => {
      const court = await stage().court('harbin');
      const caseNumber = court.nextCase();
      // 一案两人：公司及其法定代表人被限制消费，另有担保人一名。
      const firm = await court.list({
        caseNumber,
        subject: { type: 'UNIT', name: '哈尔滨试冰食品有限公司', uscc: unitCode(11) },
        restrictions: [
          { kind: 'SPENDING', boundRole: 'DEBTOR', decidedOn: '2026-03-02' },
          {
            kind: 'SPENDING',
            boundRole: 'LEGAL_REPRESENTATIVE',
            person: { name: '严试冰', idNumber: '230102190402290049' },
            decidedOn: '2026-03-02',
          },
        ],
      });
      const guarantor = await court.list({
        caseNumber,
        subject: { type: 'PERSON', name: '霍试雪', idNumber: '110101190003070029' },
        restrictions: [{ kind: 'SPENDING', boundRole: 'DEBTOR', decidedOn: '2026-03-02' }],
      });
      await stage().provenEverywhere(firm.id, 1);
      await stage().provenEverywhere(guarantor.id, 1);

      // 依职权：自事由发生起三个工作日，不待申请。
      const application = await court.file({
        listingId: firm.id,
        initiator: 'EX_OFFICIO',
        basis: 'D1_PERFORMED',
        facts: '公司已付清全部款项。',
      });
      const reasons = '第十条第一款第（一）项：已履行完毕。';
      // 全部履行的，限制消费必须一并解除：不写明的草案不收。
      await expect(court.draftGrant(application.id, { reasons })).rejects.toThrow(
        /409.*LIFT_REQUIRED/,
      );
      const restrictions = await court.restrictionsOf(firm.id);
      const draft = await court.draftGrant(application.id, {
        reasons,
        liftRestrictions: restrictions.map(({ id }) => ({
          restrictionId: id,
          basis: 'R_PERFORMED',
        })),
      });
      // 谁拟办，谁不能批准。
      await expect(court.approve(draft.id, 'officer')).rejects.toThrow(/403/);
      await court.approve(draft.id);
      const decision = await court.answered(draft.id);
      expect(decision.order.outcome).toMatchObject({ result: 'APPLIED', version: 2 });

      await stage().provenEverywhere(firm.id, 2);
      for (const { id } of restrictions) await stage().declaredLiftedEverywhere(firm.id, id);
      expect(await stage().isShown(firm.id)).toEqual([false, false]);
      // 同案的担保人：仍在列，仍受限。
      expect(await stage().isShown(guarantor.id)).toEqual([true, true]);
      expect(await court.restrictionsOf(guarantor.id)).toMatchObject([{ state: 'ACTIVE' }]);
    });

    it('given a denial (驳回), then the parties may ask for a review but not apply anew; overturned, the repair is granted', async () => {
      const court = await stage().court('harbin');
      const listing = await court.list({
        caseNumber: court.nextCase(),
        subject: { type: 'UNIT', name: '哈尔滨试雪商贸有限公司', uscc: unitCode(12) },
      });
      await stage().provenEverywhere(listing.id, 1);
      const filing = {
        listingId: listing.id,
        initiator: 'DEBTOR',
        basis: 'P_EARLY',
        facts: '已主动纠正失信行为，申请提前删除。',
      } as const;

      // 申请、补正（以一次为限）、驳回。
      const application = await court.file(filing);
      const demanded = await court.step(application.id, 'supplement-request', {
        missing: ['财产报告'],
      });
      expect(demanded.status).toBe('NEED_MORE');
      await court.handIn(application.id, 'ASSET_REPORT');
      await court.step(application.id, 'supplement', { note: '已补交财产报告。' });
      const denial = await court.draftDenial(application.id, '财产报告不完整，尚未纠正。');
      await court.approve(denial.id);
      expect(await court.application(application.id)).toMatchObject({ status: 'DENIED' });
      // 驳回未改变名单，也无人被通知。
      expect(await stage().obligations(listing.id, 2)).toEqual([]);

      // 驳回后一定期间内，当事人不得重新申请。
      await expect(court.file(filing)).rejects.toThrow(/409.*REAPPLICATION_BARRED/);

      // 送达之日起十日内可以申请复核，由未经手的人决定。
      const service = { party: 'DEBTOR', method: 'ELECTRONIC', servedAt: now() };
      await court.decisions('officer', `/v1/decisions/${denial.id}/serve`, service);
      await court.step(application.id, 'review-request', { grounds: '财产报告已逐项补齐。' });
      const outcome = { result: 'OVERTURNED', reasons: '财产报告已完整，原驳回不当。' };
      await expect(court.step(application.id, 'review', outcome, 'judge')).rejects.toThrow(/403/);
      await court.step(application.id, 'review', outcome, 'president');

      const grant = await court.draftGrant(application.id, {
        reasons: '已纠正失信行为，提前删除。',
      });
      await court.approve(grant.id);
      const decision = await court.answered(grant.id);
      expect(decision.order.outcome).toMatchObject({ result: 'APPLIED', version: 2 });
      await stage().provenEverywhere(listing.id, 2);
      expect(await stage().isShown(listing.id)).toEqual([false, false]);
    });
  });
}
