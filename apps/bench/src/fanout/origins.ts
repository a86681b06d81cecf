/** Each subscriber is an origin of its own: another loopback address, the same port. */
export function originOf(subscriber: number, port: number): string {
  return `http://${addressOf(subscriber)}:${port}`;
}

export function addressOf(subscriber: number): string {
  return `127.${10 + Math.floor(subscriber / 250)}.1.${1 + (subscriber % 250)}`;
}
