import { IdentityVault } from './identity-vault.js';

const person = { name: '周明远', idNumber: '340104190006150018' };
const vault = new IdentityVault(Buffer.alloc(32, 1), Buffer.alloc(32, 2));

describe('the identity vault', () => {
  it('given a sealed identity, when opened for its listing, then it is the same', () => {
    expect(vault.open(vault.seal(person, 'lst_A'), 'lst_A')).toEqual(person);
  });

  it('given a sealed identity, when opened for another listing or altered, then it does not open', () => {
    const sealed = vault.seal(person, 'lst_A');
    expect(() => vault.open(sealed, 'lst_B')).toThrow();
    const altered = Buffer.from(sealed.ciphertext);
    altered.writeUInt8(altered.readUInt8(20) ^ 1, 20);
    expect(() => vault.open({ ...sealed, ciphertext: altered }, 'lst_A')).toThrow();
  });

  it('given another key, when opened, then the missing key is named and not the person', () => {
    const other = new IdentityVault(Buffer.alloc(32, 3), Buffer.alloc(32, 2));
    expect(() => other.open(vault.seal(person, 'lst_A'), 'lst_A')).toThrow(
      /sealed with key aes-[0-9a-f]{12}/,
    );
  });

  it('given the same number twice, then the index is the same and the envelopes differ', () => {
    expect(vault.personKey(person.idNumber)).toBe(vault.personKey(person.idNumber));
    const one = vault.seal(person, 'lst_A').ciphertext;
    expect(one.equals(vault.seal(person, 'lst_A').ciphertext)).toBe(false);
    expect(one.includes(person.idNumber)).toBe(false);
  });

  it('given another index key, then the index differs', () => {
    const other = new IdentityVault(Buffer.alloc(32, 1), Buffer.alloc(32, 4));
    expect(other.personKey(person.idNumber)).not.toBe(vault.personKey(person.idNumber));
  });
});
