/** Texts of court papers: what stands against making, serving or showing one. */
export const documentsTexts = {
  'zh-CN': {
    PAPER_NOT_APPROVED: '该决定尚未批准，不能制作文书。',
    NO_SUCH_PAPER: '该决定没有所选文种的文书。',
    PAPER_ORDER_REFUSED:
      '该决定的命令已被名单登记服务拒绝，决定未能执行，不能制作文书；请另行作出决定。',
    PAPER_NOT_APPLIED: '该决定尚未执行到名单，暂不能制作证明和告知书，请待执行后再制作。',
    PAPER_NOT_ANNOUNCED: '失信信息在公布前即已退出，未向任何单位通报，不制作告知书。',
    PAPER_REVOKED: '该信用修复决定已被撤销，不能再制作证明和告知书。',
    NOT_REPLACEABLE: '只能以同一决定、同一文种的一份新文书替代一份已制作的文书。',
    JUDGE_REPLACES: '替代已制作的决定书，须由法官办理。',
    DOMAIN_NOT_DECIDED: '只能选择该决定已列明的领域；决定的内容不得在文书中扩大。',
    CREDITOR_NAME_MISSING: '由申请执行人申请的，制作决定书应写明申请执行人的名称或者姓名。',
    UNPRINTABLE_TEXT: '含有文书不能印出的字符（如表情符号），请删去后重新提交。',
    NOT_ISSUED: '该文书仅有编号，尚未制作；请先制作文书。',
    BEFORE_ISSUE: '送达时间不得早于文书制作时间。',
  },
  en: {
    PAPER_NOT_APPROVED: 'The decision is not approved yet, so there is no paper of it.',
    NO_SUCH_PAPER: 'A decision of this kind has no such paper.',
    PAPER_ORDER_REFUSED:
      'The registry refused what the decision orders, so there is no paper of it. Make a new decision.',
    PAPER_NOT_APPLIED:
      'The registry has not applied the decision yet; certificate and notice can be made once it has.',
    PAPER_NOT_ANNOUNCED:
      'The listing ended before it was published and nobody was told of it, so there is nobody to notify.',
    PAPER_REVOKED: 'The repair was revoked; no certificate or notice can be made any more.',
    NOT_REPLACEABLE:
      'A new paper can replace only one issued paper of the same type and the same decision.',
    JUDGE_REPLACES: 'A judge replaces the paper of a decision.',
    DOMAIN_NOT_DECIDED:
      'Only fields that the decision names can be chosen: a paper widens nothing.',
    CREDITOR_NAME_MISSING:
      'Where the creditor applied, the paper of the decision needs their name.',
    UNPRINTABLE_TEXT:
      'This holds a character that no paper can show, such as an emoji; leave it out.',
    NOT_ISSUED: 'The paper has only its number so far; issue it first.',
    BEFORE_ISSUE: 'A paper cannot be served before it was issued.',
  },
};
