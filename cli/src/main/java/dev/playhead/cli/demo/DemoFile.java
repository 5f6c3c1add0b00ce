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
 * The file that the demo writes. Its name is chosen so that either no file with this name exists, or the existing file
 * already has the same content. So the demo never overwrites an existing file.
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
     * Chooses the file for the events of a history: {@code orders.jsonl}, or {@code orders-2.jsonl} if there is an
     * {@code orders.jsonl} with other content, and so on.
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
            return false; // a file that cannot be read is treated as a file with other content
        }
    }

    Path path() {
        return path;
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /** Writes the file, unless it already existed when it was chosen. */
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
