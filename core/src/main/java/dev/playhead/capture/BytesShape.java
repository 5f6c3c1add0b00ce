package dev.playhead.capture;

import java.nio.ByteBuffer;

/** {@code byte[]} and {@code ByteBuffer}: the bytes from its position to its limit. */
final class BytesShape extends ClassShape {
    BytesShape() {
        super(Verdict.COPY);
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.bytes(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : ((ByteBuffer) value).duplicate());
    }
}
