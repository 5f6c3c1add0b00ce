package dev.playhead.block;

import dev.playhead.event.RecordingBreak;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A codec for a {@link RecordingBreak} without its sequence, as stored in the header of the block after the break, and
 * in stores. The bytes are the times of the beginning and the end, each as seconds since 1970 (zigzag) and nanoseconds
 * (varint); the number of types (varint); and for each type the number of bytes of the type (varint), these bytes, and
 * the number of events (varint).
 */
public final class BreakCodec {
    private BreakCodec() {}

    /**
     * Encodes a break.
     *
     * @param recordingBreak the break
     * @return the encoded bytes
     */
    public static byte[] encode(RecordingBreak recordingBreak) {
        ByteSink out = new ByteSink(64);
        out.instant(recordingBreak.from());
        out.instant(recordingBreak.to());
        out.varint(recordingBreak.offered().size());
        for (Map.Entry<String, Long> offered : recordingBreak.offered().entrySet()) {
            byte[] type = Wtf8.encode(offered.getKey());
            out.varint(type.length);
            out.bytes(type, 0, type.length);
            out.varint(offered.getValue());
        }
        return out.toBytes();
    }

    /**
     * Decodes a break.
     *
     * @param sequence the sequence of the first event after the break
     * @param bytes the encoded bytes
     * @return the break
     * @throws CorruptBlockException if the bytes do not encode a break
     */
    public static RecordingBreak decode(long sequence, byte[] bytes) {
        return read(sequence, new ByteSource(bytes, 0, bytes.length));
    }

    /** Reads a break that extends to the end of the source. */
    static RecordingBreak read(long sequence, ByteSource in) {
        try {
            Instant from = in.instant();
            Instant to = in.instant();
            Map<String, Long> offered = new TreeMap<>();
            int types = in.count("types");
            for (int i = 0; i < types; i++) {
                int bytes = in.count("typeBytes");
                String type = Wtf8.decode(in.array(), in.skip(bytes), bytes);
                if (offered.put(type, in.varint()) != null) {
                    throw in.corrupt("types", types);
                }
            }
            if (in.remaining() > 0) {
                throw in.corrupt("breakBytes", in.remaining());
            }
            return new RecordingBreak(sequence, from, to, offered);
        } catch (IllegalArgumentException e) {
            throw new CorruptBlockException("a break in recording cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the approximate memory usage of a break in bytes. */
    static long memoryBytes(RecordingBreak recordingBreak) {
        long bytes = 96 + 2 * Memory.INSTANT;
        for (String type : recordingBreak.offered().keySet()) {
            bytes += 64 + Memory.string(type);
        }
        return bytes;
    }
}
