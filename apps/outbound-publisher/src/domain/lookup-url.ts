/** What a look-up template is filled with. A person's `uscc` is empty. */
export interface LookupValues {
  court: string;
  caseNumber: string;
  uscc: string;
  listingRef: string;
}

/** Fills a subscriber's look-up template in; every value is URL-encoded. */
export function lookupUrl(template: string, values: LookupValues): string {
  return Object.entries(values).reduce(
    (url, [name, value]: [string, string]) =>
      url.replaceAll(`{${name}}`, encodeURIComponent(value)),
    template,
  );
}

/** Whether an answer is about one listing only: its reference or its case number is asked for. */
export function namesOneListing(template: string): boolean {
  return template.includes('{listingRef}') || template.includes('{caseNumber}');
}

/** A person has no code: an address made of little else asks about nobody, and proves nothing. */
export function canAskFor(template: string, values: LookupValues): boolean {
  return namesOneListing(template) || values.uscc !== '';
}

/** Which values another listing must have to lead to the same address. */
export function sharedBy(template: string): { court: boolean; uscc: boolean } {
  return { court: template.includes('{court}'), uscc: template.includes('{uscc}') };
}
