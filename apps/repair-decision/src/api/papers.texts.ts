/** Texts of materials and of the object store that keeps them. */
export const papersTexts = {
  'zh-CN': {
    OBJECT_STORE_UNAVAILABLE: '文件存储暂时不可用，未保存任何内容，请稍后重试。',
  },
  en: {
    OBJECT_STORE_UNAVAILABLE: 'The file store is away; nothing was kept. Please try again later.',
  },
};
