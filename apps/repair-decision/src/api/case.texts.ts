import { namesTexts } from './names.texts.js';

/** What the rules about applications, decisions and duties say to the person who broke one. */
export const caseTexts = {
  'zh-CN': {
    ...namesTexts['zh-CN'],
    STEP_NOT_OPEN:
      '该申请当前状态为“$t(application.{{state}})”，不能办理此步骤：$t(step.{{step}})。',
    STEP_MISSING: '本院规则要求的步骤尚未办理：$t(step.{{step}})。',
    MATERIALS_MISSING: '本院规则要求的材料尚未交齐，缺少的材料列在 materials 中；请补齐后再办理。',
    SHIELD_TOO_LONG: '屏蔽期超过本院规则允许的最长期限；请改定较早的最后一日。',
    SUPPLEMENT_ONCE: '补正只能要求一次。',
    SUPPLEMENT_OPEN: '补正期限（{{dueAt}}）尚未届满，暂不能驳回。',
    CONSULTATION_OPEN: '申请执行人的答复期限（{{dueAt}}）尚未届满。',
    AGAINST_PANEL: '拟办意见与合议庭评议意见不一致。',
    PANEL_SIZE: '合议庭应由三人以上单数组成，成员不得重复。',
    FINDINGS_OPEN:
      '仍有未满足或缺少证据的限制性条件，不能准予；请补充证据，或说明理由后作例外处理。',
    LIFT_REQUIRED: '已全部履行的，应一并解除限制消费；请在 liftRestrictions 中逐项列明。',
    UNKNOWN_RESTRICTION: '该案没有此项未解除的限制。',
    RESTRICTION_TWICE: '同一限制不得重复列出。',
    LIFT_ONLY: '只有暂时解除（R_TEMPORARY_NEED）可以设定最后一日。',
    LIFT_TOO_LONG: '暂时解除不得超过一个月。',
    NOT_LIFTABLE: '不能依此事由解除该限制。',
    LIFT_ALREADY_ENDED: '拟定的暂时解除期限已过，不能再批准。',
    CORRECTION_ONLY: '只有更正（X_CORRECTED）可以附更正内容。',
    IS_DIGEST: '应为 sha256: 加 64 位十六进制数。',
    GRANT_ONLY: '驳回决定不得包含此项。',
    UNKNOWN_RULE: '所适用的规则中没有该条。',
    NOTHING_TO_OVERRIDE: '该条已满足，无须例外处理。',
    NOT_OVERRIDABLE: '该条不得作例外处理。',
    ALREADY_OVERRIDDEN: '该条已作例外处理。',
    NO_REASON: '例外处理应说明理由。',
    REAPPLICATION_BARRED: '申请被驳回后，至 {{barredUntil}} 不得重新申请（{{legalBasis}}）。',
    REVIEW_TOO_LATE: '申请复核的期限已于 {{dueAt}} 届满。',
    NOT_SERVED: '驳回决定尚未送达，送达后方可申请复核。',
    NOT_DENIED: '该申请未被驳回，无从复核。',
    OWN_DECISION: '不得复核本人拟定、批准或参与评议的决定。',
    REVOCATION_DRAFTED: '撤销信用修复的决定正在拟办；请先撤回该拟办决定。',
    NOT_CLOSED_BY_OFFICER: '履行完毕结案须由提出、拟办该修复以外的法官办理。',
    STILL_SHIELDED:
      '失信信息系屏蔽而未删除；履行完毕的，请以已履行（D1_PERFORMED）申请删除，删除后本案自动结案。',
    BEFORE_ASKED: '答复时间不得早于征询时间。',
    BEFORE_GRANT: '违反承诺不得早于准予修复之日；此前弄虚作假的，请直接拟办撤销。',
    APPROVAL_LEVEL: '该决定须由院长批准。',
    ORDER_IN_FLIGHT:
      '该失信信息有第 {{orderNo}} 号命令尚未得到登记服务答复，与本决定冲突；请待其答复后再批准。',
  },
  en: {
    ...namesTexts.en,
    STEP_NOT_OPEN:
      'The application is $t(application.{{state}}), which leaves no room for this step: $t(step.{{step}}).',
    STEP_MISSING: "A step that the court's rules require was not taken: $t(step.{{step}}).",
    MATERIALS_MISSING:
      "Papers that the court's rules require are not on file; `materials` names them. Hand them in first.",
    SHIELD_TOO_LONG: "This is longer than the court's rules allow: name an earlier last day.",
    SUPPLEMENT_ONCE: 'A supplement is asked for once only.',
    SUPPLEMENT_OPEN:
      'The time to supply what is missing runs until {{dueAt}}; until then nothing is denied.',
    CONSULTATION_OPEN: 'The creditor may still reply until {{dueAt}}.',
    AGAINST_PANEL: "The draft goes against the panel's opinion.",
    PANEL_SIZE: 'A panel has three or more members, an odd number, each named once.',
    FINDINGS_OPEN:
      'Something that bars a grant has failed or lacks evidence. Give the evidence, or set the rule aside and say why.',
    LIFT_REQUIRED:
      'Full performance lifts 限制消费 with it: name each restriction in liftRestrictions.',
    UNKNOWN_RESTRICTION: 'The case has no such restriction in force.',
    RESTRICTION_TWICE: 'Each restriction is named once.',
    LIFT_ONLY: 'Only a temporary lift (R_TEMPORARY_NEED) has a last day.',
    LIFT_TOO_LONG: 'A temporary lift lasts a month at most.',
    NOT_LIFTABLE: 'This restriction is not lifted on this basis.',
    LIFT_ALREADY_ENDED: 'The temporary lift that was drafted would already be over.',
    CORRECTION_ONLY: 'Only a correction (X_CORRECTED) has corrected content.',
    IS_DIGEST: 'This must be sha256: and 64 hexadecimal digits.',
    GRANT_ONLY: 'A denial grants nothing.',
    UNKNOWN_RULE: 'The rules that apply have no such rule.',
    NOTHING_TO_OVERRIDE: 'The rule is satisfied; there is nothing to set aside.',
    NOT_OVERRIDABLE: 'Nobody may set this rule aside.',
    ALREADY_OVERRIDDEN: 'The rule was set aside already.',
    NO_REASON: 'Setting a rule aside needs a reason.',
    REAPPLICATION_BARRED:
      'After the denial no new application is taken until {{barredUntil}} ({{legalBasis}}).',
    REVIEW_TOO_LATE: 'The time to ask for a review ended at {{dueAt}}.',
    NOT_SERVED: 'The denial was not served yet; a review can be asked for once it is.',
    NOT_DENIED: 'The application was not denied; there is nothing to review.',
    OWN_DECISION: 'Nobody reviews a decision that they drafted, approved or sat on the panel for.',
    REVOCATION_DRAFTED: 'A revocation of the repair is drafted. Withdraw that draft first.',
    NOT_CLOSED_BY_OFFICER: 'A judge closes a repair, one who neither filed nor drafted it.',
    STILL_SHIELDED:
      'The listing is shielded, not removed. Where the debt is paid, apply for its removal (D1_PERFORMED), which closes this case.',
    BEFORE_ASKED: 'Nobody replies before they were asked.',
    BEFORE_GRANT:
      'No promise is broken before the day of the grant. Where the repair was got by deceit, draft its revocation.',
    APPROVAL_LEVEL: 'This decision needs the president.',
    ORDER_IN_FLIGHT:
      'Order {{orderNo}} on this listing contradicts the decision and is not answered yet. Approve it once the registry has answered.',
  },
};
