/**
 * The token of an `Authorization: Bearer …` header; undefined when there is none. Node reads headers as Latin-1 while most
 * clients write them in UTF-8, so bytes that are UTF-8 are read as such.
 */
export function readBearer(header: string | undefined): string | undefined {
  const given = /^bearer +(.+)$/is.exec(header ?? '')?.[1];
  if (given === undefined) return undefined;
  const read = Buffer.from(given, 'latin1').toString('utf8');
  return read.includes('\ufffd') ? given : read;
}
