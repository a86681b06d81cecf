/** What the rules of 限制消费 and 限制出境 say to the officer who broke one. */
export const restrictionsTexts = {
  'zh-CN': {
    OFFICER_OF_PERSON: '被执行人为自然人的，只能限制被执行人本人；请将 boundRole 改为 DEBTOR。',
    UNIT_CANNOT_EXIT:
      '单位不能被限制出境；请改为其法定代表人、主要负责人或者影响债务履行的直接责任人员。',
    CONTROLLER_MAY_EXIT:
      '限制出境仅适用于单位的法定代表人、主要负责人或者影响债务履行的直接责任人员，不适用于实际控制人。',
    PERSON_REQUIRED: '请填写被限制人员的姓名和公民身份号码。',
    PERSON_IS_THE_DEBTOR: '限制对象为被执行人本人时不得另填人员；其身份以名单所载为准。',
    DUPLICATE_RESTRICTION: '该人员在本案中已被采取同类限制措施，不得重复采取。',
    NOTHING_TO_ENFORCE: '本案已履行完毕或已裁定终结（不予）执行，不得再采取限制措施。',
  },
  en: {
    OFFICER_OF_PERSON:
      'The debtor is a natural person, so only the debtor can be bound; use boundRole DEBTOR.',
    UNIT_CANNOT_EXIT:
      'A unit does not travel; name its legal representative, principal or a directly responsible person.',
    CONTROLLER_MAY_EXIT:
      'Of a unit’s officers, exit limits bind the legal representative, the principal and those directly responsible, not the actual controller.',
    PERSON_REQUIRED: 'Give the name and the identity number of the person who is bound.',
    PERSON_IS_THE_DEBTOR:
      'Where the debtor is bound, name no other person: the listing says who the debtor is.',
    DUPLICATE_RESTRICTION:
      'This person is bound by a restriction of the same kind in this case already.',
    NOTHING_TO_ENFORCE:
      'This case was performed or ended by a ruling, so that no restriction can be imposed in it any more.',
  },
};
