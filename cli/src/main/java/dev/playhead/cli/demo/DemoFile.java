package dev.playhead.cli.demo;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The file that the demo writes. Either no file with its name exists, or a file with exactly the same content, because
 * the demo never overwrites an existing file.
 */
final class DemoFile {
    private static final int MAX_NAMES = 1_000;

    private final Path path;
    private final byte[] content;
    private final boolean isThere;

    private DemoFile(Path path, byte[] content, boolean isThere) {
        this.path = path;
        this.content = content;
        this.isThere = isThere;
    }

    /**
     * Finds a name for the file with the events of a history: {@code orders.jsonl}, otherwise {@code orders-2.jsonl},
     * and so on.
     */
    static DemoFile in(Path directory, EventHistory history) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        history.exportTo(content, ExportFormat.JSON_LINES, EventFilter.all());
        for (int i = 1; i <= MAX_NAMES; i++) {
            Path path = directory.resolve("orders" + (i == 1 ? "" : "-" + i) + ".jsonl");
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return new DemoFile(path, content.toByteArray(), false);
            }
            if (hasContent(path, content.toByteArray())) {
                return new DemoFile(path, content.toByteArray(), true);
            }
        }
        throw new CommandFailure(directory + " already has orders.jsonl, orders-2.jsonl and so on; use another --dir");
    }

    private static boolean hasContent(Path path, byte[] content) {
        try {
            return Files.isRegularFile(path)
                    && Files.size(path) == content.length
                    && Arrays.equals(Files.readAllBytes(path), content);
        } catch (IOException e) {
            return false; // an unreadable file is not the demo's
        }
    }

    Path path() {
        return path;
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /** Writes the file, unless it exists. */
    void write() {
        if (isThere) {
            return;
        }
        try {
            Files.write(path, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(path + " was created by another program during the demo; run the demo again");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
