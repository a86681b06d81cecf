/** What is said of contracts, and of what is kept. */
export const contractTexts = {
  'zh-CN': {
    REGION_CODE: '应为省级或中级法院的代字，如“皖”“皖01”；基层法院请填入 courts。',
    INSIDE_REGION: '所列法院或地区已包含在另一所列地区之内，请只保留其中之一。',
    CHANGE_TYPES_MISSING:
      '接收所列变更的机构，还须接收：{{types}}；否则已告知的记录将无法更正或移除。',
    CONTRACT_CHANGED: '约定内容已被他人修改，请重新读取后再提交。',
    MONTH_NOT_OVER: '该月份尚未结束，不能移出。',
    MONTH_IN_USE:
      '该月份仍在使用：未了结的义务 {{open}} 项，待推送 {{toPush}} 条，内容尚可读的变更 {{readable}} 条；请在其了结并去除内容后再移出。',
  },
  en: {
    REGION_CODE:
      'These must be what court codes of a province or an intermediate court begin with, such as 皖 or 皖01; a basic court belongs in courts.',
    INSIDE_REGION: 'A court or region here lies in another region here: leave one of them out.',
    CHANGE_TYPES_MISSING:
      'Whoever takes these changes must also take {{types}}: else what it was told could never be corrected or removed.',
    MONTH_NOT_OVER: 'This month is not over yet: it cannot be detached.',
    MONTH_IN_USE:
      'This month is still needed: {{open}} obligations are open, {{toPush}} pushes have to be made, {{readable}} changes can still be read. Detach it when they have ended and were redacted.',
    CONTRACT_CHANGED: 'Somebody else changed the contract since: read it again, then edit it.',
  },
} as const;
