/** How a line of a template stands on the page. */
export type BlockStyle =
  /** `# ` 院名 */
  | 'court'
  /** `## ` 文种 */
  | 'title'
  /** `> ` at the right: 案号, 署名 */
  | 'right'
  /** `>> ` 日期, with the place of the seal */
  | 'date'
  /** `< ` at the left, no indent: 致送单位 */
  | 'left'
  /** `+ ` numbered by itself: （一）（二） */
  | 'item'
  /** Anything else: indented by two characters. */
  | 'paragraph';

export interface Block {
  style: BlockStyle;
  text: string;
}

/** A paper as it is handed to the typesetter: words, and how they stand; nothing else decides its bytes. */
export interface Paper {
  blocks: Block[];
  /** Repeated at the foot of each page. */
  number: string;
  verification: {
    url: string;
    notes: string[];
    /** Added where a character is printed by its number. */
    noteOnRare: string;
  };
  info: { title: string; author: string; createdAt: Date };
}

export interface TypesetPaper {
  bytes: Uint8Array;
  pages: number;
}
