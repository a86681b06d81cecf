/** Millimetres in points. */
export const mm = (millimetres: number): number => (millimetres * 72) / 25.4;

/** A4 after GB/T 9704: 28 characters to a line, 22 lines to a page. */
export const PAGE = {
  width: mm(210),
  height: mm(297),
  left: mm(28),
  right: mm(26),
  top: mm(37),
  bottom: mm(35),
} as const;

export const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right;
export const TEXT_HEIGHT = PAGE.height - PAGE.top - PAGE.bottom;
/** 三号. */
export const BODY_SIZE = TEXT_WIDTH / 28;
export const LINE_HEIGHT = TEXT_HEIGHT / 22;
/** What the QR code and its notes take of the last page's text; the rest of them stands in its margin. */
export const VERIFICATION_HEIGHT = mm(13);
/** From the end of the text to the line with number and page. */
export const FOOT_DISTANCE = mm(22);
/** Below the date, so that the seal finds its place over it. */
export const SEAL_ROOM = mm(14);
