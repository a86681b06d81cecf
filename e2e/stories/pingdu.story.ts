import { unitCode } from '#stack';
import { now } from './story-court.js';
import type { Stage, StatusAnswer } from './stage.js';

/** Pingdu: before a repair the officer asks whether the debtor has other cases; this case is repaired, no other. */
export function pingdu(stage: () => Stage): void {
  describe('平度市人民法院 Pingdu（鲁0283）', () => {
    it('given a debtor listed elsewhere too, then the officer sees it live, attests the open cases, and this case alone is repaired', async () => {
      const court = await stage().court('pingdu');
      const elsewhere = await stage().court('minhang');
      const subject = { type: 'UNIT', name: '平度试槐果蔬有限公司', uscc: unitCode(31) } as const;
      const here = await court.list({ caseNumber: court.nextCase(), subject });
      const there = await elsewhere.list({ caseNumber: elsewhere.nextCase(), subject });
      await stage().provenEverywhere(here.id, 1);
      await stage().provenEverywhere(there.id, 1);

      const tenderOpened = now();

      const application = await court.file({
        listingId: here.id,
        initiator: 'DEBTOR',
        basis: 'D1_PERFORMED',
        facts: '本案已履行完毕。',
      });
      // 名单服务实时查得的其他在列信息。
      expect(application.findings).toContainEqual(
        expect.objectContaining({ rule: 'OTHER_LISTINGS', result: 'FAILED', listings: [there.id] }),
      );
      // 其他未结案件，机器不知：承办人查询，写明来源和时间。
      const queriedAt = now();
      const source = '人民法院执行案件流程信息管理系统';
      const draft = await court.draftGrant(application.id, {
        reasons: '本案已履行完毕，仅因本案予以修复。',
        openCases: { found: true, source, queriedAt },
      });
      await court.approve(draft.id);
      const decision = await court.answered(draft.id);
      expect(decision.order.outcome).toMatchObject({ result: 'APPLIED', version: 2 });
      expect(JSON.stringify(await court.decision(draft.id))).toContain(source);

      await stage().provenEverywhere(here.id, 2);
      expect(await stage().isShown(here.id)).toEqual([false, false]);
      // 另案：原样。
      expect(await stage().isShown(there.id)).toEqual([true, true]);
      expect(await stage().obligations(there.id, 2)).toEqual([]);

      // 评标以当时为准：签名的答复说明当时两案在列，现在仅另案在列。
      const then = await stage().statusOf(subject.uscc, tenderOpened);
      expect(casesIn(then)).toEqual([here.id, there.id].sort());
      const today = await stage().statusOf(subject.uscc);
      expect(casesIn(today)).toEqual([there.id]);
      expect(await stage().isGenuine(then.statement)).toBe(true);
      expect(await stage().isGenuine(then.statement.slice(0, -8) + 'AAAAAAAA')).toBe(false);
    });
  });
}

/** The listings that a statement names, each standing for its own case. */
function casesIn({ listings }: StatusAnswer): string[] {
  return listings.map(({ id }) => id).sort();
}
