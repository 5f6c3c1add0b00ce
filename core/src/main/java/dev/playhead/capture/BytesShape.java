package dev.playhead.capture;

import java.nio.ByteBuffer;

/**
 * The shape of {@code byte[]} and {@code ByteBuffer}. The bytes of a buffer are those from its position to its limit.
 */
final class BytesShape extends ClassShape {
    BytesShape() {
        super(Verdict.COPY);
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.bytes(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : ((ByteBuffer) value).duplicate());
    }
}
