import { createTexts } from '#i18n';

export const { text } = createTexts({
  'zh-CN': { topics: '主题已建立', ready: '{{name}} 就绪：{{url}}' },
  en: { topics: 'topics are there', ready: '{{name}} is ready: {{url}}' },
});
