import { unitCode, type DraftedDecision, type Page } from '#stack';
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

    it('given listings that have slept for long (长期“沉寂”名单), then each is verified for itself, and approved together they are still one decision each', async () => {
      const court = await stage().court('pingdu');
      const sleeping = [];
      for (const number of [32, 33, 34]) {
        const listing = await court.list({
          caseNumber: court.nextCase(),
          subject: { type: 'UNIT', name: `平度试麦${number}农机有限公司`, uscc: unitCode(number) },
        });
        await stage().provenEverywhere(listing.id, 1);
        // 案件早已办结，名单未动。
        const closed = { status: 'CLOSED', on: '2026-03-03' };
        await court.registry('officer', `/v1/listings/${listing.id}/case-status`, closed);
        sleeping.push(listing);
      }
      const [first, second, third] = sleeping.map(({ id }) => id);

      // 清理：查找只产生核查清单，名单不变。
      const sweep = await court.decisions<{ added: number }>('officer', '/v1/dormant-sweeps', {});
      expect(sweep.added).toBe(3);
      const items = await court.decisions<Page<{ id: string; listingId: string }>>(
        'officer',
        '/v1/dormant-items?status=OPEN',
      );
      expect(items.data.map(({ listingId }) => listingId).sort()).toEqual(
        [first, second, third].sort(),
      );

      // 逐案核查：两件应当移出，一件继续在列。
      const drafts: string[] = [];
      for (const { id, listingId } of items.data) {
        const stays = listingId === third;
        const path = `/v1/dormant-items/${id}`;
        await court.decisions('officer', `${path}/verify`, {
          finding: stays ? 'STAYS' : 'LEAVES',
          ...(stays ? {} : { basis: 'D7_CLOSED' }),
          explanation: stays ? '恢复执行在即，继续在列。' : '经调阅卷宗，已裁定终结执行。',
        });
        if (stays) continue;
        const draft = await court.decisions<DraftedDecision>('officer', `${path}/draft`, {
          triggeredAt: '2026-03-03T02:00:00Z',
          facts: '本案已裁定终结执行，失信信息至今未删除。',
          decision: {
            outcome: 'GRANT',
            reasons: '第十条第一款第（七）项：已裁定终结执行。',
            openCases: { found: false, source: '执行案件流程信息管理系统', queriedAt: now() },
          },
        });
        drafts.push(draft.id);
      }

      // 批量批准：一案一决定，一案一令。
      const batch = await court.decisions<{ results: { id: string; result: string }[] }>(
        'judge',
        '/v1/decisions/approve-batch',
        { ids: drafts },
      );
      expect(batch.results).toEqual(
        drafts.map((id) => expect.objectContaining({ id, result: 'APPROVED' }) as object),
      );
      const orders = await Promise.all(drafts.map((id) => court.answered(id)));
      expect(new Set(orders.map(({ order }) => order.id)).size).toBe(2);
      for (const listing of [first, second]) {
        await stage().provenEverywhere(listing ?? '', 2);
      }
      expect(await stage().isShown(third ?? '')).toEqual([true, true]);
    });
  });
}

/** The listings that a statement names, each standing for its own case. */
function casesIn({ listings }: StatusAnswer): string[] {
  return listings.map(({ id }) => id).sort();
}
