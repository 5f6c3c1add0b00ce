package dev.playhead.benchmarks.files;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * A file of JSON Lines to read.
 *
 * @param title the short description of the contents, used in the table and in the names of figures
 * @param path the file
 */
record InputFile(String title, Path path) {
    private static final long FIRST_MILLIS = 1_767_225_600_000L;
    private static final int MAX_STEP_MILLIS = 300;

    double bytes() {
        return path.toFile().length();
    }

    /**
     * Creates a file with the lines of a stream. The whole stream is repeated until the file has at least the given
     * number of bytes.
     */
    static InputFile repeated(String title, Path stream, long bytes, Path folder) throws IOException {
        Path path = folder.resolve(title + '-' + bytes + ".jsonl");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            for (long written = 0; written < Math.max(1, bytes); ) {
                try (InputStream in = decompressed(stream)) {
                    long copied = in.transferTo(out);
                    if (copied == 0) {
                        throw new IllegalStateException("stream=" + stream + " has no events");
                    }
                    written += copied;
                }
            }
        }
        return new InputFile(title, path);
    }

    private static InputStream decompressed(Path stream) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(stream));
        return stream.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    /** Creates a file of at least the given number of bytes. Its small events are presses and releases of keys. */
    static InputFile ofKeys(String title, long bytes, Path folder) throws IOException {
        Random random = new Random(5);
        Path path = folder.resolve("keys-" + bytes + ".jsonl");
        long millis = FIRST_MILLIS;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            for (long written = 0; written < bytes; ) {
                millis += 1 + random.nextInt(MAX_STEP_MILLIS);
                String line = "{\"type\":\"" + (random.nextBoolean() ? "keydown" : "keyup")
                        + "\",\"payload\":{\"key\":\"" + (char) ('a' + random.nextInt(26))
                        + "\",\"code\":" + (8 + random.nextInt(215))
                        + ",\"shift\":" + random.nextBoolean()
                        + "},\"timestamp\":\"" + Instant.ofEpochMilli(millis)
                        + "\",\"source\":\"user-" + random.nextInt(40) + "\"}\n";
                byte[] encoded = line.getBytes(StandardCharsets.UTF_8);
                out.write(encoded);
                written += encoded.length;
            }
        }
        return new InputFile(title, path);
    }
}
