package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of a file on disk. */
final class FileSize {
    private FileSize() {}

    /** Returns the size of a file in bytes; 0 if the file is missing. */
    static long of(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw Failures.of(file, e);
        }
    }
}
