/** Someone at a court, by the subject of their token and their court's code. */
export interface Person {
  sub: string;
  court: string;
}
