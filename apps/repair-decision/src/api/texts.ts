import { createTexts } from '#i18n';
import { caseTexts } from './case.texts.js';
import { documentsTexts } from './documents.texts.js';
import { papersTexts } from './papers.texts.js';
import { rulesTexts } from './rules.texts.js';

/** What this service's own rules say to the person who broke one. */
export const texts = createTexts({
  'zh-CN': {
    ...papersTexts['zh-CN'],
    ...documentsTexts['zh-CN'],
    ...caseTexts['zh-CN'],
    ...rulesTexts['zh-CN'],
    REGISTRY_UNAVAILABLE: '失信名单登记服务暂时不可用，未作任何记录，请稍后重试。',
    UNKNOWN_LISTING: '名单中没有该失信信息。',
    LISTING_NOT_OPEN: '该失信信息当前状态为“$t(listing.{{state}})”，不能再按此事由修复。',
    IN_FUTURE: '时间不得晚于当前时间。',
    NOT_IN_FUTURE: '日期应晚于今天。',
    SHIELD_ONLY: '只有暂时屏蔽（T_TEMP_SHIELD）可以设定屏蔽期限。',
    ALREADY_DECIDED: '该事项已作出决定。',
    NOT_REFUSED: '该决定的命令未被拒绝，无须确认。',
    ALREADY_ACKNOWLEDGED: '该异常已确认。',
    WITHDRAWN: '该拟办意见已撤回。',
    OWN_DRAFT: '不得批准本人拟定的决定。',
    NOT_RESTORABLE: '依此事由移除的，或者公布前即已退出的失信信息，不得恢复，只能重新纳入。',
    NOT_APPROVED: '该决定尚未批准，无从撤销。',
    NOT_APPLIED: '该决定尚未执行到名单，暂不能撤销。',
    COURT_KEY_MISSING: '本院的签名密钥尚未配置，暂不能批准。',
    SHIELD_ALREADY_ENDED: '拟定的屏蔽期限已过，不能再批准。',
  },
  en: {
    ...papersTexts.en,
    ...documentsTexts.en,
    ...caseTexts.en,
    ...rulesTexts.en,
    REGISTRY_UNAVAILABLE: 'The registry is away; nothing was recorded. Please try again later.',
    UNKNOWN_LISTING: 'The registry has no such listing.',
    LISTING_NOT_OPEN:
      'The listing is $t(listing.{{state}}), which leaves nothing to repair on this basis.',
    IN_FUTURE: 'This must not be later than now.',
    NOT_IN_FUTURE: 'This must be later than today.',
    SHIELD_ONLY: 'Only a temporary shield (T_TEMP_SHIELD) has a last day.',
    ALREADY_DECIDED: 'This has been decided.',
    NOT_REFUSED: "The decision's order was not refused; there is nothing to acknowledge.",
    ALREADY_ACKNOWLEDGED: 'This exception was acknowledged before.',
    WITHDRAWN: 'This draft was withdrawn.',
    OWN_DRAFT: 'Nobody approves their own draft.',
    NOT_RESTORABLE:
      'A listing removed on this basis, or before it was published, is never restored; the debtor can only be listed anew.',
    NOT_APPROVED: 'The decision is not approved yet, so there is nothing to revoke.',
    NOT_APPLIED: 'The registry has not applied the decision, so it cannot be revoked yet.',
    COURT_KEY_MISSING: "The court's signing key is not installed yet; nothing was approved.",
    SHIELD_ALREADY_ENDED: 'The shield that was drafted would already be over.',
  },
});
