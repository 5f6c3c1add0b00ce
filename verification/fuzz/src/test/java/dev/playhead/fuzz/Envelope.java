package dev.playhead.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * An assembler of blocks from headers and bodies. It adds valid checksums. The layout that {@code docs/BLOCK-FORMAT.md}
 * specifies is implemented here a second time on purpose: a test with the library's own code would not detect errors in
 * that code.
 */
final class Envelope {
    private static final byte[] MAGIC_AND_VERSION = {'P', 'H', 'B', '\n', 2};
    private static final int FLAGS_AT = 5;
    private static final int HEADER_SIZE_AT = 6;
    private static final int FIELDS_AT = 14;
    private static final int CHECKSUMS_BYTES = 8;

    private Envelope() {}

    /** Returns the golden blocks, which the library must always be able to read. */
    static List<byte[]> goldenBlocks() {
        Path folder =
                Path.of(System.getProperty("playhead.fuzz.golden", "../../core/src/test/resources/dev/playhead/block"));
        try {
            return List.of(
                    Files.readAllBytes(folder.resolve("v2.block")),
                    Files.readAllBytes(folder.resolve("v2-deflated.block")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int headerSize(byte[] block) {
        return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(HEADER_SIZE_AT);
    }

    /** Returns the fields of a block's header: the flags and all fields after the two sizes, without the checksums. */
    static byte[] fieldsOf(byte[] block) {
        byte[] fields = Arrays.copyOfRange(block, FIELDS_AT - 1, headerSize(block) - CHECKSUMS_BYTES);
        fields[0] = block[FLAGS_AT];
        return fields;
    }

    static byte[] bodyOf(byte[] block) {
        return Arrays.copyOfRange(block, headerSize(block), block.length);
    }

    /**
     * Returns the fields of a header for the given number of events. The letters a to p are possible names of payload
     * fields.
     */
    static byte[] fields(int events) {
        ByteBuffer fields = ByteBuffer.allocate(256);
        fields.put((byte) 1);
        varint(fields, events);
        varint(fields, 0);
        varint(fields, events - 1);
        for (int i = 0; i < 4; i++) {
            fields.put((byte) 0); // the least and the greatest timestamp
        }
        fields.put((byte) 0).put((byte) 0);
        for (String name : List.of("t", "s")) {
            strings(fields, name);
            varint(fields, events);
        }
        strings(fields, "abcdefghijklmnop");
        fields.put((byte) 0); // no Bloom filter
        fields.put((byte) 0); // no extensions
        return Arrays.copyOf(fields.array(), fields.position());
    }

    private static void varint(ByteBuffer to, int value) {
        int left = value;
        while (left >= 0x80) {
            to.put((byte) (left | 0x80));
            left >>>= 7;
        }
        to.put((byte) left);
    }

    /** Writes a table of up to 16 strings of one letter each. */
    private static void strings(ByteBuffer to, String letters) {
        byte[] ascii = letters.getBytes(StandardCharsets.US_ASCII);
        to.put((byte) ascii.length);
        to.put((byte) 0).put((byte) 0); // a constant 0, the offset of the first string
        to.put((byte) (ascii.length * 2)).put((byte) 0);
        for (byte letter : ascii) {
            // For the first string, 1 is its size. For each other string, 1 means that it shares no prefix with the
            // string before it and has one byte.
            to.put((byte) 1).put(letter);
        }
    }

    /** Returns a block with the given header fields and body, and with valid sizes and checksums. */
    static byte[] block(byte[] flagsAndFields, byte[] body) {
        int headerSize = FIELDS_AT - 1 + flagsAndFields.length + CHECKSUMS_BYTES;
        ByteBuffer block = ByteBuffer.allocate(headerSize + body.length).order(ByteOrder.LITTLE_ENDIAN);
        block.put(MAGIC_AND_VERSION);
        block.put(flagsAndFields, 0, 1);
        block.putInt(headerSize).putInt(body.length);
        block.put(flagsAndFields, 1, flagsAndFields.length - 1);
        block.putInt(checksum(body, body.length));
        block.putInt(checksum(block.array(), block.position()));
        return block.put(body).array();
    }

    private static int checksum(byte[] bytes, int size) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, size);
        return (int) checksum.getValue();
    }
}
