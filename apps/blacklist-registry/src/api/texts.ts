import { createTexts } from '#i18n';

/** What the registry's own rules say to the person who broke one. */
export const texts = createTexts({
  'zh-CN': {
    DUPLICATE_LISTING: '该被执行人在本案中已被纳入名单，不得重复纳入。',
    DATE_IN_FUTURE: '日期不得晚于今天。',
    DECIDED_BEFORE_FILED: '决定日期不得早于立案日期。',
    ID_NUMBER_IN_TEXT: '此处不得出现公民身份号码，身份号码只能填写在 subject.idNumber 中。',
    INSTRUMENT_NUMBER: '执行依据文号应包含年份，并以“号”结尾。',
    CONTROL_CHARACTERS: '内容不得包含控制字符。',
    ARRAY_UNIQUE: '不得重复。',
  },
  en: {
    DUPLICATE_LISTING: 'This debtor is already on the list under this case.',
    DATE_IN_FUTURE: 'The date must not be later than today.',
    DECIDED_BEFORE_FILED: 'The decision cannot be older than the filing of the case.',
    ID_NUMBER_IN_TEXT:
      'An identity number must not appear here; its only place is subject.idNumber.',
    INSTRUMENT_NUMBER: 'The number of an instrument has a year in it and ends in 号.',
    CONTROL_CHARACTERS: 'The text must not contain control characters.',
    ARRAY_UNIQUE: 'Nothing may be named twice.',
  },
});
