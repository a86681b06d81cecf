/** What the choice of a rule set says to the person who applied. */
export const rulesTexts = {
  'zh-CN': {
    SITUATION_REQUIRED: '本院对该事由有多个规则集，请写明修复情形：{{situations}}。',
    UNKNOWN_SITUATION: '本院没有该修复情形的规则集。可用的修复情形：{{situations}}。',
    NO_RULE_SET: '没有适用于该事由的规则集。',
  },
  en: {
    SITUATION_REQUIRED:
      'This court has several rule sets for this basis; name the situation: {{situations}}.',
    UNKNOWN_SITUATION: 'This court has no rule set for this situation. Known: {{situations}}.',
    NO_RULE_SET: 'There is no rule set for this basis.',
  },
} as const;
