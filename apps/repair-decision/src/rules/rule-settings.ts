import { ownRulesFolder } from './rule-set-files.js';

/** Where the rule sets are, and for which courts a set is in force on top of what its file says. */
export interface RuleSettings {
  folder: string;
  /** By set id. */
  courts: Readonly<Record<string, readonly string[]>>;
}

export const OWN_RULES: RuleSettings = { folder: ownRulesFolder(), courts: {} };

/**
 * `RULES_FOLDER`, default the one that comes with Yichu; `RULE_SET_COURTS` puts sets in force for courts
 * without touching their files: `part-performance=鲁0285,琼02;settlement=沪0112`.
 */
export function readRuleSettings(env: Readonly<Record<string, string | undefined>>): RuleSettings {
  const { RULES_FOLDER, RULE_SET_COURTS = '' } = env;
  const assignments = RULE_SET_COURTS.split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [id = '', courts = ''] = part.split('=');
      const codes = courts.split(',').map((code) => code.trim());
      return [id.trim(), codes.filter(Boolean)] as const;
    });
  const unreadable = assignments.find(([id, courts]) => id === '' || courts.length === 0);
  if (unreadable) throw new Error('RULE_SET_COURTS must read set=court,court;set=court.');
  return { folder: RULES_FOLDER || OWN_RULES.folder, courts: Object.fromEntries(assignments) };
}
