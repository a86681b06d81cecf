import { createTexts } from '#i18n';

/** What the registry's own rules say to the person who broke one. */
export const texts = createTexts({
  'zh-CN': {
    DUPLICATE_LISTING: '该被执行人在本案中已被纳入名单，不得重复纳入。',
    DATE_IN_FUTURE: '日期不得晚于今天。',
    DECIDED_BEFORE_FILED: '决定日期不得早于立案日期。',
    INSTRUMENT_NUMBER: '执行依据文号应包含年份，并以“号”结尾。',
  },
  en: {
    DUPLICATE_LISTING: 'This debtor is already on the list under this case.',
    DATE_IN_FUTURE: 'The date must not be later than today.',
    DECIDED_BEFORE_FILED: 'The decision cannot be older than the filing of the case.',
    INSTRUMENT_NUMBER: 'The number of an instrument has a year in it and ends in 号.',
  },
});
