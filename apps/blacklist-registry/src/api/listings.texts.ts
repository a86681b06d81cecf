/** What the rules of listing, grace and correction say to the officer who broke one. */
export const listingsTexts = {
  'zh-CN': {
    DUPLICATE_LISTING: '该被执行人在本案中已被纳入名单，不得重复纳入。',
    RELISTING_BARRED:
      '本案失信信息系依申请执行人申请删除，{{until}}（含）前申请执行人再次申请纳入的，不予支持；如系依职权纳入，请将 applicant 改为 EX_OFFICIO。',
    DATE_IN_FUTURE: '日期不得晚于今天。',
    DECIDED_BEFORE_FILED: '决定日期不得早于立案日期。',
    INSTRUMENT_NUMBER: '执行依据文号应包含年份，并以“号”结尾。',
    RULE_VERSION: '决定日期在 2017-05-01 以前的，适用 FS2013-17；此后适用 FS2017-7。',
    EXTENSION_WITHOUT_TERM: '所选纳入情形没有期限，不能延长期限。',
    EXTENSION_REASON: '“抗拒执行情节严重”只适用于以暴力、威胁等方法妨碍、抗拒执行的情形（L2）。',
    EXTENSION_YEARS: '延长期限应为一年至三年。',
    TERM_OVER: '依该决定日期，纳入期限已经届满。',
    N1_GUARANTEE: '已提供充分有效担保的，不得纳入（{{legalSource}}）。',
    N2_SEIZED_ENOUGH: '已查封、扣押、冻结的财产足以清偿债务的，不得纳入（{{legalSource}}）。',
    N3_LATER_IN_ORDER: '履行顺序在后、依法不应强制执行的，不得纳入（{{legalSource}}）。',
    N4_OTHER_NOT_L1: '不属于有履行能力而拒不履行的，不得纳入（{{legalSource}}）。',
    N5_MINOR: '被执行人在决定之日为未成年人的，不得纳入（{{legalSource}}）。',
    N6_CONTROLLED_ENOUGH: '人民法院已控制足以清偿债务的财产的，不得纳入（{{legalSource}}）。',
    N7_CREDITOR_DEFERS: '申请执行人申请暂不采取惩戒措施的，不得纳入（{{legalSource}}）。',
    N8_UNIT_OFFICER:
      '单位被纳入名单的，不得将其法定代表人、主要负责人、实际控制人纳入（{{legalSource}}）；可另行采取限制消费措施。',
    N9_STUDENT_LOAN: '全日制在校学生因校园贷纠纷成为被执行人的，一般不得纳入（{{legalSource}}）。',
    GRACE_PERIOD: '宽限期为一至三个月，自给予之日起算，且只可延长、不可缩短。',
    GRACE_GRANTED_ON: '给予宽限之日不得早于决定日期，也不得晚于今天。',
    GRACE_OR_PUBLISH_ON: '宽限期与公布日期只能填写其一：有宽限期的，期满自动公布。',
    PUBLISH_ON_PAST: '公布日期不得早于今天。',
    NOT_BEFORE_PUBLICATION: '失信信息已经公布、应当公布或者已经退出，不能再给予宽限期。',
    LISTING_ENDED: '该失信信息已删除或撤销，不能更正。',
    NOTHING_CORRECTED: '请填写至少一项更正内容。',
    SUBJECT_TYPE_STAYS: '单位与自然人不能互相更正；对象有误的，应撤销后重新纳入。',
    OTHER_DEBTOR:
      '名称（姓名）与证件号码不能同时更正，否则即为另一被执行人；对象有误的，应以 X_REVOKED_ERROR 撤销后重新纳入。',
  },
  en: {
    DUPLICATE_LISTING: 'This debtor is already on the list under this case.',
    RELISTING_BARRED:
      'The listing was deleted at the creditor’s request: the creditor’s own application is barred through {{until}}. If the court lists ex officio, set applicant to EX_OFFICIO.',
    DATE_IN_FUTURE: 'The date must not be later than today.',
    DECIDED_BEFORE_FILED: 'The decision cannot be older than the filing of the case.',
    INSTRUMENT_NUMBER: 'The number of an instrument has a year in it and ends in 号.',
    RULE_VERSION:
      'Decisions before 2017-05-01 were made under FS2013-17, later ones under FS2017-7.',
    EXTENSION_WITHOUT_TERM: 'None of the grounds has a term, so there is nothing to extend.',
    EXTENSION_REASON: 'SERIOUS_RESISTANCE goes with the ground L2_OBSTRUCT_RESIST only.',
    EXTENSION_YEARS: 'A term is extended by one to three years.',
    TERM_OVER: 'With this date of the decision, the term of the listing is already over.',
    N1_GUARANTEE: 'A sufficient guarantee was given, so this must not be listed ({{legalSource}}).',
    N2_SEIZED_ENOUGH:
      'What was seized is enough to pay the debt, so this must not be listed ({{legalSource}}).',
    N3_LATER_IN_ORDER:
      'The debtor is later in the order of performance, so this must not be listed ({{legalSource}}).',
    N4_OTHER_NOT_L1:
      'The debtor is not able to perform, so this must not be listed ({{legalSource}}).',
    N5_MINOR:
      'The debtor was under eighteen on the day of the decision and must not be listed ({{legalSource}}).',
    N6_CONTROLLED_ENOUGH:
      'The court already controls enough property, so this must not be listed ({{legalSource}}).',
    N7_CREDITOR_DEFERS:
      'The creditor asks to hold off, so this must not be listed ({{legalSource}}).',
    N8_UNIT_OFFICER:
      'The unit is listed, so its officers must not be ({{legalSource}}); restrict their spending instead.',
    N9_STUDENT_LOAN:
      'Full-time students are as a rule not listed for campus loans ({{legalSource}}).',
    GRACE_PERIOD:
      'A grace lasts one to three months from the day it was granted, and can only be made longer.',
    GRACE_GRANTED_ON:
      'The grace was granted on or after the day of the decision, and not later than today.',
    GRACE_OR_PUBLISH_ON:
      'Give a grace or a day of publication, not both: when a grace has passed, publication follows by itself.',
    PUBLISH_ON_PAST: 'The day of publication must not be in the past.',
    NOT_BEFORE_PUBLICATION:
      'The listing is published, due to be, or has ended: a grace comes before publication.',
    LISTING_ENDED: 'This listing was deleted or revoked, and is not corrected any more.',
    NOTHING_CORRECTED: 'Give at least one field as it should read.',
    SUBJECT_TYPE_STAYS:
      'A unit is not corrected into a person, nor a person into a unit: revoke as an error, and list anew.',
    OTHER_DEBTOR:
      'Name and number cannot both be corrected: that would be another debtor. Revoke the listing (X_REVOKED_ERROR), and list anew.',
  },
};
