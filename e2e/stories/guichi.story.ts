import { unitCode } from '#stack';
import { daysFromToday, now } from './story-court.js';
import type { Stage } from './stage.js';

/** Anhui: part of the debt is paid, the rest is planned, the record is shielded; the plan is broken. */
export function guichi(stage: () => Stage): void {
  describe('安徽：池州市贵池区人民法院 Guichi（皖1702）', () => {
    it('given part performance and a plan, then the record is shielded (暂时屏蔽); given a breach, it shows again wherever it was shielded', async () => {
      const court = await stage().court('guichi');
      const caseNumber = court.nextCase();
      const listing = await court.list({
        caseNumber,
        subject: { type: 'UNIT', name: '池州试竹家居有限公司', uscc: unitCode(21) },
        performance: 'PARTIAL',
      });
      await stage().provenEverywhere(listing.id, 1);

      // 信用承诺：分期计划、送达地址、接受违诺后果；由法官接受。
      const debtor = { type: 'UNIT', name: '池州试竹家居有限公司', uscc: unitCode(21) };
      const instalments = [
        { dueOn: daysFromToday(60), fen: 35_000_00 },
        { dueOn: daysFromToday(150), fen: 35_000_00 },
      ];
      await court.takePromise({
        caseNumber,
        listingId: listing.id,
        debtor,
        terms: {
          instalments,
          serviceAddressGiven: true,
          supervisors: [{ name: '某某社区居民委员会' }],
          acceptsConsequences: true,
        },
      });

      // 申请、材料、受理、征询申请执行人、合议：缺一步，不收准予的草案。
      const application = await court.file({
        listingId: listing.id,
        initiator: 'DEBTOR',
        basis: 'T_TEMP_SHIELD',
        situation: 'PART_PERFORMANCE',
        facts: '已付三成，余款按计划五个月内付清。',
      });
      const draft = {
        reasons: '部分履行并有可行的履行计划，申请执行人同意。',
        shieldUntil: daysFromToday(180),
        performance: { dueFen: 100_000_00, paidFen: 30_000_00 },
        plan: { instalments },
        attestations: lookedUp(),
      };
      await expect(court.draftGrant(application.id, draft)).rejects.toThrow(/409/);
      for (const kind of PAPERS) await court.handIn(application.id, kind);
      await court.step(application.id, 'accept');
      await court.step(application.id, 'consultation', {
        question: '被执行人申请暂时屏蔽并提交履行计划，请书面答复是否同意。',
      });
      await court.step(application.id, 'consultation/reply', {
        answer: 'CONSENTED',
        note: '书面同意。',
      });
      await court.step(application.id, 'panel', {
        members: ['judge-wang', 'judge-zhao', 'judge-qian'],
        opinion: 'GRANT',
        reasons: '符合部分履行并有计划的条件。',
      });
      const { id } = await court.draftGrant(application.id, draft);
      // 纳入由院长签发的，修复同级签发。
      await expect(court.approve(id)).rejects.toThrow(/403/);
      await court.approve(id, 'president');
      const repair = await court.answered(id);
      expect(repair.order).toMatchObject({
        action: 'SHIELD',
        outcome: { result: 'APPLIED', version: 2 },
      });
      const shielded = await stage().provenEverywhere(listing.id, 2);
      expect(await stage().isShown(listing.id)).toEqual([false, false]);

      // 证明于修复后即可出具，供融资、投标使用。
      const [certificate] = await court.issue(repair.id, { types: ['REPAIR_CERTIFICATE'] });
      if (!certificate) throw new Error('no certificate was issued');
      expect(await court.verify(certificate.verificationCode)).toMatchObject({ status: 'valid' });

      // 违反履行计划：撤销，恢复公布，送达同样的机构。
      const breach = '第二期款项逾期未付，违反信用承诺。';
      const revocation = await court.revoke(repair.id, breach, 'president');
      expect(revocation.order).toMatchObject({
        action: 'RESTORE',
        outcome: { result: 'APPLIED', version: 3 },
      });
      const restored = await stage().provenEverywhere(listing.id, 3);
      expect(subscribersOf(restored)).toEqual(subscribersOf(shielded));
      expect(await stage().isShown(listing.id)).toEqual([true, true]);
      // 此后持证明者扫码，看到已撤销。
      expect(await court.verify(certificate.verificationCode)).toMatchObject({ status: 'revoked' });
    });

    it('given a wrong content (更正), then the record stays and says what is right', async () => {
      const court = await stage().court('guichi');
      const listing = await court.list({
        caseNumber: court.nextCase(),
        subject: { type: 'UNIT', name: '池州试松家居有限公司', uscc: unitCode(22) },
      });
      await stage().provenEverywhere(listing.id, 1);
      // 更正内容先留在名单服务，凭决定生效。
      const subject = { type: 'UNIT', name: '池州试松木业有限公司', uscc: unitCode(22) };
      const correction = await court.registry<{ id: string; digest: string }>(
        'officer',
        `/v1/listings/${listing.id}/corrections`,
        { subject },
      );
      const decision = await court.decide(
        {
          listingId: listing.id,
          initiator: 'EX_OFFICIO',
          basis: 'X_CORRECTED',
          facts: '被执行人名称登记有误。',
          correction: { correctionId: correction.id, digest: correction.digest },
        },
        { reasons: '信息不准确，予以更正。' },
      );
      expect(decision.order).toMatchObject({
        action: 'CORRECT',
        outcome: { result: 'APPLIED', version: 2 },
      });
      await stage().provenEverywhere(listing.id, 2);
      expect(await stage().pageOf(stage().pushed)).toContain('池州试松木业有限公司');
      expect(await stage().pageOf(stage().pushed)).not.toContain('池州试松家居有限公司');
    });
  });
}

/** What this court's rule set (部分履行并有计划) asks for. */
const PAPERS = [
  'APPLICATION_FORM',
  'COMMITMENT',
  'ASSET_REPORT',
  'PERFORMANCE_PROOF',
  'IDENTITY',
] as const;

/** 负面清单逐项查证：what no machine can know is the officer's word, with source and time. */
function lookedUp(): object[] {
  const said = { source: '本院执行案件系统', queriedAt: now() };
  return [
    { rule: 'SPENDING_ORDER_OBEYED', found: true, ...said },
    ...['OBSTRUCTION_CONVICTION', 'SANCTION_NOT_SERVED', 'ASSETS_HIDDEN', 'FALSE_PAPERS'].map(
      (rule) => ({ rule, found: false, ...said }),
    ),
  ];
}

function subscribersOf(obligations: readonly { subscriber: string }[]): string[] {
  return obligations.map(({ subscriber }) => subscriber).sort();
}
