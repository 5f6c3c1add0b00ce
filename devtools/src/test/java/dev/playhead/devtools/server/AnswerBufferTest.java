package dev.playhead.devtools.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class AnswerBufferTest {
    private static final int ALLOWED = 5;

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void shouldGiveEachChunkBackWhenItIsSent() throws IOException {
        Semaphore allowance = new Semaphore(ALLOWED);
        byte[] content = bytes(2 * AnswerBuffer.CHUNK_BYTES + 7);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Integer> free = new ArrayList<>();
        try (AnswerBuffer buffer = new AnswerBuffer(allowance, ALLOWED * AnswerBuffer.CHUNK_BYTES)) {
            buffer.write(content, 0, content.length);

            buffer.sendTo(out, () -> free.add(allowance.availablePermits()));
        }
        assertThat(free).containsExactly(2, 3, 4);
        assertThat(out.toByteArray()).isEqualTo(content);
        assertThat(allowance.availablePermits()).isEqualTo(ALLOWED);
    }

    @Test
    void shouldGiveTheRestBackIfThePageIsGone() {
        Semaphore allowance = new Semaphore(ALLOWED);
        byte[] content = bytes(3 * AnswerBuffer.CHUNK_BYTES);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AnswerBuffer buffer = new AnswerBuffer(allowance, ALLOWED * AnswerBuffer.CHUNK_BYTES)) {
            buffer.write(content, 0, content.length);

            assertThatThrownBy(() -> buffer.sendTo(out, () -> {
                        if (out.size() > AnswerBuffer.CHUNK_BYTES) {
                            throw new IOException("gone");
                        }
                    }))
                    .hasMessage("gone");
        }
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(content, 2 * AnswerBuffer.CHUNK_BYTES));
        assertThat(allowance.availablePermits()).isEqualTo(ALLOWED);
    }
}
