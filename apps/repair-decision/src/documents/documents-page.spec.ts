import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TEMPLATES, type Place, type Places } from './template/places.js';

const PAGE = fileURLToPath(new URL('../../../../docs/documents.md', import.meta.url));

describe('docs/documents.md', () => {
  const page = readFileSync(PAGE, 'utf8');

  it.each(Object.entries(TEMPLATES))(
    'given %s, then the page names it and its places',
    (name, places) => {
      expect(page).toContain(`\`${name}\``);
      for (const place of namesOf(places)) expect(page).toContain(`\`${place}\``);
    },
  );
});

function namesOf(places: Places): string[] {
  return Object.entries(places).flatMap(([name, place]) => [name, ...partsOf(name, place)]);
}

function partsOf(name: string, place: Place): string[] {
  if (typeof place === 'string') return [];
  const parts = Array.isArray(place) ? (place[0] as Places) : (place as Places);
  return Object.keys(parts).map((part) => (Array.isArray(place) ? part : `${name}.${part}`));
}
