/** Icon files that hold PNGs: Windows' .ico (PNG inside since Vista) and macOS's .icns. Pure. */

export interface Picture {
  /** Width and height. */
  readonly pixels: number;
  readonly png: Buffer;
}

/** An .ico: a directory of 16 bytes a picture, then the pictures. Sizes up to 256, which is written as 0. */
export function ico(pictures: readonly Picture[]): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = 6 + 16 * pictures.length;
  const entries = pictures.map(({ pixels, png }) => {
    const entry = Buffer.alloc(16);
    entry.writeUInt8(pixels % 256, 0);
    entry.writeUInt8(pixels % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([head, ...entries, ...pictures.map(({ png }) => png)]);
}

/** The types of .icns whose content may be a PNG, by size. */
const icnsTypes: Readonly<Record<number, string>> = {
  16: "icp4",
  32: "icp5",
  64: "icp6",
  128: "ic07",
  256: "ic08",
  512: "ic09",
  1024: "ic10",
};

/** An .icns: the word, its length, and each picture behind its type and length (big endian). Other sizes are left out. */
export function icns(pictures: readonly Picture[]): Buffer {
  const blocks = pictures.flatMap(({ pixels, png }) => {
    const type = icnsTypes[pixels];
    return type === undefined ? [] : [block(type, png)];
  });
  return block("icns", Buffer.concat(blocks));
}

function block(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, "latin1");
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
}
