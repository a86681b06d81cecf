/** Someone at a court, by the subject of their token, their court's code and what they are there. */
export interface Person {
  sub: string;
  court: string;
  /** 书记员 or 承办人, 审判员, 院长. */
  rank: 'OFFICER' | 'JUDGE' | 'PRESIDENT';
}
