/**
 * Blocks: a thousand consecutive events in one compact array of bytes, with its own index and checksums.
 *
 * <p>The same bytes sit in memory, in a database and on the wire. Start with {@link dev.playhead.block.BlockWriter}, which
 * makes them, and {@link dev.playhead.block.SealedBlock}, which reads events as views that decode what is looked at, and answers searches in place. {@link
 * dev.playhead.block.BlockHeader} is the small part in front that tells whether the rest is worth reading; {@link
 * dev.playhead.block.Block} is what all kinds of blocks can do.
 *
 * <pre>{@code
 *   events --> BlockWriter.add, seal --> byte[] --> SealedBlock.open --> walk().event(i), fieldEquals(path, value), ...
 *                                          |
 *                                          +-----> BlockHeader.read --> mayHaveValue(value), types(), ...
 * }</pre>
 *
 * <p><b>Threading.</b> A writer is for one thread at a time; blocks and headers are for any number.
 *
 * <p><b>Not here.</b> No lock, thread, clock, file or reflection. Nobody decides here when a block is full, where its bytes
 * are kept, or what a filter means.
 *
 * <h2>The format, version 2</h2>
 *
 * <p>Version 1 is the same without extensions, and is read as well.
 *
 * <p>Numbers of fixed size are little endian. A <i>varint</i> has seven bits a byte, least significant first, the eighth bit
 * saying that more follow. A <i>zigzag</i> is a varint of {@code value << 1 ^ value >> 63}. <i>Text</i> is UTF-8, with single
 * surrogates kept as three bytes (WTF-8). Checksums are CRC-32. All other structure is of three kinds, described below:
 * <i>columns</i>, <i>string tables</i> and <i>shapes</i>.
 *
 * <pre>
 *   +--------------------------------- header ---------------------------------+---- body ----+
 *   | magic | version | flags | header size | body size | ... | body | header  |              |
 *   | 'PHB\n' | u8    | u8    | u32         | u32       |     | checksums, u32 |              |
 *   +--------------------------------------------------------------------------+--------------+
 *   0       4         5       6             10          14    -8     -4
 * </pre>
 *
 * <p>These parts lie in the same place in all versions. The header's checksum covers the header up to itself, and thereby the
 * body's checksum; it is checked before the version is believed. Flags: 1, some events have trees; 2, the Bloom filter covers
 * numbers.
 *
 * <p><b>Header</b>, from byte 14 on:
 *
 * <ol>
 *   <li>number of events, varint, 1 to 65,536
 *   <li>first sequence, varint; last sequence less the first, varint
 *   <li>least timestamp: seconds since 1970, zigzag; nanoseconds, varint; then the greatest likewise
 *   <li>time of recording of the first event in milliseconds since 1970, zigzag; that of the last less that, varint
 *   <li>types: string table; for each the number of its events, varint
 *   <li>sources: likewise
 *   <li>names of fields: string table
 *   <li>Bloom filter: number of 64-bit words, varint, zero or a power of two; the words. A value of hash {@code h} has set bit
 *       {@code h & 63} of word {@code h >> 6}, and bit {@code h >> 32 & 63} of word {@code h >> 38}, words modulo their
 *       number. Hashes: the finalizer of SplitMix64 over, for a string, {@code hashCode * 0x9E3779B97F4A7C15 + length}; for
 *       a number, the bits of the nearest double, zero being positive
 *   <li>extensions: their number, varint; for each its tag, varint, its size, varint, and that many bytes. Tags are in ascending
 *       order, each once. A reader that does not know a tag skips it if it is even, and refuses the block if it is odd. Tag 2
 *       is the break in front of the block, as {@link dev.playhead.block.BreakCodec} describes
 *   <li>checksum of the body, checksum of the header
 * </ol>
 *
 * <p><b>Body</b>:
 *
 * <ol>
 *   <li>one byte: 0, sequences have no gaps; 1, a column of sequences follows
 *   <li>timestamps: unit, varint, and a column: 0 seconds, 1 milliseconds, 2 microseconds, 3 nanoseconds since 1970; 4, a
 *       column of seconds and one of nanoseconds
 *   <li>the group of each event: column
 *   <li>the dictionary: string table
 *   <li>number of shapes, varint; the size of each in bytes, varint; the shapes, each as that of a payload and that of a map
 *       of metadata
 *   <li>number of groups, varint; for each its shape, the number of its events, and its size in bytes, all varints
 *   <li>for each group: types, column of indexes into the header's; sources, likewise; then for each leaf of its shape a value
 *       column. The rows of a group are its events in order
 *   <li>the heap
 * </ol>
 *
 * <p><b>Column</b> of whole numbers. One byte: the form in bits 0 to 2; bit 3, a unit follows as varint, else it is 1. Packed
 * bits are lowest first and end at a whole byte; sums wrap around. Columns inside of columns go four levels deep.
 *
 * <ul>
 *   <li>0, constant: the value, zigzag
 *   <li>1, packed: width u8, base zigzag, bits. A value is {@code base + unit * bits}
 *   <li>2, chunked: for chunks of 64 rows a column of bases and a column of widths, then the bits of each chunk
 *   <li>3, delta: for chunks of 64 rows a column of anchors, a column of least steps and a column of widths, then the bits of
 *       each chunk. A value is the one before it, or the anchor for the first of a chunk, plus the least step, plus its bits
 *   <li>4, dictionary: number of values, varint; a column of them; then for each row its index, in as many bits as the
 *       greatest index needs
 * </ul>
 *
 * <p><b>String table</b>: sorted by UTF-16 code units. Number of strings, varint; column of the places of strings 0, 16, 32,
 * ...; size of the entries, varint; their size when deflated, varint, 0 if they are not, as those above 1 MiB; the entries. Strings 0, 16, 32, ...:
 * size, varint, and bytes. The others: one byte, the number of bytes shared with the string before it in the high nibble,
 * the number of further bytes in the low one; for either, 15 continues in a varint to be added; the further bytes.
 *
 * <p><b>Shape</b>: varint, in bits 0 and 1 the kind, above them the number of parts. 0, leaf, the next column of the group;
 * 1, map: for each part the index of its name in the header, varint, and its shape; 2, list: for each part its shape. At most
 * 256 leaves and 8 levels.
 *
 * <p><b>Value column</b>: column of kinds; then for each kind that occurs, in order, a column with the rows of that kind.
 * Kinds: 0 null, 1 false, 2 true, 3 empty map, 4 empty list (nothing more); 5 long (column); 6 double that is a whole number
 * of at most 15 digits divided by a power of ten (exponent, varint; column); 7 other double (column of its bits); 8 decimal
 * (column of scales, column of digits); 9 string, below; 10 string in the heap (column of places); 11 tree in the heap
 * (column of places).
 *
 * <p>Strings, one byte: 0, column of indexes into the dictionary; 1, a prefix (size, varint, and bytes), the number of
 * digits, varint (0: no zeros in front), and a column of the numbers that follow the prefix; 2, hexadecimal: one byte (1:
 * upper case; 2: hyphens as in a UUID), size of each, varint, and the bytes of all.
 *
 * <p><b>Heap</b>: number of pages, varint; for each its size, varint, and its size when deflated, varint, 0 if it is not; the
 * pages. Deflate is raw; the first page, if it is deflated and not above 64 KiB, is the preset dictionary of all others. A
 * place counts the bytes before it in all pages. At the place of a string: its size, varint, and bytes. At that of a tree,
 * one byte: 0 null, 1 false, 2 true, 3 long (zigzag), 4 double (u64), 5 double as a whole number (zigzag) and an exponent of
 * ten (varint), 6 big integer (size, varint, and bytes in two's complement, greatest first), 7 decimal (big integer, scale
 * zigzag), 8 string (size and bytes), 9 string of the dictionary (index, varint), 10 string elsewhere in the heap (place,
 * varint), 11 list (number, varint, and trees), 12 map (number, varint; for each the key and a tree), 13 list of longs
 * (number, varint; zigzags). From 32, 64 and 96 on: list, map and string of that many more parts or bytes; from 128 on: the
 * whole numbers from -8 on. A key is a varint: even, twice the index in the dictionary; odd, its size times two plus one, and
 * its bytes. Trees do not overlap each other, nor do strings; each tree belongs to one value, a string to any number.
 *
 * <p>How deep data goes, how large pages are, and what is compressed is up to the writer within these bounds. Readers believe
 * no number: see {@link dev.playhead.block.SealedBlock}.
 */
@NullMarked
package dev.playhead.block;

import org.jspecify.annotations.NullMarked;
