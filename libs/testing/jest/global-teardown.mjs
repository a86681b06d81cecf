/** Ends what the run started. Jest wants a default export. */
export default async function tearDown() {
  await globalThis[Symbol.for('yichu.test.host')]?.close();
}
