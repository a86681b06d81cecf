/** Who does something by hand to messages, and when: it goes to the ledger. */
export interface Act {
  actor: string;
  at: Date;
}
