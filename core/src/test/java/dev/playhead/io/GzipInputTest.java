package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipInputTest {
    private static final int BYTES = 1_000_000;

    private static byte[] compressed() throws IOException {
        byte[] random = new byte[BYTES];
        new Random(1).nextBytes(random);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(random);
        }
        return out.toByteArray();
    }

    @Test
    void shouldHaveAvailableDataWhileTheSourceHas() throws IOException {
        try (GzipInput in = new GzipInput(new ByteArrayInputStream(compressed()))) {
            assertThat(in.available()).isPositive();
            assertThat(in.readNBytes(BYTES / 2)).hasSize(BYTES / 2);
            assertThat(in.available()).isPositive();
            assertThat(in.readAllBytes()).hasSize(BYTES - BYTES / 2);
            assertThat(in.available()).isZero();
        }
    }

    @Test
    void shouldHaveNoAvailableDataIfTheSourceMayBlock() throws IOException {
        InputStream blocking = new FilterInputStream(new ByteArrayInputStream(compressed())) {
            @Override
            public int available() {
                return 0;
            }
        };
        try (GzipInput in = new GzipInput(blocking)) {
            assertThat(in.readNBytes(1_000)).hasSize(1_000);
            assertThat(in.available()).isZero();
        }
    }
}
