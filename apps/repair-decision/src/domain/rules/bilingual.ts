/** What people read, in both languages; Chinese is the one that counts. */
export interface Bilingual {
  zh: string;
  en: string;
}
