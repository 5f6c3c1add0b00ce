package dev.playhead.timetravel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is stored of a state: the version of its codec, how often its beginning was told to be another one, and its bytes,
 * packed. Nothing at all stands for a state that nobody could encode.
 *
 * <pre>
 *   format 1 | bytes of the header, 1 or 2 bytes | header: text of the version, number of the epoch | packed state
 * </pre>
 */
final class StateEnvelope {
    private static final byte FORMAT = 1;
    private static final int HEADER_FROM = 3;

    private StateEnvelope() {}

    /**
     * What an envelope says.
     *
     * @param version the version of the codec
     * @param epoch how often the beginning was told to be another one
     * @param state the state, encoded
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Content(String version, int epoch, byte[] state) {}

    static <S> byte[] seal(StateCodec<S> codec, int epoch, S state) {
        byte[] header = new StateWriter().text(codec.version()).number(epoch).toBytes();
        if (header.length >= 1 << 16) {
            throw new IllegalArgumentException(
                    "codec version of chars=" + codec.version().length() + " is too long");
        }
        byte[] packed = Packing.pack(codec.encode(state), Packing.NO_PRESET);
        byte[] all = new byte[HEADER_FROM + header.length + packed.length];
        all[0] = FORMAT;
        all[1] = (byte) header.length;
        all[2] = (byte) (header.length >>> 8);
        System.arraycopy(header, 0, all, HEADER_FROM, header.length);
        System.arraycopy(packed, 0, all, HEADER_FROM + header.length, packed.length);
        return all;
    }

    /**
     * Opens an envelope.
     *
     * @return what it says; empty if it has no state
     * @throws CorruptStateException if it is none
     */
    static Optional<Content> open(byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        int headerBytes = bytes.length < HEADER_FROM ? -1 : (bytes[1] & 0xFF) | (bytes[2] & 0xFF) << 8;
        if (bytes[0] != FORMAT || headerBytes < 0 || headerBytes > bytes.length - HEADER_FROM) {
            throw new CorruptStateException("format=" + bytes[0] + " headerBytes=" + headerBytes
                    + " are impossible in a stored state of bytes=" + bytes.length);
        }
        int stateFrom = HEADER_FROM + headerBytes;
        StateReader header = new StateReader(Arrays.copyOfRange(bytes, HEADER_FROM, stateFrom));
        String version = header.text();
        long epoch = header.number();
        header.end();
        if (epoch < 0 || epoch > Integer.MAX_VALUE) {
            throw header.corrupt("epoch", epoch);
        }
        byte[] packed = Arrays.copyOfRange(bytes, stateFrom, bytes.length);
        return Optional.of(new Content(version, (int) epoch, Packing.unpack(packed, Packing.NO_PRESET)));
    }

    static <S> S decoded(StateCodec<S> codec, Content content) {
        return codec.decode(content.state(), List.of());
    }
}
