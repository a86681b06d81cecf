import { Injectable, Logger } from '@nestjs/common';
import { shanghaiDate } from '#calendar';
import { Clock } from '#bootstrap';
import { appendLedgerRows } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { LoadedRuleSet } from '../domain/rules/index.js';
import { BrokenRuleSets, loadRuleSets, type SourcedRuleSet } from '../rules/load-rule-sets.js';
import { readRuleSet } from '../rules/read-rule-set.js';
import { problem } from '../rules/rule-set-problem.js';
import { RuleSets } from '../rules/rule-sets.js';
import type { RuleSettings } from '../rules/rule-settings.js';
import { RuleSetVersionStore, type RuleSetVersion } from '../storage/rule-set-version.store.js';

/**
 * Brings the rule sets of the folder into use when the service starts. From then on a version's wording
 * is fixed: whoever changes it must give it a new number, so that past decisions mean what they meant.
 */
@Injectable()
export class BringRuleSetsIntoUse {
  private readonly logger = new Logger('rules');

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly versions: RuleSetVersionStore,
    private readonly clock: Clock,
  ) {}

  /** @throws BrokenRuleSets, which ends the start. */
  async execute(settings: RuleSettings): Promise<RuleSets> {
    try {
      return await this.bring(settings);
    } catch (error) {
      // One line each, so that whoever corrects them can search for the file.
      if (error instanceof BrokenRuleSets) {
        for (const { file, problem: said } of error.problems) {
          this.logger.error({ msg: 'rules.broken', file, ...said });
        }
      }
      throw error;
    }
  }

  private async bring(settings: RuleSettings): Promise<RuleSets> {
    const now = this.clock.now();
    const current = loadRuleSets(settings, shanghaiDate(now));
    const used = await this.record(current, now);
    const past = used.filter((version) => !current.some((each) => isVersion(each, version)));
    this.logger.log({ msg: 'rules.in-use', current: current.length, past: past.length });
    return new RuleSets(
      current,
      past.flatMap((version) => this.readAgain(version)),
    );
  }

  private record(current: SourcedRuleSet[], now: Date): Promise<RuleSetVersion[]> {
    return this.unitOfWork.run(async ({ manager }) => {
      const added = await this.versions.add(manager, current.map(toVersion), now);
      const used = await this.versions.all(manager);
      refuseChanged(current, used);
      await appendLedgerRows(
        manager,
        added.map(({ id, version }) => ({
          at: now,
          actor: 'repair-decision',
          action: 'rule-set.brought-into-use',
          subject: id,
          courtCode: null,
          detail: { version, digest: used.find((each) => isSame(each, { id, version }))?.digest },
        })),
      );
      return used;
    });
  }

  /** A wording that today's vocabulary cannot read is kept, but nothing can be examined under it. */
  private readAgain({ id, version, digest, content }: RuleSetVersion): LoadedRuleSet[] {
    const reading = readRuleSet(content);
    if (reading.ok) return [{ ruleSet: reading.read.ruleSet, digest }];
    this.logger.warn({ msg: 'rules.unreadable', set: id, version });
    return [];
  }
}

function refuseChanged(current: SourcedRuleSet[], used: RuleSetVersion[]): void {
  const changed = current.filter((loaded) =>
    used.some((version) => isVersion(loaded, version) && version.digest !== loaded.digest),
  );
  if (changed.length === 0) return;
  throw new BrokenRuleSets(
    changed.map(({ name, ruleSet: { id, version } }) => ({
      file: name,
      problem: problem('CHANGED_AFTER_USE', { vars: { set: id, version } }),
    })),
  );
}

function toVersion({ ruleSet, digest, bytes }: SourcedRuleSet): RuleSetVersion {
  return { id: ruleSet.id, version: ruleSet.version, digest, content: Buffer.from(bytes) };
}

function isVersion({ ruleSet }: LoadedRuleSet, version: { id: string; version: number }): boolean {
  return isSame(ruleSet, version);
}

function isSame(
  one: { id: string; version: number },
  other: { id: string; version: number },
): boolean {
  return one.id === other.id && one.version === other.version;
}
