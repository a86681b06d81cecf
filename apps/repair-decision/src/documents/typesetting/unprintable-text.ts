/** Why a paper can't be printed as it is: better none than one with boxes in a name. */
export class UnprintableText extends Error {
  override readonly name = 'UnprintableText';

  constructor(readonly characters: readonly string[]) {
    super('The font has no glyph for some characters of the paper.');
  }
}
